// Trame. Everything works without this file; it adds counters, keys, focus and closing of menus.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Counters under text areas: characters as the server counts them, line ends as one.
  const count = (area) => {
    const line = document.getElementById(`${area.id}-count`);
    if (!line) return;
    const used = [...area.value.replace(/\r\n/g, "\n")].length;
    const language = document.documentElement.lang;
    line.textContent = line.dataset.text.replace("{used}", used.toLocaleString(language).replace(/\u202f/g, "\u00a0"));
    line.classList.toggle("over", used > Number(area.dataset.limit));
  };

  const begin = (root) => {
    all("textarea[data-limit]", root).forEach(count);
    const summary = root.querySelector("[data-focus]");
    if (summary) summary.focus();
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-limit]")) count(event.target);
  });

  // An error's link puts the cursor in the field.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".govuk-error-summary a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (field) {
      event.preventDefault();
      (field.labels?.[0] || field).scrollIntoView({ block: "center" });
      field.focus({ preventScroll: true });
    }
    all("details.drop[open]").forEach((open) => { if (!open.contains(event.target)) open.open = false; });
  });

  // Keys for staff: « / » searches, j and k walk the rows of tables, « ? » says so, Escape closes.
  const typing = (element) => element.matches("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      all("details.drop[open], details.menu[open]").forEach((open) => {
        open.open = false;
        open.querySelector("summary").focus();
      });
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "?") {
      document.getElementById("keys-help")?.showModal();
    } else if (event.key === "/") {
      const search = document.querySelector("[data-search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === "j" || event.key === "k") {
      const links = all("main .tbl tbody th[scope=row] a").filter((link) => !link.closest("details"));
      if (!links.length) return;
      const at = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
      const next = at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)));
      links[next].focus();
    }
  });

  // What report.js keeps on this device is its writer's alone: gone at sign-out, and when somebody else is here.
  const here = document.body.dataset.person;
  const held = () => {
    try { return Object.keys(localStorage).filter((key) => key.startsWith("trame:")); } catch { return []; }
  };
  const isMine = (key) => key.startsWith(`trame:${here}:`);
  if (here) held().filter((key) => !isMine(key)).forEach((key) => localStorage.removeItem(key));
  document.addEventListener("submit", (event) => {
    const { signOut } = event.target.dataset;
    if (signOut === undefined) return;
    if (held().length && !window.confirm(signOut)) event.preventDefault();
    else held().forEach((key) => localStorage.removeItem(key));
  });

  // Where one is stays in sight, in a row of tabs that is wider than the screen.
  all(".tabs [aria-current]").forEach((tab) => { const row = tab.closest(".tabs"); row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2; });

  // A filter left empty asks for nothing: it stays out of the address.
  document.addEventListener("htmx:config:request", ({ target, detail }) => {
    if (!target.matches("form.filters")) return;
    const { body } = detail.ctx.request;
    [...body].filter(([, value]) => value === "").forEach(([name]) => body.delete(name));
  });

  document.addEventListener("htmx:after:swap", () => all("textarea[data-limit]").forEach(count));
  begin(document);
})();
