"""Emoji as search terms: a picture is one term, without its colour of skin or its joiner."""

from __future__ import annotations

import re
from collections.abc import Iterator

from slidescan.core.combining import INVISIBLE

_PICTURES = (
    "\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff"
)
# A flag is two letters; a sign such as ™ is an emoji only with the variation selector after it.
_EMOJI = re.compile(
    rf"(?P<term>[\U0001f1e6-\U0001f1ff]{{2}}|[{_PICTURES}]|[\u203c-\u3299](?=\ufe0f))"
    rf"[\ufe0f\U0001f3fb-\U0001f3ff{INVISIBLE}]*"
)


def emoji_terms(text: str) -> Iterator[tuple[str, int, int]]:
    """Yields the emoji of a text as search terms, each with its start and end."""
    if not text.isascii():
        for match in _EMOJI.finditer(text):
            yield match["term"], match.start(), match.end()
