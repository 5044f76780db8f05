// What all pages share: messages, questions, requests, and words that are not saved yet.

/** Say something briefly. */
export function say(text, bad = false) {
  const toast = document.getElementById("toast");
  toast.textContent = text;
  toast.classList.toggle("bad", bad);
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { toast.textContent = ""; }, bad ? 10000 : 6000);
}

/** `1 slide`, `3 slides`. */
export function counted(count, noun) {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** Open a dialog; its buttons of class `close`, Escape and a click beside it close it. */
export function open(dialog) {
  if (!dialog.dataset.wired) {
    dialog.dataset.wired = "1";
    for (const each of dialog.querySelectorAll(".close")) each.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  }
  if (!dialog.open) dialog.showModal();
}

let unanswered = null;

/** Ask a question; resolves to true for yes. Escape, and another question, mean no. */
export function ask(text, yes, no = "Cancel") {
  const dialog = document.getElementById("ask");
  unanswered?.(false);
  document.getElementById("ask-text").textContent = text;
  const buttons = [...dialog.querySelectorAll("button")];
  for (const each of buttons) each.textContent = each.value === "yes" ? yes : no;
  return new Promise((resolve) => {
    unanswered = (answer) => {
      unanswered = null;
      dialog.removeEventListener("close", closed);
      resolve(answer);
    };
    // The event of a question that was just closed may come after the next one is open.
    function closed() { if (!dialog.open) unanswered(dialog.returnValue === "yes"); }
    for (const each of buttons) each.onclick = () => dialog.close(each.value);
    dialog.returnValue = "no";
    dialog.addEventListener("close", closed);
    dialog.showModal();
  });
}

export const token = document.querySelector("meta[name=slidescan-token]").content;

/** The error of an answer, in words; `status` and the details of the API stay on it. */
async function failure(answer) {
  const text = await answer.text();
  let what = text;
  let details = {};
  try {
    details = JSON.parse(text).error;
    what = `${details.what}${details.remedy ? `: ${details.remedy}` : ""}`;
  } catch { /* plain text */ }
  return Object.assign(new Error(what.slice(0, 400)), { status: answer.status, details });
}

/** Send a change; waits and tries again when the server asks for a pause. */
export async function send(path, request) {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await fetch(`/api/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Slidescan-Token": token },
      body: JSON.stringify(request),
    });
    if (answer.status === 429 && attempt < 30) {
      await new Promise((resolve) => { setTimeout(resolve, 1100); });
      continue;
    }
    if (!answer.ok) throw await failure(answer);
    return answer;
  }
}

/** Read a part of the API. */
export async function load(path) {
  const answer = await fetch(`/api/${path}`);
  if (!answer.ok) throw await failure(answer);
  return answer.json();
}

// Leaving a page with unsaved words asks. Each page tells what is unsaved.

const guards = [];
let expected = false;

/** Ask before the page is left while `unsaved()` is true. */
export function guard(unsaved) { guards.push(unsaved); }

export function unsaved() { return guards.some((each) => each()); }

/** Load the page again without a question: its words are kept. */
export function reload() { expected = true; location.reload(); }

addEventListener("beforeunload", (event) => {
  if (!expected && unsaved()) event.preventDefault();
});
