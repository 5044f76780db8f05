"""The pictures of terminals in the README show what the commands print today."""

from __future__ import annotations

import json
import sys

import pytest
from support import ROOT
from support.samples import Ingested

sys.path.insert(0, str(ROOT / "scripts"))
from readme_pictures import (
    COMMANDS,
    TERMINAL_FILE,
    environment,
    plain,
    terminal,
)

IMAGES = ROOT / "docs" / "images"
SHOWN = json.loads((IMAGES / TERMINAL_FILE).read_text("utf-8"))


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_picture_shows_all_of_the_output_of_today(ingested: Ingested, name: str) -> None:
    assert SHOWN[name]["command"] == list(COMMANDS[name])
    assert (IMAGES / f"{name}.png").is_file()
    command = [sys.executable, "-m", "slidescan", *COMMANDS[name]]
    printed = terminal(command, environment(ingested.site / "index"), ingested.site)
    assert plain(printed) == SHOWN[name]["output"], "stale: run make pictures"


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
