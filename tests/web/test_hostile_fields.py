"""Every field tries to run a script in a real browser, on the page and in what is exported.

Content policies are switched off, so that only the escaping counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from markdown_it import MarkdownIt
from support.browser import MARKS, files, new_context, serving
from support.exports import export_path, export_text
from support.hostile import (
    LINK_FIELDS,
    SLIDE_FIELDS,
    attack,
    attacking_name,
    hostile_index,
    hostile_slides,
)

from slidescan.core.records import Failure, Slide

pytestmark = MARKS

MAX_PAGES = 80
"""Pages that a crawl opens; those of one path count together."""

MAX_PAGES_PER_PATH = 12

DANGERS = r"""() => {
  const dangers = [];
  const urls = ["href", "src", "action", "formaction", "xlink:href", "data", "poster", "ping"];
  for (const element of document.querySelectorAll("*")) {
    const told = `<${element.localName}>`;
    if (element.localName === "iframe" || element.localName === "object") dangers.push(told);
    if (element.localName === "img" && element.getAttribute("src") === "x") dangers.push(told);
    if (element.localName === "script" && /alert\(/.test(element.textContent)
        && !/json/.test(element.type)) dangers.push(told);
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name) || name === "srcdoc") dangers.push(`${told} ${name}=${value}`);
      if (!urls.includes(name.toLowerCase())) continue;
      let protocol = "unknown:";
      try { protocol = new URL(value, document.baseURI).protocol; } catch { continue; }
      const isData = protocol === "data:" && element.localName !== "a";
      if (!["http:", "https:"].includes(protocol) && !isData) dangers.push(`${told} ${name}=${value}`);
      const host = new URL(value, document.baseURI).host;
      if (host === "127.0.0.1:1") dangers.push(`${told} ${name}=${value}`);
    }
  }
  return dangers;
}"""
"""Elements and attributes that a text can only make if it isn't escaped."""

SHOWN = r"""() => document.documentElement.textContent + " " + [...document.querySelectorAll("*")]
  .flatMap((element) => [...element.attributes].map(({ value }) => value)).join(" ")"""
"""All text of a document, and all values of attributes."""


@dataclass
class Crawl:
    """Pages of one server, opened one by one.

    Attributes:
        page: The browser's page.
        ran: Scripts that ran, by what they alerted.
        dangers: What `DANGERS` found, by address.
        text: All that the pages showed.
        links: Addresses that the pages lead to.
    """

    page: Any
    ran: list[str] = field(default_factory=list)
    dangers: dict[str, list[str]] = field(default_factory=dict)
    text: str = ""
    links: list[str] = field(default_factory=list)

    def look(self) -> None:
        """Looks at what the page shows now."""
        if dangers := self.page.evaluate(DANGERS):
            self.dangers[self.page.url] = dangers
        self.text += self.page.evaluate(SHOWN)
        self.links += self.page.evaluate(
            "() => [...document.querySelectorAll('a[href]')].map((a) => a.href)"
        )

    def open(self, url: str) -> None:
        """Opens a page, waits for what it loads, and looks at it."""
        self.page.goto(url)
        self.page.wait_for_load_state("networkidle")
        self.look()

    def shows(self, field_name: str) -> bool:
        """Whether a page showed a field, as text."""
        return f"lake {field_name} " in self.text


@contextmanager
def crawling(browser: Any) -> Iterator[Crawl]:
    """A browser's page without content policies, which notes each script that runs."""
    context = new_context(browser, bypass_csp=True)
    crawl = Crawl(context.new_page())

    def alarmed(dialog: Any) -> None:
        crawl.ran.append(dialog.message)
        dialog.dismiss()

    crawl.page.on("dialog", alarmed)
    yield crawl
    context.close()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def slides(root: Path) -> list[Slide]:
    return hostile_slides(root)


@pytest.fixture(scope="module")
def exported(root: Path, slides: list[Slide]) -> Path:
    """The exported site; it is made before the browser starts, which has an event loop."""
    out = root / "exported"
    done = export_path("site", slides, root, out, title=attack("site-title"))
    assert not [result for _, result in done if isinstance(result, Failure)]
    (out / "words.html").write_text(export_text("hocr", slides), "utf-8")
    markdown = MarkdownIt("commonmark", {"html": True})
    # What a generator that trusts its posts makes of it, addresses unchecked.
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]
    (out / "markdown.html").write_text(markdown.render(export_text("markdown", slides)), "utf-8")
    return out


def test_the_dangers_are_seen(exported: Path, browser: Any) -> None:
    """A page that escapes nothing is caught: the test can fail."""
    with crawling(browser) as crawl:
        crawl.page.set_content(f"<body>{attack('x')}<a href=' JAVA\nSCRIPT:alert(1)'>x</a>")
        crawl.page.wait_for_timeout(200)
        crawl.look()
        (dangers,) = crawl.dangers.values()
    assert "x" in crawl.ran
    assert {each.partition(">")[0] for each in dangers} >= {"<img", "<svg", "<iframe", "<a"}


def test_every_page_shows_fields_as_text(
    root: Path, slides: list[Slide], exported: Path, browser: Any
) -> None:
    index = hostile_index(root, slides)
    with serving(index) as found, crawling(browser) as crawl:
        address = found.rstrip("/")
        pending = [
            "/",
            "/?" + urlencode({"q": "lake"}),
            "/?" + urlencode({"q": attack("query"), "tag": attack("tag"), "post": attack("p")}),
            "/?" + urlencode({"talk": attack("talk"), "since": attack("since")}),
            "/slide?" + urlencode({"photo": attack("missing")}),
            "/" + attacking_name(0),
        ]
        seen: set[str] = set()
        by_path: dict[str, int] = {}
        while pending and len(seen) < MAX_PAGES:
            url = urljoin(address + "/", pending.pop(0)).partition("#")[0]
            path = urlsplit(url).path
            if url in seen or not url.startswith(address + "/"):
                continue
            by_path[path] = by_path.get(path, 0) + 1
            if by_path[path] > MAX_PAGES_PER_PATH or path.startswith(("/api/", "/picture")):
                continue
            seen.add(url)
            crawl.links.clear()
            crawl.open(url)
            pending += crawl.links
        crawl.open(f"{address}/?q=lake")
        crawl.page.fill("#q", attack("typed"))
        crawl.page.wait_for_load_state("networkidle")
        crawl.page.wait_for_timeout(500)
        crawl.look()
    assert not crawl.ran
    assert not crawl.dangers
    assert {"/", "/slide"} <= by_path.keys()
    assert by_path["/slide"] >= len(slides)
    # No file of a post is there, whose alt text could be shown.
    hidden = {"description", "anchor", "around", "reading-language", "link-alt"}
    shown = {name for name in (*SLIDE_FIELDS, *LINK_FIELDS) if crawl.shows(name)}
    assert {*SLIDE_FIELDS, *LINK_FIELDS} - hidden - {"post"} <= shown
    assert attacking_name(0) in crawl.text


def test_the_exported_site_shows_fields_as_text(exported: Path, browser: Any) -> None:
    with files(exported) as address, crawling(browser) as crawl:
        pages = sorted(each.relative_to(exported).as_posix() for each in exported.rglob("*.html"))
        assert len(pages) > 3
        for page in pages:
            crawl.open(f"{address}/{page}")
        for query in ("lake", "typed lake", attack("typed")):
            crawl.open(f"{address}/index.html?{urlencode({'q': query})}")
            crawl.page.wait_for_timeout(300)
            crawl.look()
        crawl.open(f"{address}/index.html")
        crawl.page.fill("#q", "lake")
        crawl.page.wait_for_selector("#hits a")
        crawl.look()
    assert not crawl.ran
    assert not crawl.dangers
    for name in ("title", "alt", "post-title", "section", "site-title", "line"):
        assert crawl.shows(name), name


def test_no_export_of_text_offers_an_address_that_runs(slides: list[Slide]) -> None:
    for name, variant in (("search-index", "papermod"), ("search-index", "lunr"),
                          ("search-index", "minisearch")):  # fmt: skip
        documents = json.loads(export_text(name, slides, variant))
        fields = {"permalink", "ref", "url"}
        addresses = [
            document[field] for document in documents for field in fields & document.keys()
        ]
        assert [each for each in addresses if not re.match(r"https?://|/(?![/\\])", each)] == []
        assert addresses
