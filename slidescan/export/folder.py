"""Writes the files of an export into a folder, and touches nothing else there.

The files are made in a hidden folder beside their final paths. The folder's list
(`core.export_list`) tells which files earlier exports wrote: only these are replaced or removed,
and only if nobody has changed them since.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeAlias

from slidescan.core.export_list import (
    EXPORT_LIST_NAME,
    ExportedFile,
    ExportList,
    record_export,
)
from slidescan.core.records import Failure
from slidescan.errors import UsageError
from slidescan.export.protocol import Written
from slidescan.export.registry import FolderExport

STAGING_PREFIX = ".slidescan-new-"
"""Beginning of the names of folders in which an export's files are made; the process id follows."""

MAX_LISTED_FILES = 3
"""Number of files that an error lists."""

UNREAD_REMEDY = (
    "make the photos readable, or drop those that are gone with slidescan ingest --prune, then"
    " export again"
)

Writer: TypeAlias = Callable[[Path], Iterable[Written]]
"""Writes the files of an export into the given folder."""


def write_folder(row: FolderExport, write: Writer, out: Path) -> Iterator[Written]:
    """Writes the files of an export into a folder; yields each photo with its file.

    Args:
        row: The format.
        write: Writes the files.
        out: The folder; made if it is missing.

    Raises:
        UsageError: The folder can't be read or written, or files that no export wrote are in the
            way.
    """
    if row.replaces:
        yield from replace_files(row, write, out)
    else:
        yield from add_files(row.name, write, out)


def replace_files(row: FolderExport, write: Writer, out: Path) -> list[Written]:
    """Replaces the files of an earlier export by those that `write` makes.

    An earlier export stays as it is if any photo can't be read.

    Args:
        row: The format.
        write: Writes the files.
        out: The folder; made if it is missing.

    Raises:
        UsageError: The folder can't be read or written, or files that no export wrote are in the
            way; nothing has changed.
    """
    with _errors(out):
        listed = ExportList.read_or_raise(out)
        has_earlier = any(listed.by_format.get(name) for name in (row.name, _pending(row)))
        is_unlisted = not has_earlier and bool(row.sign) and (out / row.sign).is_file()
        if row.needs_empty_folder and not (listed.files or is_unlisted) and _holds_files(out):
            raise UsageError(
                f"{out} holds files that are not from an earlier export",
                "name an empty folder with --out",
            )
        with _staging(out) as staging:
            written = list(write(staging))
            failures = [each for each in written if isinstance(each[1], Failure)]
            if failures and (has_earlier or is_unlisted):
                refusal = Failure(
                    str(out), "not replaced, as not every photo could be read", UNREAD_REMEDY
                )
                return [*failures, (str(out), refusal)]
            made = {p: e for p, e in _made(staging, written) if not _stays(row, p, out)}
            _check_ways(made, listed, row.earlier_patterns if is_unlisted else (), out)
            _swap(row, made, listed, staging, out)
        return [
            (image, result if isinstance(result, Failure) else out / result.relative_to(staging))
            for image, result in written
        ]


def add_files(name: str, write: Writer, out: Path) -> Iterator[Written]:
    """Adds the files that `write` makes, one at a time; replaces those of earlier exports.

    Args:
        name: Name of the format.
        write: Writes the files.
        out: The folder; made if it is missing.

    Raises:
        UsageError: The folder can't be read or written.
    """
    with _errors(out):
        listed = ExportList.read_or_raise(out)
        added: dict[Path, str] = {}
        with _staging(out) as staging:
            try:
                for image, result in write(staging):
                    if isinstance(result, Failure):
                        yield image, result
                        continue
                    path = result.relative_to(staging).as_posix()
                    if _is_in_the_way(path, ExportedFile.of(result), listed, (), out):
                        yield (
                            image,
                            Failure(
                                str(out / path),
                                "in the way: no export wrote it, or it was changed since",
                                "move it away, or name another folder with --out",
                            ),
                        )
                        continue
                    _move(path, staging, out)
                    added[out / path] = image
                    yield image, out / path
            finally:
                if added:
                    record_export(out, name, added)


@contextmanager
def _errors(out: Path) -> Iterator[None]:
    """Turns errors of the file system into an error about the folder."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{out} can't be written ({reason})", "choose another --out") from error


@contextmanager
def _staging(out: Path) -> Iterator[Path]:
    """Makes a folder for new files within `out`, on the same file system; removes it afterwards."""
    is_new = not out.exists()
    out.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(out)
    staging = out / f"{STAGING_PREFIX}{os.getpid()}"
    try:
        staging.mkdir()
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        if is_new:
            with suppress(OSError):
                out.rmdir()


def _remove_abandoned(out: Path) -> None:
    """Removes folders of new files whose process has been killed."""
    if os.name != "posix":
        return
    for folder in out.glob(f"{STAGING_PREFIX}*"):
        number = folder.name.removeprefix(STAGING_PREFIX)
        if not number.isdecimal() or folder.is_symlink():
            continue
        try:
            os.kill(int(number), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (OSError, OverflowError):
            continue


def _holds_files(out: Path) -> bool:
    if not out.exists():
        return False
    return any(
        each.name != EXPORT_LIST_NAME and not each.name.startswith(STAGING_PREFIX)
        for each in out.iterdir()
    )


def _made(staging: Path, written: Iterable[Written]) -> Iterator[tuple[str, ExportedFile]]:
    """The files below `staging` in order of their paths, each with the photo that it shows."""
    image_of = {result: image for image, result in written if isinstance(result, Path)}
    for path in sorted(staging.rglob("*")):
        if path.is_file():
            entry = ExportedFile.of(path, image_of.get(path, ""))
            yield path.relative_to(staging).as_posix(), entry


def _pending(row: FolderExport) -> str:
    """Key of the list under which an export stands while its files are moved into place."""
    return f"{row.name} (under way)"


def _stays(row: FolderExport, path: str, out: Path) -> bool:
    """Whether a file is written only once, and is there."""
    return path in row.written_once and os.path.lexists(out / path)


def _is_in_the_way(
    path: str, file: ExportedFile, listed: ExportList, patterns: Sequence[str], out: Path
) -> bool:
    """Whether something that no export wrote is where a file belongs.

    A file with the same bytes isn't in the way, whoever wrote it. Symbolic links always are, the
    folders on the way to the file included.

    Args:
        path: Where the file belongs, below `out`.
        file: The file.
        listed: The files that exports wrote.
        patterns: Patterns of paths that may be replaced without being listed.
        out: The folder.

    Raises:
        OSError: What is there can't be read.
    """
    target = out / path
    inner = [folder for folder in target.parents if out in folder.parents]
    if any(folder.is_symlink() or (folder.exists() and not folder.is_dir()) for folder in inner):
        return True
    if not os.path.lexists(target):
        return False
    if target.is_symlink() or not target.is_file():
        return True
    if any(fnmatchcase(path, pattern) for pattern in patterns):
        return False
    entries = [files[path] for files in listed.by_format.values() if path in files]
    return not any(entry.is_at(target) for entry in (file, *entries))


def _check_ways(
    made: Mapping[str, ExportedFile], listed: ExportList, patterns: Sequence[str], out: Path
) -> None:
    """Refuses to replace files that no export wrote, or that were changed since.

    Raises:
        UsageError: There are such files.
        OSError: A file can't be read.
    """
    blocking = [p for p, file in made.items() if _is_in_the_way(p, file, listed, patterns, out)]
    if blocking:
        left = len(blocking) - MAX_LISTED_FILES
        more = f" and {left} more" if left > 0 else ""
        raise UsageError(
            f"{', '.join(blocking[:MAX_LISTED_FILES])}{more} in {out}: no export wrote this, or"
            " it was changed since",
            "move it away, or name another folder with --out",
        )


def _swap(
    row: FolderExport,
    made: Mapping[str, ExportedFile],
    listed: ExportList,
    staging: Path,
    out: Path,
) -> None:
    """Moves new files into place, removes those of the earlier export, and writes the list.

    The list holds the files before and after while the move is under way, so that an export that
    is killed leaves nothing that the next one doesn't know. New paths come first, pages that refer
    to them later.
    """
    started = listed.by_format.get(_pending(row), {})
    listed.with_format(_pending(row), {**started, **made}).write(out)
    changed = [path for path, file in made.items() if not file.is_at(out / path)]
    for path in sorted(changed, key=lambda path: os.path.lexists(out / path)):
        _move(path, staging, out)
    staying: dict[str, ExportedFile] = {}
    for name in (row.name, _pending(row)):
        for path, file in listed.by_format.get(name, {}).items():
            if _stays(row, path, out):
                staying[path] = file
            elif path not in made and _is_unchanged(path, file, out):
                (out / path).unlink()
                _remove_empty_folders((out / path).parent, out)
    others = {
        name: {path: file for path, file in files.items() if path not in made}
        for name, files in listed.by_format.items()
        if name not in (row.name, _pending(row))
    }
    ExportList({**others, row.name: {**staying, **made}}).write(out)


def _is_unchanged(path: str, file: ExportedFile, out: Path) -> bool:
    """Whether a listed file is there, unchanged, and not behind a symbolic link."""
    target = out / path
    inner = [folder for folder in target.parents if out in folder.parents]
    return not any(each.is_symlink() for each in (target, *inner)) and file.is_at(target)


def _move(path: str, staging: Path, out: Path) -> None:
    target = out / path
    target.parent.mkdir(parents=True, exist_ok=True)
    (staging / path).replace(target)


def _remove_empty_folders(folder: Path, out: Path) -> None:
    """Removes a folder and those above it, below `out`, that have become empty."""
    while folder != out and out in folder.parents:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
