// A section of a report: saved as one types, kept on the device while it cannot be, told in words.
// Everything works without this file: the form's buttons save all of it. tracker/reports/views/draft.py answers.
(() => {
  "use strict";
  const form = document.getElementById("section");
  if (!form) return;
  const { report: address, section, person, signin } = form.dataset;
  const words = JSON.parse(form.querySelector("[data-words-of-report]").textContent);
  const token = form.elements.csrf_token.value;
  const state = document.getElementById("save-state");
  const store = `trame:${person}:${address}:${section}`;
  const QUIET = 700; // milliseconds without a key before saving
  const AGAIN = [2, 5, 15, 30]; // seconds between tries
  const LOOK = 20; // seconds between looks at what others write
  const CHECK = '<path d="M4 12.5l5 5L20 6.5"/>';
  const CLOCK = '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.2l3.4 2"/>';
  const WARNING = '<path d="M12 4L2.8 20h18.4zM12 10v4.5M12 17.3v.2"/>';

  const fields = new Map(); // path → its inputs
  const kept = new Map(); // path → what the server has, as the field shows it
  const revisions = new Map(); // path → the revision of that
  const pending = new Map(); // path → {text, revision, conflict}: not on the server yet
  let revision = Number(form.dataset.revision);
  let problems = {};
  let sending = null, timer = 0, failures = 0, ended = false, stored = true, going = false;

  const all = (selector, root = form) => [...root.querySelectorAll(selector)];
  const isPath = (name) => name.includes(".") && !name.includes(":");
  const fill = (text, values) => Object.entries(values).reduce((so, [key, value]) => so.replace(`{${key}}`, () => value), text);

  // ── Fields ──
  const valueOf = (path, key = "value") => {
    const inputs = fields.get(path) || [];
    const first = inputs.find((it) => it.type !== "hidden");
    if (!first) return "";
    if (first.type === "radio") return inputs.find((it) => (key === "value" ? it.checked : it.defaultChecked))?.value || "";
    if (first.type === "checkbox") return (key === "value" ? first.checked : first.defaultChecked) ? first.value : "";
    if (first.tagName === "SELECT" && key !== "value") return [...first.options].find((it) => it.defaultSelected)?.value || "";
    return key === "value" ? first.value : first.defaultValue;
  };
  const write = (path, text) => {
    for (const input of fields.get(path) || []) {
      if (input.type === "radio") input.checked = input.value === text;
      else if (input.type === "checkbox") input.checked = text === input.value;
      else if (input.type !== "hidden") input.value = text;
      if (input.type !== "hidden") input.dispatchEvent(new CustomEvent("trame:written", { bubbles: true }));
    }
  };
  const learn = (inputs) => {
    for (const input of inputs) {
      if (!isPath(input.name)) continue;
      if (!fields.has(input.name)) fields.set(input.name, []);
      fields.get(input.name).push(input);
    }
  };
  const wordsOf = (path, text) => {
    const input = (fields.get(path) || []).find((it) => it.type !== "hidden");
    if (input?.tagName === "SELECT") return [...input.options].find((it) => it.value === text)?.text || text;
    if (input?.type === "radio") return fields.get(path).find((it) => it.value === text)?.labels[0]?.textContent || text;
    return text;
  };

  // ── What is said of saving ──
  const say = (tone, text, shape, link) => {
    state.textContent = "";
    const line = Object.assign(document.createElement("span"), { className: `saved ${tone}` });
    line.innerHTML = `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${shape}</svg>`;
    line.append(text);
    state.append(line);
    if (link) state.append(link);
  };
  const among = document.createElement("span");
  among.className = "sm mut";
  state.after(among);
  const tellOthers = (names) => {
    const listed = names.length > 1 ? names.slice(0, -1).join(", ") + words.and + names.at(-1) : names[0];
    among.textContent = !names.length ? "" : names.length > 1 ? fill(words.others, { names: listed }) : fill(words.other, { name: listed });
  };
  const linkTo = (href, text) => Object.assign(document.createElement("a"), { href, textContent: text, className: "sm" });
  const again = linkTo(signin, words.signin);

  // ── Kept on this device ──
  const stash = () => {
    try {
      if (pending.size) localStorage.setItem(store, JSON.stringify([...pending].map(([path, it]) => [path, it.text, it.revision])));
      else localStorage.removeItem(store);
      stored = true;
    } catch { stored = false; }
  };
  const stashed = () => {
    try { return JSON.parse(localStorage.getItem(store)) || []; } catch { return []; }
  };

  const touch = (path, text = valueOf(path)) => {
    const before = pending.get(path);
    if (!before?.conflict && text === (kept.get(path) ?? "")) pending.delete(path);
    else pending.set(path, { text, revision: before ? before.revision : revisions.get(path) || 0, conflict: before?.conflict });
    stash();
  };

  // ── Sending ──
  const later = (milliseconds) => { clearTimeout(timer); timer = setTimeout(send, milliseconds); };
  const unsent = () => [...pending].filter(([, it]) => !it.conflict);

  const send = () => {
    clearTimeout(timer);
    sending = sending || deliver().finally(() => { sending = null; if (unsent().length && !failures && !ended) later(QUIET); });
    return sending;
  };

  const deliver = async () => {
    const batch = unsent();
    if (!batch.length) return;
    if (!ended) say("busy", words.saving, CLOCK);
    const edits = batch.map(([path, it]) => ({ path, text: it.text, revision: it.revision }));
    let answer;
    try {
      answer = await fetch(address, {
        method: "POST", redirect: "manual",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token, Accept: "application/json" },
        body: JSON.stringify({ section, tried: "tried" in form.dataset, edits }),
      });
    } catch {
      return failed("busy", stored ? words.offline : words.unstored, stored ? CLOCK : WARNING);
    }
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 400) return sessionEnded();
    if (answer.status === 409) {
      const { error } = await answer.json();
      return failed("failed", fill(words.failed, { why: error }), WARNING);
    }
    if (!answer.ok) return failed("failed", words.broken, WARNING);
    const said = await answer.json();
    failures = 0;
    ended = false;
    for (const [path, it] of batch) {
      if (!(path in said.saved)) continue;
      revisions.set(path, said.saved[path]);
      kept.set(path, it.text);
      const now = pending.get(path);
      if (now?.text === it.text) pending.delete(path);
      else if (now) now.revision = said.saved[path];
    }
    for (const it of said.conflicts) disagree(it);
    stash();
    if (said.revision === revision + 1) revision = said.revision;
    judge(said.problems);
    tellOthers(said.others);
    if (pending.size && !unsent().length) say("failed", words.conflicts, WARNING);
    else if (!pending.size) say("", fill(words.saved, { hour: said.at }), CHECK);
  };

  const failed = (tone, text, shape, link) => {
    if (!ended || !link) say(tone, text, shape, link); // a link is not pulled from under the finger at every try
    ended = Boolean(link);
    later(1000 * AGAIN[Math.min(failures, AGAIN.length - 1)]);
    failures += 1;
  };
  const sessionEnded = () => {
    const { name, id } = document.activeElement || {};
    if (name && isPath(name)) again.href = signin + encodeURIComponent(`#${id}`);
    failed("failed", words.ended, WARNING, again);
  };

  // ── What is wrong, beside its field; not under the fingers of whoever is typing ──
  const judge = (found = problems) => {
    problems = found;
    for (const line of all("[id$='-error']")) {
      const path = line.id.slice(0, -6);
      if (document.activeElement?.name === path && !problems[path]) continue;
      if (document.activeElement?.name === path && line.hidden) continue;
      line.textContent = problems[path] || "";
      line.hidden = !problems[path];
      line.closest(".govuk-form-group")?.classList.toggle("govuk-form-group--error", Boolean(problems[path]));
      for (const input of fields.get(path) || []) {
        if (problems[path]) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
      line.closest("[data-why]")?.toggleAttribute("hidden", !problems[path] && !valueOf(path) && line.closest("[data-why]").hidden);
    }
  };

  // ── Two answers to one question ──
  const template = form.querySelector("[data-conflict-template]");
  const disagree = ({ path, theirs, revision: at, by, own, at: when }) => {
    const mine = pending.get(path) || { text: valueOf(path) };
    pending.set(path, { text: mine.text, revision: mine.revision, conflict: true });
    const input = (fields.get(path) || []).find((it) => it.type !== "hidden");
    if (!input) return;
    const place = input.closest("[data-field], td");
    place.querySelector("[data-conflict]")?.remove();
    const box = template.content.firstElementChild.cloneNode(true);
    box.querySelector("[data-who]").textContent = fill(own ? words.own : words.theirs, { name: by, at: when });
    box.querySelector("[data-theirs]").textContent = wordsOf(path, theirs) || "–";
    box.querySelector("[data-mine]").textContent = wordsOf(path, mine.text) || "–";
    const isText = input.tagName === "TEXTAREA" || (input.type === "text" && !input.inputMode && !input.autocomplete);
    box.querySelector("[data-keep=both]").hidden = !isText;
    box.addEventListener("click", (event) => {
      const keep = event.target.dataset.keep;
      if (!keep) return;
      const own = pending.get(path).text;
      const text = { theirs, mine: own, both: `${theirs}${input.tagName === "TEXTAREA" ? "\n\n" : " "}${own}` }[keep];
      revisions.set(path, at);
      kept.set(path, theirs);
      pending.delete(path);
      box.remove();
      write(path, text);
      touch(path, text);
      input.focus();
      if (pending.size) send();
      else say("", fill(words.saved, { hour: when }), CHECK);
    });
    place.append(box);
  };

  // ── What others write ──
  const look = async () => {
    if (document.hidden || ended || sending || !navigator.onLine) return;
    const query = new URLSearchParams({ section, depuis: revision });
    if ("tried" in form.dataset) query.set("verifier", "1");
    let said;
    try {
      const answer = await fetch(`${address}?${query}`, { redirect: "manual", headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      said = await answer.json();
    } catch { return; }
    tellOthers(said.others);
    let left = false;
    for (const [path, [text, at]] of Object.entries(said.answers || {})) {
      if (at <= (revisions.get(path) || 0)) continue;
      if (!fields.has(path)) { if (text) rowsAdded(); continue; }
      if (pending.has(path) || fields.get(path).includes(document.activeElement)) { left = true; continue; }
      write(path, text);
      kept.set(path, valueOf(path));
      revisions.set(path, at);
    }
    if (!left) revision = said.revision;
    if (said.problems) judge(said.problems);
  };
  const rowsAdded = () => {
    if (form.querySelector(".rows-added")) return;
    const line = Object.assign(document.createElement("p"), { className: "note wait rows-added", textContent: `${words.rows} ` });
    line.append(linkTo(location.pathname, words.reload));
    form.prepend(line);
  };

  // ── Questions that depend on another ──
  const reveal = () => {
    for (const block of all("[data-shown-by]")) {
      block.hidden = !block.dataset.shownIf.split("|").includes(valueOf(block.dataset.shownBy));
    }
  };

  // ── Words counted as the server counts them ──
  const count = (area) => {
    const line = document.getElementById(`${area.id}-count`);
    const used = area.value.split(/\s+/).filter(Boolean).length;
    line.textContent = fill(line.dataset.text, { used: String(used) });
    line.classList.toggle("over", used > Number(area.dataset.words));
  };

  // ── Past its threshold a line is explained (form/check.py has the rule) ──
  const explain = (row) => {
    const why = row.nextElementSibling;
    const cumulative = row.querySelector("[data-start]")?.dataset.cents;
    if (!why?.matches("[data-why]") || cumulative === undefined) return;
    const grid = row.closest("[data-grid]");
    const authorised = BigInt(row.dataset.authorised);
    let gap = BigInt(cumulative) - authorised;
    if (gap < 0n) gap = "closes" in grid.dataset ? -gap : 0n;
    const share = (authorised * BigInt(grid.dataset.rate) + 500000n) / 1000000n;
    const threshold = BigInt(grid.dataset.threshold);
    const past = gap > (share > threshold ? share : threshold);
    const asked = (past && row.querySelector("input.cell").value.trim() !== "") || Boolean(why.querySelector("input").value) || Boolean(problems[why.querySelector("input").name]);
    why.hidden = !asked;
    row.classList.toggle("ask", asked);
    row.classList.toggle("open", asked);
  };

  // ── Rows ──
  const newKey = () => `${Date.now().toString(16).padStart(12, "0")}-${Math.floor(Math.random() * 65536).toString(16).padStart(4, "0")}`;
  const addRow = (grid, key = newKey()) => {
    const blank = grid.querySelector("template[data-blank]");
    const card = blank.content.firstElementChild.cloneNode(true);
    for (const element of [card, ...card.querySelectorAll("*")]) {
      for (const attribute of [...element.attributes]) {
        if (attribute.value.includes(".ROW")) element.setAttribute(attribute.name, attribute.value.replaceAll(".ROW", `.${key}`));
      }
    }
    grid.querySelector(".rowcards").append(card);
    learn(all("input, select, textarea", card));
    return card;
  };
  const dropRow = (card) => {
    for (const input of all("input, select, textarea", card)) {
      if (!isPath(input.name)) continue;
      write(input.name, "");
      touch(input.name, "");
    }
    card.hidden = true;
    card.closest("[data-rows]").querySelector("[data-add]").focus();
    send();
  };

  // ── Events ──
  const changed = (event) => {
    const { target } = event;
    if (!target.name || !isPath(target.name)) return;
    touch(target.name);
    if (target.dataset.words) count(target);
    const row = target.closest("tr");
    if (row) explain(row.matches("[data-why]") ? row.previousElementSibling : row);
    reveal();
    if (unsent().length) later(event.type === "change" ? 0 : QUIET);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("trame:written", ({ target }) => {
    if (target.dataset.words) count(target);
    reveal();
  });
  form.addEventListener("focusout", () => setTimeout(judge));
  form.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add]");
    const remove = event.target.closest("[data-remove]");
    if (add) {
      event.preventDefault();
      addRow(add.closest("[data-rows]")).querySelector("input:not([type=hidden]), select, textarea").focus();
    } else if (remove) {
      event.preventDefault();
      dropRow(remove.closest("[data-row]"));
    }
  });
  form.addEventListener("submit", async (event) => {
    if (going) return;
    event.preventDefault();
    const { submitter } = event;
    await send();
    await send(); // what was typed meanwhile
    await new Promise((resolve) => { setTimeout(resolve); }); // a form is not sent again while its event lasts
    if (!pending.size) {
      going = true;
      form.requestSubmit(submitter || undefined);
      going = false;
    } else form.querySelector("[data-conflict]")?.scrollIntoView({ block: "center" });
  });
  form.addEventListener("formdata", ({ formData }) => { // it is all saved: only what was pressed goes
    for (const name of [...formData.keys()]) {
      if (isPath(name) && !formData.has(`mine:${name}`)) formData.delete(name);
    }
  });
  window.addEventListener("online", () => { failures = 0; send(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) send(); else look(); });
  window.addEventListener("beforeunload", (event) => { if (pending.size && !stored) event.preventDefault(); });

  // ── Begin ──
  learn(form.elements);
  for (const [path, [at]] of Object.entries(JSON.parse(form.elements.seen.value || "{}"))) revisions.set(path, at);
  for (const path of fields.keys()) kept.set(path, valueOf(path, "default"));
  let back = false;
  for (const [path, text, at] of stashed()) {
    if (!fields.has(path)) {
      const grid = all("[data-rows]").find((it) => path.startsWith(`${it.dataset.rows}.`) && it.querySelector("template[data-blank]"));
      if (grid) addRow(grid, path.slice(grid.dataset.rows.length + 1).split(".")[0]);
    }
    if (!fields.has(path) || text === (kept.get(path) ?? "")) continue;
    write(path, text);
    pending.set(path, { text, revision: at });
    back = true;
  }
  for (const path of fields.keys()) { // typed before this file came, or put back by the browser
    if (!pending.has(path) && valueOf(path) !== (kept.get(path) ?? "")) touch(path);
  }
  stash();
  all("textarea[data-words]").forEach(count);
  reveal();
  all("tr[data-gap]").forEach(explain);
  if (back) say("busy", words.restored, CLOCK);
  if (unsent().length) send();
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && form.contains(target)) target.focus();
  setInterval(look, LOOK * 1000);
})();
