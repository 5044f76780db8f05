"""Photo files of made-up slides."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from slidescan.core.records import Link, Slide
from support.factories import slide


def photographed(
    root: Path,
    image: str,
    texts: Sequence[str],
    *,
    links: Sequence[Link] = (),
    language: str = "en",
) -> Slide:
    """A slide with these lines, and a grey photo of it below `root`."""
    path = root / image
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (1600, 1200), (120, 130, 140)).save(path, "JPEG")
    made = slide(image, texts, links=links, languages=(language,))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return replace(made, photo=replace(made.photo, sha256=digest))


def photo_file(path: Path, text: str) -> Path:
    """A photo file that shows a text, for a real engine; its folder is made if it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.new("RGB", (800, 600), "white")
    ImageDraw.Draw(picture).text((60, 60), text, "black", ImageFont.load_default(60))
    picture.save(path)
    return path


HOSTILE = (
    "\"><img src=x onerror=alert(1)><script>alert(2)</script>&amp;'`\u202e\ud83d\ude00".encode(
        "utf-16", "surrogatepass"
    ).decode("utf-16")
)
"""A text that tries to be markup, a script and an escape."""
