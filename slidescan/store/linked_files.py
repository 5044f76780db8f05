"""The files that a site had when its posts were linked."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable

from slidescan.store.backends.protocol import Database
from slidescan.store.rows import put_row

_KEY = "linked_files"

MAX_LIST_BYTES = 1024 * 2**20
"""Longer lists aren't read; a million files take 40 MB, and a made one could fill the memory."""

COMPRESSION_LEVEL = 1
"""100,000 paths take 20 ms and 0.3 MB; higher levels take longer than they save."""


class LinkedFiles:
    """The files that all stored posts are linked against."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stored(self) -> str:
        """Returns the list as it is stored, to compare it; empty without one."""
        sql = "SELECT value FROM meta WHERE key = ?"
        row = self._database.execute(sql, (_KEY,)).fetchone()
        return str(row[0]) if row else ""

    def put(self, text: str) -> None:
        """Stores a list; an empty text means that the files aren't known."""
        put_row(self._database, "meta", _KEY, text)


def pack(files: Iterable[str]) -> str:
    """Returns a list of files as it is stored."""
    paths = "\0".join(files).encode("utf-8", "surrogateescape")
    return base64.b64encode(zlib.compress(paths, COMPRESSION_LEVEL)).decode()


def unpack(text: str) -> frozenset[str] | None:
    """Returns the files of a stored list; None if it is empty or malformed."""
    try:
        data = zlib.decompressobj()
        paths = data.decompress(base64.b64decode(text, validate=True), MAX_LIST_BYTES)
        if not data.eof:
            return None
        return frozenset(paths.decode("utf-8", "surrogateescape").split("\0"))
    except (ValueError, zlib.error):
        return None
