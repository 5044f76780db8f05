"""From readings and links to slides: what only the neighbours of a photo tell.

Lines that return at the edge of many slides of a folder, or of the folders of an event, are
footers (see `returning`); photos of the same slide are duplicates of each other (see
`duplicates`).
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from slidescan.alt.lexicon import Lexicon
from slidescan.alt.short import alt_text, phrases_of
from slidescan.core.frames import frame_of
from slidescan.core.records import Line, Link, Slide
from slidescan.core.text import guess_language
from slidescan.ingest.assemble import assemble
from slidescan.ingest.corrections import Mended
from slidescan.ingest.duplicates import FingerprintIndex, with_duplicates
from slidescan.ingest.recurring_lines import RecurringLine, apply_consensus, recurring_lines
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import StoredReading


def derive(
    catalogue: Catalogue,
    folders: Iterable[str],
    images: Iterable[str],
    links: Mapping[str, tuple[Link, ...]],
    *,
    alt_length: int,
) -> int:
    """Make the slides of `folders`, and those of `images`, anew; returns how many changed."""
    photos = catalogue.photos()
    by_folder: dict[str, list[str]] = defaultdict(list)
    by_bytes: dict[str, list[str]] = defaultdict(list)
    for image, photo in photos.items():
        by_folder[posixpath.dirname(image)].append(image)
        by_bytes[photo.sha256].append(image)
    # What returns on the slides of an event returns in the folders beside, too.
    events = {posixpath.dirname(folder) for folder in folders}
    beside = [folder for folder in by_folder if posixpath.dirname(folder) in events]
    wanted = {image for folder in beside for image in by_folder[folder]}
    wanted |= {image for image in images if image in photos}
    for image in tuple(wanted):
        wanted.update(by_bytes[photos[image].sha256])

    def readings(folder: str) -> Iterator[tuple[str, StoredReading]]:
        for image in by_folder[folder]:
            reading = catalogue.reading(photos[image].sha256)
            if reading is not None:
                yield image, reading

    changed = 0
    prints = FingerprintIndex(catalogue)
    mended = Mended.of(catalogue.edits())
    by_event: dict[str, set[str]] = defaultdict(set)
    for image in wanted:
        folder = posixpath.dirname(image)
        by_event[posixpath.dirname(folder)].add(folder)
    for event in sorted(by_event):
        siblings = [folder for folder in by_folder if posixpath.dirname(folder) == event]
        everywhere = recurring_lines(r for folder in siblings for _, r in readings(folder))
        known = {line.key for line in everywhere}
        lexicon = Lexicon.of(r.reading.lines for folder in siblings for _, r in readings(folder))
        made: list[Slide] = []
        for folder in sorted(by_event[event]):
            here = recurring_lines(r for _, r in readings(folder)) if len(siblings) > 1 else ()
            voted = (*everywhere, *(line for line in here if line.key not in known))
            for image, reading in readings(folder):
                if image in wanted:
                    made.append(_slide(image, reading, voted, mended, alt_length, lexicon))
        told = map(mended.worded, _told_apart(made, alt_length, lexicon))
        fresh = {s.image: replace(s, links=links.get(s.image, ())) for s in told}
        for slide in with_duplicates(catalogue, fresh, prints):
            changed += catalogue.put_slide(slide)
    return changed


def _parted(lines: Iterable[Line], lexicon: Lexicon) -> Iterator[Line]:
    """Lines in which words that were run together stand apart; what was read is kept."""
    listed = tuple(lines)
    language = guess_language("\n".join(line.text for line in listed)) or "en"
    for line in listed:
        text = lexicon.parted(line.text, language)
        if text == line.text:
            yield line
        else:
            yield replace(line, text=text, read=line.read or line.text)


def _told_apart(made: Sequence[Slide], alt_length: int, lexicon: Lexicon) -> Iterator[Slide]:
    """Slides of an event, those with one alt text told apart by what only they say."""
    by_alt: dict[str, list[Slide]] = defaultdict(list)
    for slide in made:
        by_alt[slide.alt.casefold()].append(slide)
    for alike in by_alt.values():
        texts = {slide.photo.sha256: slide.description for slide in alike}
        if len(set(texts.values())) == 1 or not alike[0].alt:
            yield from alike
            continue
        phrases = {slide.image: _phrases(slide, lexicon) for slide in alike}
        for slide in alike:
            others = {p for o in alike if o is not slide for p in phrases[o.image]}
            apart = [p for p in phrases[slide.image] if p not in others][:2]
            yield replace(
                slide,
                alt=alt_text(
                    slide.reading.lines,
                    most=alt_length,
                    kind=slide.kind,
                    language=slide.language,
                    frame=frame_of(slide.photo, slide.detection),
                    lexicon=lexicon,
                    apart=apart,
                ),
            )


def _phrases(slide: Slide, lexicon: Lexicon) -> list[str]:
    frame = frame_of(slide.photo, slide.detection)
    return phrases_of(slide.reading.lines, language=slide.language, frame=frame, lexicon=lexicon)


def _slide(
    image: str,
    stored: StoredReading,
    voted: Sequence[RecurringLine],
    mended: Mended,
    alt_length: int,
    lexicon: Lexicon,
) -> Slide:
    lines = tuple(_parted(apply_consensus(stored, voted), lexicon))
    return assemble(
        image,
        stored.photo,
        stored.detection,
        replace(stored.reading, lines=mended.corrected(lines, image, stored.photo)),
        alt_length=alt_length,
        kind=stored.kind,
        lexicon=lexicon,
    )
