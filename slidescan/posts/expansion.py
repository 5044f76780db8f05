"""Expands a page with the text of the files that it includes.

Each character of the expanded page can be traced to its file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from slidescan.posts.inclusions import Inclusion
from slidescan.posts.post_files import MAX_POST_BYTES, read_included
from slidescan.posts.site import Site

MAX_INCLUSION_DEPTH = 10
"""Files that include files are followed up to this depth."""

MAX_INCLUDED_FILES = 200
"""A page includes at most this many files."""

_LINE_START = re.compile(r"(?<=\n)(?=[^\r\n])")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a character of an expanded page comes from.

    Attributes:
        file: The file that holds it.
        base: The file from which relative addresses count.
        index: Its index in the file.
        page_index: The index in the page; for an included character, that of the inclusion.
        is_page: Whether it stands in the page's own file, outside every inclusion.
    """

    file: str
    base: str
    index: int
    page_index: int
    is_page: bool


@dataclass(frozen=True)
class _Piece:
    """Consecutive characters of one file, from `index` on; `page_index` is None for the page."""

    file: str
    base: str
    index: int
    page_index: int | None


@dataclass(frozen=True, slots=True)
class ExpandedPage:
    """A page with the text of the files that it includes.

    Attributes:
        text: The text.
        includes: The included files, and those that would be included if they existed.
        texts: The text of each file; empty if the page includes no text.
    """

    text: str
    includes: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    _starts: Sequence[int] = ()
    _pieces: Sequence[_Piece] = ()

    def origin(self, index: int) -> Origin:
        """Where a character comes from; the page must include text."""
        number = max(bisect_right(self._starts, index) - 1, 0)
        piece = self._pieces[number]
        file_index = piece.index + index - self._starts[number]
        is_page = piece.page_index is None
        page_index = file_index if piece.page_index is None else piece.page_index
        return Origin(piece.file, piece.base, file_index, page_index, is_page)


def expand(site: Site, page: str, text: str, body: int = 0) -> ExpandedPage:
    """Expands a page.

    Args:
        site: The site.
        page: The page's path below the site.
        text: The page's text.
        body: The index where its front matter ends.
    """
    if not site.generator.inclusions(text, page, page):
        return ExpandedPage(text)
    expander = _Expander(site, page, body)
    expander.add(text, _Piece(page, page, body, None), len(text))
    if not expander.has_expanded:
        return ExpandedPage(text, tuple(expander.includes))
    return ExpandedPage(
        "".join((text[:body], *expander.parts)),
        tuple(expander.includes),
        {page: text, **expander.texts},
        (0, *expander.starts),
        (_Piece(page, page, 0, None), *expander.pieces),
    )


class _Expander:
    """Builds the text of an expanded page.

    Args:
        site: The site.
        page: The page's path.
        at: The length of the text so far.
    """

    def __init__(self, site: Site, page: str, at: int) -> None:
        self.includes: dict[str, None] = {}
        self.texts: dict[str, str] = {}
        self.parts: list[str] = []
        self.starts: list[int] = []
        self.pieces: list[_Piece] = []
        self.has_expanded = False
        self._site = site
        self._page = page
        self._at = at
        self._count = 0
        self._open = [page]

    def add(self, text: str, piece: _Piece, end: int, indent: str = "") -> None:
        """Adds a part of a file.

        Args:
            text: The file's text.
            piece: Where the part begins.
            end: The index in the file where it ends.
            indent: Text before each line but the first.
        """
        for inclusion in self._site.generator.inclusions(text, piece.file, self._page):
            if inclusion.start < piece.index or inclusion.end > end:
                continue
            included = self._read(inclusion)
            if included is None:
                continue
            path, content = included
            page_index = inclusion.start if piece.page_index is None else piece.page_index
            base = path if inclusion.counts_from_file else piece.base
            self._emit(text, piece, inclusion.start, indent)
            piece = replace(piece, index=inclusion.end)
            self.has_expanded = True
            self._open.append(path)
            for part_start, part_end in inclusion.select(content):
                part = _Piece(path, base, part_start, page_index)
                self.add(content, part, part_end, indent + inclusion.indent)
            self._open.pop()
        self._emit(text, piece, end, indent)

    def _read(self, inclusion: Inclusion) -> tuple[str, str] | None:
        """The first file of an inclusion that can be read, and its text."""
        if len(self._open) > MAX_INCLUSION_DEPTH:
            return None
        for path in inclusion.paths:
            self.includes[path] = None
            if path in self._open or self._count >= MAX_INCLUDED_FILES:
                continue
            if path not in self.texts:
                content = read_included(self._site, path)
                if content is None:
                    continue
                self.texts[path] = content
            content = self.texts[path]
            if self._at + len(content) > MAX_POST_BYTES:
                return None
            self._count += 1
            return path, content
        return None

    def _emit(self, text: str, piece: _Piece, end: int, indent: str) -> None:
        if piece.index >= end:
            return
        cuts = [piece.index]
        if indent:
            cuts += [line.start() for line in _LINE_START.finditer(text, piece.index + 1, end)]
        for cut, following in zip(cuts, [*cuts[1:], end], strict=True):
            if cut != piece.index:
                self.parts.append(indent)
                self._at += len(indent)
            self.starts.append(self._at)
            self.pieces.append(replace(piece, index=cut))
            self.parts.append(text[cut:following])
            self._at += following - cut
