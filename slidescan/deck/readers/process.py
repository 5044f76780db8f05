"""Runs a reader in a process with limits: a hostile deck can end that process, nothing else.

The process sends each page as bytes of its own format (MessagePack), which the parent checks: what
a taken-over process sends is data, too.
"""

from __future__ import annotations

import multiprocessing
import re
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
from msgspec import Struct

from slidescan.deck.readers.protocol import MAX_PAGES, ReadPage
from slidescan.errors import (
    DeckEncrypted,
    DeckError,
    DeckTooLarge,
    DeckUndrawn,
    DeckUnreadable,
    SlidescanError,
    UsageError,
)

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
    error.__name__: error
    for error in (DeckUnreadable, DeckEncrypted, DeckTooLarge, DeckUndrawn, UsageError)
}
"""The errors that a reader may send, by name."""


class Sent(Struct):
    """A message of the process: a page, a picture, an error, or the end."""

    page: ReadPage | None = None
    picture: bytes = b""
    error: str = ""
    what: str = ""
    remedy: str = ""


def messages_of(path: Path, target: Callable[..., None], *arguments: object) -> list[Sent]:
    """The messages of a process that works on a deck, without the last one, which is the end.

    Args:
        path: The deck.
        target: What the process runs: it takes a `Connection`, the path, and `arguments`, and calls
            `send_messages`.
        arguments: More arguments of `target`.

    Raises:
        UsageError: A package is missing.
        DeckError: The deck can't be read within the limits.
    """
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


def _receive(receiver: Connection, path: Path) -> list[Sent]:
    received: list[Sent] = []
    deadline, total = time.monotonic() + MAX_READ_SECONDS, 0
    decoder = msgspec.msgpack.Decoder(Sent)
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


def send_messages(sender: Connection, file: Path, messages: Callable[[], Iterator[Sent]]) -> None:
    """Limits the memory of this process; sends messages, then the end or the error."""
    _limit_memory()
    encode = msgspec.msgpack.Encoder().encode
    try:
        for message in messages():
            sender.send_bytes(encode(message))
        last = Sent()
    except (DeckError, UsageError) as error:
        last = Sent(error=type(error).__name__, what=error.what, remedy=error.remedy)
    except MemoryError:
        what = f"{file.name} takes more memory than {MAX_READER_BYTES >> 20} MB"
        last = _error(DeckTooLarge, what, "export it with smaller pictures")
    except Exception as error:  # noqa: BLE001 - parsers raise anything for a damaged file
        what = f"{file.name} is damaged ({type(error).__name__}: {error})"
        last = _error(DeckUnreadable, what, "export it again")
    sender.send_bytes(encode(last))


def _error(kind: type[SlidescanError], what: str, remedy: str) -> Sent:
    return Sent(error=kind.__name__, what=what, remedy=remedy)


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
