"""Whether an index is sound: the catalogue, its full-text index, the files that it speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from slidescan.core.records import Issue
from slidescan.errors import IndexDamaged, PhotoError
from slidescan.ingest.run import rederive
from slidescan.search import manager as fulltext
from slidescan.store.backends.sqlite import PROGRESS
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Location, folder_of
from slidescan.store.lock import exclusive, held
from slidescan.store.lookup import site_root

AGAIN = "slidescan ingest PATH"
REPAIR = "slidescan status --repair"
ANEW = "delete the index and ingest again, or import an export"


def verify(place: Location) -> tuple[Issue, ...]:
    """Look at everything; nothing is changed.

    Raises:
        IndexUnusable: There is no catalogue, or it can't be opened.
    """
    with Catalogue.open(place) as catalogue:
        damage = [Issue("damaged", "catalogue", text, ANEW) for text in catalogue.integrity()]
        if damage:
            return tuple(damage)
        strays = [
            Issue("broken", table, "a record that can't be read", REPAIR)
            for table, _ in catalogue.strays()
        ]
        if strays:
            return (*strays, *_records(catalogue))  # beyond them, nothing can be read
        findings = [*_records(catalogue), *_full_text(catalogue), *_leftovers(place)]
        return (*findings, *_files(catalogue), *_posts(catalogue))


def repair(place: Location, alt_length: int) -> tuple[Issue, ...]:
    """Mend what can be mended from what is there; returns what was.

    Raises:
        IndexUnusable: The index can't be written.
    """
    found = tuple(finding for finding in verify(place) if finding.remedy == REPAIR)
    with exclusive(place), Catalogue.open(place, write=True) as catalogue:
        with catalogue.transaction():
            catalogue.drop_strays()
        with catalogue.transaction():
            unread = {*catalogue.unread(), *catalogue.broken_readings()}
            catalogue.drop_photos(unread)
            catalogue.drop_slides({*catalogue.orphans(), *catalogue.broken(), *unread})
            catalogue.drop_unused()
            for image in catalogue.unmade():
                catalogue.underive(image)
        fulltext.drop(catalogue)
        underived = catalogue.underived()
        if underived:
            rederive(catalogue, underived, alt_length)
            with catalogue.transaction():
                catalogue.set_derived()
        fulltext.update(catalogue)
    for path in _temporary(place):
        path.unlink(missing_ok=True)
    return found


def _records(catalogue: Catalogue) -> Iterator[Issue]:
    for image in sorted({*catalogue.unread(), *catalogue.broken_readings()}):
        yield Issue("unread", image, "its reading is missing or can't be read", REPAIR)
    for image in catalogue.unmade():
        yield Issue("unmade", image, "its slide is missing", REPAIR)
    for image in catalogue.broken():
        yield Issue("broken", image, "its slide can't be read", REPAIR)
    for image in catalogue.orphans():
        yield Issue("orphan", image, "a slide without a photo", REPAIR)
    if catalogue.unused():
        text = f"{catalogue.unused()} readings belong to no photo"
        yield Issue("unused", "catalogue", text, REPAIR)


def _full_text(catalogue: Catalogue) -> Iterator[Issue]:
    changed, removed = catalogue.dirty()
    if held(catalogue.location):
        return  # a running ingest has not come so far yet
    if changed or removed:
        text = f"{len(changed) + len(removed)} slides are not in the full-text index yet"
        yield Issue("unindexed", "full-text index", text, REPAIR)
        return
    try:
        whole = fulltext.is_whole(catalogue)
    except IndexDamaged:
        return  # slides that can't be read are named already
    if not whole:
        text = "it is missing, damaged, or holds other slides"
        yield Issue("unindexed", "full-text index", text, REPAIR)


def _temporary(place: Location) -> Iterator[Path]:
    """What killed processes left behind."""
    if held(place):
        return
    folder = folder_of(place)
    yield from (path for path in (folder / PROGRESS,) if path.is_file())
    for pattern in ("*.tmp", "*.new", "*.new-journal", "pictures/.*.jpg.*"):
        yield from (path for path in sorted(folder.glob(pattern)) if path.is_file())


def _leftovers(place: Location) -> Iterator[Issue]:
    for path in _temporary(place):
        yield Issue("leftover", path.name, "left behind by a process that was killed", REPAIR)


def _files(catalogue: Catalogue) -> Iterator[Issue]:
    from slidescan.imaging.decode import digest, read_bytes

    root = site_root(catalogue)
    if not root.is_dir():
        yield Issue("gone", str(root), "the site is gone", f"{AGAIN} where it is now")
        return
    for image, photo in catalogue.photos().items():
        path = root / image
        try:
            same = digest(read_bytes(path)) == photo.sha256
        except PhotoError as error:
            yield Issue("gone", image, error.what, f"{AGAIN} --prune forgets it")
            continue
        if not same:
            yield Issue("changed", image, "it has changed since it was read", AGAIN)


def _posts(catalogue: Catalogue) -> Iterator[Issue]:
    root = site_root(catalogue)
    if not root.is_dir():
        return
    posts = catalogue.posts()
    for path, stored in posts.items():
        try:
            found = (root / path).stat()
        except OSError:
            yield Issue("gone", path, "the post is gone", AGAIN)
            continue
        if (found.st_size, found.st_mtime_ns) != (stored.size, stored.mtime):
            yield Issue("changed", path, "the post has changed since it was linked", AGAIN)
    if any(catalogue.broken()):
        return  # they are named already
    for card in catalogue.cards():
        for link in card.links:
            if link.post not in posts:
                text = f"it is linked to {link.post}, which the index doesn't hold"
                yield Issue("link", card.image, text, AGAIN)
