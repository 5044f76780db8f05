"""Pictures are decoded in another process, and by this one where that gives nothing."""

from __future__ import annotations

import os
import signal
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from slidescan.ingest import picture_process, side_process
from slidescan.ingest.picture_process import INCOMPARABLE, PictureProcess, decoded
from slidescan.ingest.side_process import SideProcess


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """A picture, an empty one, and a file that is none."""
    image = Image.new("RGB", (400, 300), "navy")
    ImageDraw.Draw(image).rectangle((20, 20, 300, 90), fill="white")
    image.save(tmp_path / "slide.png")
    Image.new("RGB", (400, 300), "navy").save(tmp_path / "flat.png")
    (tmp_path / "none.png").write_text("text")
    return {path.name: str(path) for path in tmp_path.glob("*.png")}


def end_process(files: list[str]) -> list[str]:
    os.kill(os.getpid(), signal.SIGKILL)
    return files


def finished(process: PictureProcess) -> dict[str, str]:
    """What the process decoded, after all of its calls."""
    for _, call in process._calls:
        call.exception()
    return dict(process.signatures())


def test_signatures_equal_those_made_here(
    files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(side_process, "cores", lambda: 2)
    with closing(SideProcess()) as side:
        process = PictureProcess(side)
        process.decode(files)
        process.decode(files)  # the same ones are not decoded again
        made = finished(process)
        assert made == {name: decoded(file) for name, file in files.items()}
        assert [name for name, text in made.items() if text != INCOMPARABLE] == ["slide.png"]
        assert dict(process.signatures()) == {}


def test_a_picture_that_ends_the_process_is_left_to_this_one(
    files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(side_process, "cores", lambda: 2)
    monkeypatch.setattr(picture_process, "signatures", end_process)
    with closing(SideProcess()) as side:
        process = PictureProcess(side)
        process.decode(files)
        assert finished(process) == {}
        process.decode({"more": "more.png"})
        assert finished(process) == {}


def test_one_core_decodes_nothing_ahead(
    files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(side_process, "cores", lambda: 1)
    with closing(SideProcess()) as side:
        process = PictureProcess(side)
        process.decode(files)
        assert dict(process.signatures()) == {}
