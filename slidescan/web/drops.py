"""Photos that people drop onto the page: checked, and stored in one folder, never over a file."""

from __future__ import annotations

import os
import secrets
import unicodedata
from pathlib import Path

from slidescan.errors import PhotoError, PhotoFormatUnsupported, PhotoTooLarge, UsageError
from slidescan.imaging.photo_files import PHOTO_SUFFIXES
from slidescan.web.guard import MAX_DROP_BYTES

MAX_DROP_NAME_BYTES = 200
"""The longest file name, in UTF-8; file systems take 255, and a temporary name is longer."""

RESERVED_STEMS = frozenset(
    {"con", "prn", "aux", "nul"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
)
"""Names of devices on Windows, whatever their suffix."""

FORBIDDEN_CHARACTERS = frozenset('<>:"/\\|?*')
"""Characters that separate folders, or that some file system refuses."""


class NameTaken(UsageError):
    """Another file has this name."""


class DropFolder:
    """The folder for dropped photos.

    Args:
        folder: The folder.
        root: The site, which the folder must be in.

    Raises:
        UsageError: The folder doesn't exist, or isn't in the site.
    """

    def __init__(self, folder: Path, root: Path) -> None:
        self.folder = folder.expanduser().resolve()
        self._root = root.resolve()
        if not self.folder.is_dir():
            raise UsageError(f"{folder} is no folder", "make it first, or name another one")
        if not self.folder.is_relative_to(self._root):
            raise UsageError(
                f"{folder} is not in the site {root}", "name a folder of the site for photos"
            )

    @property
    def name(self) -> str:
        """The folder's path below the site."""
        return self.folder.relative_to(self._root).as_posix()

    def put(self, name: str, data: bytes, max_pixels: int) -> str:
        """Stores a photo; one with the same name and bytes that is there already counts as stored.

        Args:
            name: The file's name, as the browser tells it.
            data: Its bytes.
            max_pixels: Photos with more pixels are refused.

        Returns:
            The photo's path below the site.

        Raises:
            NameTaken: Another file has the name.
            PhotoError: The bytes are no photo that slidescan reads.
            UsageError: The name can't be a photo's, or the folder can't be written.
        """
        safe = checked_name(name)
        if len(data) > MAX_DROP_BYTES:
            raise PhotoTooLarge(
                f"{safe} has more than {MAX_DROP_BYTES // 2**20} MB", "make the photo smaller"
            )
        _check_photo(data, max_pixels)
        if self.folder.resolve() != self.folder or not self.folder.is_dir():
            raise UsageError(f"{self.folder} is another folder now", "start the page again")
        path = self.folder / safe
        if not _write_new(path, data) and not _has_bytes(path, data):
            raise NameTaken(f"another file is called {safe}", "rename the photo, and drop it again")
        return f"{self.name}/{safe}" if self.name != "." else safe


def checked_name(name: str) -> str:
    """A file name without a folder, in the composed form that all systems show alike.

    Raises:
        UsageError: It isn't a name that a photo can have on every system.
    """
    safe = unicodedata.normalize("NFC", name)
    stem, dot, suffix = safe.rpartition(".")
    is_safe = (
        stem
        and not safe.startswith(".")
        and safe == safe.strip()
        and not any(c in FORBIDDEN_CHARACTERS or not c.isprintable() for c in safe)
        and safe.partition(".")[0].casefold() not in RESERVED_STEMS
        and len(safe.encode("utf-8", "replace")) <= MAX_DROP_NAME_BYTES
    )
    if not is_safe:
        raise UsageError("no photo can have this file name", "rename the photo, and drop it again")
    if (dot + suffix).lower() not in PHOTO_SUFFIXES:
        raise UsageError(
            f"{safe} is no photo that is read", "drop JPEG, PNG, WebP, AVIF, HEIC or TIFF files"
        )
    return safe


def _check_photo(data: bytes, max_pixels: int) -> None:
    """Checks that bytes are a photo that decodes.

    Raises:
        PhotoError: They aren't.
    """
    from slidescan.imaging.decode import decode  # lazy: cv2 costs 0.2 s

    try:
        decode(data, max_pixels=max_pixels)
    except PhotoError:
        raise
    except ValueError as error:
        raise PhotoFormatUnsupported("this is no photo", "drop another one") from error


def _write_new(path: Path, data: bytes) -> bool:
    """Writes a file under a new name; returns False if the name is taken.

    It appears complete: it is written under a hidden name first. A link takes the final name, as a
    link never replaces a file.

    Raises:
        UsageError: The folder can't be written.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
    try:
        try:
            with temporary.open("xb") as file:
                file.write(data)
            try:
                os.link(temporary, path)
            except FileExistsError:
                return False
            except OSError:
                # A file system without links: the name is taken first, then filled.
                with path.open("xb") as file:
                    file.write(data)
        finally:
            temporary.unlink(missing_ok=True)
    except FileExistsError:
        return False
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(
            f"{path.parent} can't be written ({reason})", "check the folder's permissions"
        ) from error
    return True


def _has_bytes(path: Path, data: bytes) -> bool:
    try:
        status = path.lstat()
        return status.st_size == len(data) and not path.is_symlink() and path.read_bytes() == data
    except OSError:
        return False
