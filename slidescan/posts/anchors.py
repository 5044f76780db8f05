"""Heading ids as generators render them: one function per kind, and the numbering of repeats."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping


def hugo_github(source: str) -> str:
    """Hugo's `github` ids: made of the raw source of the heading's last line.

    Letters, digits and `_` stay in lower case, spaces and hyphens become hyphens, all else
    goes (goldmark's and Hugo's `sanitizeAnchorName`; github.com/gohugoio/hugo,
    markup/goldmark/autoid.go).
    """
    kept = []
    for c in source.strip():
        if c in "- ":
            kept.append("-")
        elif c == "_" or _is_letter_or_digit(c):
            kept.append(_lower(c))
    return "".join(kept)


def hugo_github_ascii(source: str) -> str:
    """Hugo's `github-ascii` ids: accents removed, what isn't ASCII dropped."""
    plain = unicodedata.normalize("NFD", source)
    plain = "".join(c for c in plain if unicodedata.category(c) != "Mn")
    return hugo_github("".join(c for c in plain if c.isascii() or c.isspace()))


def hugo_blackfriday(source: str) -> str:
    """Hugo's `blackfriday` ids: runs of anything but letters and digits become one hyphen."""
    kept: list[str] = []
    pending = False
    for c in source.strip():
        if _is_letter_or_digit(c):
            if pending and kept:
                kept.append("-")
            pending = False
            kept.append(_lower(c))
        else:
            pending = True
    return "".join(kept)


def github(rendered: str) -> str:
    """GitHub's ids for READMEs: made of the heading's rendered text."""
    kept = []
    for c in rendered.strip().lower():
        if c == " ":
            kept.append("-")
        elif c in "-_" or _is_letter_or_digit(c) or unicodedata.category(c).startswith("M"):
            kept.append(c)
    return "".join(kept)


def _is_letter_or_digit(c: str) -> bool:
    category = unicodedata.category(c)
    return category[0] == "L" or category == "Nd"


def _lower(c: str) -> str:
    # Go lowers one code point to one: İ stays a single letter.
    lowered = c.lower()
    return lowered if len(lowered) == 1 else lowered[0]


HUGO_STYLES: Mapping[str, Callable[[str], str]] = {
    "github": hugo_github,
    "github-ascii": hugo_github_ascii,
    "blackfriday": hugo_blackfriday,
}


class HugoIds:
    """Ids of one page in the order of its headings; repeats are numbered: -1, -2."""

    def __init__(self, style: str = "github") -> None:
        self._sanitize = HUGO_STYLES.get(style, hugo_github)
        self._taken: set[str] = set()

    def auto(self, source: str) -> str:
        """The id of a heading that names none itself.

        Args:
            source: Raw Markdown of the heading's last line, without its attributes.
        """
        base = self._sanitize(source) or "heading"
        unique, number = base, 0
        while unique in self._taken:
            number += 1
            unique = f"{base}-{number}"
        self._taken.add(unique)
        return unique

    def given(self, name: str) -> str:
        """Take note of an id that the author wrote."""
        self._taken.add(name)
        return name


class GitHubIds:
    """GitHub's ids of one page."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def auto(self, rendered: str) -> str:
        """The id of a heading by its rendered text."""
        base = github(rendered)
        count = self._seen.get(base, 0)
        self._seen[base] = count + 1
        return f"{base}-{count}" if count else base

    def given(self, name: str) -> str:
        """GitHub knows no ids that authors write; accepted so that both kinds are used alike."""
        return name


ATTRIBUTES = re.compile(r"\s*\{(?P<body>[^{}\n]*)\}\s*$")
_ID = re.compile(
    r"(?:^|\s)#(?P<plain>[^\s}#.=]+)"
    r"|(?:^|\s)id\s*=\s*(?:\"(?P<double>[^\"]+)\"|'(?P<single>[^']+)'|(?P<bare>[^\"'\s}]+))"
)
_IS_ATTRIBUTES = re.compile(
    r"^\s*(?:(?:[#.][^\s{}#.=]+|[\w:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s{}\"']+))(?:\s+|$))+$"
)


def split_attributes(source: str) -> tuple[str, str | None]:
    """A heading's source without its trailing `{#id .class}`, and the id named there."""
    found = ATTRIBUTES.search(source)
    if not found or not _IS_ATTRIBUTES.match(found["body"]):
        return source, None
    name = _ID.search(found["body"])
    chosen = next((value for value in name.groups() if value), None) if name else None
    return source[: found.start()], chosen
