"""Slides as the search indexes of themes hold them: a document for each place that shows one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TextIO
from urllib.parse import urlsplit

from slidescan.core.records import Link, Slide
from slidescan.errors import UsageError

SUMMARY = 200
"""Characters."""


@dataclass(frozen=True)
class SearchIndexExporter:
    """A JSON list of documents.

    Attributes:
        theme: `papermod` (Fuse.js), `lunr` (as Docsy and many others read it) or `minisearch`.
    """

    theme: str = "papermod"

    def write(self, slides: Iterable[Slide], out: TextIO) -> None:
        """As the Protocol says.

        Raises:
            UsageError: There is no such theme.
        """
        make = THEMES.get(self.theme)
        if make is None:
            raise UsageError(
                f"there is no search index “{self.theme}”", f"choose from {', '.join(THEMES)}"
            )
        out.write("[")
        for number, (slide, link) in enumerate(places(slides)):
            out.write(",\n" if number else "\n")
            out.write(json.dumps(make(slide, link, number), ensure_ascii=False))
        out.write("\n]\n")


def places(slides: Iterable[Slide]) -> Iterator[tuple[Slide, Link]]:
    """Every section that shows a slide with text, once; drafts are not the readers'."""
    for slide in slides:
        if not slide.textless:
            shown = {link.url: link for link in reversed(slide.links) if not link.draft}
            for link in reversed(shown.values()):
                yield slide, link


def local(url: str) -> str:
    """An address of the site as it is on any host: without scheme and host."""
    parts = urlsplit(url)
    return parts._replace(scheme="", netloc="").geturl() or "/"


def _title(slide: Slide, link: Link) -> str:
    return slide.title or (link.section[-1] if link.section else link.title)


def _papermod(slide: Slide, link: Link, number: int) -> Mapping[str, Any]:
    """https://github.com/adityatelange/hugo-PaperMod, layouts/_default/index.json."""
    del number
    return {
        "title": _title(slide, link),
        "content": slide.text,
        "permalink": link.url,
        "summary": slide.alt,
    }


def _lunr(slide: Slide, link: Link, number: int) -> Mapping[str, Any]:
    """https://github.com/google/docsy, assets/json/offline-search-index.json."""
    del number
    return {
        "ref": local(link.url),
        "title": _title(slide, link),
        "categories": [],
        "tags": list(link.tags),
        "description": slide.alt,
        "body": slide.text,
        "excerpt": slide.text.replace("\n", " · ")[:SUMMARY],
    }


def _minisearch(slide: Slide, link: Link, number: int) -> Mapping[str, Any]:
    """https://github.com/lucaong/minisearch: any fields, an `id` that is unique."""
    return {
        "id": number,
        "title": _title(slide, link),
        "text": slide.text,
        "alt": slide.alt,
        "url": local(link.url),
        "image": slide.image,
        "post": link.title,
        "section": list(link.section),
        "tags": list(link.tags),
        "date": link.date,
    }


THEMES: Mapping[str, Callable[[Slide, Link, int], Mapping[str, Any]]] = {
    "papermod": _papermod,
    "lunr": _lunr,
    "minisearch": _minisearch,
}
