"""The exported site in Chromium, and slides within Hugo's pages."""

from __future__ import annotations

import gc
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote

import pytest
from support.browser import (
    MARKS,
    accessible_context,
    assert_accessible,
    chromium,
    files,
    new_context,
)
from support.deck_files import Text, write_pdf
from support.deck_pairs import on_page
from support.exports import export_path
from support.factories import line, link, slide
from support.photos import HOSTILE, photographed
from support.samples import Ingested, copy_samples

from slidescan.core.records import Failure
from slidescan.errors import UsageError
from slidescan.export.formats.hugo import DATA_FILE, SHORTCODE_FILE
from slidescan.export.formats.site import frequent_words

HUGO = shutil.which("hugo")


@pytest.fixture(scope="module")
def site(ingested: Ingested, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples' site, with an export of its slides in `static/slides`."""
    site = copy_samples(tmp_path_factory.mktemp("site") / "site")
    done = export_path("site", ingested.library.slides(), ingested.site, site / "static/slides")
    assert not [result for _, result in done if isinstance(result, Failure)]
    return site


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of slides whose names, texts and links try to be markup and scripts."""
    root = tmp_path_factory.mktemp("hostile")
    shown = link(title=HOSTILE, section=(HOSTILE,))
    bad = replace(shown, url="javascript:alert(9)")
    name = HOSTILE.replace("/", "") + ".jpg"
    made = [
        photographed(root, name, [HOSTILE, "lake"], links=[shown]),
        photographed(root, "b.jpg", [HOSTILE, "lake"], links=[bad]),
    ]
    done = export_path("site", made, root, root / "out", title=HOSTILE)
    assert all(isinstance(result, Path) for _, result in done)
    return root / "out"


@pytest.fixture(scope="class")
def browser(site: Path, hostile_site: Path) -> Iterator[Any]:
    """A browser that starts after the exports: they need an event loop of their own."""
    with chromium() as running:
        yield running


class TestInTheBrowser:
    """A file server serves the export below the site that Hugo renders."""

    pytestmark: ClassVar = [
        *MARKS,
        pytest.mark.skipif(HUGO is None, reason="no hugo is installed: apt install hugo"),
    ]

    def test_a_hit_opens_the_section_of_the_post(
        self, browser: Any, site: Path, tmp_path: Path
    ) -> None:
        subprocess.run([str(HUGO), "--quiet", "-s", site, "-d", tmp_path / "out"], check=True)
        with files(tmp_path / "out") as address:
            context = new_context(browser)
            elsewhere: list[str] = []
            context.on(
                "request",
                lambda asked: (
                    None
                    if asked.url.startswith((address, "data:", "blob:"))
                    else elsewhere.append(asked.url)
                ),
            )
            page = context.new_page()
            problems: list[str] = []
            page.on("pageerror", lambda error: problems.append(str(error)))
            page.goto(f"{address}/slides/")
            for query, post, title in (
                (
                    "data lake",
                    "day-1/#building-a-data-lake-on-a-budget",
                    "Why a data lake needs a map",
                ),
                ("Datenräume", "day-2/#z", "Datenräume für den Mittelstand"),
                ("全文検索", "day-2/#", "全文検索の仕組み"),
            ):
                page.fill("#q", "")
                page.fill("#q", query)
                page.wait_for_selector(f"#hits strong:text-is('{title}')")
                assert page.inner_text("#hits li:first-child strong") == title
                assert post in page.get_attribute("#hits a", "href")
                assert page.query_selector("#hits mark")
            page.fill("#q", "data lake")
            page.wait_for_selector("#hits strong:text-is('Why a data lake needs a map')")
            page.click("#hits a")
            page.wait_for_url("**/2025/northwind-day-1/#building-a-data-lake-on-a-budget")
            assert page.query_selector("#building-a-data-lake-on-a-budget")
            # Without scripts, the pages show all slides.
            page.goto(f"{address}/slides/")
            page.click("text=Northwind Days 2025, day 1")
            assert page.inner_text("h1") == "Northwind Days 2025, day 1"
            assert len(page.query_selector_all(".grid > li")) == 6
            context.close()
        assert not problems
        assert not elsewhere

    def test_a_typing_error_is_corrected_on_request(self, browser: Any, site: Path) -> None:
        with files(site / "static/slides") as address:
            context = new_context(browser)
            page = context.new_page()
            page.goto(f"{address}/index.html")
            page.fill("#q", "Dtaa lkae")
            page.wait_for_selector("#suggestion button")
            assert page.inner_text("#suggestion") == "Did you mean data lake?"
            page.click("#suggestion button")
            page.wait_for_selector("#hits strong:text-is('Why a data lake needs a map')")
            assert page.input_value("#q") == "data lake"
            assert page.inner_text("#suggestion") == ""
            # Words of the slides, their beginnings, and other scripts are left alone.
            for query in ("lake", "bud", "Datenräume", "全文検索", "zzzzzzzzzzz"):
                page.fill("#q", query)
                page.wait_for_function(
                    "q => location.search === `?q=${encodeURIComponent(q)}`", arg=query
                )
                page.wait_for_timeout(300)
                assert page.inner_text("#suggestion") == "", query
            context.close()

    def test_the_home_page_shows_pictures_of_each_post(self, browser: Any, site: Path) -> None:
        with files(site / "static/slides") as address:
            context = new_context(browser, viewport={"width": 1200, "height": 2000})
            page = context.new_page()
            page.goto(f"{address}/index.html")
            page.wait_for_load_state("networkidle")
            posts = page.query_selector_all(".posts > li")
            assert len(posts) == len(list((site / "static/slides").glob("post-*.html")))
            for post in posts:
                pictures = post.query_selector_all("img")
                assert 1 <= len(pictures) <= 4
                assert all(each.evaluate("e => e.naturalWidth") > 0 for each in pictures)
                assert all(each.get_attribute("alt") == "" for each in pictures)
            context.close()

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_pages_are_accessible(self, browser: Any, site: Path, scheme: str) -> None:
        with files(site / "static/slides") as address:
            context = accessible_context(browser, (400, 800), scheme)
            page = context.new_page()
            for path in ("index.html?q=lake", "index.html?q=lkae", "post-1.html", "post-2.html"):
                page.goto(f"{address}/{path}")
                page.wait_for_load_state("networkidle")
                page.evaluate(
                    "document.querySelectorAll('details').forEach(d => { d.open = true; })"
                )
                assert_accessible(page, path)
            context.close()

    def test_hostile_names_are_inert(self, browser: Any, hostile_site: Path) -> None:
        with files(hostile_site) as address:
            page = new_context(browser).new_page()
            alarms: list[str] = []
            page.on("dialog", lambda dialog: alarms.append(dialog.message))
            for path in ("index.html?q=lake", "post-1.html"):
                page.goto(f"{address}/{path}")
                page.wait_for_load_state("networkidle")
                page.wait_for_timeout(300)
                assert not page.query_selector("img[src=x]")
            page.goto(f"{address}/index.html?q=lake")
            page.wait_for_selector("#hits a")
            for each in page.query_selector_all("#hits a"):
                assert each.get_attribute("href").startswith("http")
            page.close()
        assert not alarms
        for page_file in hostile_site.glob("*.html"):
            assert "<script>alert" not in page_file.read_text("utf-8")
            assert 'href="javascript:' not in page_file.read_text("utf-8")


def test_the_words_of_the_slides_come_by_frequency() -> None:
    made = [
        slide("a.jpg", ("Lakes and Zürich", "12 lakes, 2017 x", "全文検索")),
        slide("b.jpg", ("Lakes", "a kinesis<script>")),
    ]
    known = frequent_words([*made, made[0]])
    assert known[0] == "lakes"
    assert set(known) == {"lakes", "and", "zurich", "kinesis", "script"}


def test_pages_show_tables_and_nested_points(tmp_path: Path) -> None:
    made = photographed(tmp_path, "a.jpg", ["Costs"])
    cells = [["Item", "Before", "<b>"], ["Storage", "410", "265"], ["Scans", "690", "120"]]
    lines = [
        line(text, row + 2, left=100.0 + 400 * column)
        for row, texts in enumerate(cells)
        for column, text in enumerate(texts)
    ]
    made = replace(made, reading=replace(made.reading, lines=(*made.reading.lines, *lines)))
    export_path("site", [made], tmp_path, tmp_path / "out")
    page = (tmp_path / "out/post-1.html").read_text("utf-8")
    assert "<tr><td>Storage</td><td>410</td><td>265</td></tr>" in page
    assert "<th><b></th>" not in page
    assert "<th>&#60;b&#62;</th>" in page


def test_pages_and_hits_link_to_the_page_of_the_speakers_deck(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    write_pdf(tmp_path / "static" / "my talk.pdf", [[Text("One")]])
    (tmp_path / "talk.pptx").write_bytes(b"PK")
    made = [
        on_page(photographed(tmp_path, "a.jpg", ["One"]), tmp_path, "static/my talk.pdf", 12),
        on_page(photographed(tmp_path, "b.jpg", ["Two"]), tmp_path, "talk.pptx", 3),
        photographed(tmp_path, "c.jpg", ["Three"]),
    ]
    out = tmp_path / "out"
    export_path("site", made, tmp_path, out, public_decks=frozenset({"static/my talk.pdf"}))
    page = (out / "post-1.html").read_text("utf-8")
    assert '<a href="decks/my%20talk.pdf#page=12">Page 12 of my talk.pdf</a>' in page
    assert '<p class="where">Page 3 of talk.pptx</p>' in page
    assert page.count(" of ") == 2
    for target in re.findall(r'(?:href|src)="(?!data:)([^"#]+)', page):
        assert (out / unquote(target)).is_file(), target
    # The next export without the deck takes the copy away.
    export_path("site", made, tmp_path, out)
    assert not (out / "decks").exists()
    assert '<a href="decks' not in (out / "post-1.html").read_text("utf-8")


def test_hugo_links_a_deck_in_its_static_folder_alone(tmp_path: Path) -> None:
    for deck in ("static/talks/a b.pdf", "other/c.pdf"):
        (tmp_path / deck).parent.mkdir(parents=True)
        write_pdf(tmp_path / deck, [[Text("One")]])
    shown = [replace(link(), line=n) for n in (1, 2, 3)]
    made = [
        on_page(
            photographed(tmp_path, "a.jpg", ["One"], links=shown[:1]), tmp_path,
            "static/talks/a b.pdf", 2,
        ),
        on_page(
            photographed(tmp_path, "b.jpg", ["Two"], links=shown[1:2]), tmp_path, "other/c.pdf", 5
        ),
        photographed(tmp_path, "c.jpg", ["Three"], links=shown[2:]),
    ]  # fmt: skip
    export_path("hugo", made, tmp_path, tmp_path / "out")
    (entries,) = json.loads((tmp_path / "out" / DATA_FILE).read_text("utf-8"))["posts"].values()
    first, second, third = (entry.get("deck") for entry in entries)
    assert first == {
        "file": "static/talks/a b.pdf", "page": 2, "name": "a b.pdf",
        "url": "talks/a%20b.pdf#page=2",
    }  # fmt: skip
    assert second == {"file": "other/c.pdf", "page": 5, "name": "c.pdf"}
    assert third is None
    write_pdf(tmp_path / "static/talks/a b.pdf", [[Text("Another")]])
    export_path("hugo", made, tmp_path, tmp_path / "out")
    (entries,) = json.loads((tmp_path / "out" / DATA_FILE).read_text("utf-8"))["posts"].values()
    assert "url" not in entries[0]["deck"]


def test_a_folder_of_other_files_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="not from an earlier export"):
        export_path("site", [], tmp_path, tmp_path / "out")
    assert (tmp_path / "out" / "mine.txt").read_text() == "mine"
    made = [photographed(tmp_path, "a.jpg", ["One"])]
    export_path("site", made, tmp_path, tmp_path / "fresh")
    assert (tmp_path / "fresh" / "pictures" / "a.jpg").is_file()
    export_path("site", [], tmp_path, tmp_path / "fresh")
    assert not (tmp_path / "fresh" / "pictures").exists()


@pytest.mark.parametrize("program", ["exit 1", "exec sleep 600", "cat > /dev/null"])
def test_an_export_does_not_wait_forever_for_a_search_that_does_not_answer(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "pagefind"
    script.write_text(f"#!/bin/sh\necho $$ > '{tmp_path}/process'\n{program}\n")
    script.chmod(0o755)
    made = [photographed(tmp_path, "a.jpg", ["One"])]
    export_path("site", made, tmp_path, tmp_path / "out")
    before = (tmp_path / "out" / "index.html").read_bytes()
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(script))
    monkeypatch.setattr("slidescan.export.formats.site.PAGEFIND_SECONDS", 1)
    with pytest.raises(UsageError, match="Pagefind"):
        export_path("site", made, tmp_path, tmp_path / "out", title="Other")
    assert (tmp_path / "out" / "index.html").read_bytes() == before
    with pytest.raises(ProcessLookupError):  # the program has ended
        os.kill(int((tmp_path / "process").read_text()), 0)
    gc.collect()  # Python warns of what is left open.


@pytest.mark.generators
@pytest.mark.skipif(HUGO is None, reason="no hugo is installed: apt install hugo")
def test_hugo_shows_the_slides_of_a_section(ingested: Ingested, tmp_path: Path) -> None:
    site = copy_samples(tmp_path / "site")
    done = export_path("hugo", ingested.library.slides(), ingested.site, site)
    assert all(isinstance(result, Path) for _, result in done)
    deck = site / "static" / "a talk.pdf"
    write_pdf(deck, [[Text("One")]])
    data = json.loads((site / DATA_FILE).read_text("utf-8"))
    assert len(data["posts"]["content/posts/northwind-day-1.md"]) == 6
    post = site / "content" / "posts" / "northwind-day-1.md"
    post.write_text(
        post.read_text("utf-8") + '\n\n{{< slides "zones" >}}\n\n{{< slides >}}\n', "utf-8"
    )
    subprocess.run([str(HUGO), "--quiet", "-s", site, "-d", tmp_path / "out"], check=True)
    page = (tmp_path / "out" / "2025" / "northwind-day-1" / "index.html").read_text("utf-8")
    lists = re.findall(r'<ul class="?slides"?>.*?</ul>', page, re.DOTALL)
    assert [each.count("<li>") for each in lists] == [2, 6]
    for source in re.findall(r'src="?([^" >]+)', lists[1]):
        assert (tmp_path / "out" / source.lstrip("/")).is_file()
    for anchor in re.findall(r'href="?#([^" >]+)', lists[1]):
        assert re.search(rf'id="?{re.escape(anchor)}["> ]', page)
    # What was written once stays, also if nobody changed it.
    shortcode = (site / SHORTCODE_FILE).read_bytes()
    export_path("hugo", ingested.library.slides(), ingested.site, site)
    assert (site / SHORTCODE_FILE).read_bytes() == shortcode
    # A deck is linked where the site has it, and only there.
    slides = list(ingested.library.slides())
    index = next(i for i, each in enumerate(slides) if each.image.endswith("IMG_4104.jpg"))
    slides[index] = on_page(slides[index], site, "static/a talk.pdf", 7)
    for link_count in (1, 0):
        # The photos lie beside the deck in this copy.
        export_path("hugo", slides, site, site)
        if not link_count:
            deck.unlink()
        build = ["--quiet", "-s", site, "-d", tmp_path / "out", "-b", "https://a.example/blog/"]
        subprocess.run([str(HUGO), *map(str, build)], check=True)
        pages = "".join(p.read_text("utf-8") for p in (tmp_path / "out").rglob("*.html"))
        assert len(set(re.findall(r'href="?([^" >]*a%20talk.pdf[^" >]*)', pages))) == link_count
        assert 'src="/blog/slidescan/' in pages or "src=/blog/slidescan/" in pages
        if link_count:
            assert "/blog/a%20talk.pdf#page=7" in pages
    # A person's version of the shortcode stays.
    (site / SHORTCODE_FILE).write_text("mine")
    export_path("hugo", ingested.library.slides(), ingested.site, site)
    assert (site / SHORTCODE_FILE).read_text() == "mine"
