"""The record that an export keeps of the files that it wrote into a folder.

A later export replaces and removes only these files, and an ingest takes none of them for a photo.
The record is a file in the folder, with a line of JSON for each file: export, path, bytes, SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from slidescan.core.files import write_file
from slidescan.errors import UsageError

RECORD_FILE = ".slidescan-export"
"""Name of the record in the folder of an export."""

RECORD_HEADER = {"slidescan": "files that slidescan export wrote into this folder", "version": 1}
"""First line of a record."""

MAX_RECORD_BYTES = 256 * 2**20
"""Larger records are refused: a line has about 150 bytes, so that this is over a million files."""

_CHUNK_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file that an export wrote.

    Attributes:
        export: Name of the export format.
        path: Path below the folder of the export, with `/` separators.
        size: Bytes.
        sha256: SHA-256 of its bytes, hexadecimal.
    """

    export: str
    path: str
    size: int
    sha256: str

    def is_at(self, folder: Path) -> bool:
        """Whether the file in `folder` still has the bytes that the export wrote.

        Raises:
            OSError: The file can't be read.
        """
        path = folder / self.path
        try:
            return path.stat().st_size == self.size and sha256_of(path) == self.sha256
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return False


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, hexadecimal.

    Raises:
        OSError: The file can't be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def read_record(folder: Path) -> tuple[ExportedFile, ...]:
    """The files that exports wrote into `folder`; empty if there is no record.

    A path can occur twice, with the bytes before and after an export that was interrupted.

    Raises:
        UsageError: There is a record, but it can't be read or isn't one that slidescan wrote.
    """
    path = folder / RECORD_FILE
    try:
        with path.open("rb") as file:
            data = file.read(MAX_RECORD_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{path} can't be read ({reason})", "make it readable") from error
    try:
        if len(data) > MAX_RECORD_BYTES:
            raise ValueError(path)
        header, *rows = [json.loads(line) for line in data.splitlines()]
        if header != RECORD_HEADER:
            raise ValueError(path)
        return tuple(_exported_file(row) for row in rows)
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"{path} is not a list of files that slidescan wrote",
            "restore it, or remove it and the files of the export",
        ) from error


def write_record(folder: Path, files: Iterable[ExportedFile]) -> None:
    """Replaces the record in `folder`, in order of exports and paths.

    Raises:
        UsageError: The record can't be written.
    """
    rows = sorted({(file.export, file.path, file.size, file.sha256) for file in files})
    lines = [json.dumps(line, ensure_ascii=False) for line in (RECORD_HEADER, *rows)]
    write_file(folder / RECORD_FILE, "".join(f"{line}\n" for line in lines).encode())


class ExportedFiles:
    """The files below a folder that exports wrote, to be told from files that a person put there.

    Args:
        root: The topmost folder that may hold a record; records above it don't count.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._sizes: dict[Path, dict[str, frozenset[int]]] = {}
        self.unusable: list[UsageError] = []
        """Errors of records that can't be used; they hold no files."""

    def holds(self, path: Path) -> bool:
        """Whether an export wrote the file, judged by its path and its size.

        Args:
            path: The file, below the root.

        Raises:
            OSError: The file's size can't be read.
        """
        sizes: set[int] = set()
        for folder in path.parents:
            if not folder.is_relative_to(self._root):
                break
            if by_path := self._recorded(folder):
                sizes |= by_path.get(_key(path.relative_to(folder).as_posix()), frozenset())
        return bool(sizes) and path.stat().st_size in sizes

    def _recorded(self, folder: Path) -> dict[str, frozenset[int]]:
        """Sizes by path of the files in the record of `folder`."""
        if folder not in self._sizes:
            self._sizes[folder] = {}
            try:
                for file in read_record(folder):
                    before = self._sizes[folder].get(_key(file.path), frozenset())
                    self._sizes[folder][_key(file.path)] = before | {file.size}
            except UsageError as error:
                self.unusable.append(error)
        return self._sizes[folder]


def _key(path: str) -> str:
    """The same text for a path in any Unicode normalization: Git and macOS change it."""
    return unicodedata.normalize("NFC", path)


def _exported_file(row: Any) -> ExportedFile:  # noqa: ANN401 - parsed JSON
    """Validates a line of the record, which a stranger may have written.

    Raises:
        ValueError: It isn't a line of a record, or its path leads out of the folder.
    """
    match row:
        case [str(export), str(path), int(size), str(sha256)] if is_below(path):
            return ExportedFile(export, path, size, sha256)
    raise ValueError(row)


def is_below(path: str) -> bool:
    """Whether a relative path stays below its folder on this system.

    Raises:
        ValueError: It holds surrogates.
    """
    path.encode()
    pure = PurePath(path)
    return bool(pure.parts) and "\0" not in path and not pure.anchor and ".." not in pure.parts
