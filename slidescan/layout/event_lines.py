"""What names an event on its slides: hashtags, the names that they stand for, logos."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from slidescan.core.text import fold
from slidescan.layout.footers import is_tag
from slidescan.layout.positions import PositionedLine, Stretch

MIN_TAG_CHARS = 6
"""A hashtag with fewer letters may be part of any word."""

MIN_NAME_CHARS, MIN_SHARED_CHARS = 4, 0.6
"""A name that a hashtag holds has at least so many letters; one that begins with a hashtag has at
least this share of its letters in it."""

MAX_REST_OFFSET, MAX_REST_WORDS = 1.0, 2
"""A line of at most so many words is the rest of a logo if it is this close below, in heights."""


def without_event_lines(body: Stretch) -> Stretch:
    """The lines of a body without those at the slide's edges that name the event.

    These are hashtags, names that a hashtag holds without its spaces, and texts that stand both at
    the upper and at the lower edge; elsewhere, lines with such a name are left out, too.
    """
    edge = [line for line in body if line.at_edge]
    tags = [_key(line.text) for line in body if is_tag(line.clean_text.strip())]
    tags = [tag for tag in tags if len(tag) >= MIN_TAG_CHARS]
    repeated = _at_both_edges(edge, body)
    titles = {key for line in edge if _is_name_of(key := _key(line.text), tags)}
    logos: list[PositionedLine] = []
    for line in sorted(body, key=lambda line: line.top):
        key = _key(line.text)
        is_logo = key in titles or (line.at_edge and key in repeated)
        if is_logo or any(_is_rest(line, logo) for logo in logos):
            logos.append(line)
    taken = {id(logo) for logo in logos}
    return [line for line in body if id(line) not in taken]


def _key(text: str) -> str:
    """The letters of a text, folded."""
    return "".join(c for c in fold(text) if c.isalpha())


def _is_name_of(key: str, tags: Sequence[str]) -> bool:
    """Whether letters are a hashtag, a part of one, or begin with one."""
    is_long = len(key) >= MIN_NAME_CHARS
    return is_long and any(
        key in tag or (key.startswith(tag) and len(tag) >= MIN_SHARED_CHARS * len(key))
        for tag in tags
    )


def _at_both_edges(edge: Sequence[PositionedLine], body: Sequence[PositionedLine]) -> set[str]:
    """The letters of texts that stand at the upper edge and at the lower one."""
    middle = (min(n.top for n in body) + max(n.bottom for n in body)) / 2 if body else 0.0
    upper = Counter(_key(line.text) for line in edge if line.bottom < middle)
    lower = Counter(_key(line.text) for line in edge if line.top > middle)
    return {key for key in upper if key in lower and len(key) >= MIN_NAME_CHARS}


def _is_rest(line: PositionedLine, logo: PositionedLine) -> bool:
    """Whether a few words close below a logo belong to it."""
    shared = min(line.right, logo.right) - max(line.left, logo.left)
    is_near = abs(line.top - logo.bottom) <= MAX_REST_OFFSET * logo.height
    return is_near and shared > 0 and len(line.clean_text.split()) <= MAX_REST_WORDS
