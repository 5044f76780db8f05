"""Tells where the words of a query stand if they don't stand on the slide itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from slidescan.core.records import MatchedIn, Slide
from slidescan.search.analysis import author_texts
from slidescan.search.snippet import Highlighter, highlighted

TEXTS_OUTSIDE: Mapping[MatchedIn, Callable[[Slide], Iterable[str]]] = {
    "author": author_texts,
    "heading": lambda slide: (h for link in slide.links for h in reversed(link.section)),
    "post": lambda slide: (link.title for link in slide.links),
    "tag": lambda slide: (tag for link in slide.links for tag in link.tags),
}
"""The texts around a slide that a search covers, in the order in which they are tried."""


def match_outside(
    slide: Slide, highlighter: Highlighter
) -> tuple[MatchedIn, tuple[tuple[str, bool], ...]]:
    """The first text around a slide that has words of the query.

    Returns:
        What the text is, and its pieces with True for the matches; both empty if there is none.
    """
    for name, texts_of in TEXTS_OUTSIDE.items():
        for text in texts_of(slide):
            spans = highlighter.spans(text)
            if spans:
                return name, highlighted(text, spans)
    return "", ()
