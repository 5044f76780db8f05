"""Words in an image's brackets that style the picture: Marp's keywords, Obsidian's sizes.

They stand where the alt text stands, so a new alt text must not replace them.
"""

from __future__ import annotations

import re

BRACKET_SYNTAXES = ("markdown", "reference")
"""The forms of references whose brackets hold the alt text."""

_KEYWORD = re.compile(
    r"""(?:bg|fit|cover|contain|auto|vertical|inline|left|right|center|centre|float-(?:left|right)
        |(?:left|right|w|h|width|height|blur|brightness|contrast|drop-shadow|grayscale|hue-rotate
           |invert|opacity|saturate|sepia):\S+
        |\d{1,3}%)""",
    re.IGNORECASE | re.VERBOSE,
)
_SIZE = re.compile(r"(?:(?P<text>.*)\|)?\s*(?P<size>\d{2,4}(?:x\d{2,4})?)\s*", re.DOTALL)


def with_styling(old: str, new: str) -> str:
    """The new text beside what styles the picture in the old text.

    Args:
        old: What stands in the brackets.
        new: The new alt text, escaped.

    Returns:
        The keywords and the new text if `old` begins with keywords (Marp), the new text and the
        size if `old` ends in one (`text|300`, `300`: Obsidian), else the new text alone.
    """
    if old.strip() == new:
        return new
    keywords = _keywords(old)
    if keywords:
        return f"{keywords} {new}"
    size = _SIZE.fullmatch(old)
    return f"{new}|{size['size']}" if size else new


def without_styling(text: str) -> str:
    """The alt text in an image's brackets, without what styles the picture."""
    keywords = _keywords(text)
    if keywords:
        return text.strip()[len(keywords) :].strip()
    size = _SIZE.fullmatch(text)
    return (size["text"] or "").strip() if size else text


def _keywords(text: str) -> str:
    """The keywords with which a text begins, as they stand there; empty for none.

    Before other words, words such as `left` and `cover` are keywords only after `bg` or an
    assignment.
    """
    end, is_styled = 0, False
    for token in re.finditer(r"\S+", text.strip()):
        word = token.group()
        if not _KEYWORD.fullmatch(word) or word[0].isupper():
            break
        end = token.end()
        is_styled = is_styled or word == "bg" or ":" in word
    stripped = text.strip()
    return stripped[:end] if is_styled or end == len(stripped) else ""
