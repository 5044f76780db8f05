"""The similarity of slides: of their words, and of their pictures by perceptual hashes.

`docs/research/searching.md` describes how the thresholds were measured.
"""

from __future__ import annotations

import struct
from collections import Counter
from functools import lru_cache
from hashlib import blake2b

from slidescan.core.records import Slide
from slidescan.core.text import words

HASH_BITS = 64
"""The length of a perceptual hash (`imaging.phash`) and of a `simhash`, bits."""

LANE_BITS = 32
"""Bits that count how many words have a bit of their hash set."""

MAX_HASHED_WORDS = 1 << 16
"""Words whose hashes stay in memory."""

MIN_UNRELATED_BITS = 24
"""Pictures are unrelated if at least this many bits of their hashes differ. Random hashes differ in
half of their bits, but different slides look more alike than random pictures."""

MIN_WORD_SIMILARITY, MIN_EQUAL_WORD_SIMILARITY = 0.85, 0.93
"""Below the first word similarity, two photos never show the same slide. From the second on, they
do even if their pictures differ."""

MAX_HASH_BITS, MAX_SHORT_TEXT_HASH_BITS, MAX_TEXTLESS_HASH_BITS = 24, 10, 5
"""Pictures of the same slide differ in at most this many bits of their hashes: for slides with many
words, with few, with none."""

MIN_LONG_TEXT_WORDS = 8
"""A slide with fewer words than this has few words."""

MIN_EVIDENCE_CONFIDENCE, MIN_EVIDENCE_CHARS = 0.9, 2
"""A word tells two slides apart only if its line has this confidence and the word this length; a
number may have a single digit (`Demo 1`, `+7%`)."""

MISREAD_CHARS_PER_EDIT = 3
"""One edit for every so many characters of a word may be a misreading."""


def content_words(slide: Slide) -> Counter[str]:
    """The words of a slide's title and body, and how often each occurs."""
    lines = (line.text for line in slide.reading.lines if line.is_content)
    return Counter(word for line in lines for word in words(line) if len(word) > 1)


def word_similarity(a: Counter[str], b: Counter[str]) -> float:
    """Similarity of two texts, 0..1: the share of their words that both have (Dice 1945)."""
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 0.0


def hash_distance(a: str, b: str) -> int:
    """The number of bits in which two perceptual hashes differ; all bits if a hash is empty."""
    if not a or not b:
        return HASH_BITS
    return (int(a, 16) ^ int(b, 16)).bit_count()


def simhash(slide: Slide) -> str:
    """A hash of a slide's words; slides with similar words have similar hashes.

    Each bit has the value that most words' hashes have there (Charikar 2002, "Similarity
    Estimation Techniques from Rounding Algorithms").

    Returns:
        64 bits in hexadecimal; empty if the slide has no words.
    """
    counts = content_words(slide)
    if not counts:
        return ""
    lanes = sum(map(_bit_lanes, counts)).to_bytes(HASH_BITS * LANE_BITS // 8, "little")
    ones = struct.unpack(f"<{HASH_BITS}I", lanes)
    return f"{sum(1 << bit for bit, count in enumerate(ones) if 2 * count > len(counts)):016x}"


@lru_cache(maxsize=MAX_HASHED_WORDS)
def _bit_lanes(word: str) -> int:
    """The hash of a word with each bit in a lane of its own, so that a sum counts each bit."""
    bits = int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big")
    return sum(1 << LANE_BITS * bit for bit in range(HASH_BITS) if bits >> bit & 1)


def picture_similarity(a: str, b: str) -> float:
    """Similarity of two pictures by their perceptual hashes, 0..1."""
    return max(0.0, 1.0 - hash_distance(a, b) / MIN_UNRELATED_BITS)


def is_same_slide(a: Slide, b: Slide) -> bool:
    """Whether two photos show the same slide.

    Their words must be similar; the fewer words, the more similar the pictures must be. If each
    photo has a clearly read word that the other lacks, they show two slides (`Before` and
    `After`, last year's figures and this year's).
    """
    if a.photo.sha256 == b.photo.sha256:
        return True
    distance = hash_distance(a.detection.fingerprint, b.detection.fingerprint)
    first, second = content_words(a), content_words(b)
    if not first and not second:
        return distance <= MAX_TEXTLESS_HASH_BITS
    similarity = word_similarity(first, second)
    if similarity < MIN_WORD_SIMILARITY:
        return False
    of_first, of_second = _evidence_words(a), _evidence_words(b)
    if _has_evidence(a, of_first, of_second) and _has_evidence(b, of_second, of_first):
        return False
    if min(_count_plain_words(first), _count_plain_words(second)) < MIN_LONG_TEXT_WORDS:
        return distance <= MAX_SHORT_TEXT_HASH_BITS
    return similarity >= MIN_EQUAL_WORD_SIMILARITY or distance <= MAX_HASH_BITS


def _count_plain_words(counts: Counter[str]) -> int:
    """The number of different words without digits: the axes of charts share many numbers."""
    return sum(word.isalpha() for word in counts)


def _evidence_words(slide: Slide) -> Counter[str]:
    """The words of a slide's title and body that may tell it apart from another slide."""
    lines = (line.text for line in slide.reading.lines if line.is_content)
    return Counter(word for line in lines for word in words(line) if _is_evidence(word))


def _is_evidence(word: str) -> bool:
    return len(word) >= MIN_EVIDENCE_CHARS or word.isdecimal()


def _has_evidence(slide: Slide, counts: Counter[str], others: Counter[str]) -> bool:
    """Whether a slide has a clearly read word that the other slide lacks, even misread."""
    missing = counts - others
    candidates = tuple(others - counts)
    clear = {
        word
        for line in slide.reading.lines
        if line.is_content and line.confidence >= MIN_EVIDENCE_CONFIDENCE
        for word in words(line.text)
    }
    return any(
        word in clear and not any(_may_be_misread(word, other) for other in candidates)
        for word in missing
    )


def _may_be_misread(a: str, b: str) -> bool:
    """Whether one word may be a misreading of the other; words with digits never are."""
    from rapidfuzz.distance import Levenshtein  # lazy: `search` starts without it

    if any(c.isdigit() for c in a + b):
        return False
    most = max(1, len(a) // MISREAD_CHARS_PER_EDIT)
    return Levenshtein.distance(a, b, score_cutoff=most) <= most
