// The queue of alt texts: one place at a time, answered by keys; saved in the background.

import { ask, counted, guard, load, say, send } from "/static/common.js";
import { showAltCount } from "/static/app.js";

const $ = (name) => document.getElementById(`queue-${name}`);
const STRIP_SIDE = 12; // places in the strip before and after the one that is shown
const STATUS_WORDS = {
  open: "to decide", person: "needs a person", written: "written", skipped: "skipped",
  decorative: "decorative", kept: "a person's text",
};

let places = [];
let counts = { total: 0, open: 0, person: 0, done: 0 };
let at = 0;
let saving = Promise.resolve();
let pending = 0;
const drafts = new Map(); // typed and not yet saved, by place
const answered = []; // what can be undone, the last at the end

const isOpen = (place) => place.status === "open" || place.status === "person";
const key = (place) => `${place.post}\n${place.number}`;
const start = (place) => place.proposed || place.current || "";
guard(() => pending > 0 || drafts.size > 0);

// What is shown

function showCounts() {
  const { total, open, person, done } = counts;
  $("count").textContent = !total ? "No post shows a slide."
    : !open ? `All ${counted(total, "place")} in posts are decided.`
      : `${done} of ${counted(total, "place")} in posts decided, ${open} to go${person ? `; ${person} ${person === 1 ? "needs" : "need"} a person's words` : ""}.`;
  $("progress").max = Math.max(1, total);
  $("progress").value = done;
  $("progress").hidden = !total;
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function showExcerpt({ excerpt, line, post }) {
  const lines = [
    ...excerpt.before.map((text) => element("p", { textContent: text, dir: "auto" })),
    element("p", { className: "at" }, element("span", { className: "at-line", textContent: `${line}` }), element("code", { textContent: excerpt.at })),
    ...excerpt.after.map((text) => element("p", { textContent: text, dir: "auto" })),
  ];
  $("excerpt").replaceChildren(...lines);
  $("excerpt").setAttribute("aria-label", `The place in ${post}, line ${line}`);
}

function showPlace(focus = true) {
  const place = places[at];
  const empty = !place;
  $("item").hidden = empty;
  $("empty").hidden = !empty;
  $("strip").hidden = empty;
  if (empty) { showEmpty(); return; }
  const draft = drafts.get(key(place));
  $("picture").src = place.picture;
  $("picture").alt = place.slide_title ? `The slide “${place.slide_title}”` : "The picture";
  $("slide").textContent = [place.slide_title ?? place.photo.split("/").at(-1),
    place.confidence === null ? "no text read" : `read with ${Math.round(place.confidence * 100)} % confidence`].join(" · ");
  $("page").href = place.page;
  $("where").replaceChildren(
    element("strong", { textContent: [place.title, ...place.section].join(" › ") }),
    element("span", { className: "quiet", textContent: ` ${place.post}:${place.line}` }),
  );
  showExcerpt(place);
  $("text").value = draft ?? start(place);
  $("text").lang = place.lang ?? "";
  $("by").textContent = place.status === "kept" || (!place.proposed && place.current) ? `there now · ${place.reason}`
    : place.proposed ? `proposed by ${place.by} · ${place.reason}` : "nothing worth saying was read surely: your words are needed";
  $("problem").hidden = !place.problem;
  $("problem").textContent = place.problem ?? "";
  $("accept").firstChild.textContent = isOpen(place) ? "Accept " : "Write ";
  $("position").textContent = `${at + 1} of ${places.length} · ${STATUS_WORDS[place.status]}`;
  $("back").disabled = at === 0;
  $("next").disabled = at === places.length - 1;
  showAll(place);
  showLength();
  showStrip();
  for (const next of places.slice(at + 1, at + 3)) new Image().src = next.picture;
  if (focus) $("item").focus({ preventScroll: false });
}

function showEmpty() {
  const show = $("show").value;
  const words = !counts.total ? ["No post shows a slide of the index.", "Read the photos that your posts show, then come back."]
    : show === "person" ? ["No place needs a person's words.", ""]
      : show === "open" ? ["Every place has its answer.", "Nothing is left to decide."] : ["Nothing here.", ""];
  $("empty").replaceChildren(...words.filter(Boolean).map((text) => element("p", { textContent: text })));
  const others = counts.total && show !== "all" ? element("button", { type: "button", className: "button quiet", textContent: "Show all places" }) : null;
  if (others) {
    others.addEventListener("click", () => { $("show").value = "all"; fetchPlaces(); });
    $("empty").append(element("p", {}, others));
  }
}

function showLength() {
  const place = places[at];
  const length = [...$("text").value].length;
  const changed = drafts.has(key(place)) ? " · not saved" : "";
  $("length").textContent = `${counted(length, "character")}${changed}`;
}

/** The places of this post that can be accepted as they are. */
const acceptable = (post) => places.filter((place) => place.post === post && isOpen(place) && textOf(place));
const textOf = (place) => (drafts.get(key(place)) ?? place.proposed).trim();

function showAll(place) {
  const others = acceptable(place.post);
  $("all").hidden = others.length < 2;
  $("all").textContent = `Accept all ${others.length} of this post (Shift A)`;
}

function showStrip() {
  const from = Math.max(0, at - STRIP_SIDE);
  const items = places.slice(from, at + STRIP_SIDE + 1).map((place, i) => {
    const name = place.slide_title ?? place.photo.split("/").at(-1);
    const button = element("button", { type: "button", className: `status-${place.status}` },
      element("img", { src: place.picture.replace("width=960", "width=480"), alt: "", loading: "lazy", width: 96, height: 54 }),
      element("span", { className: "sr", textContent: `${name}, ${STATUS_WORDS[place.status]}` }));
    if (from + i === at) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => { at = from + i; showPlace(); });
    return element("li", {}, button);
  });
  $("strip").replaceChildren(...items);
  const [strip, here] = [$("strip"), $("strip").querySelector("[aria-current]")];
  strip.scrollLeft = here.offsetLeft - (strip.clientWidth - here.clientWidth) / 2;
}

// Loading

async function fetchPlaces() {
  const query = new URLSearchParams({ show: $("show").value, order: $("order").value, limit: 1000 });
  const address = new URLSearchParams();
  if ($("show").value !== "open") address.set("show", $("show").value);
  if ($("order").value !== "surest") address.set("order", $("order").value);
  const post = new URLSearchParams(location.search).get("post");
  if (post) { query.set("post", post); address.set("post", post); }
  history.replaceState(null, "", address.size ? `/alts?${address}` : "/alts");
  const before = places[at] && key(places[at]);
  try {
    await saving;
    const answer = await load(`alts?${query}`);
    ({ entries: places, counts } = answer);
    at = Math.max(0, places.findIndex((place) => key(place) === before));
    showCounts();
    showAltCount(counts);
    showPlace(false);
    if (answer.matching > places.length) say(`The first ${places.length} of ${counted(answer.matching, "place")} are shown.`);
  } catch (error) {
    $("count").textContent = error.message;
    $("item").hidden = true;
  }
}

/** Takes over what the server tells about a post's places. */
function update(answer) {
  const fresh = new Map(answer.entries.map((place) => [key(place), place]));
  places = places.map((place) => fresh.get(key(place)) ?? place);
  counts = answer.counts;
  showCounts();
  showAltCount(counts);
}

// Answers

function answerOf(place, decision) {
  return { number: place.number, line: place.line, photo: place.photo, decision, text: textOf(place) || $("text").value, was: place.current ?? "" };
}

/** Saves in the background, one request after the other; a failure brings the place back. */
function save(post, items) {
  const keys = items.map(({ place }) => key(place));
  const typed = keys.map((each) => [each, drafts.get(each)]).filter(([, text]) => text !== undefined);
  for (const each of keys) drafts.delete(each);
  pending += 1;
  saving = saving.then(async () => {
    try {
      const answer = await (await send("alts/answer", { post, answers: items.map(({ answer: one }) => one) })).json();
      answered.push({ post, keys, answers: answer.changes.map(({ photo, change }) => ({ photo, change })).reverse() });
      $("undo").disabled = false;
      update(answer);
    } catch (error) {
      await bringBack(post, keys, error);
      for (const [each, text] of typed) drafts.set(each, text);
    } finally {
      pending -= 1;
      if (places[at]) { showLength(); showStrip(); showAll(places[at]); }
    }
  });
  return saving;
}

async function bringBack(post, keys, error) {
  try { update(await load(`alts?${new URLSearchParams({ show: "all", order: "post", post, limit: 1000 })}`)); } catch { /* the error below tells */ }
  places = places.map((place) => (keys.includes(key(place)) ? { ...place, problem: `Not saved: ${error.message}` } : place));
  say(error.message, true);
  const back = places.findIndex((place) => keys.includes(key(place)));
  if (back >= 0) at = back;
  showPlace(false);
}

function onward() {
  const order = [...places.keys()];
  const next = [...order.slice(at + 1), ...order.slice(0, at)].find((i) => isOpen(places[i]));
  if (next === undefined) {
    if (at < places.length - 1) at += 1;
    showPlace();
    if (!counts.open) say("Every place has its answer.");
    return;
  }
  at = next;
  showPlace();
}

const NEXT_STATUS = { accepted: "written", skipped: "skipped", decorative: "decorative" };

function decide(decision) {
  const place = places[at];
  if (!place) return;
  const text = $("text").value.trim();
  if (decision === "accepted" && !text) {
    say("An alt text needs words. Write some, or mark the picture as decorative.", true);
    $("text").focus();
    return;
  }
  const answer = { ...answerOf(place, decision), text };
  const wasOpen = isOpen(place);
  places[at] = { ...place, status: NEXT_STATUS[decision], problem: undefined, ...(decision === "accepted" ? { current: text } : {}) };
  if (wasOpen) { counts = { ...counts, open: counts.open - 1, done: counts.done + 1, person: counts.person - (place.status === "person") }; showCounts(); }
  save(place.post, [{ place, answer }]);
  onward();
}

async function decideAll() {
  const { post, title } = places[at];
  const chosen = acceptable(post);
  if (!chosen.length) return;
  const left = places.filter((place) => place.post === post && isOpen(place)).length - chosen.length;
  const sure = await ask(
    `Accept ${counted(chosen.length, "alt text")} of “${title}”?${left ? ` ${counted(left, "place")} without a proposal ${left === 1 ? "stays" : "stay"} for you.` : ""}`,
    `Accept ${chosen.length}`,
  );
  if (!sure) return;
  const items = chosen.map((place) => ({ place, answer: { ...answerOf(place, "accepted"), text: textOf(place) } }));
  $("all").disabled = true;
  await save(post, items);
  $("all").disabled = false;
  if (places[at] && !isOpen(places[at])) onward();
}

async function undo() {
  await saving;
  const last = answered.pop();
  if (!last) { say("There is nothing to undo."); return; }
  pending += 1;
  try {
    const answer = await (await send("alts/withdraw", { post: last.post, answers: last.answers })).json();
    update(answer);
    const back = places.findIndex((place) => last.keys.includes(key(place)));
    if (back >= 0) { at = back; showPlace(); } else await fetchPlaces(); // another list is shown by now
    say(last.keys.length === 1 ? "Undone." : `${last.keys.length} answers are undone.`);
  } catch (error) {
    say(error.message, true);
  } finally {
    pending -= 1;
    $("undo").disabled = !answered.length;
  }
}

// Controls and keys

$("text").addEventListener("input", () => {
  const place = places[at];
  if ($("text").value === start(place)) drafts.delete(key(place)); else drafts.set(key(place), $("text").value);
  showLength();
});
$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); decide("accepted"); }
  if (event.key === "Escape") { event.preventDefault(); $("item").focus(); }
});
$("form").addEventListener("submit", (event) => { event.preventDefault(); decide("accepted"); });
$("skip").addEventListener("click", () => decide("skipped"));
$("decorative").addEventListener("click", () => decide("decorative"));
$("undo").addEventListener("click", undo);
$("all").addEventListener("click", decideAll);
$("show").addEventListener("change", fetchPlaces);
$("order").addEventListener("change", fetchPlaces);

function step(by) {
  const next = at + by;
  if (next < 0 || next >= places.length) return;
  at = next;
  showPlace();
}
$("back").addEventListener("click", () => step(-1));
$("next").addEventListener("click", () => step(1));

const KEYS = {
  Enter: () => decide("accepted"), a: () => decide("accepted"), s: () => decide("skipped"), d: () => decide("decorative"),
  e: () => { $("text").focus(); $("text").setSelectionRange($("text").value.length, $("text").value.length); },
  u: undo, A: decideAll, ArrowLeft: () => step(-1), ArrowRight: () => step(1),
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || $("item").hidden) return;
  if (document.querySelector("dialog[open]") || event.target.matches("textarea, select")) return;
  if (event.key === "Enter" && event.target.matches("button, a")) return;
  if (Object.hasOwn(KEYS, event.key)) { event.preventDefault(); KEYS[event.key](); }
});
document.addEventListener("ingested", fetchPlaces);

const asked = new URLSearchParams(location.search);
for (const name of ["show", "order"]) {
  if ([...$(name).options].some((option) => option.value === asked.get(name))) $(name).value = asked.get(name);
}
fetchPlaces();
