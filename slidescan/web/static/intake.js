// Exports, ingests, and photos that are dropped onto the page.

import { ask, counted, load, open, say, send, token } from "/static/common.js";
import { look } from "/static/app.js";
import { selected, wanted } from "/static/list.js";

// Export: of the selected slides, or of all that the list shows

const exporting = document.getElementById("export");

function openExport(chosen) {
  exporting.dataset.of = chosen ? "selection" : "list";
  document.getElementById("export-what").textContent = chosen
    ? `${counted(selected.size, "selected slide")}, in the order of selection.`
    : wanted().size ? "All slides of this search and filter." : "All slides.";
  open(exporting);
}
document.getElementById("export-open").addEventListener("click", () => openExport(false));
document.getElementById("selection-export").addEventListener("click", () => openExport(true));
exporting.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const format = new FormData(event.target).get("format");
  const photos = exporting.dataset.of === "selection" ? [...selected.keys()] : null;
  const query = new URLSearchParams(photos ? [] : [...wanted()].filter(([name]) => name !== "sort"));
  exporting.close();
  say(`Exporting as ${format}…`);
  document.body.setAttribute("aria-busy", "true");
  try {
    const file = await (await send(`export?${query}`, { format, photos })).json();
    const link = Object.assign(document.createElement("a"), { href: file.address, download: file.name });
    document.body.append(link);
    link.click();
    link.remove();
    const size = file.bytes > 2e6 ? `${Math.round(file.bytes / 1e6)} MB` : `${Math.max(1, Math.round(file.bytes / 1e3))} kB`;
    const lacks = file.failures.length ? ` It lacks ${counted(file.failures.length, "photo")}: ${file.failures[0].path}, ${file.failures[0].reason}.` : "";
    const others = file.left_out.length ? ` Left out: ${counted(file.left_out.length, "picture")} that ${file.left_out.length === 1 ? "is" : "are"} no slide; select pictures to export them, too.` : "";
    say(`${file.name} is ready, ${size}.${lacks}${others}`, Boolean(lacks));
  } catch (error) { say(error.message, true); }
  document.body.removeAttribute("aria-busy");
});

// Ingest

const dialog = document.getElementById("ingest");
const plan = document.getElementById("ingest-plan");
const start = document.getElementById("ingest-start");
let watching = false;

document.getElementById("ingest-open").addEventListener("click", async () => {
  start.disabled = true;
  plan.textContent = "Looking at the photos…";
  open(dialog);
  try {
    const { photos, folders, failures } = await load("ingest/plan");
    const where = folders.length ? ` Looked into ${folders.slice(0, 3).join(", ")}${folders.length > 3 ? ` and ${folders.length - 3} more folders` : ""}, and at what posts show.` : "";
    plan.textContent = photos.length
      ? `${counted(photos.length, "photo")} to read: ${photos.slice(0, 3).map((each) => each.split("/").at(-1)).join(", ")}${photos.length > 3 ? ", …" : ""}.${where}`
      : `No photo is new or changed; posts are linked again.${where}`;
    if (failures.length) plan.textContent += ` ${counted(failures.length, "photo")} can't be opened: ${failures[0].path}, ${failures[0].reason}.`;
    start.textContent = photos.length ? `Read ${counted(photos.length, "photo")}` : "Link posts again";
    start.disabled = false;
  } catch (error) { plan.textContent = error.message; }
});
start.addEventListener("click", async () => {
  dialog.close();
  await begin("ingest", { photos: null });
});
document.getElementById("selection-read").addEventListener("click", async () => {
  const photos = [...selected.keys()];
  const sure = await ask(
    `Read ${counted(photos.length, "photo")} again? People's corrections stay. It takes about a second or two for each photo.`,
    "Read again",
  );
  if (sure) await begin("ingest", { photos });
});

/** Start an ingest, and tell what came of it. */
async function begin(path, request) {
  try {
    await send(path, request);
    watching = true;
    say("The ingest has started.");
    look();
    followUp();
  } catch (error) { say(error.message, true); }
}

async function followUp() {
  while (watching) {
    await new Promise((resolve) => { setTimeout(resolve, 700); });
    try {
      const { running, read, failures, problem } = await load("ingest");
      if (running) continue;
      watching = false;
      const failed = failures.length ? ` ${counted(failures.length, "file")} could not be read: ${failures[0].path}, ${failures[0].reason}.` : "";
      say(problem ? `The ingest stopped: ${problem}` : `${counted(read, "photo")} read.${failed}`, Boolean(problem || failed));
      document.dispatchEvent(new CustomEvent("ingested"));
    } catch { /* the server is busy or gone: ask again */ }
  }
}

// Drops

const cover = document.getElementById("drop-cover");
const takes = Boolean(dialog.dataset.drops);
let depth = 0;

function hasFiles(event) { return [...(event.dataTransfer?.types ?? [])].includes("Files"); }

addEventListener("dragenter", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  depth += 1;
  cover.querySelector("p").textContent = takes ? "Drop photos to read them" : "This page takes no photos: start it with slidescan serve --drop-folder DIR";
  cover.hidden = false;
});
addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
addEventListener("dragleave", (event) => {
  if (!hasFiles(event)) return;
  depth -= 1;
  if (depth <= 0) { depth = 0; cover.hidden = true; }
});
addEventListener("drop", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault(); // the browser would leave the page to show the file
  depth = 0;
  cover.hidden = true;
  if (takes) take([...event.dataTransfer.files]);
});
document.getElementById("drop-files")?.addEventListener("change", (event) => {
  dialog.close();
  take([...event.target.files]);
  event.target.value = "";
});

async function take(files) {
  const stored = [];
  const refused = [];
  for (const [i, file] of files.entries()) {
    say(`Storing ${i + 1} of ${counted(files.length, "photo")}…`);
    try {
      const answer = await store(file);
      stored.push(answer.photo);
    } catch (error) { refused.push(`${file.name}: ${error.message}`); }
  }
  const failed = refused.length ? `${counted(refused.length, "file")} not stored: ${refused.slice(0, 2).join("; ")}${refused.length > 2 ? "; …" : ""}` : "";
  if (stored.length) await begin("photos/read", { photos: stored });
  if (failed) say(failed, true);
}

async function store(file) {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await fetch(`/api/photos?name=${encodeURIComponent(file.name)}`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream", "X-Slidescan-Token": token },
      body: file,
    });
    if (answer.status === 429 && attempt < 60) {
      await new Promise((resolve) => { setTimeout(resolve, 1100); });
      continue;
    }
    const text = await answer.text();
    if (answer.ok) return JSON.parse(text);
    let what = text;
    try { const { error } = JSON.parse(text); what = `${error.what}${error.remedy ? `: ${error.remedy}` : ""}`; } catch { /* plain text */ }
    throw new Error(what.slice(0, 200));
  }
}
