"""Draws the pictures of the README from real output: make pictures.

Indexes the samples, runs commands in a pseudo-terminal and draws all of their output; draws the
detected corners on photos and in a rendered hall; and takes screenshots of the page, if Chromium is
installed. Files beside the pictures hold what they show, and a test says when that has changed:
`terminal.json` the output of commands, `photos.json` the corners, `page.json` the page.

    python scripts/readme_pictures.py FOLDER [INDEX]
"""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from page_pictures import draw_page, installed_chromium
from PIL import Image, ImageDraw
from rich.console import Console
from rich.text import Text

from slidescan.core.geometry import Quad
from slidescan.export.formats.images import write as write_images
from slidescan.export.overlay import draw as draw_overlay
from slidescan.export.protocol import ExportOptions, ExportSource
from slidescan.imaging.cleanup import clean_up
from slidescan.imaging.corners.finder import find_corners
from slidescan.imaging.decode import load
from slidescan.imaging.rectify import rectify
from slidescan.library import Library
from slidescan.search.selection import Chosen

SAMPLES = Path(__file__).parent.parent / "samples"
sys.path.insert(0, str(SAMPLES))
from decks import LIGHT, diagram, font  # noqa: E402 - the samples are no package
from halls import photograph_hall  # noqa: E402

PHOTOS_FILE = "photos.json"
"""The corners that the pictures of photos show, by the name of the photo."""

TERMINAL_FILE = "terminal.json"
"""The commands of the pictures of terminals, and the output that they show."""

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "search": ("search", "data lake"),
    "show": ("show", "IMG_4105.jpg"),
    "table": ("show", "IMG_4106.jpg"),
    "alt": ("alt", "content/posts/northwind-day-1.md"),
}
"""The commands whose output is drawn, by the name of the picture."""

HALL_SEED, HALL_SIDE_PIXELS = 19, 1100
"""The hall that is drawn, and the longer side of its picture."""

SHOWN_PHOTOS = (
    "static/img/northwind/IMG_4103.jpg",
    "static/img/northwind/IMG_4201.jpg",
    "static/img/northwind/IMG_4206.webp",
)
TERMINAL_COLUMNS = 104
FONT_PIXELS = 15
TEXT_COLORS = 48
"""Colours of a picture of a terminal."""

BACKGROUND_COLOR, TEXT_COLOR, DIM_COLOR = (24, 26, 33), (222, 225, 232), (128, 134, 148)
ANSI_COLORS = {1: (240, 110, 110), 2: (140, 200, 120), 3: (245, 200, 90), 6: (100, 190, 215)}

PHOTO_SIZE, SLIDE_SIZE, GAP_PIXELS = (480, 360), (480, 270), 10

PHOTO_QUALITY, OVERLAY_QUALITY = 84, 83
"""JPEG quality of the pictures of photos, and of the overlay."""


def terminal(command: Sequence[str], env: Mapping[str, str], cwd: Path = SAMPLES) -> str:
    """What a command prints on a terminal of `TERMINAL_COLUMNS`, with escape sequences."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        command, cwd=cwd, stdout=child, stderr=subprocess.DEVNULL, env=env, close_fds=True
    )
    os.close(child)
    parts = []
    while True:
        try:
            part = os.read(parent, 65536)
        except OSError:  # Linux: the other end is closed
            break
        if not part:
            break
        parts.append(part)
    process.wait()
    os.close(parent)
    return b"".join(parts).decode().replace("\r\n", "\n")


def environment(index: str | Path) -> dict[str, str]:
    """The environment of the commands."""
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    columns = str(TERMINAL_COLUMNS)
    return {**kept, "SLIDESCAN_INDEX": str(index), "TERM": "xterm-256color", "COLUMNS": columns}


def plain(output: str) -> list[str]:
    """The lines of an output, without escape sequences and what differs between machines."""
    text = re.sub(r"\x1b\]8;[^\x1b]*\x1b\\|\x1b\[[0-9;]*m", "", output)
    text = re.sub(r"(?m)^(  (?:read by|confidence) +).*$", r"\1…", text)
    text = re.sub(r"(confidence |\()\d\.\d\d", r"\1…", text)
    return re.sub(r"\d+(?:\.\d+)? ms", "… ms", text).rstrip("\n").split("\n")


def draw_terminal(command: str, output: str, target: Path) -> None:
    """Draws a picture of a terminal with a command and all of its output."""
    console = Console(width=TERMINAL_COLUMNS, file=io.StringIO())
    text = Text.from_ansi(output.rstrip("\n"))
    text.overflow = "fold"
    rows = console.render_lines(text, pad=False)
    plain, bold = (font(kind, FONT_PIXELS) for kind in ("mono", "mono bold"))
    step, height = plain.getlength("m"), FONT_PIXELS + 7
    size = (int(step * TERMINAL_COLUMNS) + 40, height * (len(rows) + 2) + 24)
    picture = Image.new("RGB", size, BACKGROUND_COLOR)
    pen = ImageDraw.Draw(picture)
    pen.text((20, 14), "$ " + command, font=bold, fill=ANSI_COLORS[2])
    for number, row in enumerate(rows, 2):
        x = 20.0
        for segment in row:
            style = segment.style
            color = TEXT_COLOR
            if style is not None and style.color is not None and style.color.number is not None:
                color = ANSI_COLORS.get(style.color.number % 8, TEXT_COLOR)
            elif style is not None and style.dim:
                color = DIM_COLOR
            face = bold if style is not None and style.bold else plain
            pen.text((x, 6 + height * number), segment.text, font=face, fill=color)
            x += step * len(segment.text)
    picture.quantize(TEXT_COLORS).save(target, optimize=True)


def shown_corners(library: Library) -> dict[str, list[list[float]]]:
    """The corners that the pictures of photos show, as shares of each photo's size."""
    shown = {}
    for image in SHOWN_PHOTOS:
        slide = library.slide(image)
        quad = slide.detection.quad
        assert quad is not None
        shown[image] = _shares(quad, slide.photo.width, slide.photo.height)
    pixels = hall()
    quad = find_corners(pixels).quad
    assert quad is not None
    shown["hall"] = _shares(quad, pixels.shape[1], pixels.shape[0])
    return shown


def _shares(quad: Quad, width: int, height: int) -> list[list[float]]:
    return [[round(x / width, 3), round(y / height, 3)] for x, y in quad.corners]


def draw_quads(library: Library, target: Path) -> None:
    """Draws photos with the detected corners above the rectified slides."""
    columns = []
    for image in SHOWN_PHOTOS:
        slide = library.slide(image)
        quad = slide.detection.quad
        assert quad is not None
        upright = load(SAMPLES / image)
        flat = rectify(upright.pixels, quad, upright.photo.focal).pixels
        marked = upright.pixels.copy()
        corners = np.rint(np.array(quad.corners)).astype(np.int32)
        cv2.polylines(marked, [corners], True, (80, 220, 60), 6, cv2.LINE_AA)
        top = cv2.resize(marked, PHOTO_SIZE, interpolation=cv2.INTER_AREA)
        below = cv2.resize(flat, SLIDE_SIZE, interpolation=cv2.INTER_AREA)
        gap = np.full((GAP_PIXELS, PHOTO_SIZE[0], 3), 255, np.uint8)
        columns.append(np.vstack([top, gap, below]))
    gap = np.full((columns[0].shape[0], GAP_PIXELS, 3), 255, np.uint8)
    picture = np.hstack([columns[0], gap, columns[1], gap, columns[2]])
    cv2.imwrite(str(target), picture, [cv2.IMWRITE_JPEG_QUALITY, PHOTO_QUALITY])


def hall() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """A rendered hall with a generated slide, in OpenCV's order of colours."""
    slide = diagram(
        LIGHT,
        "From raw files to answers",
        [("Landing", "as received"), ("Clean", "typed and checked"), ("Serving", "for queries")],
        3,
    )
    photo, _ = photograph_hall(slide.pixels(), "whole room", HALL_SEED)
    return np.ascontiguousarray(photo[:, :, ::-1])


def draw_hall(target: Path) -> None:
    """Draws a generated slide in a rendered hall with its detected corners, and the flat slide."""
    pixels = hall()
    quad = find_corners(pixels).quad
    assert quad is not None
    flat = clean_up(rectify(pixels, quad, margin=0.0).pixels)
    marked = pixels.copy()
    corners = np.rint(np.array(quad.corners)).astype(np.int32)
    cv2.polylines(marked, [corners], True, (80, 220, 60), 4, cv2.LINE_AA)
    height = round(HALL_SIDE_PIXELS / 2 * marked.shape[0] / marked.shape[1])
    left = cv2.resize(marked, (HALL_SIDE_PIXELS // 2, height), interpolation=cv2.INTER_AREA)
    size = HALL_SIDE_PIXELS // 2, round(HALL_SIDE_PIXELS / 2 * flat.shape[0] / flat.shape[1])
    small = cv2.resize(flat, size, interpolation=cv2.INTER_AREA)
    right = np.full((height, HALL_SIDE_PIXELS // 2, 3), 255, np.uint8)
    top = (height - size[1]) // 2
    right[top : top + size[1]] = small
    gap = np.full((height, GAP_PIXELS, 3), 255, np.uint8)
    picture = np.hstack([left, gap, right])
    cv2.imwrite(str(target), picture, [cv2.IMWRITE_JPEG_QUALITY, PHOTO_QUALITY])


def draw_overlay_sheet(library: Library, target: Path) -> None:
    """Draws the overlay of `show --picture` beside the slide that `export images` writes."""
    slide = library.slide(SHOWN_PHOTOS[1])
    drawn = Image.open(io.BytesIO(draw_overlay(SAMPLES / slide.image, slide)))
    with tempfile.TemporaryDirectory() as folder:
        source = ExportSource([Chosen(slide, None)], SAMPLES)
        ((_, path),) = write_images(source, ExportOptions(variant="jpeg"), Path(folder))
        assert isinstance(path, Path)
        with Image.open(path) as clean:
            right = clean.resize((round(480 * clean.width / clean.height), 480))
    left = drawn.resize((round(480 * drawn.width / drawn.height), 480))
    sheet = Image.new("RGB", (left.width + right.width + 10, 480), (255, 255, 255))
    sheet.paste(left, (0, 0))
    sheet.paste(right, (left.width + 10, 0))
    sheet.save(target, quality=OVERLAY_QUALITY)


def draw_terminals(index: str | Path, out: Path) -> None:
    """Draws the pictures of terminals, and writes the output that they show."""
    shown = {}
    for name, args in COMMANDS.items():
        quoted = " ".join(f'"{each}"' if " " in each else each for each in args)
        output = terminal([sys.executable, "-m", "slidescan", *args], environment(index))
        draw_terminal(f"slidescan {quoted}", output, out / f"{name}.png")
        shown[name] = {"command": list(args), "output": plain(output)}
    text = json.dumps(shown, ensure_ascii=False, indent=1) + "\n"
    (out / TERMINAL_FILE).write_text(text, "utf-8")


def main() -> None:
    """Draws all pictures."""
    out = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        index = sys.argv[2] if len(sys.argv) > 2 else folder
        library = Library(index)
        if index == folder:
            library.ingest([SAMPLES])
        draw_terminals(index, out)
        draw_hall(out / "hall.jpg")
        draw_quads(library, out / "found.jpg")
        draw_overlay_sheet(library, out / "overlay.jpg")
        corners = json.dumps(shown_corners(library), indent=1) + "\n"
        (out / PHOTOS_FILE).write_text(corners, "utf-8")
        if chromium := installed_chromium():
            draw_page(index, out, chromium)
        else:
            print("No Chromium is installed: the pictures of the page are those of before.")


if __name__ == "__main__":
    main()
