"""A whole catalogue, record by record, into another: between a folder and a server."""

from __future__ import annotations

from pathlib import Path

from slidescan.errors import UsageError
from slidescan.search import manager as fulltext
from slidescan.store.archive import refuse_to_replace
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Location
from slidescan.store.lock import exclusive
from slidescan.store.lookup import site_place, trusted_root

FACTS = ("generator", "base_url", "reader", "languages", "derived")
"""What is said of the whole catalogue, and holds wherever it is."""


def copy(source: Location, target: Location, root: Path | None, *, replace: bool) -> int:
    """Copy everything that an index holds; returns how many slides that are.

    What can't be read is an error before anything is kept. Running ingests are not waited for:
    what is copied is of one moment.

    Args:
        source: From where.
        target: Where to; its index is made where there is none.
        root: The site; None for the one that the source names.
        replace: Also in place of slides that are there.

    Raises:
        UsageError: The target holds slides, or is the source.
        IndexUnusable: One of them can't be used; or the source, made elsewhere, names a site.
    """
    with Catalogue.open(source) as old:
        site = root or trusted_root(old)
        with exclusive(target), Catalogue.open(target, write=True) as new:
            if new.meta("id") == old.meta("id"):
                raise UsageError(f"{target} is the same index as {source}", "name another")
            refuse_to_replace(new, replace=replace)
            with old.at_once(), new.transaction():
                new.empty()
                _copy(old, new)
                new.set_site(site_place(target, site))
            fulltext.update(new)
            return new.count()


def _copy(old: Catalogue, new: Catalogue) -> None:
    for name in FACTS:
        value = old.meta(name)
        if value is not None:
            new.set_meta(name, value)
    # Corners first: keeping them makes a reading that is there already count as outdated.
    for corners in old.corners():
        new.put_corners(corners)
    photos = old.photos().values()
    for photo in photos:
        new.put_photo(photo)
    for sha256 in dict.fromkeys(photo.sha256 for photo in photos):
        reading = old.reading(sha256)
        if reading is not None:
            new.put_reading(reading)
    for slide in old.slides():
        new.put_slide(slide)
    for post in old.posts().values():
        new.put_post(post)
    _copy_words(old, new)
    new.set_derived()
    for image in old.underived():
        new.underive(image)


def _copy_words(old: Catalogue, new: Catalogue) -> None:
    """What persons said, what was written for them, and what failed."""
    for mend in old.edits():
        new.put_edit(mend)
    for decision in old.decisions():
        new.put_decision(decision)
    for written in sorted(old.written()):
        new.put_written(*written)
    for long_text in sorted(old.long_texts()):
        new.put_long_text(*long_text)
    for described in old.all_described():
        new.put_described(*described)
    for failure in old.failures():
        new.put_failure(failure)
