"""Names that signs belong to, such as C++, C#, .NET, R&D, 24/7, $5, 5 €, 100% and U.S.A.

A sign is part of a search term as its full-width form, which no folded word contains.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_JOINED_CHARS = 4
"""The longest half of a name like R&D or 24/7, so that addresses and paths are no names."""

MAX_DOTTED_CHARS = 2
"""The longest part of an abbreviation with dots."""

_WIDE = str.maketrans({sign: chr(ord(sign) + 0xFEE0) for sign in "+#.&/%$"})
_SIGNS = frozenset("＋＃．＆／％＄€£¥")
_NAME_SIGNS = frozenset("＋＃．")

# `C++17` is C++ as well, but `a+b` isn't `a+`.
_AFTER_LETTER = re.compile(r"\+\+(?![^\W\d]|\+)|[+#](?![\w+#])")
_AFTER_NUMBER = re.compile(r" ?%(?!\w)")
_JOINT = re.compile(r"[&/](?=[^\W_])")
_CURRENCY = re.compile(r"[$€£¥] ?$")
_CURRENCY_AFTER = re.compile(r"[ \u00a0\u202f]?([$€£¥])(?!\w| ?\d)")
# Ph.D. as well as U.S.A.
_DOTTED = re.compile(r"[^\W\d_]{1,2}(?:\.[^\W\d_]{1,2})+(?!\w)")


def joined_letters(text: str) -> str:
    """One or two letters with dots, joined: `usa` for `U.S.A.`, `phd` for `Ph.D.`, else ``."""
    bare = text.removesuffix(".")
    return bare.replace(".", "").lower() if _DOTTED.fullmatch(bare) else ""


def signed_terms(
    text: str, word: str, start: int, end: int, following: tuple[str, int] | None
) -> Iterator[tuple[str, int, int]]:
    """Yields the names with signs that begin at a word.

    Args:
        text: The text.
        word: The folded word.
        start: Index of the word's first character.
        end: Index after its last character.
        following: The next folded word, and the index after it; None for the last word.

    Yields:
        The search term, and the indices where the name begins and ends.
    """
    dotted = _DOTTED.match(text, start) if end - start <= MAX_DOTTED_CHARS else None
    if dotted and text[max(0, start - 1) : start] != ".":
        yield joined_letters(dotted.group()), start, dotted.end()
    if text[end - 1].isalpha():
        after = _AFTER_LETTER.match(text, end)
        if after:
            yield word + after.group().translate(_WIDE), start, after.end()
        if start and text[start - 1] == "." and (start == 1 or text[start - 2] in " \t\n(/,;"):
            yield "．" + word, start - 1, end
    elif word.isdigit():
        after = _AFTER_NUMBER.match(text, end)
        if after:
            yield word + "％", start, after.end()
        before = _CURRENCY.search(text, max(0, start - 2), start)
        if before:
            yield before.group()[0].translate(_WIDE) + word, before.start(), end
        behind = _CURRENCY_AFTER.match(text, end)
        if behind and not before:
            yield behind[1].translate(_WIDE) + word, start, behind.end()
    joint = _JOINT.match(text, end)
    if joint and following and text[start - 1 : start] not in ("/", ".", "&"):
        other, last = following
        is_short = max(len(word), len(other)) <= MAX_JOINED_CHARS
        if is_short and text[last : last + 1] not in ("/", "."):
            yield word + joint.group().translate(_WIDE) + other, start, last


def has_sign(term: str) -> bool:
    """Whether a search term is a name with signs."""
    return not _SIGNS.isdisjoint(term)


def has_essential_sign(term: str) -> bool:
    """Whether a sign makes a term another name than its letters: C++ isn't C."""
    return not _NAME_SIGNS.isdisjoint(term)


def without_signs(term: str) -> str:
    """A search term without its signs."""
    return "".join(c for c in term if c not in _SIGNS)
