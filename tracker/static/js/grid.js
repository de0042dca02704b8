// A grid of amounts ([data-grid]): a block copied from a spreadsheet fills its cells, arrows move, sums follow.
// Everything works without this file: the server reads the cells and adds them up.
(() => {
  "use strict";
  const french = document.documentElement.lang.startsWith("fr");
  const cells = (row) => [...row.querySelectorAll("input.cell")];
  const rows = (grid) => [...grid.querySelectorAll("tbody tr")].filter((row) => cells(row).length);

  // As the server reads amounts (tracker/ledger/money.py). Null when it is not an amount, or could be two.
  const PLAIN = /^\d{1,15}(?:[.,]\d{1,2})?$/;
  const FRENCH = /^\d{1,3}(?: \d{3})+(?:[.,]\d{1,2})?$/;
  const ENGLISH = /^\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?$/;
  const cents = (text) => {
    let plain = text.replace(/[\s\u00a0\u202f\u2009]+/g, " ").trim();
    if (!plain) return 0;
    let sign = 1;
    const statement = /^\((.*)\)( ?\$)?$/.exec(plain);
    if (statement) { sign = -1; plain = (statement[1] + (statement[2] || "")).trim(); }
    if (/^[-−]/.test(plain)) {
      if (sign < 0) return null;
      sign = -1;
      plain = plain.slice(1).trim();
    }
    plain = (plain.startsWith("$") ? plain.slice(1) : plain.replace(/\$$/, "")).trim();
    if (/^\d{1,3},\d{3}$/.test(plain)) return null;
    if (ENGLISH.test(plain)) plain = plain.replace(/,/g, "");
    else if (PLAIN.test(plain) || FRENCH.test(plain)) plain = plain.replace(/ /g, "").replace(",", ".");
    else return null;
    const [whole, part = ""] = plain.split(".");
    const amount = Number(whole) * 100 + Number(part.padEnd(2, "0"));
    return amount > 1e15 ? null : sign * amount;
  };

  const written = (amount, symbol) => {
    const [whole, part] = [Math.trunc(Math.abs(amount) / 100), Math.abs(amount) % 100];
    const grouped = String(whole).replace(/\B(?=(\d{3})+$)/g, french ? "\u00a0" : ",");
    const text = `${grouped}${french ? "," : "."}${String(part).padStart(2, "0")}`;
    const signed = amount < 0 ? `−${text}` : text;
    return symbol ? (french ? `${signed}\u00a0$` : signed.replace(/^(−?)/, "$1$$")) : signed;
  };

  // A figure that follows from the cells of its row: data-start cents, and what each cell counts for.
  const reckon = (row, amounts, symbol) => {
    row.querySelectorAll("[data-start]").forEach((figure) => {
      const signs = figure.dataset.signs.split(",").map(Number);
      const sum = signs.reduce((so, sign, at) => so + sign * (amounts[at] || 0), Number(figure.dataset.start));
      figure.dataset.cents = sum;
      figure.textContent = written(sum, symbol);
    });
  };

  const add = (grid) => {
    const columns = [];
    for (const row of rows(grid)) {
      const amounts = cells(row).map((cell) => cents(cell.value) || 0);
      amounts.forEach((amount, at) => { columns[at] = (columns[at] || 0) + amount; });
      const total = row.querySelector("[data-row-total]");
      if (total) total.textContent = written(amounts.reduce((sum, amount) => sum + amount, 0));
      reckon(row, amounts, false);
    }
    reckon(grid.querySelector("tfoot") || grid, columns, true);
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

  for (const kind of ["input", "change", "trame:written"]) {
    document.addEventListener(kind, (event) => {
      const grid = event.target.closest("[data-grid]");
      if (grid) add(grid);
    }, true); // before whoever looks at the sums
  }

  document.addEventListener("paste", (event) => {
    const grid = event.target.matches("[data-grid] input.cell") && event.target.closest("[data-grid]");
    const block = grid && event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
    if (!block || !/[\t\n]/.test(block)) return;
    event.preventDefault();
    const here = at(grid, event.target);
    block.split("\n").forEach((line, down) => {
      line.split("\t").forEach((text, across) => {
        const cell = here.all[here.row + down]?.[here.column + across];
        if (!cell) return;
        cell.value = text.trim();
        cell.dispatchEvent(new Event("change", { bubbles: true }));
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
