"""Derives slides from readings and links, event by event.

An event is a folder of folders of photos. Lines that recur at the edges of its slides are footers
(see `recurring_lines`), its lexicon holds the words of all its slides, and its alt texts differ
(see `disambiguate`). The search for duplicates covers the whole archive (see `duplicates`).

The catalogue keeps what each photo adds to its event (see `traces`), and which words each slide
looked up. So a changed photo changes the words and votes that it adds, and only slides that these
words and votes change are derived again. The result is that of deriving all slides again, whatever
the order of the changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from slidescan.core.records import Link
from slidescan.ingest.corrections import Corrections
from slidescan.ingest.deck_pairs import DeckPairs
from slidescan.ingest.duplicates import FingerprintIndex
from slidescan.ingest.event import EventDerivation, PersonChanges
from slidescan.ingest.link_posts import links_by_image
from slidescan.search import manager
from slidescan.store.catalogue import FORGOTTEN_KEY, Catalogue
from slidescan.store.derivation import event_of
from slidescan.store.serialization import MALFORMED


def derive(
    catalogue: Catalogue,
    changed: Iterable[str],
    images: Iterable[str],
    links: Mapping[str, tuple[Link, ...]] | None,
    *,
    alt_length: int,
    rules_changed: bool = False,
) -> int:
    """Derives the slides of some photos, and all slides that change with them.

    Args:
        catalogue: Open for writing, within a transaction.
        changed: Photos whose reading or corrections may have changed.
        images: Further photos, whose links changed.
        links: The links to each image; None if no links changed.
        alt_length: The most characters of an alt text.
        rules_changed: Whether other rules derived the stored slides.

    Returns:
        How many slides were derived.
    """
    given, linked = set(changed), set(images)
    if rules_changed:
        catalogue.derivation.clear()
    try:
        return _derived(catalogue, given, linked, links, alt_length, rules_changed=rules_changed)
    except MALFORMED:
        # What was kept can't be read; it follows from the readings.
        catalogue.derivation.clear()
        return _derived(catalogue, given, linked, links, alt_length, rules_changed=rules_changed)


def _derived(
    catalogue: Catalogue,
    changed: set[str],
    linked: set[str],
    links: Mapping[str, tuple[Link, ...]] | None,
    alt_length: int,
    *,
    rules_changed: bool,
) -> int:
    by_event: dict[str, set[str]] = defaultdict(set)
    gone: Sequence[str] = ()
    if catalogue.meta(FORGOTTEN_KEY):
        gone = catalogue.derivation.without_photo()
        catalogue.set_meta(FORGOTTEN_KEY, "")
    for image in (*changed, *gone):
        by_event[event_of(image)].add(image)
    for event in tuple(by_event):
        missing = catalogue.derivation.without_trace(event)
        by_event[event].update(image for image in missing if event_of(image) == event)
    fingerprints = FingerprintIndex(catalogue)
    history = catalogue.edits.history()
    changes = PersonChanges(Corrections.of(history), DeckPairs.of(catalogue, history))
    derived: set[str] = set()
    for event in sorted(by_event):
        derivation = EventDerivation(
            catalogue,
            event,
            fingerprints,
            changes,
            links,
            alt_length,
            compare_all=rules_changed,
        )
        derived |= derivation.run(sorted(by_event[event]))
    if links is not None:
        _put_links(catalogue, sorted(linked - derived), links)
    return len(derived)


def _put_links(
    catalogue: Catalogue, images: Sequence[str], links: Mapping[str, tuple[Link, ...]]
) -> None:
    """Stores the links of slides that are otherwise as before."""
    for slide in catalogue.slides(images):
        catalogue.put_slide(replace(slide, links=links.get(slide.image, ())))


def rederive(catalogue: Catalogue, images: Sequence[str], alt_length: int) -> None:
    """Derives the slides of some photos from their stored readings, and indexes them.

    Args:
        catalogue: Open for writing.
        images: The photos' paths.
        alt_length: The most characters of an alt text.
    """
    with catalogue.transaction():
        links = None
        if catalogue.integrity.lacks_slides(images):
            links = links_by_image(catalogue.posts().values(), catalogue.built.links())
        derive(catalogue, images, (), links, alt_length=alt_length)
    manager.update(catalogue)
