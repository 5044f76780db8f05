"""Joins a title and phrases into one sentence of limited length."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import NamedTuple

LONG_PHRASE_CHARS = 60
"""If a phrase doesn't fit, a longer one is skipped; a shorter one ends its level."""

MIN_CUT_ROOM_CHARS = 40
"""The first phrase after the head is cut to fit only if it has more room than this."""

MIN_CUT_SHARE = 0.6
"""A text is cut after a phrase only if it then fills more than this share of the room."""

_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？")
_PHRASE_END = re.compile(r"[,;:.!?)]\s|\s[–—-]\s|\s\(")


class Phrase(NamedTuple):
    """A phrase of a slide.

    Attributes:
        text: The text without bullet and loose punctuation.
        level: 1 for the outermost.
    """

    text: str
    level: int


def fitting_sentence(prefix: str, title: str, phrases: Sequence[Phrase], most: int) -> str:
    """A sentence of the phrases that fit, in their order; outer levels have priority.

    Args:
        prefix: The start of the sentence, such as `Table: `; may be empty.
        title: The title, which comes next; empty if the first phrase replaces it.
        phrases: The phrases to choose from.
        most: The most characters.
    """
    chosen: set[int] = set()
    for level in sorted({phrase.level for phrase in phrases}):
        for i, phrase in enumerate(phrases):
            if phrase.level != level:
                continue
            texts = [phrases[j].text for j in sorted({*chosen, i})]
            if len(_sentence(prefix, title, texts, sys.maxsize)) <= most:
                chosen.add(i)
            elif len(phrase.text) <= LONG_PHRASE_CHARS:
                break
    if not chosen and phrases:
        chosen.add(0)
    return _sentence(prefix, title, [phrases[i].text for i in sorted(chosen)], most)


def cut_to(text: str, most: int) -> str:
    """Cuts `text` to at most `most` characters with an ellipsis, after a phrase or a word."""
    cut = text[: most - 1]
    ends = [match.start() for match in _PHRASE_END.finditer(cut)]
    if ends and ends[-1] > MIN_CUT_SHARE * most:
        cut = cut[: ends[-1]]
    elif len(text) > len(cut) and not text[len(cut)].isspace() and " " in cut:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:.–—-(") + "…"


def _sentence(prefix: str, title: str, phrases: Sequence[str], most: int) -> str:
    head = title or (phrases[0] if phrases else "")
    rest = phrases if title else phrases[1:]
    if not head:
        return f"{prefix.rstrip(': ')}." if 0 < len(prefix) <= most else ""
    head = prefix + head
    if len(_closed(head)) > most:
        return cut_to(head, most)
    text = head
    for i, phrase in enumerate(rest):
        longer = text + _joint(text, after_title=bool(title) and i == 0) + phrase
        if len(_closed(longer)) > most:
            if text == head and most - len(text) > MIN_CUT_ROOM_CHARS:
                return cut_to(longer, most)
            break
        text = longer
    return _closed(text)


def _joint(text: str, *, after_title: bool) -> str:
    """The punctuation that joins the next phrase to `text`."""
    if after_title:
        return " " if text.endswith(_SENTENCE_ENDS) else ": "
    return " " if text.endswith((*_SENTENCE_ENDS, ":")) else "; "


def _closed(text: str) -> str:
    """`text` with final punctuation."""
    text = text.rstrip(" ,;:–—-")
    return text if text.endswith(_SENTENCE_ENDS) else text + "."
