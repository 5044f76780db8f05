"""The full-text index beside a catalogue: brought up to date, opened, rebuilt when in doubt."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from slidescan.errors import IndexLocked, IndexUnusable
from slidescan.store.catalogue import Catalogue
from slidescan.store.lock import exclusive
from slidescan.store.search_index import SearchIndex
from slidescan.store.whoosh_index import WhooshIndex

FOLDER = "fulltext"


def languages(catalogue: Catalogue) -> tuple[str, ...]:
    """Languages whose stems the index on disk holds, as it was last brought up to date."""
    return tuple((catalogue.meta("stems") or "en").split())


def _spoken(catalogue: Catalogue) -> tuple[str, ...]:
    """Languages whose stems are worth holding: those of the slides, and English."""
    from slidescan.store.analysis import STEMMED

    return tuple(sorted({"en", *catalogue.languages()} & set(STEMMED)))


def update(catalogue: Catalogue) -> None:
    """Bring the index on disk up to date; the caller holds the lock.

    What changed is added to a copy of the last index; without a sealed one, all is indexed.

    Raises:
        IndexUnusable: It can't be written; the last state stays.
    """
    try:
        _update(catalogue)
    except OSError as error:
        raise IndexUnusable(
            f"the full-text index in {catalogue.folder} can't be written"
            f" ({(error.strerror or str(error)).lower()})",
            "check its permissions and the space on the disk, then ingest again",
        ) from error


def _update(catalogue: Catalogue) -> None:
    changed, removed = catalogue.dirty()
    spoken = _spoken(catalogue) if changed or removed else languages(catalogue)
    current = _folder(catalogue)
    label = _label(catalogue)
    sealed = current is not None and _is_sealed(current, label, spoken)
    if sealed and not changed and not removed:
        return
    number = int(current.name if current else 0) + 1
    target = catalogue.folder / FOLDER / str(number)
    shutil.rmtree(target, ignore_errors=True)
    index = None
    if sealed and current is not None:
        index = WhooshIndex.copy(current, label, spoken, target)
    if index is None:
        index = WhooshIndex.create(target, spoken)
        index.replace(catalogue.slides(), ())
    else:
        index.replace(catalogue.slides(changed), removed)
    index.close()
    if not index.seal(target, _label(catalogue, number)):
        # Without a key of one's own, no index on disk can be trusted: none is kept.
        shutil.rmtree(target, ignore_errors=True)
        return
    with catalogue.transaction():
        catalogue.set_meta("fulltext", str(number))
        catalogue.set_meta("stems", " ".join(spoken))
        catalogue.clean()
    _sweep(catalogue.folder / FOLDER, keep={str(number), current.name if current else ""})


@contextmanager
def opened(catalogue: Catalogue) -> Iterator[SearchIndex]:
    """The index, ready for searching: as it is, brought up to date, or made in memory.

    While an ingest runs, its last state answers.
    """
    index = _current(catalogue)
    if index is None or any(catalogue.dirty()):
        with contextlib.suppress(IndexLocked, IndexUnusable, OSError):
            # Nobody writes, and this user may: bring it up to date for good.
            with (
                exclusive(catalogue.folder, wait=0.0),
                Catalogue.open(catalogue.folder, write=True) as writable,
            ):
                update(writable)
            if index is not None:
                index.close()
            index = _current(catalogue)
    if index is None:
        index = WhooshIndex.in_memory(_spoken(catalogue))
        index.replace(catalogue.slides(), ())
    try:
        yield index
    finally:
        index.close()


def _current(catalogue: Catalogue) -> WhooshIndex | None:
    folder = _folder(catalogue)
    if folder is None:
        return None
    return WhooshIndex.open_sealed(folder, _label(catalogue), languages(catalogue))


def _is_sealed(folder: Path, label: str, spoken: tuple[str, ...]) -> bool:
    index = WhooshIndex.open_sealed(folder, label, spoken)
    if index is None:
        return False
    index.close()
    return True


def _folder(catalogue: Catalogue) -> Path | None:
    number = catalogue.meta("fulltext")
    if number is None or not (number.isascii() and number.isdigit()):
        return None
    return catalogue.folder / FOLDER / number


def _label(catalogue: Catalogue, number: int | None = None) -> str:
    """What a seal vouches for: this catalogue's index in this state."""
    state = number if number is not None else catalogue.meta("fulltext")
    return f"{catalogue.meta('id')} {state}"


def _sweep(folder: Path, keep: set[str]) -> None:
    """Delete older states; the last one stays for whoever is reading it."""
    for path in folder.iterdir():
        if path.name not in keep and path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        elif path.is_symlink():
            with contextlib.suppress(OSError):
                os.unlink(path)  # noqa: PTH108 - the link itself, never what it points to
