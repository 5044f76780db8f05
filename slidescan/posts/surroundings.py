"""The words that authors write beside an image: its caption, and the sentence before it.

A search counts them a little. They come from a bounded part of the post around the reference.
"""

from __future__ import annotations

import re

from slidescan.core.text import clean, shorten

MAX_CHARS_BEFORE = 800
"""The part of a post before an image that is looked at, in characters."""

MAX_CHARS_AFTER = 800
"""The part from the image's reference on, in characters."""

MAX_SENTENCE_CHARS = 240
"""The longest sentence or caption that is kept, in characters."""

_ATTRIBUTE_CAPTIONS = (
    re.compile(r"<figcaption[^<>]{0,200}>([^<>]{1,300})</figcaption>", re.IGNORECASE),
    re.compile(r"\b(?:caption|title)\s*=\s*\"([^\"\n]{1,300})\"", re.IGNORECASE),
    re.compile(r"\b(?:caption|title)\s*=\s*'([^'\n]{1,300})'", re.IGNORECASE),
)
"""Captions that the word caption or title precedes."""

_CAPTIONS = (
    re.compile(r"\A!\[[^\[\]\n]{0,400}\]\([^()\s]{1,400}\s+[\"']([^\"'\n]{1,300})[\"']\s*\)"),
    re.compile(r"\A[^\n]{1,500}\n[ \t]*\n?[ \t]*([*_])(?=[^*_\s])([^\n]{1,300}?)\1[ \t]*(?:\n|\Z)"),
)
_NEXT_IMAGE = re.compile(r"!\[|<img\b|\{\{[<%]|\{%")
_IMAGE_SIGNS = ("![", "<img", "<figure", "</", "{{", "{%")
"""A line with one of these shows an image, or ends a part of the page."""

_MARKUP_LINE = re.compile(r"\s*[:|>{}<`~-]{2,}")
_BARRIER = re.compile(r"^\s{0,3}(?:#{1,6}\s|```|~~~|---\s*$|===)")
_IMAGE = re.compile(r"!\[[^\[\]]{0,300}\]\([^()]{0,400}\)")
_LINK = re.compile(r"\[([^\[\]]{0,300})\](?:\([^()]{0,400}\)|\[[^\[\]]{0,100}\])?")
_MARKUP = re.compile(r"[*_`#>|]+")
_TAG = re.compile(r"<[^<>]{1,300}>")
_SENTENCE_END = re.compile(r"[.!?…]\s+(?=\S)|[。！？]")


def words_around(text: str, start: int) -> str:
    """The caption of an image and the sentence before it, a line each; empty if it has neither.

    Args:
        text: The post.
        start: Index where the reference to the image begins.
    """
    return "\n".join(filter(None, (_caption(text, start), _sentence_before(text, start))))


def _caption(text: str, start: int) -> str:
    after = text[start : start + MAX_CHARS_AFTER]
    following = _NEXT_IMAGE.search(after, 2)
    after = after[: following.start()] if following else after
    low = after.lower()
    has_word = "caption" in low or "title" in low
    for pattern in (*_ATTRIBUTE_CAPTIONS, *_CAPTIONS) if has_word else _CAPTIONS:
        match = pattern.search(after)
        if match:
            return _plain(match.group(match.lastindex or 0))
    return ""


def _sentence_before(text: str, start: int) -> str:
    before = text[max(0, start - MAX_CHARS_BEFORE) : start]
    paragraph: list[str] = []
    for number, line in enumerate(reversed(before.split("\n"))):
        if _BARRIER.match(line):
            break
        if not line.strip() or _is_markup(line):
            if paragraph:
                break
            continue
        # The line of the image itself may begin with words.
        if number == 0 and not line.strip(" \t*-+>0123456789."):
            continue
        paragraph.append(line)
    return _last_sentence(_plain(" ".join(reversed(paragraph)))) if paragraph else ""


def _is_markup(line: str) -> bool:
    return any(sign in line for sign in _IMAGE_SIGNS) or bool(_MARKUP_LINE.match(line))


def _last_sentence(text: str) -> str:
    start, previous = 0, ""
    for end in _SENTENCE_END.finditer(text):
        previous, start = text[start : end.end()].strip() or previous, end.end()
    return text[start:].strip() or previous


def _plain(markdown: str) -> str:
    plain = markdown
    if "[" in plain:
        plain = _LINK.sub(r"\1", _IMAGE.sub(" ", plain))
    if "<" in plain:
        plain = _TAG.sub(" ", plain)
    return shorten(clean(_MARKUP.sub(" ", plain)), MAX_SENTENCE_CHARS)
