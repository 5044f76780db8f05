"""The queue of alt texts in a real browser, by keyboard alone; selection, exports and drops."""

from __future__ import annotations

import base64
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

POST = "content/posts/northwind-day-1.md"
DROPS = "static/img/drops"
SIZES = [(1440, 900), (390, 844)]


@pytest.fixture(scope="module")
def library(ingested: Ingested, tmp_path_factory: pytest.TempPathFactory) -> Library:
    site = shutil.copytree(ingested.site, tmp_path_factory.mktemp("queue") / "site")
    (site / DROPS).mkdir(parents=True)
    return Library(site / "index", Options(jobs=1))


@pytest.fixture(scope="module")
def address(library: Library) -> Iterator[str]:
    site = library.folder.parent
    with serving(library.folder, "--drop-folder", site / DROPS) as found:
        yield found.rstrip("/")


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """A page that raises no error; a question on leaving is answered with no."""
    context = new_context(browser, viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    context.close()
    assert not problems


def open_queue(page: Any, address: str, query: str = "?order=post") -> None:
    page.goto(f"{address}/alts{query}")
    page.wait_for_selector("#queue-item:visible")


def count(page: Any) -> str:
    return str(page.inner_text("#queue-count"))


def waiting(page: Any) -> int:
    return int(count(page).partition(" to go")[0].rpartition(" ")[2])


def saved(page: Any) -> None:
    """Waits until all answers are saved: then an undo is possible, and nothing is pending."""
    page.wait_for_load_state("networkidle")


def test_the_keyboard_alone_answers_the_queue(page: Any, address: str, library: Library) -> None:
    path = library.folder.parent
    before = {post: (path / post).read_bytes() for post in (POST,)}
    open_queue(page, address, f"?order=post&post={POST}")
    first = waiting(page)
    page.keyboard.press("Tab")  # the page takes keys wherever the focus is
    proposal = page.input_value("#queue-text")
    assert proposal
    assert "IMG_41" in page.inner_text("#queue-excerpt .at")
    page.keyboard.press("a")
    until(page, f"document.getElementById('queue-count').innerText.includes('{first - 1} to go')")
    page.keyboard.press("e")
    page.keyboard.press("Control+A")
    page.keyboard.type("Words of my own")
    assert "not saved" in page.inner_text("#queue-length")
    page.keyboard.press("Enter")
    until(page, f"document.getElementById('queue-count').innerText.includes('{first - 2} to go')")
    page.keyboard.press("s")
    until(page, f"document.getElementById('queue-count').innerText.includes('{first - 3} to go')")
    saved(page)
    text = (path / POST).read_text("utf-8")
    assert "Words of my own" in text
    assert proposal in text
    for left in (first - 2, first - 1, first):
        page.keyboard.press("u")
        until(page, f"document.getElementById('queue-count').innerText.includes('{left} to go')")
    assert (path / POST).read_bytes() == before[POST]


def test_all_of_a_post_are_accepted_and_undone(page: Any, address: str, library: Library) -> None:
    path = library.folder.parent / POST
    before = path.read_bytes()
    open_queue(page, address, f"?order=post&post={POST}")
    first = waiting(page)
    page.click("#queue-all")
    page.wait_for_selector("#ask[open]")
    page.keyboard.press("Escape")  # no is the answer without an answer
    assert path.read_bytes() == before
    page.keyboard.press("Shift+A")
    page.wait_for_selector("#ask[open]")
    page.click("#ask button[value=yes]")
    until(page, f"!document.getElementById('queue-count').innerText.includes('{first} to go')")
    saved(page)
    assert path.read_bytes() != before
    page.keyboard.press("u")
    until(page, f"document.getElementById('queue-count').innerText.includes('{first} to go')")
    assert path.read_bytes() == before


def test_a_question_right_after_another_has_its_own_answer(page: Any, address: str) -> None:
    open_queue(page, address)
    answers = page.evaluate(
        """async () => {
            const { ask } = await import("/static/common.js");
            const dialog = document.getElementById("ask");
            const first = ask("The first?", "Yes");
            dialog.close();
            const second = ask("The second?", "Yes");
            await new Promise((done) => setTimeout(done, 100));
            dialog.querySelector("button[value=yes]").click();
            return await Promise.all([first, second]);
        }"""
    )
    assert answers == [False, True]


def test_typed_words_are_never_lost_without_a_question(page: Any, address: str) -> None:
    open_queue(page, address)
    questions: list[str] = []

    def stay(dialog: Any) -> None:
        questions.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.fill("#queue-text", "Half a sentence")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert page.input_value("#queue-text") == "Half a sentence"
    page.select_option("#queue-order", "surest")
    page.select_option("#queue-order", "post")
    page.wait_for_load_state("networkidle")
    page.evaluate("location.href = '/'")
    until(page, "true")
    assert page.url.startswith(f"{address}/alts")
    assert questions == ["beforeunload"]
    page.remove_listener("dialog", stay)
    page.on("dialog", lambda dialog: dialog.accept())
    page.evaluate("location.href = '/'")
    page.wait_for_selector("#results")


def test_typed_words_outlive_another_change_on_a_slide(page: Any, address: str) -> None:
    from slidescan.web.views import slide_url

    page.goto(address + slide_url("static/img/northwind/IMG_4104.jpg"))
    page.wait_for_load_state("networkidle")
    page.fill("#alt", "Not saved yet")
    row = page.locator(".lines .row", has_text="Every table has an owner")
    row.hover()
    row.locator(".edit").click()
    row.locator("input").fill("Every table has a name")
    row.locator("input").press("Enter")
    page.wait_for_selector(".changes li")
    # Its words come back when the page's script has run.
    until(page, "document.getElementById('alt').value === 'Not saved yet'")
    page.wait_for_load_state("networkidle")
    page.click(".undo")
    until(page, "!document.querySelector('.changes')")
    until(page, "document.getElementById('alt').value === 'Not saved yet'")
    page.wait_for_load_state("networkidle")
    # Escape in a line's form asks before words are dropped.
    row.hover()
    row.locator(".edit").click()
    row.locator("input").fill("Other words")
    row.locator("input").press("Escape")
    page.wait_for_selector("#ask[open]")
    page.keyboard.press("Escape")
    assert row.locator("input").input_value() == "Other words"
    page.on("dialog", lambda dialog: dialog.accept())


def test_next_walks_the_hits(page: Any, address: str) -> None:
    page.goto(f"{address}/?q=lake")
    titles = [each.inner_text() for each in page.query_selector_all("#results .title")]
    page.click("#results .open")
    page.wait_for_selector("article.slide")
    walked = [page.inner_text("h1")]
    while page.query_selector("#after"):
        page.click("#after")
        until(page, f"document.querySelector('h1').innerText !== {walked[-1]!r}")
        walked.append(page.inner_text("h1"))
    assert walked == titles
    assert page.inner_text(".turn span") == f"{len(titles)} of {len(titles)} hits"
    page.click("#back")
    until(page, "document.getElementById('q')?.value === 'lake'")


def test_help_opens_with_a_key(page: Any, address: str) -> None:
    page.goto(address)
    page.keyboard.press("?")
    page.wait_for_selector("#help[open]")
    assert "near:IMG_3031" in page.inner_text("#help")
    page.keyboard.press("Escape")
    page.wait_for_selector("#help", state="hidden")


def test_selected_slides_are_exported(page: Any, address: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.focus("#results .open")
    page.keyboard.press("x")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("x")
    assert page.inner_text("#selection-count") == "2 slides selected"
    page.fill("#q", "lake")
    until(page, "document.documentElement.dataset.shown === 'lake'")
    assert page.inner_text("#selection-count") == "2 slides selected"
    page.click("#selection-export")
    page.check("#export input[value=csv]")
    with page.expect_download() as download:
        page.click("#export button[type=submit]")
    assert download.value.suggested_filename == "slides.csv"
    rows = Path(download.value.path()).read_text("utf-8").splitlines()
    assert len(rows) >= 3


def test_a_dropped_photo_is_read(page: Any, address: str, library: Library) -> None:
    site = library.folder.parent
    photo = (site / "static/img/northwind/IMG_4104.jpg").read_bytes() + b"\0"
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate(
        """data => {
        const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], "dropped.jpg", {type: "image/jpeg"}));
        for (const type of ["dragenter", "dragover", "drop"])
          document.body.dispatchEvent(new DragEvent(type, {dataTransfer: transfer, bubbles: true, cancelable: true}));
        }""",
        base64.b64encode(photo).decode(),
    )
    until(page, "document.querySelector('#toast').innerText.includes('1 photo read')")
    assert (site / DROPS / "dropped.jpg").read_bytes() == photo
    until(page, "document.querySelectorAll('#results .card').length === 17")


@pytest.mark.parametrize("size", SIZES, ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_queue_and_dialogs_are_accessible(
    browser: Any, address: str, size: tuple[int, int], scheme: str
) -> None:
    context = accessible_context(browser, size, scheme)
    page = context.new_page()
    open_queue(page, address)
    assert_accessible(page, "queue")
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.click("#filter-open")
    boxes = [each.bounding_box() for each in page.query_selector_all("#filters label > *")]
    overlapping = [
        (a, b)
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
        if a["x"] < b["x"] + b["width"] and b["x"] < a["x"] + a["width"]
        and a["y"] < b["y"] + b["height"] and b["y"] < a["y"] + a["height"]
    ]  # fmt: skip
    assert not overlapping
    page.check("#results .pick input", force=True)
    assert_accessible(page, "selection")
    for button in ("help-open", "export-open", "ingest-open"):
        page.click(f"#{button}")
        page.wait_for_timeout(300)
        assert_accessible(page, button)
        page.keyboard.press("Escape")
    context.close()


def test_light_pages_have_no_black_bars(browser: Any, address: str) -> None:
    context = new_context(browser, color_scheme="light")
    page = context.new_page()
    page.goto(address)
    colour = page.evaluate("getComputedStyle(document.querySelector('.frame')).backgroundColor")
    channels = [int(n) for n in colour.removeprefix("rgb(").rstrip(")").split(",")]
    assert min(channels) > 200
    context.close()
