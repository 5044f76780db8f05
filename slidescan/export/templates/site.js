// Search over all slides, in the reader's browser.

const field = document.getElementById("q");
const hits = document.getElementById("hits");
const count = document.getElementById("count");
const here = new URL(".", location.href);
let pagefind = null;
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

async function search() {
  const query = field.value.trim();
  if (query === last) return;
  last = query;
  history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
  if (!query) { hits.replaceChildren(); count.textContent = ""; return; }
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
      return item;
    }));
  } catch (error) { count.textContent = `The search could not be loaded (${error.message}).`; }
}

field.addEventListener("focus", () => { loaded().catch(() => {}); }, { once: true });
field.addEventListener("input", search);
document.getElementById("search").addEventListener("submit", (event) => { event.preventDefault(); search(); });
field.value = new URLSearchParams(location.search).get("q") ?? "";
search();
