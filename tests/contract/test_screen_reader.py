"""Chromium's accessibility tree of the rendered samples, which screen readers use.

The samples get alt texts and long descriptions; Hugo renders them, and Chromium opens the pages.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

import pytest
from support.browser import MARKS, files, new_context
from support.samples import Ingested

from slidescan.alt.changes import AltOptions
from slidescan.library import Library

HUGO = shutil.which("hugo")

pytestmark = [
    *MARKS,
    pytest.mark.generators,
    pytest.mark.skipif(HUGO is None, reason="no hugo is installed: apt install hugo"),
]


@pytest.fixture(scope="module")
def address(ingested: Ingested, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = shutil.copytree(ingested.site, tmp_path_factory.mktemp("reader") / "site")
    library = Library(site / "index")
    changes, _ = library.alts((), AltOptions(long="details"))
    library.write_alts(changes)
    output = site / "rendered"
    subprocess.run([str(HUGO), "--quiet", "-s", site, "-d", output], check=True)
    with files(output) as found:
        yield found


def tree(browser: Any, url: str) -> list[dict[str, Any]]:
    """The accessibility tree of a page, in order; all disclosures are opened first."""
    page = new_context(browser).new_page()
    page.goto(url)
    page.eval_on_selector_all("summary", "all => all.forEach(one => one.click())")
    session = page.context.new_cdp_session(page)
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    page.context.close()
    return [node for node in nodes if not node.get("ignored")]


def named(nodes: list[dict[str, Any]], *roles: str) -> list[str]:
    return [
        node.get("name", {}).get("value", "") for node in nodes if node["role"]["value"] in roles
    ]


def test_a_screen_reader_hears_alt_texts_and_long_descriptions(browser: Any, address: str) -> None:
    nodes = tree(browser, f"{address}/2025/northwind-day-1/")
    pictures = named(nodes, "image", "img")
    assert any(
        name.startswith("Why a data lake needs a map: Files in folders are not a data lake; ")
        for name in pictures
    )
    assert "Chart: Talks submitted per year: from 112 (2021) to 340 (2025)." in pictures
    assert not any(name in ("", "slide", "IMG_4105.jpg") for name in pictures)
    assert named(nodes, "DisclosureTriangle").count("Text of the slide") == 6
    texts = named(nodes, "StaticText")
    assert "Every table has an owner" in texts
    # Tables have column headers and cells.
    assert {"Item", "Before", "After"} <= set(named(nodes, "columnheader"))
    assert {"Storage", "410", "265"} <= set(named(nodes, "cell", "gridcell"))
    # Each long description follows its picture.
    order = [
        node.get("name", {}).get("value", "")
        for node in nodes
        if node["role"]["value"] in ("image", "img", "DisclosureTriangle")
    ]
    for name in ("Welcome to Northwind Days", "Table: What the lake costs"):
        at = next(i for i, text in enumerate(order) if text.startswith(name))
        assert order[at + 1] == "Text of the slide"


def test_a_screen_reader_knows_the_language_of_each_text(browser: Any, address: str) -> None:
    nodes = tree(browser, f"{address}/2025/northwind-day-2/")
    pictures = named(nodes, "image", "img")
    assert any(name.startswith("Datenräume für den Mittelstand: ") for name in pictures)
    assert any(name.startswith("全文検索の仕組み：") for name in pictures)
    with urlopen(f"{address}/2025/northwind-day-2/") as answer:
        page = answer.read().decode()
    for language in ("de", "fr", "ja"):
        assert f'<details class="slidescan" lang="{language}">' in page
