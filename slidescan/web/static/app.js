// Search as you type, keys, progress of a running ingest. No dependencies, no build step.

const search = document.getElementById("search");
const field = document.getElementById("q");
const results = document.getElementById("results");

/** Say something briefly. */
export function say(text, bad = false) {
  const toast = document.getElementById("toast");
  toast.textContent = text;
  toast.classList.toggle("bad", bad);
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { toast.textContent = ""; }, 6000);
}

// Search

let current = null;
let again = null;

function wanted() {
  const values = new FormData(search);
  const found = new URLSearchParams();
  for (const [name, value] of values) {
    if (value && !(name === "sort" && value === "score")) found.append(name, value);
  }
  return found;
}

/** Sends one request at a time; of the queries typed meanwhile, only the last one follows. */
function refresh(whole = false) {
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
      for (const name of ["post", "talk", "tag"]) {
        const own = search.elements[name];
        const fresh = page.querySelector(`select[name=${name}]`);
        own.innerHTML = fresh.innerHTML; // moving the nodes would move the selected option
        own.disabled = fresh.disabled;
      }
    }
    document.documentElement.dataset.shown = query.get("q") ?? "";
  } catch (error) {
    say(`The search could not be answered: ${error.message}`, true);
  }
}

if (results && search) {
  field.addEventListener("input", () => refresh());
  search.addEventListener("change", (event) => {
    if (event.target === field) return;
    if (event.target.name === "post") search.elements.talk.value = "";
    refresh(event.target.name === "post");
  });
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
    const grid = results.querySelector(".grid");
    const fresh = [...page.querySelectorAll(".grid > li")];
    grid.append(...fresh);
    const next = page.getElementById("more");
    if (next) more.href = next.href;
    else more.parentElement.remove();
    fresh[0]?.querySelector(".open").focus();
  });
}

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
  const target = event.target;
  const typing = target.matches("input, textarea, select");
  if (event.key === "/" && !typing && field) {
    event.preventDefault();
    field.focus();
    field.select();
  } else if (event.key === "Escape") {
    if (target === field && field.value && results) { field.value = ""; refresh(); }
    else if (typing) target.blur();
    else if (results) field.focus();
    else document.getElementById("back")?.click();
  } else if (results && event.key.startsWith("Arrow")) {
    const cards = [...results.querySelectorAll(".open")];
    const at = cards.indexOf(target);
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
  } else if (!typing && !target.closest(".handle")) {
    if (event.key === "ArrowLeft") document.getElementById("before")?.click();
    if (event.key === "ArrowRight") document.getElementById("after")?.click();
  }
});

// A running ingest

const bar = document.getElementById("progress");
let ran = false;

async function look() {
  let next = 3000;
  try {
    const answer = await fetch("/api/progress");
    const { running } = await answer.json();
    bar.hidden = !running;
    if (running) {
      next = 500;
      const meter = bar.querySelector("progress");
      if (running.total) { meter.max = running.total; meter.value = running.done; } else meter.removeAttribute("value");
      const failed = running.failed ? `, ${running.failed} could not be read` : "";
      bar.querySelector("span").textContent = `${running.phase}: ${running.done} of ${running.total}${failed}`;
    } else if (ran) {
      say("The ingest is done.");
      if (results) refresh(true);
      else if (document.querySelector(".nothing pre")) location.reload();
    }
    ran = Boolean(running);
  } catch { next = 10000; } // the server is gone: ask again later
  if (document.visibilityState === "visible") setTimeout(look, next);
  else document.addEventListener("visibilitychange", look, { once: true });
}
setTimeout(look, 300);
