"""Reads and draws decks in processes with limits, PPTX files with LibreOffice if it is here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from slidescan.core.presence import is_there, reason_of
from slidescan.deck.readers.drawn_slides import with_drawings
from slidescan.deck.readers.printing import DRAWING_PROGRAM, printed
from slidescan.deck.readers.process import Sent, messages_of, send_messages
from slidescan.deck.readers.protocol import ReadPage
from slidescan.deck.readers.registry import MAGIC_BYTES, deck_kind
from slidescan.errors import (
    DeckTooLarge,
    DeckUndrawn,
    DeckUnreadable,
    SlidescanError,
    UsageError,
)
from slidescan.imaging.photo_files import digest

MAX_DECK_BYTES = 500 * 2**20
"""The largest deck, bytes. Decks full of photos have 100 MB."""

NOT_WANTED = "it was not wanted"
"""Why the slides of a deck have no pictures if a person wants none."""


@dataclass(frozen=True, slots=True)
class ReadDeck:
    """A deck as it was read.

    Attributes:
        path: The file.
        sha256: Digest of its bytes.
        pages: The pages that an audience sees.
        drawn_with: The program that drew them, if their reader doesn't; empty otherwise.
        undrawn_reason: Why that program drew none, and what to do; empty if it drew them.
    """

    path: Path
    sha256: str
    pages: tuple[ReadPage, ...]
    drawn_with: str = ""
    undrawn_reason: str = ""


def read_deck(path: Path, *, notes: bool = False, draw: bool = True) -> ReadDeck:
    """Reads a deck, within limits of time and memory.

    Args:
        path: The file.
        notes: Whether to read the speaker's notes.
        draw: Whether to draw a PPTX with LibreOffice. Without it, slides have no pictures.

    Raises:
        UsageError: There is no such file, it is no deck by its name, or a package is missing.
        DeckError: It can't be read.
    """
    kind = deck_kind(path)
    if not is_there(path):
        raise UsageError(f"{path} doesn't exist", "name the deck's file")
    kind.load()
    sha256 = _check_file(path, kind.magic, kind.name)
    pages = _pages(path, notes=notes)
    if kind.has_pictures:
        return ReadDeck(path, sha256, pages)
    if not draw:
        return ReadDeck(path, sha256, pages, undrawn_reason=NOT_WANTED)
    try:
        with printed(path) as pdf:
            drawn = with_drawings(pages, _pages(pdf))
    except SlidescanError as error:
        # Words and order still tell what photos show.
        return ReadDeck(path, sha256, pages, undrawn_reason=str(error))
    return ReadDeck(path, sha256, drawn, DRAWING_PROGRAM)


def draw_pages(path: Path, sha256: str, numbers: Sequence[int], side: int) -> list[bytes]:
    """Pictures of a deck's pages as JPEG, within the same limits.

    Args:
        path: The file.
        sha256: The digest that its bytes must have.
        numbers: The pages, from 1.
        side: The longer side of a picture, pixels.

    Raises:
        UsageError: There is no such file, or a package is missing.
        DeckError: It can't be drawn, or has changed.
    """
    kind = deck_kind(path)
    if not is_there(path):
        raise DeckUnreadable(f"{path.name} is gone", "put it back, or export without --as deck")
    kind.load()
    if _check_file(path, kind.magic, kind.name) != sha256:
        raise DeckUnreadable(
            f"{path.name} has changed since photos were matched to it",
            f"run slidescan deck {path.name} again",
        )
    if kind.has_pictures:
        return _pictures(path, numbers, side)
    # Hidden slides are not printed.
    visible = [page.number for page in _pages(path)]
    missing = [number for number in numbers if number not in visible]
    if missing:
        raise DeckUnreadable(f"{path.name} shows no slide {missing[0]}", "match it again")
    with printed(path) as pdf:
        if len(_pages(pdf)) != len(visible):
            raise DeckUndrawn(
                f"{DRAWING_PROGRAM} prints other slides than {path.name} shows", "match its PDF"
            )
        return _pictures(pdf, [visible.index(number) + 1 for number in numbers], side)


def _pages(path: Path, *, notes: bool = False) -> tuple[ReadPage, ...]:
    sent = messages_of(path, _send_pages, notes)
    return tuple(each.page for each in sent if each.page is not None)


def _pictures(path: Path, numbers: Sequence[int], side: int) -> list[bytes]:
    return [each.picture for each in messages_of(path, _send_pictures, tuple(numbers), side)]


def _check_file(path: Path, magic: Sequence[bytes], name: str) -> str:
    """The digest of a deck's bytes, after checks of its size and its beginning."""
    try:
        if not path.is_file():
            raise UsageError(f"{path} is no file", f"name a {name}")
        size = path.stat().st_size
        if size > MAX_DECK_BYTES:
            raise DeckTooLarge(
                f"{path.name} has {size >> 20} MB, more than {MAX_DECK_BYTES >> 20}",
                "export it with smaller pictures",
            )
        data = path.read_bytes()
    except OSError as error:
        raise DeckUnreadable(
            f"{path.name} can't be opened ({reason_of(error)})", "check its permissions"
        ) from error
    if not any(each in data[:MAGIC_BYTES] for each in magic):
        raise DeckUnreadable(f"{path.name} is no {name}", "export it again")
    return digest(data)


# In the process


def _send_pages(sender: Connection, path: str, notes: bool) -> None:
    file = Path(path)
    send_messages(sender, file, lambda: map(Sent, deck_kind(file).load()(file, notes=notes)))


def _send_pictures(sender: Connection, path: str, numbers: Sequence[int], side: int) -> None:
    def pictures() -> Iterator[Sent]:
        from slidescan.deck.readers.pdf import draw  # lazy: optional extra

        return (Sent(None, picture) for picture in draw(Path(path), numbers, side))

    send_messages(sender, Path(path), pictures)
