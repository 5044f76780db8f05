"""How alike two slides are: by their words, and by a perceptual hash of their pictures."""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b

from slidescan.core.records import Slide
from slidescan.core.text import words

BITS = 64
"""Bits of a fingerprint (see `vision.similar`)."""

UNLIKE = 24
"""Bits by which the pictures of different slides differ, at least: half of all, but for what
slides have in common."""

FEW_WORDS = 8


def said(slide: Slide) -> Counter[str]:
    """The words of a slide, without what returns at its edges, each as often as it stands there."""
    lines = (line.text for line in slide.reading.lines if line.role != "footer")
    return Counter(word for line in lines for word in words(line) if len(word) > 1)


def same_words(a: Counter[str], b: Counter[str]) -> float:
    """Likeness of two texts, 0..1: the share of words that both have (Dice 1945)."""
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 0.0


def distance(a: str, b: str) -> int:
    """Bits by which two fingerprints differ; all, where one of them is missing."""
    if not a or not b:
        return BITS
    return (int(a, 16) ^ int(b, 16)).bit_count()


def words_hash(slide: Slide) -> str:
    """A hash of a slide's words that slides with nearly the same words share, nearly.

    64 bits in hexadecimal, each what most words' own hashes have there (Charikar 2002, "Similarity
    Estimation Techniques from Rounding Algorithms"); empty where it says nothing.
    """
    counts = said(slide)
    if not counts:
        return ""
    sums = [0] * BITS
    for word in counts:
        own = int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big")
        for bit in range(BITS):
            sums[bit] += 1 if own >> bit & 1 else -1
    return f"{sum(1 << bit for bit, total in enumerate(sums) if total > 0):016x}"


def same_picture(a: str, b: str) -> float:
    """Likeness of two pictures by their fingerprints, 0..1."""
    return max(0.0, 1.0 - distance(a, b) / UNLIKE)


def same_slide(a: Slide, b: Slide) -> bool:
    """Whether two photos show the same slide.

    They must say the same; the fewer words there are, the more they must look alike. Where each
    says something that the other doesn't, and that was read surely, they are two slides, however
    alike (`Before`, `After`; last year's figures and this year's).
    """
    if a.photo.sha256 == b.photo.sha256:
        return True
    apart = distance(a.detection.fingerprint, b.detection.fingerprint)
    first, second = said(a), said(b)
    if not first and not second:
        return apart <= TEXTLESS_APART
    alike = same_words(first, second)
    if alike < SAME or (_only(a, first, second) and _only(b, second, first)):
        return False
    if min(_letters_only(first), _letters_only(second)) < FEW_WORDS:
        return apart <= FEW_APART
    return alike >= SURELY or apart <= APART


def _letters_only(counts: Counter[str]) -> int:
    """Different words, without figures: axes of charts have many in common."""
    return sum(word.isalpha() for word in counts)


def _only(slide: Slide, own: Counter[str], other: Counter[str]) -> bool:
    """Whether a slide says something surely that is no misreading of what another says."""
    missing = own - other
    unlike = tuple(other - own)
    sure = {
        word
        for line in slide.reading.lines
        if line.role != "footer" and line.confidence >= SURE
        for word in words(line.text)
    }
    return any(
        word in sure and len(word) >= SHORTEST and not any(_misread(word, o) for o in unlike)
        for word in missing
    )


def _misread(a: str, b: str) -> bool:
    """Whether two words may be one; figures are what they are."""
    from rapidfuzz.distance import Levenshtein

    if any(c.isdigit() for c in a + b):
        return False
    most = max(1, len(a) // 3)
    return Levenshtein.distance(a, b, score_cutoff=most) <= most


SURE = 0.9
SHORTEST = 2
"""Confidence of a line, and letters of a word, from which on it tells two slides apart."""

SAME, SURELY = 0.85, 0.93
APART, FEW_APART, TEXTLESS_APART = 24, 10, 5
"""Likeness of words from which, and bits up to which, two photos show one slide; see
docs/searching.md for what was measured."""
