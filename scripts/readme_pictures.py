"""Draws the pictures of the README from real output: python scripts/readme_pictures.py FOLDER.

Indexes the samples, runs commands in a pseudo-terminal and draws their output; draws the detected
corners on photos; and takes screenshots of the page, if Chromium is installed.
"""

from __future__ import annotations

import io
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw
from rich.console import Console
from rich.text import Text

from slidescan.export.formats.images import write as write_images
from slidescan.export.overlay import draw as draw_overlay
from slidescan.export.protocol import ExportOptions, ExportSource
from slidescan.imaging.decode import load
from slidescan.imaging.rectify import rectify
from slidescan.library import Library
from slidescan.search.selection import Chosen

SAMPLES = Path(__file__).parent.parent / "samples"
sys.path.insert(0, str(SAMPLES))
from decks import font  # noqa: E402 - the samples are no package

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

PHOTO_QUALITY, OVERLAY_QUALITY, PAGE_QUALITY = 84, 83, 80
"""JPEG quality of the pictures of photos, of the overlay, and of screenshots."""


def terminal(command: list[str], env: dict[str, str]) -> str:
    """What a command prints on a terminal, with escape sequences."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        command, cwd=SAMPLES, stdout=child, stderr=subprocess.DEVNULL, env=env, close_fds=True
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


def draw_terminal(command: str, output: str, target: Path, lines: int) -> None:
    """Draws a picture of a terminal with a command and the first lines of its output."""
    listed = output.rstrip("\n").split("\n")
    if len(listed) > lines:
        listed = [*listed[:lines], "…"]
    console = Console(width=TERMINAL_COLUMNS, file=io.StringIO())
    text = Text.from_ansi("\n".join(listed))
    text.no_wrap, text.overflow = True, "ellipsis"
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


def draw_page(index: str, out: Path, chromium: str) -> None:
    """Takes screenshots of the page of `slidescan serve` in Chromium."""
    from playwright.sync_api import sync_playwright  # lazy: optional extra

    command = [sys.executable, "-m", "slidescan", "serve", "--port", "0", "--index", index]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    address = re.findall(r"http://\S+?/", server.stderr.readline())[0]
    slide = f"{address}slide?photo=static/img/northwind/IMG_4104.jpg&q=data+lake"
    try:
        with sync_playwright() as run:
            browser = run.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            desk = browser.new_page(viewport={"width": 1200, "height": 760})
            phone = browser.new_page(viewport={"width": 390, "height": 760})
            dark = browser.new_page(viewport={"width": 1200, "height": 760}, color_scheme="dark")
            for opened, path, name in (
                (desk, f"{address}?q=lake", "web-search"),
                (phone, f"{address}?q=data+lake", "web-phone"),
                (dark, address, "web-dark"),
                (desk, f"{address}alts?order=post", "web-alts"),
                (desk, slide, "web-slide"),
            ):
                opened.goto(path)
                opened.wait_for_load_state("networkidle")
                opened.screenshot(path=out / f"{name}.jpg", type="jpeg", quality=PAGE_QUALITY)
            desk.click("#corners-edit")
            dot = desk.locator(".handle .dot").nth(2).bounding_box()
            assert dot is not None
            desk.mouse.move(dot["x"] + 6, dot["y"] + 6)
            desk.mouse.down()
            desk.mouse.move(dot["x"] - 40, dot["y"] - 26)
            desk.mouse.up()
            desk.screenshot(path=out / "web-corners.jpg", type="jpeg", quality=PAGE_QUALITY)
            browser.close()
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Draws all pictures."""
    out = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        library = Library(folder)
        library.ingest([SAMPLES])
        env = {
            **os.environ,
            "SLIDESCAN_INDEX": folder,
            "TERM": "xterm-256color",
            "COLUMNS": str(TERMINAL_COLUMNS),
        }
        env.pop("NO_COLOR", None)
        cli = [sys.executable, "-m", "slidescan"]
        for name, args, lines in (
            ("search", ["search", "data lake"], 14),
            ("show", ["show", "IMG_4104.jpg"], 30),
            ("alt", ["alt", "content/posts/northwind-day-1.md"], 17),
        ):
            quoted = " ".join(f'"{a}"' if " " in a else a for a in args)
            output = terminal([*cli, *args], env)
            draw_terminal(f"slidescan {quoted}", output, out / f"{name}.png", lines)
        draw_quads(library, out / "found.jpg")
        draw_overlay_sheet(library, out / "overlay.jpg")
        if chromium := shutil.which("chromium"):
            draw_page(folder, out, chromium)


if __name__ == "__main__":
    main()
