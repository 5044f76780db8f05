"""Search index: the documents that a theme's search loads, one per section that shows a slide."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TextIO

from slidescan.core.records import Link, Slide
from slidescan.core.web_address import host_relative, web_address
from slidescan.errors import UsageError
from slidescan.export.protocol import ExportOptions, ExportSource

EXCERPT_CHARACTERS = 200


def write(source: ExportSource, options: ExportOptions, out: TextIO) -> None:
    """Writes a JSON list of documents for the theme `options.variant`.

    Raises:
        UsageError: The theme is unknown.
    """
    document = THEMES.get(options.variant)
    if document is None:
        raise UsageError(
            f"there is no search index “{options.variant}”", f"choose from {', '.join(THEMES)}"
        )
    out.write("[")
    for number, (slide, link, url) in enumerate(published_sections(source.slides)):
        out.write(",\n" if number else "\n")
        out.write(json.dumps(document(slide, link, url, number), ensure_ascii=False))
    out.write("\n]\n")


def published_sections(slides: Iterable[Slide]) -> Iterator[tuple[Slide, Link, str]]:
    """Each published section that shows a slide with text, with its address, once per slide.

    Drafts are left out, and so are sections whose address is not known: a search can't open them.
    """
    for slide in slides:
        if not slide.textless:
            by_url = {
                url: link
                for link in reversed(slide.links)
                if (url := web_address(link.url)) and not link.draft
            }
            for url, link in reversed(by_url.items()):
                yield slide, link, url


def _title(slide: Slide, link: Link) -> str:
    return slide.title or (link.section[-1] if link.section else link.title)


def _papermod(slide: Slide, link: Link, url: str, number: int) -> Mapping[str, Any]:
    """https://github.com/adityatelange/hugo-PaperMod, layouts/_default/index.json."""
    del number
    return {
        "title": _title(slide, link),
        "content": slide.text,
        "permalink": url,
        "summary": slide.alt,
    }


def _lunr(slide: Slide, link: Link, url: str, number: int) -> Mapping[str, Any]:
    """https://github.com/google/docsy, assets/json/offline-search-index.json."""
    del number
    return {
        "ref": host_relative(url),
        "title": _title(slide, link),
        "categories": [],
        "tags": list(link.tags),
        "description": slide.alt,
        "body": slide.text,
        "excerpt": slide.text.replace("\n", " · ")[:EXCERPT_CHARACTERS],
    }


def _minisearch(slide: Slide, link: Link, url: str, number: int) -> Mapping[str, Any]:
    """https://github.com/lucaong/minisearch: any fields, and an `id` that is unique."""
    return {
        "id": number,
        "title": _title(slide, link),
        "text": slide.text,
        "alt": slide.alt,
        "url": host_relative(url),
        "image": slide.image,
        "post": link.title,
        "section": list(link.section),
        "tags": list(link.tags),
        "date": link.date,
    }


THEMES: Mapping[str, Callable[[Slide, Link, str, int], Mapping[str, Any]]] = {
    "papermod": _papermod,
    "lunr": _lunr,
    "minisearch": _minisearch,
}
"""The function that makes each theme's documents, by name; `registry.py` lists the same names."""
