// Files sent in pieces, one after another, going on where they stopped. Without this file they go with their form.
// Each becomes a hidden receipt of the form. templates/components/upload.html, tracker/files/views.py.
(() => {
  "use strict";
  const RETRY_SECONDS = [1, 2, 5, 10, 20, 30];
  const CHECK = '<path d="M4 12.5l5 5L20 6.5"/>';
  const CLIP = '<path d="M20 11.5l-8.2 8.2a5 5 0 01-7-7l8.6-8.6a3.3 3.3 0 014.7 4.7l-8.5 8.5a1.6 1.6 0 01-2.3-2.3l7.8-7.8"/>';
  const WARNING = '<path d="M12 4L2.8 20h18.4zM12 10v4.5M12 17.3v.2"/>';
  const ON_THEIR_WAY = ["preparing", "sending", "checking", "offline", "broken"];
  const STOPPED = ["ended", "refused"];

  class Refused extends Error {} // for good, with words
  class Ended extends Error {} // until somebody signs in again
  class Stopped extends Error {} // by the person

  const digest = async (file) => {
    if (!crypto.subtle) return "";
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  const pause = (seconds, signal) => new Promise((resolve, reject) => {
    const end = () => { clearTimeout(timer); window.removeEventListener("online", wake); signal.removeEventListener("abort", stop); };
    const wake = () => { end(); resolve(); };
    const stop = () => { end(); reject(new Stopped()); };
    const timer = setTimeout(wake, seconds * 1000);
    window.addEventListener("online", wake);
    signal.addEventListener("abort", stop);
  });

  const begin = (root) => {
    const words = JSON.parse(root.querySelector("[data-words]").textContent);
    const { token, name } = root.dataset;
    const [piece, maxFiles, maxBytes] = ["piece", "maxFiles", "maxBytes"].map((key) => Number(root.dataset[key]));
    const list = root.querySelector("[data-list]");
    const said = root.querySelector("[data-said]");
    const template = root.querySelector("template");
    const picker = root.querySelector("input[multiple]");
    const camera = root.querySelector(".camera");
    const form = root.closest("form");
    const endings = picker.accept.split(",").filter((each) => each.startsWith("."));
    const items = [];
    let sending = Promise.resolve();
    let submitter = null;

    const fill = (text, values) => Object.entries(values).reduce((so, [key, value]) => so.replace(`{${key}}`, value), text);
    const size = (bytes) => {
      const language = document.documentElement.lang;
      const [key, count] = bytes < 1e6 ? ["KB", Math.max(bytes && 1, Math.round(bytes / 1000))] : ["MB", Math.round(bytes / 1e5) / 10];
      return fill(words[key], { count: count.toLocaleString(language).replace(/\u202f/g, "\u00a0") });
    };

    const show = (item, state, text) => {
      const { row } = item;
      const changed = item.state !== state;
      item.state = state;
      const sent = item.received || 0;
      const line = text || fill(words[state], { done: size(sent), size: size(item.file.size) });
      row.className = state;
      row.querySelector("[data-state]").textContent = state === "sent" ? `${size(item.file.size)} · ${line}` : line;
      row.querySelector(".icon").innerHTML = state === "sent" ? CHECK : [...STOPPED, "offline", "broken"].includes(state) ? WARNING : CLIP;
      const bar = row.querySelector("progress");
      bar.hidden = !ON_THEIR_WAY.includes(state);
      bar.value = item.file.size ? (100 * sent) / item.file.size : 0;
      row.querySelector("[data-do=again]").hidden = state !== "ended" && state !== "offline" && state !== "broken";
      row.querySelector("[data-do=later]").hidden = !ON_THEIR_WAY.includes(state) || !item.href;
      if (changed && state !== "preparing") said.textContent = `${item.file.name}: ${line}`;
    };

    const ask = async (item, address, method, headers, body) => {
      let answer;
      try {
        answer = await fetch(address, {
          method, body, redirect: "manual", signal: item.stop.signal,
          headers: { "X-CSRFToken": token, Accept: "application/json", ...headers },
        });
      } catch (error) {
        if (item.stop.signal.aborted) throw new Stopped();
        throw error;
      }
      if (answer.type === "opaqueredirect" || [400, 401, 403].includes(answer.status)) throw new Ended();
      if (answer.status === 422) throw new Refused((await answer.json()).error);
      if (answer.status === 413) throw new Refused(fill(words.large, { limit: size(maxBytes) }));
      if (!answer.ok && answer.status !== 404 && answer.status !== 409) throw new Error(`answer ${answer.status}`);
      return answer;
    };

    const announce = async (item) => {
      item.sha256 ??= await digest(item.file).catch(() => { throw new Refused(words.unreadable); });
      const body = new URLSearchParams({ name: item.file.name, size: item.file.size, sha256: item.sha256 });
      Object.assign(item, await (await ask(item, root.dataset.upload, "POST", {}, body)).json());
      items.filter((other) => other !== item && other.href === item.href).forEach(forget); // the same file, chosen again
    };

    // One step: announce, or ask where things stand after a failure, or send the next piece.
    const step = async (item) => {
      if (!item.href) return announce(item);
      if (item.lost) {
        const standing = await ask(item, item.href, "HEAD", {});
        if (standing.status === 404) { item.href = null; return announce(item); }
        item.received = Number(standing.headers.get("Upload-Offset"));
        if (standing.headers.get("Upload-Complete") === "?1") { item.href = null; return announce(item); }
        item.lost = false;
      }
      const end = Math.min(item.received + piece, item.file.size);
      show(item, item.received === item.file.size || end === item.file.size ? "checking" : "sending");
      const part = await item.file.slice(item.received, end).arrayBuffer().catch(() => { throw new Refused(words.unreadable); });
      const headers = { "Content-Type": "application/partial-upload", "Upload-Offset": String(item.received) };
      const answer = await ask(item, item.href, "PATCH", headers, part);
      if (answer.status === 404) { item.href = null; return announce(item); }
      Object.assign(item, await answer.json());
      return undefined;
    };

    const send = async (item) => {
      let failures = 0;
      while (!item.receipt) {
        try {
          await step(item);
          failures = 0;
        } catch (error) {
          if (error instanceof Stopped) return;
          if (error instanceof Refused) { show(item, "refused", error.message); return; }
          if (error instanceof Ended) { item.lost = true; show(item, "ended"); return; }
          item.lost = true;
          show(item, error instanceof TypeError ? "offline" : "broken");
          try {
            await pause(RETRY_SECONDS[Math.min(failures, RETRY_SECONDS.length - 1)], item.stop.signal);
          } catch { return; }
          failures += 1;
        }
      }
      const receipt = Object.assign(document.createElement("input"), { type: "hidden", name, value: item.receipt });
      item.row.append(receipt);
      item.received = item.file.size;
      show(item, "sent");
    };

    const start = (item) => {
      item.stop = new AbortController();
      show(item, "preparing");
      sending = sending.then(() => (item.stop.signal.aborted ? null : send(item))).then(goOn);
    };

    const forget = (item) => {
      item.stop.abort();
      items.splice(items.indexOf(item), 1);
      item.row.remove();
      list.hidden = !list.children.length;
    };

    const drop = (item) => {
      forget(item);
      if (item.href) fetch(item.href, { method: "DELETE", headers: { "X-CSRFToken": token } }).catch(() => {});
      picker.focus();
    };

    const act = (item, what) => {
      if (what === "remove") drop(item);
      else if (what === "again") { item.stop.abort(); start(item); }
      else { item.stop.abort(); show(item, "later"); }
    };

    const add = (file) => {
      const row = template.content.firstElementChild.cloneNode(true);
      const item = { file, row, received: 0, href: null, receipt: null, stop: new AbortController() };
      row.querySelector("[data-file]").textContent = file.name;
      row.querySelectorAll("button").forEach((button) => {
        button.addEventListener("click", () => act(item, button.dataset.do));
        button.setAttribute("aria-label", `${button.textContent}, ${file.name}`);
      });
      const dot = file.name.lastIndexOf(".");
      const ending = dot < 0 ? "" : file.name.slice(dot).toLowerCase();
      const held = items.filter((each) => each.state !== "refused").length;
      items.push(item);
      list.append(row);
      list.hidden = false;
      if (held >= maxFiles) show(item, "refused", fill(words.many, { limit: maxFiles }));
      else if (!file.size) show(item, "refused", words.empty);
      else if (file.size > maxBytes) show(item, "refused", fill(words.large, { limit: size(maxBytes) }));
      else if (ending && !endings.includes(ending)) show(item, "refused", words.kind);
      else start(item);
    };

    // The form waits for what is on its way, then sends itself with the button that was pressed.
    const goOn = () => {
      if (!submitter || items.some((item) => ON_THEIR_WAY.includes(item.state))) return;
      const pressed = submitter;
      submitter = null;
      form.requestSubmit(pressed === form ? undefined : pressed);
    };

    const hold = (event) => {
      if (event.submitter?.hasAttribute("formnovalidate")) return;
      const coming = items.some((item) => ON_THEIR_WAY.includes(item.state));
      if (!coming && !items.some((item) => STOPPED.includes(item.state))) return;
      event.preventDefault();
      submitter = coming ? event.submitter || form : null;
      said.textContent = coming ? words.waiting : words.failed;
      said.className = coming ? "sm mut mt8" : "govuk-error-message mt8";
      said.scrollIntoView({ block: "nearest" });
    };

    const take = (event) => {
      const files = [...event.target.files];
      event.target.value = ""; // they go in pieces, not with the form
      files.forEach(add);
    };

    list.querySelectorAll("[data-drop]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => {
        button.closest("li").remove();
        list.hidden = !list.children.length;
        picker.focus();
      });
    });
    picker.addEventListener("change", take);
    camera.querySelector("input").addEventListener("change", take);
    camera.hidden = !matchMedia("(pointer: coarse)").matches;
    form?.addEventListener("submit", hold);
    window.addEventListener("beforeunload", (event) => {
      if (items.some((item) => ON_THEIR_WAY.includes(item.state))) event.preventDefault();
    });
  };

  document.querySelectorAll("[data-upload]").forEach(begin);
})();
