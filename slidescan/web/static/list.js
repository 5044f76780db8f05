// The list of slides: search as you type, filters, keys, selection.

import { ask, counted, load, say, send } from "/static/common.js";
import { showAltCount } from "/static/app.js";

const search = document.getElementById("search");
const field = document.getElementById("q");
const results = document.getElementById("results");
const filters = document.getElementById("filters");
const toggle = document.getElementById("filter-open");

toggle.addEventListener("click", () => {
  filters.hidden = !filters.hidden;
  toggle.setAttribute("aria-expanded", String(!filters.hidden));
  if (!filters.hidden) filters.querySelector("select").focus();
});

/** Name languages, which the server knows by their codes. */
function nameLanguages() {
  const names = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });
  for (const option of search.elements.lang.querySelectorAll("[data-lang]")) {
    let name = null;
    try { name = names.of(option.dataset.lang); } catch { /* no language */ }
    if (name) option.textContent = option.textContent.replace(option.dataset.lang, name);
  }
}
nameLanguages();

// Search

let current = null;
let again = null;

/** The search and the filter, as parameters of an address. */
export function wanted() {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(search)) {
    if (value && !(name === "sort" && value === "score")) query.append(name, value);
  }
  return query;
}

/** Sends one request at a time; of the queries typed meanwhile, only the last one follows. */
export function refresh(whole = false) {
  if (current) { again = Boolean(again || whole); return current; }
  current = (async () => {
    for (let next = whole; next !== null; next = again) { again = null; await answered(next); }
  })().finally(() => { current = null; });
  return current;
}

async function answered(whole) {
  const query = wanted();
  const address = query.size ? `/?${query}` : "/";
  history.replaceState(null, "", address);
  document.title = query.get("q") ? `${query.get("q")} · slidescan` : "slidescan";
  if (!whole) query.append("part", "results");
  try {
    const answer = await fetch(`/?${query}`);
    if (!answer.ok) throw new Error((await answer.text()).slice(0, 200));
    const text = await answer.text();
    if (!whole) {
      results.innerHTML = text;
    } else {
      // The filters change, too.
      const page = new DOMParser().parseFromString(text, "text/html");
      results.replaceChildren(...page.getElementById("results").childNodes);
      for (const own of filters.querySelectorAll("select")) {
        const fresh = page.querySelector(`select[name=${own.name}]`);
        if (!fresh) continue; // there are too many to list by now
        own.innerHTML = fresh.innerHTML; // moving the nodes would move the selected option
        own.disabled = fresh.disabled;
      }
      nameLanguages();
    }
    document.documentElement.dataset.shown = query.get("q") ?? "";
    tick();
  } catch (error) {
    say(`The search could not be answered: ${error.message}`, true);
  }
}

// Posts and tags of a large archive are searched, not listed

/** Fill the list of a field with the choices whose names have what is typed. */
async function offer(control) {
  const text = control.value;
  const query = new URLSearchParams({ name: control.dataset.choices, text: text.slice(0, 200) });
  const { choices } = await load(`choices?${query}`);
  if (text !== control.value) return choices;
  control.list.replaceChildren(...choices.map(({ value, name, count }) => {
    const option = document.createElement("option");
    option.value = value;
    option.label = `${name} · ${counted(count, "slide")}`;
    return option;
  }));
  return choices;
}

/** Whether a field holds one of the choices; says so if it doesn't. */
async function isChoice(control) {
  try {
    const choices = await offer(control);
    const typed = control.value;
    const same = choices.filter(({ value, name }) => value === typed || name === typed);
    if (same.length === 1) control.value = same[0].value;
    else if (!same.some(({ value }) => value === typed)) {
      say(`There is no ${control.dataset.choices} “${typed}”: choose one from the list.`, true);
      return false;
    }
  } catch (error) { say(error.message, true); }
  return true;
}
for (const control of filters.querySelectorAll("[data-choices]")) {
  let timer = 0;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => offer(control).catch((error) => say(error.message, true)), 150);
  };
  control.addEventListener("input", soon);
  control.addEventListener("focus", soon, { once: true });
}

field.addEventListener("input", () => refresh());
for (const control of filters.querySelectorAll("select, input")) {
  control.addEventListener("change", async () => {
    if (control.dataset.choices && control.value && !(await isChoice(control))) return;
    if (control.name === "post") search.elements.talk.value = "";
    refresh(true);
  });
}
search.addEventListener("submit", (event) => {
  event.preventDefault();
  refresh().then(() => results.querySelector(".open")?.focus());
});
results.addEventListener("click", async (event) => {
  const more = event.target.closest("#more");
  if (!more || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  const answer = await fetch(`${more.href}&part=results`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = [...page.querySelectorAll(".grid > li")];
  results.querySelector(".grid").append(...fresh);
  const next = page.getElementById("more");
  if (next) more.href = next.href;
  else more.parentElement.remove();
  tick();
  fresh[0]?.querySelector(".open").focus();
});
document.addEventListener("ingested", () => refresh(true));

// Selection: it lasts over searches and filters, until it is cleared

export const selected = new Map();
const bar = document.getElementById("selection");
let lastPicked = null;

/** Show what is selected, on the cards and in the bar. */
function tick() {
  for (const box of results.querySelectorAll(".pick input")) {
    box.checked = selected.has(box.value);
    box.closest(".card").classList.toggle("picked", box.checked);
  }
  bar.hidden = !selected.size;
  document.body.classList.toggle("selecting", selected.size > 0);
  document.getElementById("selection-count").textContent = `${counted(selected.size, "slide")} selected`;
  const listed = results.querySelectorAll(".pick input").length;
  document.getElementById("selection-all").textContent = `Select all ${listed} listed`;
}

function pick(box, on) {
  const title = box.getAttribute("aria-label").replace(/^Select /, "");
  if (on) selected.set(box.value, title); else selected.delete(box.value);
}
results.addEventListener("click", (event) => {
  const box = event.target.closest(".pick input");
  if (!box) return;
  const boxes = [...results.querySelectorAll(".pick input")];
  const [from, to] = [boxes.indexOf(lastPicked), boxes.indexOf(box)];
  const row = event.shiftKey && from >= 0 ? boxes.slice(Math.min(from, to), Math.max(from, to) + 1) : [box];
  for (const each of row) pick(each, box.checked);
  lastPicked = box;
  tick();
});
document.getElementById("selection-clear").addEventListener("click", () => { selected.clear(); tick(); field.focus(); });
document.getElementById("selection-all").addEventListener("click", () => {
  for (const box of results.querySelectorAll(".pick input")) pick(box, true);
  tick();
});
document.getElementById("selection-decorative").addEventListener("click", async () => {
  const photos = [...selected.keys()];
  try {
    const { entries: places, posts } = await (await send("decorative", { photos, dry_run: true })).json();
    if (!places) { say("No post shows these slides at a place where an alt text can stand."); return; }
    const sure = await ask(
      `Mark ${counted(photos.length, "slide")} as decorative? This empties the alt text at ${counted(places, "place")} in ${counted(posts, "post")}, so that screen readers pass over the pictures.`,
      "Mark as decorative",
    );
    if (!sure) return;
    const answer = await (await send("decorative", { photos })).json();
    say(`Marked as decorative: ${counted(answer.entries, "place")} in ${counted(answer.posts, "post")}. Each slide's page can undo it.`);
    showAltCount();
    refresh(true);
  } catch (error) { say(error.message, true); }
});
tick();

// Keys

/** The card in the row above or below, in the same column. */
function beside(cards, at, down) {
  const here = cards[at].getBoundingClientRect();
  let best = at;
  for (let i = at; i >= 0 && i < cards.length; i += down ? 1 : -1) {
    const there = cards[i].getBoundingClientRect();
    if (Math.abs(there.top - here.top) > 4 && Math.abs(there.left - here.left) < 8) { best = i; break; }
  }
  return best;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (document.querySelector("dialog[open]")) return;
  const { target } = event;
  const cards = [...results.querySelectorAll(".open")];
  const at = cards.indexOf(target);
  if (event.key === "Escape") {
    if (target === field && field.value) { field.value = ""; refresh(); }
    else if (target.matches("input, select")) target.blur();
    else field.focus();
  } else if (event.key === "x" && at >= 0) {
    const box = target.closest(".card").querySelector(".pick input");
    pick(box, !box.checked);
    lastPicked = box;
    tick();
  } else if (event.key.startsWith("Arrow")) {
    if (target === field && event.key === "ArrowDown" && cards.length) {
      event.preventDefault();
      cards[0].focus();
    } else if (at >= 0) {
      event.preventDefault();
      const first = cards[0].getBoundingClientRect().top;
      if (event.key === "ArrowUp" && cards[at].getBoundingClientRect().top === first) { field.focus(); return; }
      const next = event.key === "ArrowRight" ? at + 1 : event.key === "ArrowLeft" ? at - 1
        : beside(cards, at, event.key === "ArrowDown");
      cards[Math.max(0, Math.min(cards.length - 1, next))].focus();
    }
  }
});
