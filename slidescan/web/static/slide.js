// A slide's page: copying, and correcting lines, alt texts and corners.

import { ask, guard, reload, say, send } from "/static/common.js";

const slide = document.getElementById("slide");
const { photo } = slide.dataset;

/** Ask for a change; the page is loaded again once it is made, with all other typed words. */
async function change(what, request, done) {
  document.body.setAttribute("aria-busy", "true");
  try {
    await send(what, { photo, ...request });
    sessionStorage.setItem("said", done);
    keepWords();
    reload();
  } catch (error) {
    say(error.message, true);
    throw error;
  } finally {
    document.body.removeAttribute("aria-busy");
  }
}

const said = sessionStorage.getItem("said");
if (said) { sessionStorage.removeItem("said"); say(said); }

// Lines: outlined on both pictures, corrected in place

function light(number, on) {
  for (const each of document.querySelectorAll(`[data-line="${number}"]`)) each.classList.toggle("on", on);
}
for (const each of document.querySelectorAll("[data-line]")) {
  each.addEventListener("pointerenter", () => light(each.dataset.line, true));
  each.addEventListener("pointerleave", () => light(each.dataset.line, false));
  each.addEventListener("focusin", () => light(each.dataset.line, true));
  each.addEventListener("focusout", () => light(each.dataset.line, false));
}

/** Open the form that corrects a line; `typed` are words from before the page was loaded again. */
function correct(item, typed = null) {
  const text = item.querySelector(".said");
  const button = item.querySelector(".edit");
  const { was } = text.dataset;
  item.closest("details")?.setAttribute("open", "");
  const form = document.createElement("form");
  const input = Object.assign(document.createElement("input"), { value: typed ?? was, maxLength: 2000 });
  input.setAttribute("aria-label", "What the line says; empty for no line");
  const keep = Object.assign(document.createElement("button"), { className: "button", textContent: "Keep" });
  const leave = Object.assign(document.createElement("button"), { className: "button quiet", type: "button", textContent: "Cancel" });
  form.append(input, keep, leave);
  text.hidden = button.hidden = true;
  item.prepend(form);
  input.focus();
  const close = async () => {
    if (input.value.trim() !== was && !(await ask("Drop the words that you typed for this line?", "Drop them", "Go on typing"))) {
      input.focus();
      return;
    }
    form.remove();
    text.hidden = button.hidden = false;
    button.focus();
  };
  leave.addEventListener("click", close);
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.preventDefault(); close(); } });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.trim() === was) { close(); return; }
    keep.disabled = true;
    form.dataset.sent = "1";
    change("line", { number: Number(item.dataset.line), was, text: input.value }, "The line is corrected.")
      .catch(() => { keep.disabled = false; delete form.dataset.sent; });
  });
}
for (const item of document.querySelectorAll(".lines .row")) {
  item.querySelector(".edit").addEventListener("click", () => correct(item));
}

// Copying: line by line from the pictures, or the whole text

function linesOf(selection) {
  const lines = [];
  for (const group of document.querySelectorAll(".words .line")) {
    const words = [...group.querySelectorAll("text")].filter((word) => selection.containsNode(word, true));
    if (!words.length) continue;
    lines.push(words.map((word) => {
      const range = document.createRange();
      range.selectNodeContents(word);
      for (let i = 0; i < selection.rangeCount; i += 1) {
        const own = selection.getRangeAt(i);
        if (word.contains(own.startContainer)) range.setStart(own.startContainer, own.startOffset);
        if (word.contains(own.endContainer)) range.setEnd(own.endContainer, own.endOffset);
      }
      return range.toString();
    }).join("").trim());
  }
  return lines.filter(Boolean).join("\n");
}
document.addEventListener("copy", (event) => {
  const selection = document.getSelection();
  const from = selection.anchorNode?.parentElement;
  if (!from?.closest(".words")) return;
  event.clipboardData.setData("text/plain", linesOf(selection));
  event.preventDefault();
});
const copy = document.getElementById("copy");
copy.addEventListener("click", async () => {
  try { await navigator.clipboard.writeText(copy.dataset.text); say("The text is copied."); }
  catch { say("The browser doesn't let pages copy: select the text instead.", true); }
});

// Alt text

const alt = document.getElementById("alt");
let altSent = false;
const showLength = () => { document.getElementById("alt-count").textContent = [...alt.value].length; };
alt.addEventListener("input", showLength);
document.getElementById("alt-form").addEventListener("submit", (event) => {
  event.preventDefault();
  altSent = true;
  change("alt", { text: alt.value, was: alt.dataset.was }, "The alt text is kept.").catch(() => { altSent = false; });
});
function accepts(button, { post, place, was }) {
  button.addEventListener("click", () => {
    button.disabled = true;
    const request = { post, line: Number(place), text: alt.value, was };
    change("accept", request, `Written into ${post}.`).catch(() => { button.disabled = false; });
  });
}
for (const button of document.querySelectorAll(".undo")) {
  button.addEventListener("click", () => {
    button.disabled = true;
    change("undo", { number: Number(button.dataset.number) }, "Undone.").catch(() => { button.disabled = false; });
  });
}

// Words that are not saved: leaving asks, and a change of something else keeps them

const isTyped = () => alt.value !== alt.dataset.was;
const openLines = () => [...document.querySelectorAll(".lines form:not([data-sent])")]
  .map((form) => ({ item: form.parentElement, typed: form.querySelector("input").value }))
  .filter(({ item, typed }) => typed.trim() !== item.querySelector(".said").dataset.was);
guard(() => isTyped() || openLines().length > 0 || moved);

/** Keep typed words over the next load of this page. */
function keepWords() {
  const lines = openLines().map(({ item, typed }) => ({ was: item.querySelector(".said").dataset.was, typed }));
  sessionStorage.setItem("words", JSON.stringify({ photo, alt: isTyped() && !altSent ? alt.value : null, lines }));
}

function takeWords() {
  const stored = JSON.parse(sessionStorage.getItem("words") ?? "null");
  sessionStorage.removeItem("words");
  if (stored?.photo !== photo) return;
  if (stored.alt !== null) { alt.value = stored.alt; showLength(); }
  for (const { was, typed } of stored.lines) {
    const item = [...document.querySelectorAll(".lines .row")].find((each) => each.querySelector(".said").dataset.was === was);
    if (item) correct(item, typed);
  }
}

// Corners

const width = Number(slide.dataset.width);
const height = Number(slide.dataset.height);
const first = JSON.parse(slide.dataset.corners);
const quad = document.getElementById("quad");
const handles = [...quad.querySelectorAll(".handle")];
const tools = Object.fromEntries(["edit", "save", "none", "auto", "cancel", "hint"]
  .map((name) => [name, document.getElementById(`corners-${name}`)]));
const flatStage = document.getElementById("flat-stage");
let corners = first.map((point) => [...point]);
let preview = null;
let moved = false; // corners are dragged and not saved

/** The projective map that takes four points to four others: eight linear equations. */
function homography(from, to) {
  const rows = [];
  from.forEach(([x, y], i) => {
    const [u, v] = to[i];
    rows.push([x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  });
  for (let c = 0; c < 8; c += 1) {
    let pivot = c;
    for (let r = c; r < 8; r += 1) if (Math.abs(rows[r][c]) > Math.abs(rows[pivot][c])) pivot = r;
    if (Math.abs(rows[pivot][c]) < 1e-12) return null;
    [rows[c], rows[pivot]] = [rows[pivot], rows[c]];
    rows[c] = rows[c].map((value) => value / rows[c][c]);
    for (let r = 0; r < 8; r += 1) {
      if (r !== c) { const factor = rows[r][c]; rows[r] = rows[r].map((value, i) => value - factor * rows[c][i]); }
    }
  }
  return [...rows.map((row) => row[8]), 1];
}

function convex(points) {
  return points.every((a, i) => {
    const b = points[(i + 1) % 4];
    const c = points[(i + 2) % 4];
    return (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0]) > 0;
  });
}

function draw() {
  quad.querySelector("polygon").setAttribute("points", corners.map((point) => point.join(",")).join(" "));
  const scale = width / quad.getBoundingClientRect().width || 1;
  handles.forEach((handle, i) => {
    const [x, y] = corners[i];
    handle.setAttribute("transform", `translate(${x} ${y})`);
    handle.querySelector(".dot").setAttribute("r", 9 * scale);
    handle.querySelector(".reach").setAttribute("r", 26 * scale);
    handle.setAttribute("aria-valuenow", Math.round(x));
    handle.setAttribute("aria-valuemin", -width);
    handle.setAttribute("aria-valuemax", 2 * width);
    handle.setAttribute("aria-valuetext", `${Math.round(x)}, ${Math.round(y)}`);
  });
  const fine = convex(corners);
  tools.save.disabled = !fine;
  const box = flatStage.getBoundingClientRect();
  const target = [[0, 0], [box.width, 0], [box.width, box.height], [0, box.height]];
  const map = fine && homography(corners, target);
  if (!map || !preview) return;
  const [a, b, c, d, e, f, g, h, i] = map;
  const image = preview.firstElementChild;
  image.style.width = `${width}px`;
  image.style.height = `${height}px`;
  image.style.transform = `matrix3d(${[a, d, 0, g, b, e, 0, h, 0, 0, 1, 0, c, f, 0, i].join(",")})`;
}

function editing(on) {
  quad.toggleAttribute("hidden", !on);
  document.getElementById("photo-words").toggleAttribute("hidden", on);
  for (const name of ["save", "none", "cancel", "hint"]) tools[name].hidden = !on;
  tools.auto.hidden = !on || Boolean(tools.auto.dataset.never);
  tools.edit.hidden = on;
  tools.edit.setAttribute("aria-pressed", String(on));
  preview?.remove();
  preview = null;
  moved = false;
  if (!on) { tools.edit.focus(); return; }
  corners = first.map((point) => [...point]);
  preview = document.createElement("div");
  preview.className = "preview";
  preview.append(Object.assign(document.createElement("img"), { src: document.getElementById("photo").src, alt: "" }));
  flatStage.append(preview);
  draw();
  handles[0].focus();
}

function move(number, x, y) {
  moved = true;
  corners[number] = [
    Math.round(Math.max(-width, Math.min(2 * width, x)) * 10) / 10,
    Math.round(Math.max(-height, Math.min(2 * height, y)) * 10) / 10,
  ];
  draw();
}

handles.forEach((handle, number) => {
  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    handle.focus();
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const box = quad.getBoundingClientRect();
    move(number, (event.clientX - box.left) * width / box.width, (event.clientY - box.top) * height / box.height);
  });
  handle.addEventListener("keydown", (event) => {
    const step = (event.shiftKey ? 0.02 : 0.002) * width;
    const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (by) { event.preventDefault(); move(number, corners[number][0] + by[0], corners[number][1] + by[1]); }
    if (event.key === "Escape") { event.preventDefault(); cancel(); }
    if (event.key === "Enter") { event.preventDefault(); tools.save.click(); }
  });
});

function setCorners(request) {
  for (const tool of Object.values(tools)) if (tool.tagName === "BUTTON") tool.disabled = true;
  say("Reading the slide there…");
  const wasMoved = moved;
  moved = false;
  change("corners", { quad: request }, "Read with your corners.").catch(() => {
    moved = wasMoved;
    for (const tool of Object.values(tools)) tool.disabled = false;
    draw();
  });
}
tools.edit.addEventListener("click", () => editing(true));
async function cancel() {
  if (!moved || await ask("Drop the corners that you set?", "Drop them", "Go on")) editing(false);
}
tools.cancel.addEventListener("click", cancel);
tools.save.addEventListener("click", () => setCorners(corners));
tools.none.addEventListener("click", () => setCorners(null));
tools.auto.addEventListener("click", () => setCorners("auto"));
addEventListener("resize", () => { if (preview) draw(); });

takeWords();

// Alt texts in posts, and similar slides, after everything else

async function fragment(path) {
  const answer = await fetch(`${path}?photo=${encodeURIComponent(photo)}`);
  if (!answer.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return [...page.body.children];
}
const links = [...document.querySelectorAll(".links li")];
if (links.length) {
  fragment("/places").then((places) => {
    for (const place of places ?? []) {
      const { dataset } = place;
      links.find((link) => link.dataset.post === dataset.post && link.dataset.place === dataset.place)?.append(place);
      const button = place.querySelector(".accept");
      if (button) accepts(button, dataset);
    }
  }).catch(() => {}); // a convenience only
}
fragment("/alike").then((cards) => {
  const list = document.getElementById("alike");
  list.replaceChildren(...(cards ?? []));
  list.parentElement.hidden = !list.children.length;
}).catch(() => {});
