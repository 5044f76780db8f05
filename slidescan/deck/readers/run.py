"""Runs a reader in a process with limits: a hostile deck can end that process, nothing else.

The process sends each page as bytes of its own format (MessagePack), which the parent checks: what
a taken-over process sends is data, too.
"""

from __future__ import annotations

import multiprocessing
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
from msgspec import Struct

from slidescan.core.presence import is_there, reason_of
from slidescan.deck.readers.protocol import MAX_PAGES, ReadPage
from slidescan.deck.readers.registry import MAGIC_BYTES, deck_kind
from slidescan.errors import (
    DeckEncrypted,
    DeckError,
    DeckTooLarge,
    DeckUnreadable,
    SlidescanError,
    UsageError,
)
from slidescan.imaging.photo_files import digest

MAX_DECK_BYTES = 500 * 2**20
"""The largest deck, bytes. Decks full of photos have 100 MB."""

MAX_READ_SECONDS = 120.0
"""How long a deck may take to read. The slowest of 60 pages took 3 s."""

MAX_READER_BYTES = 2 * 2**30
"""Memory that a reader may take. Decks of 60 pages take 200 MB."""

MAX_SENT_BYTES = 400 * 2**20
"""The most bytes that a reader may send: 1,000 pages of noise."""

MAX_MESSAGE_BYTES = 8 * 2**20
"""The most bytes of one page."""

_CONTEXT = multiprocessing.get_context("spawn")
"""Spawned: a fork would inherit what an ingest has loaded."""

_ERRORS: dict[str, type[SlidescanError]] = {
    error.__name__: error for error in (DeckUnreadable, DeckEncrypted, DeckTooLarge, UsageError)
}
"""The errors that a reader may send, by name."""


class _Sent(Struct):
    """A message of the process: a page, a picture, an error, or the end."""

    page: ReadPage | None = None
    picture: bytes = b""
    error: str = ""
    what: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class ReadDeck:
    """A deck as it was read.

    Attributes:
        path: The file.
        sha256: Digest of its bytes.
        pages: The pages that an audience sees.
    """

    path: Path
    sha256: str
    pages: tuple[ReadPage, ...]


def read_deck(path: Path, *, notes: bool = False) -> ReadDeck:
    """Reads a deck, within limits of time and memory.

    Args:
        path: The file.
        notes: Whether to read the speaker's notes.

    Raises:
        UsageError: There is no such file, it is no deck by its name, or a package is missing.
        DeckError: It can't be read.
    """
    kind = deck_kind(path)
    if not is_there(path):
        raise UsageError(f"{path} doesn't exist", "name the deck's file")
    kind.load()
    sha256 = _check_file(path, kind.magic, kind.name)
    sent = _run(path, _send_pages, notes)
    return ReadDeck(path, sha256, tuple(each.page for each in sent if each.page is not None))


def draw_pages(path: Path, sha256: str, numbers: Sequence[int], side: int) -> list[bytes]:
    """Pictures of a PDF's pages as JPEG, within the same limits.

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
    if kind.module != "pdf":
        raise DeckUnreadable(
            f"the pages of {path.name} can't be drawn", "match the photos to its PDF instead"
        )
    if not is_there(path):
        raise DeckUnreadable(f"{path.name} is gone", "put it back, or export without --as deck")
    kind.load()
    if _check_file(path, kind.magic, kind.name) != sha256:
        raise DeckUnreadable(
            f"{path.name} has changed since photos were matched to it",
            f"run slidescan deck {path.name} again",
        )
    return [each.picture for each in _run(path, _send_pictures, tuple(numbers), side)]


def _run(path: Path, target: Callable[..., None], *arguments: object) -> list[_Sent]:
    """The messages of a process that runs `target`."""
    receiver, sender = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=target, args=(sender, str(path), *arguments), daemon=True)
    process.start()
    sender.close()
    try:
        return _receive(receiver, path)
    finally:
        receiver.close()
        process.kill()
        process.join()


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


def _receive(receiver: Connection, path: Path) -> list[_Sent]:
    received: list[_Sent] = []
    deadline, total = time.monotonic() + MAX_READ_SECONDS, 0
    decoder = msgspec.msgpack.Decoder(_Sent)
    while True:
        if not receiver.poll(max(0.0, deadline - time.monotonic())):
            raise DeckTooLarge(
                f"{path.name} takes longer than {MAX_READ_SECONDS:.0f} s to read",
                "export it again, or split it",
            )
        try:
            data = receiver.recv_bytes(MAX_MESSAGE_BYTES)
            sent = decoder.decode(data)
        except EOFError as error:
            raise DeckUnreadable(
                f"{path.name} ends the program that reads it, after page {len(received)}",
                "export it again",
            ) from error
        except (OSError, msgspec.MsgspecError) as error:
            raise DeckTooLarge(
                f"page {len(received) + 1} of {path.name} holds too much", "export it again"
            ) from error
        total += len(data)
        if total > MAX_SENT_BYTES or len(received) > MAX_PAGES:
            raise DeckTooLarge(f"{path.name} holds too much to compare", "split it by talk")
        if sent.error:
            raise _ERRORS.get(sent.error, DeckUnreadable)(sent.what, sent.remedy)
        if sent.page is None and not sent.picture:
            return received
        received.append(sent)


# In the process


def _send_pages(sender: Connection, path: str, notes: bool) -> None:
    file = Path(path)
    _send(sender, file, lambda: map(_Sent, deck_kind(file).load()(file, notes=notes)))


def _send_pictures(sender: Connection, path: str, numbers: Sequence[int], side: int) -> None:
    def pictures() -> Iterator[_Sent]:
        from slidescan.deck.readers.pdf import draw  # lazy: optional extra

        return (_Sent(None, picture) for picture in draw(Path(path), numbers, side))

    _send(sender, Path(path), pictures)


def _send(sender: Connection, file: Path, messages: Callable[[], Iterator[_Sent]]) -> None:
    """Sends messages, then the end or the error."""
    _limit_memory()
    encode = msgspec.msgpack.Encoder().encode
    try:
        for message in messages():
            sender.send_bytes(encode(message))
        last = _Sent()
    except (DeckError, UsageError) as error:
        last = _Sent(error=type(error).__name__, what=error.what, remedy=error.remedy)
    except MemoryError:
        what = f"{file.name} takes more memory than {MAX_READER_BYTES >> 20} MB"
        last = _error(DeckTooLarge, what, "export it with smaller pictures")
    except Exception as error:  # noqa: BLE001 - parsers raise anything for a damaged file
        what = f"{file.name} is damaged ({type(error).__name__}: {error})"
        last = _error(DeckUnreadable, what, "export it again")
    sender.send_bytes(encode(last))


def _error(kind: type[SlidescanError], what: str, remedy: str) -> _Sent:
    return _Sent(error=kind.__name__, what=what, remedy=remedy)


def _limit_memory() -> None:
    """Limits the memory of this process; only Linux counts what it allocates."""
    if sys.platform != "linux":
        return
    import resource  # lazy: Windows doesn't have it

    used = int(re.findall(r"VmData:\s+(\d+)", Path("/proc/self/status").read_text())[0]) * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = used + MAX_READER_BYTES
    soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
