"""Similar slides, and photos of the same slide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from math import log

from slidescan.core import similarity
from slidescan.core.records import Options, Similar, Slide
from slidescan.core.similarity import HASH_BITS
from slidescan.search import manager
from slidescan.search.indexes.protocol import SearchIndex
from slidescan.search.indexes.records import Filter
from slidescan.search.meaning.encoder_state import stored_encoder
from slidescan.search.meaning.registry import NONE
from slidescan.search.query import Or, Term
from slidescan.search.rank import photo_quality
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import Fingerprints

MAX_TELLING_WORDS = 12
"""Rare words of a slide to search on other slides."""

MAX_CANDIDATES = 51
"""Slides to compare because of their words, and as many because of their pictures."""

MIN_SIMILARITY = 0.15
"""The lowest similarity, 0..1, of a listed slide."""

WORDS_SHARE = 0.7
"""Share of words in the similarity of two slides; pictures make up the rest."""


MEANING_FLOOR, MEANING_CEILING = 0.3, 0.8
"""Cosines of two slides' vectors that count as 0 and as 1: slides of one matter, and the same
text read twice."""


def similar(
    catalogue: Catalogue, image: str, *, limit: int = 10, meaning: Options | None = None
) -> tuple[Similar, ...]:
    """Returns the slides most similar to one, by its rarest words, its meaning and its picture.

    Args:
        catalogue: The catalogue.
        image: The photo of the slide.
        limit: The most slides.
        meaning: The options of the encoder whose vectors to compare; None for none.
    """
    (given,) = catalogue.slides((image,))
    words = similarity.content_words(given)
    fingerprints = catalogue.fingerprints()
    by_picture = _nearest_pictures(given.detection.fingerprint, fingerprints)
    by_words = manager.answer(
        catalogue, lambda index: _with_telling_words(index, words, catalogue.count())
    )
    uses_vectors = meaning is not None and meaning.embedder != NONE
    by_meaning = _near_in_meaning(catalogue, image) if uses_vectors else {}
    candidates = dict.fromkeys((*given.duplicates, *by_picture, *by_words, *by_meaning))
    compared = sorted(
        (
            _compare(given, other, by_meaning.get(other.image, 0.0) if by_meaning else None)
            for other in catalogue.slides(tuple(candidates))
            if other != given
        ),
        key=lambda each: (-each.same, -each.score, each.slide.image),
    )
    return tuple(each for each in compared if each.same or each.score >= MIN_SIMILARITY)[:limit]


def _nearest_pictures(fingerprint: str, fingerprints: Fingerprints) -> Sequence[str]:
    """Returns the slides whose pictures have the nearest hashes."""
    if not fingerprint:
        return fingerprints.images[:MAX_CANDIDATES]
    bits = int(fingerprint, 16)
    distances = [
        (bits ^ int(other, 16)).bit_count() if other else HASH_BITS
        for other in fingerprints.pictures
    ]
    nearest = nsmallest(MAX_CANDIDATES, range(len(distances)), key=distances.__getitem__)
    return [fingerprints.images[at] for at in nearest]


def _with_telling_words(index: SearchIndex, words: Counter[str], slides: int) -> tuple[str, ...]:
    """Returns slides with the words that are rare in the index and frequent among `words`."""
    frequency = index.vocabulary.frequency
    rarity = {word: log(1 + slides / max(1, frequency(word))) for word in words}
    telling = sorted(rarity, key=lambda word: (-rarity[word] * min(words[word], 3), word))
    if not telling:
        return ()
    query = Or(tuple(Term(word) for word in telling[:MAX_TELLING_WORDS]))
    matches = index.search(query, limit=MAX_CANDIDATES, within=Filter(textless=True))
    return tuple(match.image for match in matches.best)


def _near_in_meaning(catalogue: Catalogue, image: str) -> dict[str, float]:
    """Returns how near other slides' meaning is, 0..1, by image; empty without vectors."""
    from slidescan.search.meaning.quantization import from_text, lengths  # lazy: loads numpy
    from slidescan.search.meaning.storage import open_vectors

    stored = catalogue.vectors.of((image,)).get(image) if stored_encoder(catalogue) else None
    best: dict[str, float] = {}
    if stored is None:
        return best
    codes = from_text(stored.vectors)
    vectors = open_vectors(catalogue)
    for unit in codes / lengths(codes)[:, None]:
        for each in vectors.nearest(unit, MAX_CANDIDATES):
            best[each.image] = max(best.get(each.image, 0.0), each.similarity)
    span = MEANING_CEILING - MEANING_FLOOR
    return {i: min(1.0, max(0.0, (s - MEANING_FLOOR) / span)) for i, s in best.items()}


def _compare(given: Slide, other: Slide, meaning: float | None) -> Similar:
    words = similarity.word_similarity(
        similarity.content_words(given), similarity.content_words(other)
    )
    picture = similarity.picture_similarity(
        given.detection.fingerprint, other.detection.fingerprint
    )
    score = WORDS_SHARE * max(words, meaning or 0.0) + (1 - WORDS_SHARE) * picture
    if given.textless and other.textless:
        score = picture
    return Similar(other, score, words, picture, other.image in given.duplicates, meaning)


def duplicates(catalogue: Catalogue) -> tuple[tuple[Slide, ...], ...]:
    """Returns groups of photos of one slide, ordered by path; the best photo comes first."""
    groups: list[tuple[Slide, ...]] = []
    seen: set[str] = set()
    for slide in catalogue.slides(catalogue.duplicates()):
        if slide.image not in seen:
            group = (slide, *_others(catalogue, slide, seen))
            seen.update(each.image for each in group)
            groups.append(tuple(sorted(group, key=photo_quality, reverse=True)))
    return tuple(groups)


def _others(catalogue: Catalogue, slide: Slide, seen: Iterable[str]) -> Iterator[Slide]:
    return catalogue.slides([image for image in slide.duplicates if image not in set(seen)])
