"use strict";
// The page is complete without this script, which filters, finds and folds what is there.
{
  const root = document.documentElement;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const form = one("#filters");
  const lines = (text) => (text ? text.split("\n") : []);

  // --- what the tab remembers; a page in a sandbox may not ----------------------------------------

  const remember = (key, value) => {
    try { sessionStorage.setItem(`specctl-${key}`, value); } catch { /* then it is forgotten */ }
  };
  const remembered = (key) => {
    try { return sessionStorage.getItem(`specctl-${key}`); } catch { return null; }
  };

  const THEMES = ["system", "light", "dark"];
  const setTheme = (theme) => {
    root.dataset.theme = theme;
    one("#theme").textContent = `Theme: ${theme}`;
    remember("theme", theme);
  };
  const nextTheme = () => setTheme(THEMES[(THEMES.indexOf(root.dataset.theme) + 1) % THEMES.length]);

  // Old and new side by side are the marked text twice, each time without what the other has. They
  // are made when they are about to be seen, for there may be thousands.
  const makePair = (marked) => {
    const pair = document.createElement("div");
    pair.className = "pair";
    for (const [name, other] of [["gone", "ins"], ["new", "del"]]) {
      const side = marked.cloneNode(true);
      side.classList.replace("both", name);
      for (const mark of all(other, side)) mark.remove();
      pair.append(side);
    }
    marked.dataset.paired = "";
    marked.after(pair);
  };
  const nearby = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      nearby.unobserve(target);
      makePair(target);
    }
  }, { rootMargin: "100%" });
  const setView = (view) => {
    nearby.disconnect();
    if (view === "side") for (const marked of all(".both:not([data-paired])")) nearby.observe(marked);
    root.dataset.view = view;
    one("#view").setAttribute("aria-pressed", String(view === "side"));
    remember("view", view);
  };
  const nextView = () => setView(root.dataset.view === "side" ? "inline" : "side");

  const say = (text) => {
    one("#toast").textContent = text;
    clearTimeout(say.timer);
    say.timer = setTimeout(() => { one("#toast").textContent = ""; }, 2500);
  };

  // --- filters: their state is in the form, and in the address so that it can be shared ------------

  // What can be filtered by is what the form asks for: boxes, of which several may be ticked, and lists.
  const boxes = form ? all("[type=checkbox]", form) : [];
  const lists = form ? all("select", form) : [];
  const sections = form ? [...form.elements.section.options].slice(1) : [];
  const facets = [...new Set([...boxes, ...lists].map((field) => field.name))];
  const values = (element, name) => (name === "rank" ? /\br(\d)\b/.exec(element.className)[1] : element.dataset[name]);
  const rows = all(".row").map((element) => ({
    element,
    record: element.closest(".record"),
    ...Object.fromEntries(facets.map((name) => [name, lines(values(element, name))])),
  }));
  const groups = all(".group").map((element) => ({ element, rows: element.dataset.rows.split(" ") }));
  const records = all(".record").map((element) => ({ element, details: one("details", element), rows: all(".row", element) }));
  const map = one(".map");
  const branches = all(".map tr[data-id]");

  const texts = new Map();
  const textOf = (element) => {
    if (!texts.has(element)) texts.set(element, element.textContent.toLowerCase());
    return texts.get(element);
  };
  // A row in a record is found by what is said of the record, too.
  const says = (element, words, record = null) => {
    const about = record ? all(":scope > details > summary, .about", record).map(textOf) : [];
    return words.every((word) => textOf(element).includes(word) || about.some((text) => text.includes(word)));
  };

  // A section stands for those below it, too: the options that follow it and are deeper.
  const withThoseBelow = (section) => {
    const start = sections.findIndex((option) => option.value === section);
    const depth = (option) => Number(option.dataset.depth);
    const found = new Set([section]);
    for (let i = start + 1; start >= 0 && i < sections.length; i += 1) {
      if (depth(sections[i]) <= depth(sections[start])) break;
      found.add(sections[i].value);
    }
    return found;
  };

  const wanted = () => {
    const data = new FormData(form);
    const section = data.get("section");
    const exact = facets.filter((name) => name !== "section" && data.get(name));
    return {
      words: data.get("q").toLowerCase().split(/\s+/).filter(Boolean),
      any: [
        ...exact.map((name) => [name, new Set(data.getAll(name))]),
        ...(section ? [["section", withThoseBelow(section)]] : []),
      ],
    };
  };
  const passes = (row, { any }) => any.every(([name, found]) => row[name].some((value) => found.has(value)));

  const count = (many, noun) => `${many} ${noun}${many === 1 ? "" : "s"}`;
  const apply = () => {
    const asked = wanted();
    const passing = new Set();
    let seen = 0;
    for (const row of rows) {
      const passed = passes(row, asked);
      if (passed) passing.add(row.element.id);
      row.element.hidden = !(passed && says(row.element, asked.words, row.record));
      if (!row.element.hidden) seen += 1;
    }
    for (const group of groups) {
      group.element.hidden = !(group.rows.some((id) => passing.has(id)) && says(group.element, asked.words));
    }
    const filtered = asked.any.length || asked.words.length;
    for (const record of records) {
      record.element.hidden = filtered && record.rows.every((row) => row.hidden);
      unfold(record, filtered && seen <= FEW && !record.element.hidden);
    }
    for (const section of all("main section").reverse()) {
      const parts = all(":scope > .row, :scope > .group, :scope > .record, :scope > section", section);
      if (parts.length) section.hidden = parts.every((part) => part.hidden);
    }
    one("output", form).textContent = `${filtered ? `${seen} of ` : ""}${count(rows.length, "row")}`;
    const touched = (kind) => count(all(`.group:not([hidden]) .item[id^="${kind}-"]`).length, kind);
    const note = one("#affected h2 small");
    if (note) note.textContent = filtered ? `by these rows: ${touched("eval")}, ${touched("example")}` : "";
    one("[type=reset]", form).disabled = !filtered;
    for (const branch of branches) {
      if (branch.dataset.id === form.elements.section.value) branch.setAttribute("aria-current", "true");
      else branch.removeAttribute("aria-current");
    }
    highlight(asked.words);
  };

  // Few enough rows to be read at once are shown with their records open, until they are filtered otherwise.
  const FEW = 40;
  const unfold = (record, open) => {
    if (open && !record.details.open) record.unfolded = record.details.open = true;
    else if (!open && record.unfolded) record.unfolded = record.details.open = false;
  };

  const MOST_HIGHLIGHTS = 1000;
  const highlight = (words) => {
    if (!window.CSS?.highlights) return;
    const found = new Highlight();
    const shown = ".row:not([hidden]), .group:not([hidden]), .record:not([hidden]) > details > :is(summary, .about)";
    const visible = words.length ? all(shown) : [];
    for (const element of visible) {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      while (found.size < MOST_HIGHLIGHTS && walker.nextNode()) mark(walker.currentNode, words, found);
    }
    CSS.highlights.set("found", found);
  };
  const mark = (node, words, found) => {
    const text = node.data.toLowerCase();
    if (text.length !== node.length) return; // a letter that is longer in lower case: places shift
    for (const word of words) {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        const range = new Range();
        range.setStart(node, at);
        range.setEnd(node, at + word.length);
        found.add(range);
      }
    }
  };

  const writeAddress = () => {
    const data = new FormData(form);
    const state = new URLSearchParams();
    for (const { name } of boxes) if (data.has(name)) state.set(name, data.getAll(name).join(","));
    for (const name of ["q", ...lists.map((list) => list.name)]) if (data.get(name)) state.set(name, data.get(name));
    history.replaceState(null, "", String(state) ? `#${state}` : location.pathname + location.search);
  };
  const changed = () => { aim(null); apply(); writeAddress(); };

  const readAddress = () => {
    const fragment = location.hash.slice(1);
    const target = fragment && document.getElementById(fragment);
    if (target) { reveal(target); return; }
    const state = new URLSearchParams(fragment);
    for (const box of boxes) box.checked = (state.get(box.name) ?? "").split(",").includes(box.value);
    for (const field of [form.elements.q, ...lists]) field.value = state.get(field.name) ?? "";
    apply();
  };

  // --- to one row, eval or example, even if it is filtered out or folded ---------------------------

  const aim = (element) => {
    for (const old of all(".aimed")) old.classList.remove("aimed");
    element?.classList.add("aimed");
  };
  const uncover = (element) => {
    for (let part = element; part && part !== document.body; part = part.parentElement) {
      part.hidden = false;
      if (part.localName === "details") part.open = true;
    }
  };
  const reveal = (element) => {
    uncover(element);
    const details = one(":scope > details", element);
    if (details) details.open = true;
    aim(element.matches(".row, .item, .record") ? element : null);
    element.scrollIntoView();
    one("summary", element)?.focus({ preventScroll: true });
  };

  const copyLink = async (row) => {
    const link = `${location.href.split("#")[0]}#${row.id}`;
    try {
      await navigator.clipboard.writeText(link);
      say("Link copied");
    } catch {
      say("The link is in the address");
    }
  };

  // --- keys -----------------------------------------------------------------------------------------

  const current = () => document.activeElement?.closest(".row, .record") ?? one(".row.aimed, .record.aimed");
  const step = (by) => {
    const seen = rows.map((row) => row.element).filter((element) => !element.hidden);
    const from = current();
    const at = seen.indexOf(from);
    const after = (element) => !from || from.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING;
    const next = at < 0 ? (by > 0 ? seen.find(after) : null) : seen[at + by];
    if (!next) return;
    uncover(next);
    aim(next);
    next.scrollIntoView();
    one("summary", next).focus({ preventScroll: true });
  };
  const toggle = () => {
    const details = current() && one("details", current());
    if (details) details.open = !details.open;
  };
  const toggleAll = () => {
    const seen = all(":is(.row, .record):not([hidden]) > details");
    const open = seen.some((details) => !details.open);
    for (const details of seen) details.open = open;
  };
  const link = () => {
    const row = current();
    if (!row) return;
    history.replaceState(null, "", `#${row.id}`);
    copyLink(row);
  };
  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    o: toggle,
    c: link,
    "/": () => one("[type=search]", form).focus(),
    r: () => form.reset(),
    e: toggleAll,
    v: nextView,
    t: nextTheme,
    ...(map && { m: () => { one("details", map).open = true; one("summary", map).focus(); } }),
    "?": () => one("#help").showModal(),
  };
  const typing = (element) => element.matches("input[type=search], select, dialog, dialog *");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches?.("[type=search]")) event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const act = KEYS[event.key];
    if (!act || (!form && !"t?".includes(event.key))) return;
    event.preventDefault();
    act();
  });

  // --- to work --------------------------------------------------------------------------------------

  root.classList.add("js");
  setTheme(THEMES.includes(remembered("theme")) ? remembered("theme") : "system");
  setView(remembered("view") === "side" ? "side" : "inline");
  one("#theme").addEventListener("click", nextTheme);
  one("#view").addEventListener("click", nextView);
  one("#keys").addEventListener("click", KEYS["?"]);

  if (form) {
    const wide = matchMedia("(min-width: 60rem)");
    if (map) one("details", map).open = wide.matches;
    // The rows stop below the filters, however many lines those take.
    new ResizeObserver(() => {
      if (wide.matches) document.documentElement.style.setProperty("--stuck", `${form.offsetHeight + 12}px`);
    }).observe(form);
    form.addEventListener("input", changed);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(changed));
    map?.addEventListener("click", (event) => {
      const branch = event.target.closest("a")?.closest("tr");
      if (!branch) return;
      event.preventDefault();
      const section = form.elements.section;
      section.value = section.value === branch.dataset.id ? "" : branch.dataset.id;
      changed();
      form.scrollIntoView();
    });
    one("#rows").addEventListener("click", (event) => {
      const permalink = event.target.closest(".permalink");
      if (permalink) copyLink(permalink.closest(".row, .record"));
    });
    addEventListener("hashchange", readAddress);
    readAddress();
  }
}
