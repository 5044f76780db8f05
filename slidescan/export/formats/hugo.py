"""Hugo: slides as data, with a shortcode that shows those of a post's section."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from slidescan.core.files import write_file
from slidescan.core.records import Failure, Link, Slide
from slidescan.errors import PhotoError
from slidescan.export.deck_links import is_linked, is_unchanged
from slidescan.export.paths import file_name_by_image
from slidescan.export.protocol import ExportOptions, ExportSource, Written
from slidescan.export.thumbnails import thumbnail

TEMPLATE_FILE = Path(__file__).parents[1] / "templates" / "shortcode.html"
DATA_FILE = Path("data/slidescan.json")
SHORTCODE_FILE = Path("layouts/shortcodes/slides.html")
PICTURE_FOLDER = "slidescan"

STATIC_FOLDER = "static/"
"""The folder whose files Hugo publishes unchanged; the shortcode links decks in it."""


def write(source: ExportSource, options: ExportOptions, out: Path) -> Iterator[Written]:
    """Writes a data file, a shortcode and pictures in the folders of a Hugo site.

    Raises:
        UsageError: The site can't be written.
    """
    del options
    slides = [slide for slide in source.slides if slide.links and not slide.textless]
    file_name_of = file_name_by_image([slide.image for slide in slides], ".jpg")
    decks = _Decks(source.root)
    posts: dict[str, list[dict[str, Any]]] = {}
    for slide in slides:
        picture = f"{PICTURE_FOLDER}/{file_name_of[slide.image]}"
        try:
            data = thumbnail(source.root, slide)
        except PhotoError as error:
            yield slide.image, Failure(slide.image, error.what, error.remedy)
            continue
        path = out / "static" / picture
        write_file(path, data)
        for link in slide.links:
            posts.setdefault(link.post, []).append(
                _entry(slide, link, picture, decks.data_of(slide))
            )
        yield slide.image, path
    by_post = {
        post: sorted(entries, key=lambda each: int(each["line"])) for post, entries in posts.items()
    }
    document = json.dumps({"posts": by_post}, ensure_ascii=False, indent=1) + "\n"
    write_file(out / DATA_FILE, document.encode())
    write_file(out / SHORTCODE_FILE, TEMPLATE_FILE.read_bytes())


def _entry(slide: Slide, link: Link, picture: str, deck: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": slide.title or "",
        "alt": slide.alt,
        "text": slide.text,
        "picture": picture,
        "image": slide.image,
        "section": list(link.section),
        "anchor": link.anchor or "",
        "line": link.line,
        **({"deck": deck} if deck else {}),
    }


class _Decks:
    """The decks that slides show, as the shortcode links them."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._unchanged: dict[tuple[str, str], bool] = {}

    def data_of(self, slide: Slide) -> dict[str, Any]:
        """The deck, its page, and its address below the site; empty for no page.

        The shortcode links the address only if the site that it is built in has the file.
        """
        if slide.page is None:
            return {}
        pair = slide.page.pair
        data = {"file": pair.deck, "page": pair.number, "name": pair.deck.rpartition("/")[2]}
        below = pair.deck.removeprefix(STATIC_FOLDER)
        if below == pair.deck or not self._is_there(pair.deck, pair.sha256):
            return data
        return {**data, "url": f"{quote(below)}#page={pair.number}"}

    def _is_there(self, deck: str, sha256: str) -> bool:
        """Whether the site has the deck that was matched."""
        if (deck, sha256) not in self._unchanged:
            self._unchanged[deck, sha256] = is_linked(self._root, deck) and is_unchanged(
                self._root / deck, sha256
            )
        return self._unchanged[deck, sha256]
