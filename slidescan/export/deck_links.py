"""Links from exported slides to the pages of the speakers' decks; never to a file that isn't there.

Only a PDF is linked: browsers open it at a page (RFC 8118). A PPTX opens in no browser and holds
the speaker's notes, so slides only tell its page.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from slidescan.core.records import Slide
from slidescan.core.regular_files import open_regular
from slidescan.export.paths import file_name_by_image

LINKED_SUFFIX = ".pdf"

COPY_FOLDER = "decks"
"""Where copies lie below a static site."""

READ_BYTES = 2**20
"""How much of a deck is in memory at once."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """The page of a deck that a slide shows.

    Attributes:
        number: The page, from 1.
        name: The deck's file name.
        url: The link's target, relative to the export; empty if there is nothing to open.
    """

    number: int
    name: str
    url: str


class DeckCopies:
    """Copies of decks beside a static site.

    Args:
        slides: The slides of the site.
        root: Folder that the decks' paths start at.
        public: The decks that readers of the posts may open anyway.
        out: The static site.
    """

    def __init__(
        self, slides: Iterable[Slide], root: Path, public: Collection[str], out: Path
    ) -> None:
        decks = {slide.page.pair.deck for slide in slides if slide.page is not None}
        linked = [deck for deck in decks if deck in public and is_linked(root, deck)]
        self._file_name_of = file_name_by_image(linked, LINKED_SUFFIX)
        self._root = root
        self._out = out
        self._copied: dict[tuple[str, str], bool] = {}

    def link_of(self, slide: Slide) -> PageLink | None:
        """The page that a slide shows, with a link to a copy of its deck; None for no page."""
        if slide.page is None:
            return None
        pair = slide.page.pair
        name = pair.deck.rpartition("/")[2]
        if not self._is_copied(pair.deck, pair.sha256):
            return PageLink(pair.number, name, "")
        file = f"{COPY_FOLDER}/{self._file_name_of[pair.deck]}"
        return PageLink(pair.number, name, f"{quote(file)}#page={pair.number}")

    def _is_copied(self, deck: str, sha256: str) -> bool:
        """Copies a deck once; returns whether the copy is the deck that was matched."""
        if deck not in self._file_name_of:
            return False
        if (deck, sha256) not in self._copied:
            target = self._out / COPY_FOLDER / self._file_name_of[deck]
            is_other = any(copied for (name, _), copied in self._copied.items() if name == deck)
            self._copied[deck, sha256] = not is_other and _copy(self._root / deck, target, sha256)
        return self._copied[deck, sha256]


def is_linked(root: Path, deck: str) -> bool:
    """Whether a deck is a PDF of the site that can be opened."""
    path = Path(os.path.realpath(root / deck))
    if not deck.lower().endswith(LINKED_SUFFIX):
        return False
    if not path.is_relative_to(os.path.realpath(root)):
        return False
    try:
        open_regular(path).close()
    except OSError:
        return False  # a link would lead nowhere
    return True


def is_unchanged(path: Path, sha256: str) -> bool:
    """Whether a file's bytes have a digest; false if it can't be read."""
    try:
        with open_regular(path) as file:
            return _digest_of(file) == sha256
    except OSError:
        return False


def _copy(source: Path, target: Path, sha256: str) -> bool:
    """Copies a deck, unless it has changed since photos were matched to it.

    Raises:
        OSError: The copy can't be written.
    """
    if not is_unchanged(source, sha256):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    if is_unchanged(target, sha256):
        return True
    target.unlink()
    return False


def _digest_of(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while data := file.read(READ_BYTES):
        digest.update(data)
    return digest.hexdigest()
