// Search over all slides, in the reader's browser.

const field = document.getElementById("q");
const hits = document.getElementById("hits");
const count = document.getElementById("count");
const here = new URL(".", location.href);
const suggestion = document.getElementById("suggestion");
const PLAIN = { ß: "ss", ø: "o", æ: "ae", œ: "oe", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };
let pagefind = null;
let vocabulary = null;
let last = "";

async function load() {
  const engine = await import("./pagefind/pagefind.js");
  await engine.options({ excerptLength: 24 });
  await engine.init();
  // Pagefind keeps an index for each language; slides of all of them are found at once.
  for (const language of (document.body.dataset.languages ?? "").split(" ").filter(Boolean)) {
    if (language !== document.documentElement.lang) {
      await engine.mergeIndex(new URL("pagefind/", here).href, { language });
    }
  }
  return engine;
}

/** The search, loaded once, however often it is asked for. */
function loaded() {
  pagefind ??= load();
  return pagefind;
}

function made(tag, text, name) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  if (name) element.className = name;
  return element;
}

/** An excerpt with its marks: Pagefind escapes the text and puts <mark> around words. */
function marked(excerpt) {
  const found = new DOMParser().parseFromString(excerpt, "text/html");
  const shown = made("p");
  for (const node of found.body.childNodes) {
    shown.append(node.nodeName === "MARK" ? made("mark", node.textContent) : node.textContent);
  }
  return shown;
}

/** Refuses addresses outside the web: posts may hold any. */
function address(url) {
  const found = new URL(url, here);
  return ["http:", "https:"].includes(found.protocol) ? found.href : here.href;
}

/** The words of the slides, the most frequent first, fetched once. */
function knownWords() {
  vocabulary ??= fetch(new URL("words.json", here)).then((answer) => answer.json());
  return vocabulary;
}

/** A word as `words.json` holds it: lower case, without accents. */
function folded(word) {
  const plain = word.toLowerCase().replace(/[ßøæœłđðþı]/g, (letter) => PLAIN[letter]);
  return plain.normalize("NFKD").replace(/\p{M}/gu, "");
}

/** The number of letters to insert, delete, replace or swap, or `most + 1` if it is more. */
function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let above = [], row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], above[j - 2] + 1);
    }
    if (Math.min(...next) > most) return most + 1;
    [above, row] = [row, next];
  }
  return row[b.length];
}

/** The query with its unknown words corrected; null if there is nothing to correct. */
async function corrected(query) {
  const words = await knownWords();
  let changed = false;
  const better = query.replace(/[\p{L}\p{N}]{3,40}/gu, (written) => {
    const word = folded(written);
    if (!/^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]+$/u.test(word)) return written;
    if (words.some((known) => known.startsWith(word))) return written;
    const most = word.length < 6 ? 1 : 2;
    let best = null, least = most + 1;
    for (const known of words) {
      const steps = distance(word, known, Math.min(most, least));
      if (steps < least) [best, least] = [known, steps];
      if (least === 1) break;
    }
    changed ||= best !== null;
    return best ?? written;
  });
  return changed ? better : null;
}

async function suggest(query) {
  let better = null;
  try { better = await corrected(query); } catch { /* the search works without it */ }
  if (query !== last) return;
  suggestion.replaceChildren();
  if (!better) return;
  const button = made("button", better);
  button.type = "button";
  button.addEventListener("click", () => { field.value = better; field.focus(); search(); });
  suggestion.append("Did you mean ", button, "?");
}

async function search() {
  const query = field.value.trim();
  if (query === last) return;
  last = query;
  history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
  if (!query) { hits.replaceChildren(); count.textContent = ""; suggestion.replaceChildren(); return; }
  suggest(query);
  try {
    const engine = await loaded();
    const answer = await engine.search(query);
    const found = await Promise.all(answer.results.slice(0, 24).map((result) => result.data()));
    if (query !== last) return;
    count.textContent = `${answer.results.length} ${answer.results.length === 1 ? "slide" : "slides"}`;
    hits.replaceChildren(...found.map(({ meta, excerpt }) => {
      const item = made("li");
      const link = made("a");
      link.href = address(meta.url);
      const picture = made("img");
      picture.src = address(meta.image);
      picture.alt = meta.image_alt ?? "";
      picture.loading = "lazy";
      link.append(picture, made("strong", meta.title));
      const where = [meta.post, meta.section].filter(Boolean).join(" › ");
      item.append(link, marked(excerpt), made("p", where, "where"));
      if (meta.deck) {
        const deck = made("a", meta.page);
        deck.href = address(meta.deck);
        const line = made("p", "", "where");
        line.append(deck);
        item.append(line);
      }
      return item;
    }));
  } catch (error) { count.textContent = `The search could not be loaded (${error.message}).`; }
}

field.addEventListener("focus", () => { loaded().catch(() => {}); }, { once: true });
field.addEventListener("input", search);
document.getElementById("search").addEventListener("submit", (event) => { event.preventDefault(); search(); });
field.value = new URLSearchParams(location.search).get("q") ?? "";
search();
