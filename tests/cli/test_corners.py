"""`slidescan corners`: later ingests keep corners set by hand; `--auto` drops them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageOps
from support import SAMPLES
from support.cli import cli
from support.samples import truth

pytestmark = [pytest.mark.slow, pytest.mark.ocr]

NAME = "IMG_4104.jpg"
TRUTH = next(photo for photo in truth() if photo["image"].endswith(NAME))


@pytest.fixture(scope="module")
def site_with_one_photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("corners") / "site"
    (root / "img").mkdir(parents=True)
    shutil.copy(SAMPLES / TRUTH["image"], root / "img" / NAME)
    (root / "post.md").write_text(f"# A post\n\n![slide](img/{NAME})\n")
    done = cli("ingest", "img", "--site", ".", cwd=root)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture
def folder(site_with_one_photo: Path, tmp_path: Path) -> Path:
    return shutil.copytree(site_with_one_photo, tmp_path / "site")


def shown(folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(cli("show", NAME, "--json", cwd=folder).stdout)
    return loaded


def test_corners_set_by_hand_outlast_later_ingests(folder: Path) -> None:
    found = shown(folder)
    assert found["quad_by"] == "finder"
    # The upper half of the slide.
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = TRUTH["quad"]
    half = [(ax, ay), (bx, by), ((bx + cx) / 2, (by + cy) / 2), ((ax + dx) / 2, (ay + dy) / 2)]
    points = [f"{x:.1f},{y:.1f}" for x, y in half]
    done = cli("corners", NAME, *points, "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    by_hand = json.loads(done.stdout)
    assert by_hand["quad_by"] == "person"
    assert by_hand["quad"] == [[round(x, 1), round(y, 1)] for x, y in half]
    assert by_hand["title"] == found["title"]
    assert len(by_hand["lines"]) < len(found["lines"])
    assert by_hand["links"] == found["links"]

    # Later ingests keep the corners: unchanged, forced, and under another name.
    assert cli("ingest", "img", "--site", ".", cwd=folder).returncode == 0
    assert shown(folder) == by_hand
    assert cli("ingest", "img", "--site", ".", "--force", cwd=folder).returncode == 0
    assert shown(folder) == by_hand
    shutil.copy(folder / "img" / NAME, folder / "img" / "copy.jpg")
    assert cli("ingest", "img", "--site", ".", cwd=folder).returncode == 0
    copied = json.loads(cli("show", "copy.jpg", "--json", cwd=folder).stdout)
    assert copied["quad"] == by_hand["quad"]
    (folder / "img" / "copy.jpg").unlink()

    # Saved at half the size: the same corners at half the coordinates.
    with Image.open(folder / "img" / NAME) as photo:
        upright = ImageOps.exif_transpose(photo)
        smaller = upright.resize((upright.width // 2, upright.height // 2))
    smaller.save(folder / "img" / NAME, quality=90)
    assert cli("ingest", "img", "--site", ".", "--prune", cwd=folder).returncode == 0
    again = shown(folder)
    assert again["quad_by"] == "person"
    for halved, (x, y) in zip(again["quad"], by_hand["quad"], strict=True):
        assert halved == pytest.approx([x / 2, y / 2], abs=0.2)


def test_a_slide_can_be_denied_and_found_again(folder: Path) -> None:
    found = shown(folder)
    done = cli("corners", NAME, "--none", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "no slide, set by hand" in done.stdout
    none = shown(folder)
    assert none["quad"] is None
    assert none["quad_by"] == "person"
    assert cli("ingest", "img", "--site", ".", "--force", cwd=folder).returncode == 0
    assert shown(folder)["quad"] is None
    assert cli("corners", NAME, "--auto", cwd=folder).returncode == 0
    assert shown(folder) == found
    # Dropping corners that nobody set changes nothing.
    assert cli("corners", NAME, "--auto", cwd=folder).returncode == 0
    assert shown(folder) == found


MISTAKES: tuple[tuple[tuple[str, ...], str], ...] = (
    ((NAME,), "give four corners, or --none, or --auto"),
    ((NAME, "1,2", "3,4", "5,6", "7,8", "--none"), "give four corners"),
    ((NAME, "1,2", "3,4", "5,6"), "not four corners"),
    ((NAME, "1,2", "3,4", "5,6", "x,y"), "not four corners"),
    ((NAME, "1,2", "3,4", "5,6", "nan,8"), "not four corners"),
    ((NAME, "1,2", "1e999,4", "5,6", "7,8"), "not four corners"),
    ((NAME, "0,0", "10,0", "5,5", "0,10"), "hold no slide"),
    ((NAME, "0,0", "9000,0", "9000,9000", "0,9000"), "hold no slide"),
    ((NAME, "0,0", "900,900", "900,0", "0,900"), "hold no slide"),
    (("none.jpg", "--none"), "no photo none.jpg"),
)


def test_mistakes_are_one_line_errors(folder: Path) -> None:
    for args, message in MISTAKES:
        done = cli("corners", *args, cwd=folder)
        assert done.returncode == 2, args
        assert message in done.stderr
        assert done.stderr.count("\n") == 1
    assert shown(folder)["quad_by"] == "finder"


def test_a_missing_photo_is_an_error(folder: Path) -> None:
    (folder / "img" / NAME).unlink()
    done = cli("corners", NAME, "--none", cwd=folder)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_the_corners_are_drawn_on_the_photo(folder: Path) -> None:
    target = folder / "found.png"
    done = cli("show", NAME, "--picture", target, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "confidence" in done.stdout
    with Image.open(target) as drawn:
        assert drawn.format == "PNG"
        assert drawn.size == (shown(folder)["width"], shown(folder)["height"])
        x, y = shown(folder)["quad"][0]
        near = [drawn.getpixel((int(x) + dx, int(y) + dy)) for dx in (-3, 3) for dy in (-3, 3)]
    assert (255, 196, 0) in near
    done = cli("show", NAME, "--picture", "no/where.png", cwd=folder)
    assert done.returncode == 2
    assert "can't be written" in done.stderr
