"""Verifies an index: the catalogue, its full-text index, and the files that it refers to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from slidescan.core.presence import REACH_REMEDY, is_gone, is_gone_error, reason_of
from slidescan.core.records import Issue
from slidescan.errors import IndexDamaged, PhotoError
from slidescan.imaging.photo_files import digest, read_bytes
from slidescan.ingest.derive import rederive
from slidescan.ingest.differences import differences
from slidescan.ingest.missing_cards import complete_cards
from slidescan.search import manager
from slidescan.search.meaning.encoder_state import label, stored_encoder
from slidescan.search.meaning.update import restore_file
from slidescan.search.meaning.vector_file import VECTOR_FILE, is_intact
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Location
from slidescan.store.lock import exclusive, held
from slidescan.store.lookup import site_root

INGEST_REMEDY = "slidescan ingest PATH"
REPAIR_REMEDY = "slidescan status --repair"
REBUILD_REMEDY = "delete the index and ingest again, or import an export"


def verify(location: Location) -> tuple[Issue, ...]:
    """Checks everything; changes nothing.

    Raises:
        IndexUnusable: There is no catalogue, or it can't be opened.
    """
    with Catalogue.open(location) as catalogue:
        checks = catalogue.integrity
        damaged = tuple(
            Issue("damaged", "catalogue", text, REBUILD_REMEDY) for text in checks.database_errors()
        )
        if damaged:
            return damaged
        broken_rows = [
            Issue("broken", table, "a record that can't be read", REPAIR_REMEDY)
            for table, _ in checks.malformed_rows()
        ]
        if broken_rows:
            # The checks below read those tables, and would fail.
            return (*broken_rows, *_records(catalogue))
        issues = [
            *_records(catalogue),
            *_full_text(catalogue),
            *_vectors(catalogue),
            *_leftovers(catalogue),
        ]
        return (
            *issues,
            *_photos(catalogue),
            *_posts(catalogue),
            *differences(catalogue.posts(), catalogue.built.links()),
        )


def repair(location: Location, alt_length: int) -> tuple[Issue, ...]:
    """Repairs all it can without reading photos; returns the repaired issues.

    Args:
        location: The index.
        alt_length: The most characters of an alt text.

    Raises:
        IndexUnusable: The index can't be written.
    """
    issues = tuple(issue for issue in verify(location) if issue.remedy == REPAIR_REMEDY)
    with exclusive(location), Catalogue.open(location, write=True) as catalogue:
        with catalogue.transaction():
            catalogue.integrity.drop_malformed_rows()
        with catalogue.transaction():
            _drop_inconsistent(catalogue)
            catalogue.derivation.clear()
            catalogue.card_rows.clear()
        complete_cards(catalogue)
        manager.drop(catalogue)
        underived = catalogue.underived()
        if underived:
            rederive(catalogue, underived, alt_length)
            with catalogue.transaction():
                catalogue.set_derived()
        manager.update(catalogue)
        restore_file(catalogue)
    with Catalogue.open(location) as catalogue:
        for path in catalogue.integrity.leftovers():
            path.unlink(missing_ok=True)
    return issues


def _drop_inconsistent(catalogue: Catalogue) -> None:
    checks = catalogue.integrity
    unread = {*checks.photos_without_reading(), *checks.malformed_readings()}
    checks.drop_photos(unread)
    checks.drop_slides({*checks.slides_without_photo(), *checks.malformed_slides(), *unread})
    checks.drop_unused_readings()
    for image in checks.photos_without_slide():
        catalogue.underive(image)


def _records(catalogue: Catalogue) -> Iterator[Issue]:
    checks = catalogue.integrity
    for image in sorted({*checks.photos_without_reading(), *checks.malformed_readings()}):
        yield Issue("unread", image, "its reading is missing or can't be read", REPAIR_REMEDY)
    for image in checks.photos_without_slide():
        yield Issue("unmade", image, "its slide is missing", REPAIR_REMEDY)
    for image in checks.malformed_slides():
        yield Issue("broken", image, "its slide can't be read", REPAIR_REMEDY)
    for image in checks.slides_without_photo():
        yield Issue("orphan", image, "a slide without a photo", REPAIR_REMEDY)
    unused = checks.unused_readings()
    if unused:
        yield Issue("unused", "catalogue", f"{unused} readings belong to no photo", REPAIR_REMEDY)


def _full_text(catalogue: Catalogue) -> Iterator[Issue]:
    changed, removed = catalogue.dirty()
    if held(catalogue.location):
        return  # a running ingest updates the index at its end
    if changed or removed:
        text = f"{len(changed) + len(removed)} slides are not in the full-text index yet"
        yield Issue("unindexed", "full-text index", text, REPAIR_REMEDY)
        return
    try:
        is_intact = manager.is_intact(catalogue)
    except IndexDamaged:
        return  # `_records` reports the slides that can't be read
    if not is_intact:
        text = "it is missing, damaged, or holds other slides"
        yield Issue("unindexed", "full-text index", text, REPAIR_REMEDY)


def _vectors(catalogue: Catalogue) -> Iterator[Issue]:
    """The file of vectors; without one, searches read the catalogue's."""
    if held(catalogue.location) or not isinstance(catalogue.location, Path):
        return
    path = catalogue.location / VECTOR_FILE
    if stored_encoder(catalogue) and path.exists() and not is_intact(path, label(catalogue)):
        text = "it is damaged or outdated: searches by meaning read the catalogue, which is slower"
        yield Issue("unindexed", VECTOR_FILE, text, REPAIR_REMEDY)


def _leftovers(catalogue: Catalogue) -> Iterator[Issue]:
    for path in catalogue.integrity.leftovers():
        yield Issue(
            "leftover", path.name, "left behind by a process that was killed", REPAIR_REMEDY
        )


def _photos(catalogue: Catalogue) -> Iterator[Issue]:
    root = site_root(catalogue)
    if is_gone(root):
        remedy = f"{INGEST_REMEDY} where it is now"
        yield Issue("gone", str(root), "the site is gone", remedy)
        return
    for image, photo in catalogue.photos().items():
        try:
            is_same = digest(read_bytes(root / image)) == photo.sha256
        except PhotoError as error:
            if is_gone(root / image):
                yield Issue("gone", image, error.what, f"{INGEST_REMEDY} --prune forgets it")
            else:
                yield Issue("unreadable", image, error.what, error.remedy)
            continue
        if not is_same:
            yield Issue("changed", image, "it has changed since it was read", INGEST_REMEDY)


def _posts(catalogue: Catalogue) -> Iterator[Issue]:
    root = site_root(catalogue)
    if is_gone(root):
        return
    posts = catalogue.posts()
    pages = catalogue.built.links().keys()
    for path, stored in posts.items():
        try:
            status = (root / path).stat()
        except OSError as error:
            if is_gone_error(error):
                yield Issue("gone", path, "the post is gone", INGEST_REMEDY)
            else:
                yield Issue("unreadable", path, reason_of(error), REACH_REMEDY)
            continue
        if (status.st_size, status.st_mtime_ns) != (stored.size, stored.mtime):
            yield Issue("changed", path, "the post has changed since it was linked", INGEST_REMEDY)
    if any(catalogue.integrity.malformed_slides()):
        return  # `_records` reports them
    for card in catalogue.cards():
        for link in card.links:
            if link.post not in posts and link.post not in pages:
                text = f"it is linked to {link.post}, which the index doesn't hold"
                yield Issue("link", card.image, text, INGEST_REMEDY)
