"""The pictures of the README and the docs show what the commands, the page and the finder do today."""

from __future__ import annotations

import json
import sys

import numpy as np
import page_pictures
import pytest
from readme_pictures import (
    COMMANDS,
    PHOTOS_FILE,
    TERMINAL_FILE,
    environment,
    plain,
    shown_corners,
    terminal,
)
from support import ROOT
from support.samples import Ingested

from slidescan.web.app import create_app
from slidescan.web.guard import Access

IMAGES = ROOT / "docs" / "images"
SHOWN = json.loads((IMAGES / TERMINAL_FILE).read_text("utf-8"))

MAX_SHIFT = 0.01
"""Corners may move by this share of a photo's size before its picture is stale."""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_picture_shows_all_of_the_output_of_today(ingested: Ingested, name: str) -> None:
    assert SHOWN[name]["command"] == list(COMMANDS[name])
    assert (IMAGES / f"{name}.png").is_file()
    command = [sys.executable, "-m", "slidescan", *COMMANDS[name]]
    printed = terminal(command, environment(ingested.site / "index"), ingested.site)
    assert plain(printed) == SHOWN[name]["output"], "stale: run make pictures"


def test_the_pictures_of_photos_show_the_corners_of_today(ingested: Ingested) -> None:
    drawn = json.loads((IMAGES / PHOTOS_FILE).read_text("utf-8"))
    today = shown_corners(ingested.library)
    assert drawn.keys() == today.keys()
    for name, corners in today.items():
        assert np.abs(np.subtract(corners, drawn[name])).max() < MAX_SHIFT, (
            "stale: run make pictures"
        )


def test_the_pictures_of_the_page_show_the_page_of_today(ingested: Ingested) -> None:
    from starlette.testclient import TestClient

    drawn = json.loads((IMAGES / page_pictures.PAGE_FILE).read_text("utf-8"))
    app = create_app(ingested.library, Access())
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        today = page_pictures.dependencies(lambda address: client.get("/" + address).text)
    assert [n for n in page_pictures.VIEWS if not (IMAGES / f"{n}.jpg").is_file()] == []
    assert drawn["texts"] == today["texts"], "stale: run make pictures"
    changed = {
        name for name, digest in today["looks"].items() if drawn["looks"].get(name) != digest
    }
    assert changed | drawn["looks"].keys() - today["looks"].keys() == set(), "run make pictures"


def test_the_readme_shows_every_picture() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    names = [*(f"{name}.png" for name in COMMANDS), "hall.jpg"]
    assert [name for name in names if f"docs/images/{name}" not in readme] == []


def test_what_differs_between_machines_is_left_out() -> None:
    output = (
        "  read by     rapidocr 3\r\n  slide found, confidence 0.93\n\x1b[1mbold\x1b[0m in 3.1 ms\n"
    )
    assert plain(output.replace("\r\n", "\n")) == [
        "  read by     …",
        "  slide found, confidence …",
        "bold in … ms",
    ]
