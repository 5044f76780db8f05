"""The full-text index beside a catalogue: brought up to date, opened, rebuilt when in doubt.

Whoosh holds small collections; from `MANY` slides on, SQLite's FTS5 does, where it is there. On a
server, PostgreSQL does.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from slidescan.core.records import Slide
from slidescan.core.versions import POSTGRES_FORMAT
from slidescan.errors import IndexLocked, IndexUnusable
from slidescan.search.analysis import STEMMED, Document
from slidescan.search.indexes.fts5 import FtsIndex, FullTextDamaged, is_possible, unlink
from slidescan.search.indexes.protocol import SearchIndex
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Server
from slidescan.store.lock import exclusive

if TYPE_CHECKING:
    from slidescan.search.indexes.postgres import PostgresIndex
    from slidescan.search.indexes.whoosh import WhooshIndex

Answer = TypeVar("Answer")

FOLDER = "fulltext"
FILE = "fulltext.sqlite"

MANY = 500
"""Slides from which on FTS5 answers: see docs/searching.md for what Whoosh takes."""

IN_FILE = "fts5"
"""What the catalogue says of where its index is, in place of the number of Whoosh's folder."""


def languages(catalogue: Catalogue) -> tuple[str, ...]:
    """Languages whose stems the index on disk holds, as it was last brought up to date."""
    return tuple(n for n in (catalogue.meta("stems") or "en").split() if n in {"en", *STEMMED})


def _spoken(catalogue: Catalogue) -> tuple[str, ...]:
    """Languages whose stems are worth holding: those of the slides, and English."""
    return tuple(sorted({"en", *catalogue.languages()} & set(STEMMED)))


def _documents(slides: Iterable[Slide]) -> Iterator[Document]:
    return (Document.of(slide) for slide in slides)


def update(catalogue: Catalogue) -> None:
    """Bring the index on disk up to date; the caller holds the lock.

    What changed is added to the last index; without one that can be trusted, all is indexed.

    Raises:
        IndexUnusable: It can't be written; the last state stays.
    """
    try:
        changed, removed = catalogue.dirty()
        spoken = _spoken(catalogue) if changed or removed else languages(catalogue)
        if isinstance(catalogue.location, Server):
            _update_server(catalogue, changed, removed, spoken)
        elif catalogue.count() >= MANY and is_possible():
            _update_file(catalogue, changed, removed, spoken)
        else:
            _update_folder(catalogue, changed, removed, spoken)
    except (OSError, sqlite3.DatabaseError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise IndexUnusable(
            f"the full-text index in {catalogue.location} can't be written ({reason.lower()})",
            "check its permissions and the space on the disk, then ingest again",
        ) from error


def _update_server(
    catalogue: Catalogue,
    changed: tuple[str, ...],
    removed: tuple[str, ...],
    spoken: tuple[str, ...],
) -> None:
    index = _on_server(catalogue, spoken)
    same = catalogue.meta("fulltext") == _tables(spoken)
    if same and not (changed or removed):
        return
    with catalogue.transaction():
        if same:
            index.replace(_documents(catalogue.slides(changed)), removed)
        else:
            index.clear()
            index.replace(_documents(catalogue.slides()), ())
        _set_note(catalogue, _tables(spoken), spoken)


def _on_server(catalogue: Catalogue, spoken: tuple[str, ...]) -> PostgresIndex:
    from slidescan.search.indexes.postgres import Kept, PostgresIndex

    if not isinstance(catalogue.location, Server):
        raise TypeError("an index in a folder is on no server")
    kept = catalogue.location.cache.setdefault("words", Kept())
    return PostgresIndex(catalogue.database, kept, spoken)


def _tables(spoken: tuple[str, ...]) -> str:
    """What the catalogue says of an index on a server: all is indexed anew where it changes."""
    return f"postgresql {POSTGRES_FORMAT} {'+'.join(spoken)}"


def _update_file(
    catalogue: Catalogue,
    changed: tuple[str, ...],
    removed: tuple[str, ...],
    spoken: tuple[str, ...],
) -> None:
    path = _folder(catalogue) / FILE
    label = catalogue.meta("id") or ""
    index = None
    if catalogue.meta("fulltext") == IN_FILE:
        index = FtsIndex.open(path, label, spoken, write=True)
    if index is not None and not (changed or removed):
        index.close()
        return
    if index is None or not _replaced(index, catalogue, changed, removed):
        fresh = path.with_suffix(".new")
        with contextlib.closing(FtsIndex.create(fresh, label, spoken)) as index:
            index.replace(_documents(catalogue.slides()), ())
        unlink(path)
        fresh.replace(path)
    _note(catalogue, IN_FILE, spoken)
    shutil.rmtree(_folder(catalogue) / FOLDER, ignore_errors=True)


def _replaced(
    index: FtsIndex, catalogue: Catalogue, changed: tuple[str, ...], removed: tuple[str, ...]
) -> bool:
    """Take what changed into an index; False where it turns out to be damaged.

    Once more where an earlier run was killed in between: the outcome is the same.
    """
    with contextlib.closing(index):
        try:
            index.replace(_documents(catalogue.slides(changed)), removed)
        except FullTextDamaged:
            return False
    return True


def _update_folder(
    catalogue: Catalogue,
    changed: tuple[str, ...],
    removed: tuple[str, ...],
    spoken: tuple[str, ...],
) -> None:
    from slidescan.search.indexes.whoosh import WhooshIndex

    current = _state(catalogue)
    label = _label(catalogue)
    sealed = current is not None and _is_sealed(current, label, spoken)
    if sealed and not changed and not removed:
        return
    number = int(current.name if current else 0) + 1
    target = _folder(catalogue) / FOLDER / str(number)
    shutil.rmtree(target, ignore_errors=True)
    index = None
    if sealed and current is not None:
        index = WhooshIndex.copy(current, label, spoken, target)
    if index is None:
        index = WhooshIndex.create(target, spoken)
        index.replace(_documents(catalogue.slides()), ())
    else:
        index.replace(_documents(catalogue.slides(changed)), removed)
    index.close()
    if not index.seal(target, _label(catalogue, number)):
        # Without a key of one's own, no index on disk can be trusted: none is kept.
        shutil.rmtree(target, ignore_errors=True)
        return
    _note(catalogue, str(number), spoken)
    _sweep(_folder(catalogue) / FOLDER, keep={str(number), current.name if current else ""})
    unlink(_folder(catalogue) / FILE)


def _note(catalogue: Catalogue, where: str, spoken: tuple[str, ...]) -> None:
    with catalogue.transaction():
        _set_note(catalogue, where, spoken)


def _set_note(catalogue: Catalogue, where: str, spoken: tuple[str, ...]) -> None:
    catalogue.set_meta("fulltext", where)
    catalogue.set_meta("stems", " ".join(spoken))
    catalogue.clean()


def drop(catalogue: Catalogue) -> None:
    """Forget the index on disk, so that the next update makes it anew; the caller holds the lock.

    Raises:
        IndexUnusable: It can't be removed.
    """
    try:
        with catalogue.transaction():
            catalogue.set_meta("fulltext", "")
        if isinstance(catalogue.location, Path):
            shutil.rmtree(catalogue.location / FOLDER, ignore_errors=True)
            unlink(catalogue.location / FILE)
    except OSError as error:
        raise IndexUnusable(
            f"the full-text index in {catalogue.location} can't be removed", "check its permissions"
        ) from error


def is_whole(catalogue: Catalogue) -> bool:
    """Whether the index on disk can be opened and holds just the catalogue's slides."""
    try:
        index = _current(catalogue)
        if index is None:
            return False
        with contextlib.closing(index):
            return index.count() == catalogue.count()
    except FullTextDamaged:
        return False


def answered(catalogue: Catalogue, ask: Callable[[SearchIndex], Answer]) -> Answer:
    """What the index answers; one that turns out to be damaged is made anew, and asked again."""
    try:
        with opened(catalogue) as index:
            return ask(index)
    except FullTextDamaged:
        with contextlib.suppress(IndexLocked, IndexUnusable, OSError):
            with exclusive(catalogue.location, wait=0.0):
                unlink(_folder(catalogue) / FILE)
            with opened(catalogue) as index:
                return ask(index)
        # It can't be replaced here, but done without.
        with contextlib.closing(_in_memory(catalogue)) as index:
            return ask(index)


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
                exclusive(catalogue.location, wait=0.0),
                Catalogue.open(catalogue.location, write=True) as writable,
            ):
                update(writable)
            if index is not None:
                index.close()
            index = _current(catalogue)
    if index is None:
        index = _in_memory(catalogue)
    try:
        yield index
    finally:
        index.close()


def _in_memory(catalogue: Catalogue) -> SearchIndex:
    index: SearchIndex
    if catalogue.count() >= MANY and is_possible():
        index = FtsIndex.create(Path(":memory:"), "", _spoken(catalogue))
    else:
        from slidescan.search.indexes.whoosh import WhooshIndex

        index = WhooshIndex.in_memory(_spoken(catalogue))
    index.replace(_documents(catalogue.slides()), ())
    return index


def _current(catalogue: Catalogue) -> SearchIndex | None:
    spoken = languages(catalogue)
    if isinstance(catalogue.location, Server):
        whole = catalogue.meta("fulltext") == _tables(spoken)
        return _on_server(catalogue, spoken) if whole else None
    if catalogue.meta("fulltext") == IN_FILE:
        return FtsIndex.open(_folder(catalogue) / FILE, catalogue.meta("id") or "", spoken)
    folder = _state(catalogue)
    return _sealed(folder, _label(catalogue), spoken) if folder else None


def _sealed(folder: Path, label: str, spoken: tuple[str, ...]) -> WhooshIndex | None:
    from slidescan.search.indexes.whoosh import WhooshIndex

    return WhooshIndex.open_sealed(folder, label, spoken)


def _is_sealed(folder: Path, label: str, spoken: tuple[str, ...]) -> bool:
    index = _sealed(folder, label, spoken)
    if index is None:
        return False
    index.close()
    return True


def _state(catalogue: Catalogue) -> Path | None:
    number = catalogue.meta("fulltext")
    if number is None or not (number.isascii() and number.isdigit()):
        return None
    return _folder(catalogue) / FOLDER / number


def _folder(catalogue: Catalogue) -> Path:
    """The folder of an index that is in one."""
    if not isinstance(catalogue.location, Path):
        raise TypeError("an index on a server has no folder")
    return catalogue.location


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
