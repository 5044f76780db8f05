"""The parts that decks of every format share."""

from __future__ import annotations

from collections.abc import Sequence

from slidescan.core.records import Slide
from slidescan.search.selection import Chosen

FALLBACK_TITLE = "Slides"


def deck_title(chosen: Sequence[Chosen[Slide]]) -> str:
    """The title of the one post that shows all slides, else `FALLBACK_TITLE`."""
    posts = {one.link.title for one in chosen if one.link}
    return posts.pop() if len(posts) == 1 else FALLBACK_TITLE
