// On every page: help, keys, progress of a running ingest, the number of alt texts to decide.
// No dependencies, no build step.

import { load, open, say } from "/static/common.js";

const field = document.getElementById("q");
const help = document.getElementById("help");

document.getElementById("help-open").addEventListener("click", () => open(help));

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (document.querySelector("dialog[open]")) return;
  const typing = event.target.matches("input:not([type=checkbox]), textarea, select");
  if (event.key === "/" && !typing && field) {
    event.preventDefault();
    field.focus();
    field.select();
  } else if (event.key === "?" && !typing) {
    event.preventDefault();
    open(help);
  } else if (event.key === "Escape" && !document.getElementById("results")) {
    if (typing) event.target.blur();
    else document.getElementById("back")?.click();
  } else if (!typing && !event.target.closest(".handle")) {
    if (event.key === "ArrowLeft") document.getElementById("before")?.click();
    if (event.key === "ArrowRight") document.getElementById("after")?.click();
  }
});

// Alt texts that await an answer: counted when the page is idle, unless that takes long; the page
// of alt texts counts them then

export async function showAltCount(counts) {
  const badge = document.getElementById("alt-badge");
  try {
    const { open: waiting } = counts ?? await load("alts/counts?quick=true");
    badge.hidden = !waiting;
    badge.textContent = waiting.toLocaleString("en");
    badge.title = `${waiting} ${waiting === 1 ? "place awaits" : "places await"} an answer`;
  } catch { badge.hidden = true; } // no index yet, or no site
}
if (!document.getElementById("queue")) {
  const idle = window.requestIdleCallback ?? ((run) => setTimeout(run, 500));
  addEventListener("load", () => setTimeout(() => idle(() => showAltCount()), 400));
}

// A running ingest

const bar = document.getElementById("progress");
let ran = false;
let timer = 0;

/** Look at the progress now; a page that starts an ingest calls it. */
export async function look() {
  clearTimeout(timer);
  let next = 3000;
  try {
    const { running } = await load("progress");
    bar.hidden = !running;
    if (running) {
      next = 500;
      const meter = bar.querySelector("progress");
      if (running.total) { meter.max = running.total; meter.value = running.done; } else meter.removeAttribute("value");
      const failed = running.failed ? `, ${running.failed} could not be read` : "";
      const photos = running.total ? `: ${running.done} of ${running.total} ${running.total === 1 ? "photo" : "photos"}` : "";
      bar.querySelector("span").textContent = `${running.phase}${photos}${failed}`;
    } else if (ran) {
      say("The ingest is done.");
      document.dispatchEvent(new CustomEvent("ingested"));
      showAltCount();
    }
    ran = Boolean(running);
  } catch { next = 10000; } // the server is gone: ask again later
  if (document.visibilityState === "visible") timer = setTimeout(look, next);
  else document.addEventListener("visibilitychange", look, { once: true });
}
timer = setTimeout(look, 300);
document.addEventListener("ingested", () => { if (document.querySelector(".nothing pre")) location.reload(); });
