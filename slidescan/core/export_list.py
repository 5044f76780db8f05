"""The list of files that exports wrote into a folder: `.slidescan-export` in that folder.

An ingest doesn't take these files for photos, and the next export may replace them. A file counts
as exported only while its size, or its bytes, agree with the list; otherwise a person changed it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePath
from typing import Any

from slidescan.core.files import write_file
from slidescan.errors import UsageError

EXPORT_LIST_NAME = ".slidescan-export"
"""The file with the list, in the folder that `--out` names."""

MAX_EXPORT_LIST_BYTES = 64 * 2**20
"""Longer lists aren't used; 100,000 pictures take 20 MB."""

EXPORT_LIST_VERSION = 1
"""Lists of other versions aren't used."""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file that an export wrote.

    Attributes:
        size: Its bytes.
        sha256: The SHA-256 of its bytes, hexadecimal.
        image: The photo that it was made of, as a path below the site; empty for other files.
    """

    size: int
    sha256: str
    image: str = ""

    @classmethod
    def of(cls, path: Path, image: str = "") -> ExportedFile:
        """The entry of a file that was just written.

        Raises:
            OSError: It can't be read.
        """
        with path.open("rb") as file:
            digest = hashlib.sha256()
            while block := file.read(2**20):
                digest.update(block)
            return cls(file.tell(), digest.hexdigest(), image)

    def is_at(self, path: Path) -> bool:
        """Whether a file has the bytes that the export wrote; False if there is no file.

        Raises:
            OSError: It can't be read.
        """
        try:
            if path.stat().st_size != self.size:
                return False
            entry = ExportedFile.of(path)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return False
        return (entry.size, entry.sha256) == (self.size, self.sha256)


@dataclass(frozen=True, slots=True)
class ExportList:
    """The files that exports wrote into a folder.

    Attributes:
        by_format: For each format, its files by their paths below the folder, with `/` separators.
    """

    by_format: Mapping[str, Mapping[str, ExportedFile]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> ExportList:
        """Reads the list in a folder; it is empty if there is none, or if it can't be used."""
        try:
            return cls.read_or_raise(folder)
        except UsageError:
            return cls()

    @classmethod
    def read_or_raise(cls, folder: Path) -> ExportList:
        """Reads the list in a folder; it is empty if there is none.

        Raises:
            UsageError: There is a list, but it can't be read or is malformed.
        """
        path = folder / EXPORT_LIST_NAME
        try:
            with path.open("rb") as file:
                data = file.read(MAX_EXPORT_LIST_BYTES + 1)
        except (FileNotFoundError, NotADirectoryError):
            return cls()
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise UsageError(f"{path} can't be read ({reason})", "make it readable") from error
        try:
            if len(data) > MAX_EXPORT_LIST_BYTES:
                raise ValueError(path)
            return cls._parse(json.loads(data))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise UsageError(
                f"{path} is not a list of files that slidescan wrote",
                "restore it, or remove it together with the files of the export",
            ) from error

    @classmethod
    def _parse(cls, document: Mapping[str, Any]) -> ExportList:
        if document["version"] != EXPORT_LIST_VERSION:
            raise ValueError(document["version"])
        return cls(
            {
                str(name): {
                    _below(path): ExportedFile(
                        int(entry["size"]), str(entry["sha256"]), str(entry["image"])
                    )
                    for path, entry in files.items()
                }
                for name, files in document["exports"].items()
            }
        )

    @property
    def files(self) -> Mapping[str, ExportedFile]:
        """The files of all formats by their paths below the folder."""
        return {path: entry for files in self.by_format.values() for path, entry in files.items()}

    def with_format(self, name: str, files: Mapping[str, ExportedFile]) -> ExportList:
        """The list with other files for one format."""
        return ExportList({**self.by_format, name: dict(files)})

    def write(self, folder: Path) -> None:
        """Writes the list into a folder.

        Raises:
            UsageError: It can't be written.
        """
        exports = {
            name: {path: asdict(files[path]) for path in sorted(files)}
            for name, files in sorted(self.by_format.items())
        }
        document = {"version": EXPORT_LIST_VERSION, "exports": exports}
        text = json.dumps(document, ensure_ascii=False, indent=0) + "\n"
        write_file(folder / EXPORT_LIST_NAME, text.encode("utf-8", "surrogateescape"))


def record_export(folder: Path, name: str, written: Mapping[Path, str]) -> None:
    """Adds files to the list of a folder, and drops entries of the format whose files are gone.

    Args:
        folder: The folder that the export wrote into.
        name: The export's format.
        written: The photo that each file was made of, or an empty text, by the file's path.

    Raises:
        UsageError: The list can't be written.
    """
    before = ExportList.read(folder)
    files = {
        path: entry
        for path, entry in before.by_format.get(name, {}).items()
        if has_size(folder / path, entry.size)
    }
    for path, image in written.items():
        with suppress(OSError):  # it vanished again
            files[path.relative_to(folder).as_posix()] = ExportedFile.of(path, image)
    before.with_format(name, files).write(folder)


def _below(path: str) -> str:
    """Returns a path that stays below its folder on this system.

    Raises:
        ValueError: It doesn't.
    """
    pure = PurePath(path)
    if not pure.parts or pure.anchor or ".." in pure.parts or "\0" in path:
        raise ValueError(path)
    return path


def has_size(path: Path, size: int) -> bool:
    """Whether a file is there and has this size in bytes."""
    try:
        return path.stat().st_size == size
    except OSError:
        return False
