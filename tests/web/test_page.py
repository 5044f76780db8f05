"""The page in a real browser: search, filter, select, correct and undo, by mouse and keyboard."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.browser import (
    MARKS,
    accessible_context,
    assert_accessible,
    new_context,
    serving,
    until,
)
from support.samples import Ingested

from slidescan.core.records import Options
from slidescan.library import Library

pytestmark = MARKS

LAKE = "static/img/northwind/IMG_4104.jpg"
POST = "content/posts/northwind-day-1.md"


@pytest.fixture(scope="module")
def library(ingested: Ingested, tmp_path_factory: pytest.TempPathFactory) -> Library:
    site = shutil.copytree(ingested.site, tmp_path_factory.mktemp("web") / "site")
    return Library(site / "index", Options(jobs=1))


@pytest.fixture(scope="module")
def address(library: Library) -> Iterator[str]:
    with serving(library.folder) as found:
        yield found.rstrip("/")


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """A page that may only request this server and must raise no error."""
    context = new_context(browser, viewport={"width": 1280, "height": 860})
    elsewhere: list[str] = []
    problems: list[str] = []

    def gate(route: Any) -> None:
        if route.request.url.startswith(address):
            route.continue_()
        else:
            elsewhere.append(route.request.url)
            route.abort()

    context.route("**/*", gate)
    opened = context.new_page()
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on(
        "console",
        lambda message: problems.append(message.text) if message.type == "error" else None,
    )
    yield opened
    context.close()
    assert not elsewhere
    assert not problems


def titles(page: Any) -> list[str]:
    return [each.inner_text() for each in page.query_selector_all("#results .title")]


def slide_address(address: str, image: str = LAKE, query: str = "") -> str:
    from slidescan.web.views import slide_url

    return address + slide_url(image, query)


def test_search_as_you_type_marks_the_words(page: Any, address: str) -> None:
    page.goto(address)
    assert len(titles(page)) == 16
    page.keyboard.press("/")
    page.keyboard.type("data lak")
    page.wait_for_selector("#results mark")
    page.keyboard.type("e")
    until(page, "document.documentElement.dataset.shown === 'data lake'")
    assert titles(page)[0] == "Why a data lake needs a map"
    marks = {each.inner_text().lower() for each in page.query_selector_all("#results mark")}
    assert {"data", "lake"} <= marks
    # The words are also outlined on the picture.
    assert page.query_selector_all("#results .card:first-child polygon.hit")
    assert page.url.endswith("?q=data+lake")
    page.fill("#q", "dtaa laek")
    until(page, "document.documentElement.dataset.shown === 'dtaa laek'")
    assert "slides with words like them" in page.inner_text("#count")
    page.fill("#q", "zzzzqqq")
    page.wait_for_selector("text=No slide says this.")


def test_filters_narrow_the_results(page: Any, address: str) -> None:
    page.goto(address)
    page.click("#filter-open")
    page.select_option("select[name=post]", POST)
    until(page, "document.querySelector('select[name=talk]').disabled === false")
    whole = len(titles(page))
    assert 0 < whole < 16
    talks = page.query_selector_all("select[name=talk] option")
    zones = next(each for each in talks if "› Zones" in each.inner_text())
    page.select_option("select[name=talk]", zones.get_attribute("value"))
    until(page, f"document.querySelectorAll('#results .card').length < {whole}")
    assert set(titles(page)) == {"From raw files to answers", "What the lake costs"}
    page.fill("#q", "lake")
    until(page, "document.documentElement.dataset.shown === 'lake'")
    assert titles(page)[0] == "What the lake costs"
    assert "Why a data lake needs a map" not in titles(page)
    page.click("#filters >> text=Clear")
    page.wait_for_load_state()
    page.click("#filter-open")
    page.fill("input[name=since]", "2025-10-15")
    until(page, "document.querySelectorAll('#results .card').length < 16")
    assert "Welcome to Northwind Days" not in titles(page)


def test_the_keyboard_alone_is_enough(page: Any, address: str) -> None:
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("lake")
    until(page, "document.documentElement.dataset.shown === 'lake'")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    second = page.evaluate("document.activeElement.innerText").strip()
    assert second == titles(page)[1]
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_selector("article.slide")
    assert page.inner_text("h1") == titles_of(page)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("ArrowRight")
    until(page, "document.querySelector('h1').innerText !== 'Why a data lake needs a map'")
    assert page.inner_text(".turn span").startswith("2 of ")
    assert page.inner_text(".turn span").endswith(" hits")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("ArrowLeft")
    until(page, "document.querySelector('h1').innerText === 'Why a data lake needs a map'")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Escape")
    page.wait_for_selector("#results")
    page.wait_for_load_state("networkidle")
    assert page.input_value("#q") == "lake"
    page.focus("#q")
    page.keyboard.press("Escape")
    until(page, "document.querySelectorAll('#results .card').length === 16")


def titles_of(page: Any) -> str:
    return str(page.title()).partition(" · ")[0]


def test_text_is_selected_on_the_picture(page: Any, address: str) -> None:
    page.goto(slide_address(address, query="quarantine"))
    page.wait_for_selector("#flat-words text")
    # The match is outlined where its text element is.
    outlined = page.query_selector("#flat-words polygon.hit").bounding_box()
    word = page.query_selector("#flat-words text:text-is('quarantine')").bounding_box()
    middle = word["x"] + word["width"] / 2, word["y"] + word["height"] / 2
    assert outlined["x"] < middle[0] < outlined["x"] + outlined["width"]
    assert outlined["y"] < middle[1] < outlined["y"] + outlined["height"]
    # Drags the mouse from the first word of the title to the last.
    first = page.query_selector("#flat-words text:text-is('Why ')").bounding_box()
    last = page.query_selector("#flat-words text:text-is('map')").bounding_box()
    page.mouse.move(first["x"] + 2, first["y"] + first["height"] / 2)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] - 1, last["y"] + last["height"] / 2, steps=12)
    page.mouse.up()
    copied = page.evaluate(
        """() => { const data = new DataTransfer();
        const event = new ClipboardEvent("copy", {clipboardData: data, bubbles: true, cancelable: true});
        document.getSelection().anchorNode.parentElement.dispatchEvent(event);
        return data.getData("text/plain"); }"""
    )
    assert copied == "Why a data lake needs a map"


def test_a_corrected_line_is_found_and_can_be_undone(page: Any, address: str) -> None:
    page.goto(slide_address(address))
    row = page.locator(".lines .row", has_text="Every table has an owner")
    row.hover()
    row.locator(".edit").click()
    field = row.locator("input")
    field.fill("Every table has a zebrafish")
    field.press("Enter")
    page.wait_for_selector(".changes li")
    assert page.inner_text(".lines .badge") == "corrected"
    page.goto(f"{address}/?q=zebrafish")
    assert titles(page) == ["Why a data lake needs a map"]
    page.goto(slide_address(address))
    page.wait_for_load_state("networkidle")
    page.click(".undo")
    until(page, "!document.querySelector('.changes')")
    assert "Every table has an owner" in page.inner_text(".lines")


def test_an_alt_text_is_stored_written_and_can_be_undone(
    page: Any, address: str, library: Library
) -> None:
    path = library.folder.parent / POST
    before = path.read_bytes()
    page.goto(slide_address(address))
    own = 'Five reasons why a <lake> needs a "map"'
    page.fill("#alt", own)
    page.click("#alt-form button")
    page.wait_for_selector("text=yours")
    assert page.input_value("#alt") == own
    page.click(".accept")
    page.wait_for_selector(".now q")
    until(page, "document.querySelectorAll('.changes li').length === 2")
    assert page.inner_text(".now q") == own
    assert path.read_bytes() != before
    for left in (1, 0):
        page.wait_for_load_state("networkidle")
        page.click(".changes li:first-child .undo")
        until(page, f"document.querySelectorAll('.changes li').length === {left}")
    assert path.read_bytes() == before


def test_dragged_corners_are_read_again_and_can_be_undone(
    page: Any, address: str, library: Library
) -> None:
    before = library.slide(LAKE)
    page.goto(slide_address(address))
    page.click("#corners-edit")
    handle = page.locator(".handle").nth(2)
    box = handle.locator(".dot").bounding_box()
    still = page.locator("#flat-stage .preview img").evaluate("each => each.style.transform")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] - 30, box["y"] - 40, steps=5)
    page.mouse.up()
    # The rectified picture follows the mouse.
    moved = page.locator("#flat-stage .preview img").evaluate("each => each.style.transform")
    assert moved.startswith("matrix3d(")
    assert moved != still
    handle.press("ArrowLeft")
    page.click("#corners-save")
    page.wait_for_selector(".changes li")
    after = library.slide(LAKE)
    assert after.detection.by == "person"
    assert after.detection.quad is not None
    assert before.detection.quad is not None
    assert after.detection.quad.br[0] < before.detection.quad.br[0] - 20
    assert after.detection.quad.to_json()[:2] == before.detection.quad.to_json()[:2]
    page.wait_for_load_state("networkidle")
    page.click(".undo")
    until(page, "!document.querySelector('.changes')")
    assert library.slide(LAKE) == before


def test_similar_slides_details_and_links_are_shown(page: Any, address: str) -> None:
    page.goto(slide_address(address))
    page.wait_for_selector("#alike .card")
    page.click("details.facts summary")
    assert "IMG_4104.jpg" in page.inner_text("details.facts")
    assert page.get_attribute(".links a", "href").endswith(
        "/2025/northwind-day-1/#building-a-data-lake-on-a-budget"
    )


def test_the_progress_of_an_ingest_is_shown(page: Any, address: str, library: Library) -> None:
    from slidescan.ingest.progress import NullProgress, PublishedProgress
    from slidescan.store.catalogue import Catalogue
    from slidescan.store.lock import exclusive

    page.goto(address)
    with (
        exclusive(library.folder),
        Catalogue.open(library.folder, write=True) as catalogue,
        PublishedProgress(catalogue.database, NullProgress()) as told,
    ):
        told.start(7)
        told.advance("a.jpg", None)
        told.phase("reading photos")
        page.wait_for_selector("#progress:visible")
        until(page, "document.getElementById('progress').innerText.includes('1 of 7')")
    page.wait_for_selector("text=The ingest is done.")
    assert page.is_hidden("#progress")


@pytest.mark.parametrize("size", [(1280, 860), (390, 800)], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible(
    browser: Any, address: str, size: tuple[int, int], scheme: str
) -> None:
    context = accessible_context(browser, size, scheme)
    page = context.new_page()
    for path in (
        "/",
        "/?q=data+lake",
        "/?q=zzzzqqq",
        "/about-api",
        slide_address("", query="lake"),
    ):
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        if "/slide" in path:
            page.click("#corners-edit")
        elif "api" not in path:
            page.click("#filter-open")
        assert_accessible(page, path)
    context.close()


def test_hostile_names_and_texts_are_inert(
    browser: Any, ingested: Ingested, tmp_path: Path
) -> None:
    """On every page, names, titles and texts try to be markup."""
    hostile = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
    site = tmp_path / "site"
    name = 'a"><img src=x onerror=alert(1)>.jpg'
    (site / "img").mkdir(parents=True)
    shutil.copy(ingested.site / LAKE, site / "img" / name)
    (site / "post.md").write_text(
        f"---\ntitle: '{hostile}'\ntags: ['{hostile}']\ndate: 2025-01-01\n---\n"
        f"# {hostile.replace('<', chr(92) + '<')}\n\n![{hostile.replace('<', chr(92) + '<')}](<img/{name.replace('>', '%3E').replace('<', '%3C')}>)\n"
    )
    library = Library(site / "index", Options(jobs=1, site=str(site)))
    library.ingest([site / "img"])
    image = f"img/{name}"
    slide = library.slide(image)
    library.correct_line(image, 1, slide.reading.lines[1].text, hostile)
    library.set_alt(image, hostile)
    with serving(library.folder) as found:
        address = found.rstrip("/")
        context = new_context(browser)
        page = context.new_page()
        alarms: list[str] = []

        def alarmed(dialog: Any) -> None:
            alarms.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", alarmed)
        for path in (
            "/", "/alts?show=all", f"/alts?post={hostile}", "/?q=onerror", f"/?q={hostile}", f"/?tag={hostile}", f"/?post={hostile}",
            slide_address("", image, hostile), f"/slide?photo={hostile}", f"/{hostile}", "/about-api",
            f"/alike?photo={hostile}", f"/?talk={hostile}", f"/?since={hostile}",
        ):  # fmt: skip
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            assert not page.query_selector("img[src=x]"), path
            assert not page.query_selector("script:not([src])"), path
        page.goto(slide_address(address, image, "onerror"))
        assert hostile in page.inner_text(".lines")
        context.close()
    assert not alarms
