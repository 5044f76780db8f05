"""The hits of a search as other programs and posts take them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from slidescan.alt.long import escaped_markdown
from slidescan.core.records import Results
from slidescan.core.text import clean


def written(results: Results, format_: str, root: Path) -> Iterator[str]:
    """The hits in a format: `paths`, `urls` or `markdown`.

    Args:
        results: The answer.
        format_: Which.
        root: The folder that paths of photos start at.
    """
    if format_ == "paths":
        return paths(results, root)
    return urls(results) if format_ == "urls" else markdown(results)


def paths(results: Results, root: Path) -> Iterator[str]:
    """The photos, seen from the current folder, one a line."""
    for hit in results.hits:
        yield clean(os.path.relpath(root / hit.slide.image)) + "\n"


def urls(results: Results) -> Iterator[str]:
    """Where posts show the slides, one a line, each once."""
    found = dict.fromkeys(link.url for hit in results.hits for link in hit.slide.links)
    yield from (clean(url) + "\n" for url in found)


def markdown(results: Results) -> Iterator[str]:
    """A list: each slide's title as a link to its first post, its words, the others below."""
    for number, hit in enumerate(results.hits, 1):
        title = escaped_markdown(clean(hit.slide.title or hit.slide.image))
        links = [_target(link.url) for link in hit.slide.links] or [_target(hit.slide.image)]
        words = "".join(
            f"**{escaped_markdown(clean(text))}**" if marked else escaped_markdown(_spaced(text))
            for text, marked in hit.snippet
        )
        yield f"{number}. [{title}]({links[0]})  \n   {words.strip()}\n"
        for link, url in zip(hit.slide.links[1:], links[1:], strict=False):
            yield f"   - [{escaped_markdown(clean(link.title))}]({url})\n"


def _spaced(text: str) -> str:
    """`clean`, but for the spaces at both ends."""
    inner = clean(text)
    return f"{' ' * text.startswith(' ')}{inner}{' ' * text.endswith(' ')}" if inner else " "


def _target(url: str) -> str:
    """An address that can't leave the brackets of a link."""
    from urllib.parse import quote

    return quote(clean(url), safe="%/:=&?~#+!$,;'@*[]-._")
