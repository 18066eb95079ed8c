// The search field, copy buttons and the choice of a theme. Without this file the site can be read
// as well; it only saves steps.
"use strict";
(() => {
  const html = document.documentElement, root = html.dataset.root, field = document.getElementById("q");
  const onSearchPage = !!document.getElementById("results");
  let hits = [], active = -1, loading = null;

  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  // A page that was opened from a disk may load scripts, and nothing else.
  const script = name => new Promise((done, failed) => {
    const tag = element("script", { src: root + name });
    tag.onload = done;
    tag.onerror = () => failed(new Error(name));
    document.head.append(tag);
  });
  const idle = window.requestIdleCallback || (work => setTimeout(work, 1));

  function load() {
    return loading ||= script("index-names.js").then(() => {
      optionSearch.query("warm up");
      show();
      return script("index-text.js");
    }).then(() => {
      const work = optionSearch.indexText();
      const slice = () => {
        if (!work.next().done) return idle(slice);
        html.dataset.search = "ready";
        show();
      };
      idle(slice);
    }).catch(() => { say("The search index could not be loaded."); });
  }

  const list = element("ul", { id: "hits", role: "listbox", "aria-label": "Results", hidden: "" });
  const status = element("p", { class: "status", role: "status" });
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", "hits");
  field.setAttribute("aria-autocomplete", "list");
  field.form.append(list, status);

  function say(text) {
    if (status.textContent !== text) status.textContent = text;
  }

  // A name with the words of the query marked; points may break.
  function marked(text, words) {
    const out = document.createDocumentFragment();
    const find = words.length && new RegExp("(" + words.map(word => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|") + ")", "i");
    (find ? text.split(find) : [text]).forEach((piece, index) => {
      const parts = piece.split(/(?<=\.)/).flatMap((part, at) => at ? [element("wbr"), part] : [part]);
      out.append(index % 2 ? element("mark", {}, ...parts) : element("span", {}, ...parts));
    });
    return out;
  }

  function content(hit, words) {
    const name = hit.kind === "guide" ? element("strong", {}, hit.name) : element("code", {}, marked(hit.name, words));
    return [name, " ", element("span", { class: "t" }, hit.type), element("p", {}, hit.about)];
  }

  function wordsIn(text) {
    return [...new Set(text.split(/[\s.]+/).filter(word => word.length > 1 && !optionWords.STOP.has(word.toLowerCase())))].sort((a, b) => b.length - a.length);
  }

  function show() {
    const text = field.value.trim();
    if (!optionSearch.isReady()) return;
    hits = text ? optionSearch.query(text, onSearchPage ? 60 : 12) : [];
    const words = wordsIn(text);
    if (onSearchPage) showPage(text, words);
    else showList(text, words);
    say(text ? (hits.length ? hits.total + " results" : "No results") : "");
    remember(text);
  }

  function showPage(text, words) {
    const place = document.getElementById("results");
    if (!text) return;
    const rows = hits.map(hit => {
      const [name, ...rest] = content(hit, words);
      return element("li", {}, element("a", { href: root + hit.url }, name), ...rest);
    });
    const none = element("p", {}, "No results. Try fewer words, or a part of a name.");
    place.replaceChildren(rows.length ? element("ul", { class: "rows" }, ...rows) : none);
    document.title = text + " – " + document.querySelector(".brand").textContent;
  }

  function showList(text, words) {
    list.replaceChildren(...hits.map((hit, index) => {
      const row = element("li", { role: "option", id: "hit-" + index, "aria-selected": "false" }, ...content(hit, words));
      row.addEventListener("mousedown", event => event.preventDefault());
      row.addEventListener("click", () => open(index));
      return row;
    }));
    if (text && !hits.length) list.append(element("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, "No results. Try fewer words, or a part of a name."));
    expand(!!text && document.activeElement === field);
    select(hits.length ? 0 : -1, false);
  }

  function expand(is) {
    list.hidden = !is;
    field.setAttribute("aria-expanded", String(is));
    if (!is) field.removeAttribute("aria-activedescendant");
  }

  function select(index, scroll) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = index;
    const row = index < 0 ? null : list.children[index];
    if (!row || list.hidden) return;
    row.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", row.id);
    if (scroll) row.scrollIntoView({ block: "nearest" });
  }

  function open(index) {
    if (hits[index]) location.href = root + hits[index].url;
  }

  // The address of the page always finds the same results again.
  function remember(text) {
    try {
      const url = new URL(location.href);
      if ((url.searchParams.get("q") || "") === text) return;
      if (text) url.searchParams.set("q", text);
      else url.searchParams.delete("q");
      history.replaceState(null, "", url);
    } catch { /* Not every browser allows it on a file. */ }
  }

  field.addEventListener("focus", () => { load(); if (field.value && !onSearchPage && hits.length) expand(true); });
  field.addEventListener("input", () => { load(); show(); });
  field.addEventListener("blur", () => expand(false));
  field.addEventListener("keydown", event => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move && hits.length && !onSearchPage) {
      event.preventDefault();
      expand(true);
      select((active + move + hits.length) % hits.length, true);
    } else if (event.key === "Escape" && !event.isComposing) {
      event.preventDefault();
      if (list.hidden) { field.value = ""; show(); field.blur(); }
      else expand(false);
    }
  });
  field.form.addEventListener("submit", event => {
    if (!optionSearch.isReady()) return;
    event.preventDefault();
    open(Math.max(active, 0));
  });
  document.addEventListener("keydown", event => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const plain = event.key === "/" && !event.ctrlKey && !event.altKey && !event.metaKey && !typing;
    if (plain || event.key === "k" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });

  // A button beside everything that is worth copying.
  function copies(button, text) {
    button.addEventListener("click", async () => {
      button.textContent = await copy(text()) ? "Copied" : "Not allowed";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
    return button;
  }

  async function copy(text) {
    try { await navigator.clipboard.writeText(text); return true; } catch { /* Not on a file: the old way. */ }
    const area = element("textarea", { "aria-hidden": "true", tabindex: "-1" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }

  for (const block of document.querySelectorAll("pre:not(.source)")) {
    const frame = element("div", { class: "code" });
    block.replaceWith(frame);
    const button = element("button", { class: "copy", type: "button", "aria-label": "Copy this code" }, "Copy");
    frame.append(copies(button, () => block.textContent), block);
  }
  for (const button of document.querySelectorAll(".name .copy")) copies(button, () => button.previousElementSibling.textContent);

  const THEMES = ["system", "light", "dark"];
  const toggle = element("button", { type: "button", class: "theme" });
  function name() {
    const now = html.dataset.theme || "system";
    toggle.textContent = { system: "◐", light: "☀", dark: "☾" }[now];
    toggle.setAttribute("aria-label", "Theme: " + now);
    toggle.title = "Theme: " + now;
  }
  toggle.addEventListener("click", () => {
    const next = THEMES[(THEMES.indexOf(html.dataset.theme || "system") + 1) % 3];
    if (next === "system") delete html.dataset.theme;
    else html.dataset.theme = next;
    try { localStorage.setItem("theme", html.dataset.theme || ""); } catch { /* It holds for this page. */ }
    name();
  });
  name();
  document.querySelector(".links").append(toggle);

  // Addresses as the manual of NixOS has them: `#opt-services.x`.
  function alias() {
    const wanted = decodeURIComponent(location.hash.slice(1));
    if (wanted.startsWith("opt-") && !document.getElementById(wanted)) location.replace(root + "options/" + encodeURI(wanted.slice(4)) + ".html");
  }
  addEventListener("hashchange", alias);
  alias();

  const asked = new URLSearchParams(location.search).get("q");
  if (asked) { field.value = asked; if (!onSearchPage) field.focus(); load(); }
  else if (onSearchPage) { field.focus(); load(); }
  else idle(() => { if (!navigator.connection?.saveData) load(); });
})();
