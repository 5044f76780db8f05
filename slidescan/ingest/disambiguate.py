"""Makes the alt texts of an event's different slides differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from slidescan.alt.lexicon import Lexicon
from slidescan.ingest.assemble import PreparedSlide

MAX_DISTINCT_PHRASES = 2
"""Distinct phrases at the start of an ambiguous alt text; two leave room for others."""


def distinct_alts(
    slides: Sequence[PreparedSlide], alt_length: int, lexicon: Lexicon
) -> dict[str, str]:
    """The proposed alt text of each slide, by image.

    Args:
        slides: The slides of an event.
        alt_length: The most characters of an alt text.
        lexicon: Known words.
    """
    alts = {slide.image: slide.alt_text(alt_length, lexicon) for slide in slides}
    by_alt: dict[str, list[PreparedSlide]] = defaultdict(list)
    for slide in slides:
        if alts[slide.image]:
            by_alt[alts[slide.image].casefold()].append(slide)
    for same_alt in by_alt.values():
        alts.update(_disambiguated(same_alt, alt_length, lexicon))
    return alts


def _disambiguated(
    slides: Sequence[PreparedSlide], alt_length: int, lexicon: Lexicon
) -> Iterator[tuple[str, str]]:
    """New alt texts for slides that share one: each starts with phrases of this slide only.

    Yields nothing if the slides have the same text, and so are the same slide.
    """
    descriptions = {slide.photo.sha256: slide.description for slide in slides}
    if len(set(descriptions.values())) == 1:
        return
    phrases = {slide.image: slide.phrases(lexicon) for slide in slides}
    for slide in slides:
        others = {p for o in slides if o is not slide for p in phrases[o.image]}
        distinct = [p for p in phrases[slide.image] if p not in others][:MAX_DISTINCT_PHRASES]
        yield slide.image, slide.alt_text(alt_length, lexicon, distinct)
