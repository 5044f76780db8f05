"""Derives slides from readings and links, event by event.

An event is a folder of folders of photos. Lines that recur at the edges of its slides are footers
(see `recurring_lines`), its lexicon holds the words of all its slides, and its alt texts differ
(see `disambiguate`). The search for duplicates covers the whole archive (see `duplicates`).
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from slidescan.alt.lexicon import Lexicon
from slidescan.core.records import Line, Link, Slide
from slidescan.core.text import guess_language
from slidescan.ingest.assemble import PreparedSlide, assemble
from slidescan.ingest.corrections import Corrections
from slidescan.ingest.deck_pairs import DeckPairs
from slidescan.ingest.disambiguate import distinct_alts
from slidescan.ingest.duplicates import FingerprintIndex, with_duplicates
from slidescan.ingest.link_posts import links_by_image
from slidescan.ingest.recurring_lines import apply_consensus, recurring_lines
from slidescan.search import manager
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import StoredPhoto, StoredReading


def derive(
    catalogue: Catalogue,
    folders: Iterable[str],
    images: Iterable[str],
    links: Mapping[str, tuple[Link, ...]],
    *,
    alt_length: int,
    rules_changed: bool = False,
) -> int:
    """Derives the slides of some photos and of all photos that depend on them.

    Args:
        catalogue: Open for writing, within a transaction.
        folders: Folders whose photos changed.
        images: Further photos to derive slides for.
        links: The links to each image.
        alt_length: The most characters of an alt text.
        rules_changed: Whether other rules derived the stored slides.

    Returns:
        How many slides changed.
    """
    photos = catalogue.photos()
    affected = _affected(photos, folders, images)
    by_folder: dict[str, list[str]] = defaultdict(list)
    for image in photos:
        by_folder[posixpath.dirname(image)].append(image)
    fingerprints = FingerprintIndex(catalogue)
    history = catalogue.edits.history()
    changes = _Changes(Corrections.of(history), DeckPairs.of(catalogue, history))
    changed = 0
    for event in sorted({_event(image) for image in affected}):
        siblings = {
            folder: _Folder(catalogue, {image: photos[image].sha256 for image in by_folder[folder]})
            for folder in by_folder
            if posixpath.dirname(folder) == event
        }
        slides = _event_slides(siblings, affected, changes, links, alt_length)
        for slide in with_duplicates(catalogue, slides, fingerprints, compare_all=rules_changed):
            changed += catalogue.put_slide(slide)
    return changed


def rederive(catalogue: Catalogue, images: Sequence[str], alt_length: int) -> None:
    """Derives the slides of some photos from their stored readings, and indexes them.

    Args:
        catalogue: Open for writing.
        images: The photos' paths.
        alt_length: The most characters of an alt text.
    """
    with catalogue.transaction():
        links = links_by_image(catalogue.posts().values(), catalogue.built.links())
        folders = {posixpath.dirname(image) for image in images}
        derive(catalogue, folders, images, links, alt_length=alt_length)
    manager.update(catalogue)


def _event(image: str) -> str:
    return posixpath.dirname(posixpath.dirname(image))


def _affected(
    photos: Mapping[str, StoredPhoto], folders: Iterable[str], images: Iterable[str]
) -> set[str]:
    """The photos to derive: those of the folders' events, `images`, and all with the same bytes."""
    events = {posixpath.dirname(folder) for folder in folders}
    affected = {image for image in photos if _event(image) in events}
    affected |= {image for image in images if image in photos}
    contents = {photos[image].sha256 for image in affected}
    return {image for image, photo in photos.items() if photo.sha256 in contents}


@dataclass(frozen=True, slots=True)
class _Changes:
    """What people changed: corrections, and the pages of decks that photos show."""

    corrections: Corrections
    pairs: DeckPairs


class _Folder:
    """The photos of one folder.

    Args:
        catalogue: Holds their readings.
        photos: The SHA-256 of each photo, by its path.
    """

    def __init__(self, catalogue: Catalogue, photos: Mapping[str, str]) -> None:
        self._catalogue = catalogue
        self._photos = photos
        self.images = photos.keys()

    def readings(self) -> Iterator[tuple[str, StoredReading]]:
        """Streams photos with their readings: an event's readings may not fit in memory."""
        for image, sha256 in self._photos.items():
            reading = self._catalogue.reading(sha256)
            if reading is not None:
                yield image, reading


def _event_slides(
    folders: Mapping[str, _Folder],
    affected: Set[str],
    changes: _Changes,
    links: Mapping[str, tuple[Link, ...]],
    alt_length: int,
) -> dict[str, Slide]:
    """The affected slides of one event, without duplicates, by image."""
    lexicon = Lexicon.of(
        r.reading.lines for folder in folders.values() for _, r in folder.readings()
    )
    prepared_slides = list(_prepared_slides(folders, affected, changes, lexicon))
    alts = distinct_alts(prepared_slides, alt_length, lexicon)
    return {
        prepared.image: assemble(
            prepared,
            alts[prepared.image],
            personal_alt=changes.corrections.alt_of(prepared.image, prepared.photo),
            links=links.get(prepared.image, ()),
        )
        for prepared in prepared_slides
    }


def _prepared_slides(
    folders: Mapping[str, _Folder],
    affected: Set[str],
    changes: _Changes,
    lexicon: Lexicon,
) -> Iterator[PreparedSlide]:
    in_event = recurring_lines(r for folder in folders.values() for _, r in folder.readings())
    keys = {line.key for line in in_event}
    for _, folder in sorted(folders.items()):
        if affected.isdisjoint(folder.images):
            continue
        in_folder = recurring_lines(r for _, r in folder.readings()) if len(folders) > 1 else ()
        recurring = (*in_event, *(line for line in in_folder if line.key not in keys))
        for image, stored in folder.readings():
            if image in affected:
                lines = split_joined_words(apply_consensus(stored, recurring), lexicon)
                reading = replace(stored.reading, lines=lines)
                reading, page = changes.pairs.apply(reading, stored.photo)
                lines = changes.corrections.apply_to_lines(reading.lines, image, stored.photo)
                yield PreparedSlide.of(
                    *(image, stored.photo, stored.detection, replace(reading, lines=lines)),
                    *(stored.kind, page),
                )


def split_joined_words(lines: Sequence[Line], lexicon: Lexicon) -> tuple[Line, ...]:
    """Splits words that the engine joined; `raw_text` keeps the engine's text."""
    language = guess_language("\n".join(line.text for line in lines)) or "en"
    return tuple(_split(line, lexicon.split_joined_words(line.text, language)) for line in lines)


def _split(line: Line, text: str) -> Line:
    return (
        line if text == line.text else replace(line, text=text, raw_text=line.raw_text or line.text)
    )
