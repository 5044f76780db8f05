"""Formats the hits of a search for other programs and for posts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from slidescan.alt.escape import escaped_markdown
from slidescan.core.records import Results
from slidescan.core.text import clean
from slidescan.core.web_address import web_address
from slidescan.errors import UsageError


def format_hits(results: Results, name: str, root: Path) -> Iterator[str]:
    """Yields the hits as lines of text.

    Args:
        results: The answer.
        name: A key of `HIT_FORMATS`.
        root: Folder that the photos' paths start at.

    Raises:
        UsageError: The format is unknown.
    """
    formatter = HIT_FORMATS.get(name)
    if formatter is None:
        raise UsageError(f"there is no format “{name}”", f"choose from {', '.join(HIT_FORMATS)}")
    return formatter(results, root)


def _paths(results: Results, root: Path) -> Iterator[str]:
    """The photos relative to the current folder, one a line."""
    for hit in results.hits:
        yield clean(os.path.relpath(root / hit.slide.image)) + "\n"


def _urls(results: Results, root: Path) -> Iterator[str]:
    """The addresses where posts show the slides, one a line, each once."""
    del root
    links = (link for hit in results.hits for link in hit.slide.links)
    addresses = dict.fromkeys(url for link in links if (url := web_address(link.url)))
    yield from (clean(url) + "\n" for url in addresses)


def _markdown(results: Results, root: Path) -> Iterator[str]:
    """A list: each title links to the first post; the words and the other posts follow.

    A post whose address is not known is linked by its file.
    """
    del root
    for number, hit in enumerate(results.hits, 1):
        title = escaped_markdown(clean(hit.slide.title or hit.slide.image))
        links = [_target(web_address(link.url) or link.post) for link in hit.slide.links]
        links = links or [_target(hit.slide.image)]
        words = "".join(
            f"**{escaped_markdown(clean(text))}**" if marked else escaped_markdown(_spaced(text))
            for text, marked in hit.snippet
        )
        yield f"{number}. [{title}]({links[0]})  \n   {words.strip()}\n"
        for link, url in zip(hit.slide.links[1:], links[1:], strict=False):
            yield f"   - [{escaped_markdown(clean(link.title))}]({url})\n"


HIT_FORMATS: Mapping[str, Callable[[Results, Path], Iterator[str]]] = {
    "paths": _paths,
    "urls": _urls,
    "markdown": _markdown,
}


def _spaced(text: str) -> str:
    """Cleans a text but keeps the spaces at both ends."""
    inner = clean(text)
    return f"{' ' * text.startswith(' ')}{inner}{' ' * text.endswith(' ')}" if inner else " "


def _target(url: str) -> str:
    """An address without the brackets that could end its link."""
    return quote(clean(url), safe="%/:=&?~#+!$,;'@*[]-._")
