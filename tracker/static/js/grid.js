// A grid of amounts ([data-grid]): a block copied from a spreadsheet fills its cells, arrows move, sums follow.
// Everything works without this file: the server reads the cells and adds them up.
(() => {
  "use strict";
  const french = document.documentElement.lang.startsWith("fr");
  const cells = (row) => [...row.querySelectorAll("input.cell")];
  const rows = (grid) => [...grid.querySelectorAll("tbody tr")].filter((row) => cells(row).length);

  // As the server reads amounts: spaces and the symbol aside, the last comma or point before one or two digits
  // is the decimal sign. Null when it is not an amount, or could be two.
  const cents = (text) => {
    let plain = text.replace(/[\s\u00a0\u202f$]/g, "").replace("−", "-");
    if (!plain) return 0;
    let sign = 1;
    if (/^\(.*\)$/.test(plain)) { sign = -1; plain = plain.slice(1, -1); }
    if (/^\d{1,3},\d{3}$/.test(plain)) return null;
    if (/^-?\d{1,3}(,\d{3})+(\.\d{1,2})?$/.test(plain)) plain = plain.replace(/,/g, "");
    const parts = /^(-?)(\d+)(?:[.,](\d{1,2}))?$/.exec(plain);
    if (!parts) return null;
    return sign * (parts[1] ? -1 : 1) * (Number(parts[2]) * 100 + Number((parts[3] || "").padEnd(2, "0")));
  };

  const written = (amount, symbol) => {
    const [whole, part] = [Math.trunc(Math.abs(amount) / 100), Math.abs(amount) % 100];
    const grouped = String(whole).replace(/\B(?=(\d{3})+$)/g, french ? "\u00a0" : ",");
    const text = `${grouped}${french ? "," : "."}${String(part).padStart(2, "0")}`;
    const signed = amount < 0 ? `−${text}` : text;
    return symbol ? (french ? `${signed}\u00a0$` : signed.replace(/^(−?)/, "$1$$")) : signed;
  };

  const add = (grid) => {
    const columns = [];
    for (const row of rows(grid)) {
      const amounts = cells(row).map((cell) => cents(cell.value) || 0);
      amounts.forEach((amount, at) => { columns[at] = (columns[at] || 0) + amount; });
      const total = row.querySelector("[data-row-total]");
      if (total) total.textContent = written(amounts.reduce((sum, amount) => sum + amount, 0));
    }
    grid.querySelectorAll("[data-column-total]").forEach((total, at) => {
      total.textContent = written(columns[at] || 0, true);
    });
    const grand = grid.querySelector("[data-grand-total]");
    if (grand) grand.textContent = written(columns.reduce((sum, amount) => sum + amount, 0), true);
  };

  const at = (grid, cell) => {
    const all = rows(grid).map(cells);
    const row = all.findIndex((line) => line.includes(cell));
    return { all, row, column: row < 0 ? -1 : all[row].indexOf(cell) };
  };

  document.addEventListener("input", (event) => {
    const grid = event.target.closest("[data-grid]");
    if (grid) add(grid);
  });

  document.addEventListener("paste", (event) => {
    const grid = event.target.matches("[data-grid] input.cell") && event.target.closest("[data-grid]");
    const block = grid && event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
    if (!block || !/[\t\n]/.test(block)) return;
    event.preventDefault();
    const here = at(grid, event.target);
    block.split("\n").forEach((line, down) => {
      line.split("\t").forEach((text, across) => {
        const cell = here.all[here.row + down]?.[here.column + across];
        if (cell) cell.value = text.trim();
      });
    });
    add(grid);
  });

  document.addEventListener("keydown", (event) => {
    if (!event.target.matches("[data-grid] input.cell")) return;
    const step = { ArrowUp: -1, ArrowDown: 1, Enter: 1 }[event.key];
    if (!step) return;
    const here = at(event.target.closest("[data-grid]"), event.target);
    const next = here.all[here.row + step]?.[here.column];
    event.preventDefault();
    if (next) { next.focus(); next.select(); }
  });

  document.querySelectorAll("[data-grid]").forEach(add);
})();
