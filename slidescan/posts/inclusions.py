"""Places where a file includes another as text, before its Markdown is parsed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from slidescan.posts.front_matter import read_front_matter
from slidescan.posts.markdown_parser import line_starts

Selection: TypeAlias = Callable[[str], Sequence[tuple[int, int]]]
"""Returns the ranges of a file's text that are included."""


def without_front_matter(text: str) -> Sequence[tuple[int, int]]:
    """Selects a file without its front matter."""
    return ((read_front_matter(text).end, len(text)),)


@dataclass(frozen=True, slots=True)
class Inclusion:
    """A place where a file includes another.

    Attributes:
        start: Index where the included text replaces that of the file.
        end: Index after the replaced text.
        paths: The files that the generator tries, below the site.
        select: Which parts of the file are included.
        indent: Text that the generator writes before each further line.
        counts_from_file: Whether relative addresses count from the file, not from the page.
    """

    start: int
    end: int
    paths: tuple[str, ...]
    select: Selection = without_front_matter
    indent: str = ""
    counts_from_file: bool = False


def line_span(text: str, first: int, last: int) -> tuple[int, int]:
    """The start and end of some lines of a text.

    Args:
        text: The text.
        first: The first line, 1-based; 0 for the first of the text.
        last: The last line; 0 for the last of the text.
    """
    starts = line_starts(text)
    start = starts[first - 1] if 0 < first <= len(starts) else len(text) if first else 0
    end = starts[last] if 0 < last < len(starts) else len(text)
    return start, max(start, end)
