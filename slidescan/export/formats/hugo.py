"""Slides as data for Hugo, with a shortcode that shows those of a post's section."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from slidescan.core.files import put
from slidescan.core.records import Failure, Link, Slide
from slidescan.errors import PhotoError
from slidescan.export.formats.images import names_of
from slidescan.imaging.render import picture_of

TEMPLATE = Path(__file__).parents[1] / "templates" / "shortcode.html"
DATA = Path("data/slidescan.json")
SHORTCODE = Path("layouts/shortcodes/slides.html")
PICTURES = "slidescan"
WIDTH = 800
QUALITY = 80


def write_hugo(
    slides: Iterable[Slide], root: Path, out: Path
) -> Iterator[tuple[str, Path | Failure]]:
    """Write a data file, a shortcode and pictures into a Hugo site.

    A shortcode of that name that a person has changed stays.

    Args:
        slides: The slides.
        root: The folder that paths of photos start at.
        out: The Hugo site.

    Yields:
        Photos, and their picture or why there is none.

    Raises:
        UsageError: The site can't be written.
    """
    wanted = [slide for slide in slides if slide.links and not slide.textless]
    names = names_of([slide.image for slide in wanted], ".jpg")
    posts: dict[str, list[dict[str, Any]]] = {}
    for slide in wanted:
        picture = f"{PICTURES}/{names[slide.image]}"
        try:
            data = picture_of(root / slide.image, slide, "JPEG", width=WIDTH, quality=QUALITY)
        except PhotoError as error:
            yield slide.image, Failure(slide.image, error.what, error.remedy)
            continue
        target = out / "static" / picture
        put(target, data)
        for link in slide.links:
            posts.setdefault(link.post, []).append(_entry(slide, link, picture))
        yield slide.image, target
    document = {
        post: sorted(entries, key=lambda each: int(each["line"])) for post, entries in posts.items()
    }
    put(out / DATA, (json.dumps({"posts": document}, ensure_ascii=False, indent=1) + "\n").encode())
    if not (out / SHORTCODE).exists():
        put(out / SHORTCODE, TEMPLATE.read_bytes())


def _entry(slide: Slide, link: Link, picture: str) -> dict[str, Any]:
    return {
        "title": slide.title or "",
        "alt": slide.alt,
        "text": slide.text,
        "picture": picture,
        "image": slide.image,
        "section": list(link.section),
        "anchor": link.anchor or "",
        "line": link.line,
    }
