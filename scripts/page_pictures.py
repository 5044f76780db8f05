"""Takes pictures of the page of `slidescan serve` in Chromium, for `readme_pictures.py`.

`page.json` beside the pictures holds what they depend on: the texts that each page shows, and a
digest of the files that make its looks. A test compares it with what the page shows today.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

import lxml.html

from slidescan.core.versions import PACKAGE_VERSION

PAGE_FILE = "page.json"
"""What the pictures of the page depend on."""

STATIC = Path(__file__).parent.parent / "slidescan" / "web" / "static"

PAGE_QUALITY = 80
"""JPEG quality of the pictures of the page."""

DESK_PIXELS, PHONE_PIXELS = (1440, 900), (390, 844)
LOW_PIXELS, HIGH_PIXELS = (1440, 560), (1440, 1240)
"""Width and height of windows: a usual one, a phone, one for few hits, one for a whole slide."""

LOADED = (
    "[...document.images].every((image) => image.complete) && document.readyState === 'complete'"
)

PHOTO = quote("static/img/northwind/IMG_4104.jpg")
SLIDE = f"slide?photo={PHOTO}&q=data+lake"


@dataclass(frozen=True, slots=True)
class View:
    """A picture of the page.

    Attributes:
        address: What the window shows.
        more: What the page loads by its script.
        window: Width and height in pixels.
        is_dark: Whether the system asks for a dark page.
        is_dragging: Whether a corner of the slide is dragged.
    """

    address: str
    more: tuple[str, ...] = ()
    window: tuple[int, int] = DESK_PIXELS
    is_dark: bool = False
    is_dragging: bool = False


VIEWS = {
    "web-search": View("?q=lake", window=LOW_PIXELS),
    "web-phone": View("?q=data+lake", window=PHONE_PIXELS),
    "web-dark": View("", is_dark=True),
    "web-alts": View("alts?order=post", ("api/alts?order=post",)),
    "web-slide": View(SLIDE, (f"places?photo={PHOTO}", f"alike?photo={PHOTO}"), HIGH_PIXELS),
    "web-corners": View(SLIDE, is_dragging=True),
}
"""The views by the names of their pictures."""

SHOWN_KEYS = {"post", "line", "title", "section", "current", "proposed", "excerpt"}
"""Members of the answers of the API that the page shows, apart from what differs by machine."""


def dependencies(get: Callable[[str], str]) -> dict[str, Any]:
    """What the pictures depend on.

    Args:
        get: Returns what the server answers at an address, without its first `/`.
    """
    # Filters show how many slides need an alt text as soon as somebody asked for the queue.
    get("api/alts?order=post")
    files = sorted(path for path in STATIC.iterdir() if path.is_file())
    return {
        "looks": {
            path.name: hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
            for path in files
        },
        "texts": {
            name: [text for address in (view.address, *view.more) for text in _texts(get(address))]
            for name, view in VIEWS.items()
        },
    }


def _texts(answer: str) -> list[str]:
    """The texts of a page or of an answer of the API, without what differs between machines."""
    if answer.startswith("{"):
        return list(_strings(json.loads(answer)["entries"]))
    page = lxml.html.fromstring(answer)
    unseen = "//script | //style | //svg | //dialog | //template | //details/*[not(self::summary)]"
    for hidden in page.xpath(unseen):
        hidden.drop_tree()
    texts = (" ".join(text.split()) for text in page.itertext())
    same = (re.sub(r"\d+(?:\.\d+)? (ms|%)", r"… \1", text) for text in texts if text)
    return [text.replace(PACKAGE_VERSION, "…") for text in same]


def _strings(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        for key, each in value.items():
            if key in SHOWN_KEYS:
                yield from _strings(list(each.values()) if isinstance(each, dict) else each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif value not in (None, ""):
        yield str(value)


def draw_page(index: str, out: Path, chromium: str) -> None:
    """Takes the pictures, and writes what they depend on."""
    from playwright.sync_api import sync_playwright  # lazy: optional extra

    with _serving(index) as address, sync_playwright() as run:
        browser = run.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, view in VIEWS.items():
            width, height = view.window
            page = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme="dark" if view.is_dark else "light",
            )
            page.goto(urljoin(address, view.address))
            page.wait_for_load_state("networkidle")
            while not page.evaluate(LOADED):
                page.wait_for_timeout(50)
            if view.is_dragging:
                _drag(page)
            page.screenshot(path=out / f"{name}.jpg", type="jpeg", quality=PAGE_QUALITY)
            page.close()
        browser.close()
        text = json.dumps(
            dependencies(lambda path: _get(address + path)), ensure_ascii=False, indent=1
        )
    (out / PAGE_FILE).write_text(text + "\n", "utf-8")


def _drag(page: Any) -> None:  # noqa: ANN401 - Playwright is optional
    """Drags the lower right corner of the slide a little."""
    page.click("#corners-edit")
    dot = page.locator(".handle .dot").nth(2).bounding_box()
    page.mouse.move(dot["x"] + 6, dot["y"] + 6)
    page.mouse.down()
    page.mouse.move(dot["x"] - 40, dot["y"] - 26)
    page.mouse.up()


@contextmanager
def _serving(index: str) -> Iterator[str]:
    command = [sys.executable, "-m", "slidescan", "serve", "--port", "0", "--index", index]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    try:
        yield re.findall(r"http://\S+?/", server.stderr.readline())[0]
    finally:
        server.terminate()
        server.wait()


def _get(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        text: str = answer.read().decode()
    return text


def installed_chromium() -> str | None:
    """The path of Chromium or Chrome, if one is installed."""
    return shutil.which("chromium") or shutil.which("google-chrome")
