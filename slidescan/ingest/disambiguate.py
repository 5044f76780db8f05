"""Alt texts of an event's slides; those of different slides differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from slidescan.alt.lexicon import Lexicon
from slidescan.ingest.assemble import Draft

MAX_DISTINCT_PHRASES = 2
"""Phrases of its own that an ambiguous alt text starts with: two leave room for others."""


def distinct_alts(drafts: Sequence[Draft], alt_length: int, lexicon: Lexicon) -> dict[str, str]:
    """The proposed alt text of each slide, by image.

    Args:
        drafts: The slides of an event.
        alt_length: The most characters of an alt text.
        lexicon: Known words.
    """
    alts = {draft.image: draft.alt_text(alt_length, lexicon) for draft in drafts}
    by_alt: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if alts[draft.image]:
            by_alt[alts[draft.image].casefold()].append(draft)
    for same_alt in by_alt.values():
        alts.update(_disambiguated(same_alt, alt_length, lexicon))
    return alts


def _disambiguated(
    drafts: Sequence[Draft], alt_length: int, lexicon: Lexicon
) -> Iterator[tuple[str, str]]:
    """New alt texts for slides that share one: each starts with phrases that only it has.

    Yields nothing if the slides have the same text, and so are the same slide.
    """
    descriptions = {draft.photo.sha256: draft.description for draft in drafts}
    if len(set(descriptions.values())) == 1:
        return
    phrases = {draft.image: draft.phrases(lexicon) for draft in drafts}
    for draft in drafts:
        others = {p for o in drafts if o is not draft for p in phrases[o.image]}
        distinct = [p for p in phrases[draft.image] if p not in others][:MAX_DISTINCT_PHRASES]
        yield draft.image, draft.alt_text(alt_length, lexicon, distinct)
