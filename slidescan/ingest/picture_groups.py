"""Copies of one picture, in other sizes and formats, have one vote about recurring lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from slidescan.core.similarity import hash_distance

MAX_COPY_BITS = 6
"""The hashes of copies differ by at most this many bits: scaling to a third changed 0 to 4."""

MIN_COMMON_SHARE = 0.5
"""Copies have this share of the shorter one's lines in common: small copies are misread."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that may vote.

    Attributes:
        image: The photo's path below the site.
        fingerprint: Its perceptual hash, hexadecimal; empty if unknown.
        line_keys: The letters of its lines.
    """

    image: str
    fingerprint: str
    line_keys: frozenset[str]


def has_vote(picture: Picture, others: Iterable[Picture]) -> bool:
    """Whether a picture votes: it is no copy of another one that shows more lines.

    Of copies with as many lines, the first by its path votes.

    Args:
        picture: The picture.
        others: All others whose hashes are near its hash.
    """
    return not any(_rank(other) < _rank(picture) and are_copies(picture, other) for other in others)


def are_copies(a: Picture, b: Picture) -> bool:
    """Whether two photos or files show one picture: hashes and lines are nearly the same."""
    if not (a.fingerprint and b.fingerprint and a.line_keys and b.line_keys):
        return False
    if hash_distance(a.fingerprint, b.fingerprint) > MAX_COPY_BITS:
        return False
    shorter = min(len(a.line_keys), len(b.line_keys))
    return len(a.line_keys & b.line_keys) >= MIN_COMMON_SHARE * shorter


def _rank(picture: Picture) -> tuple[int, str]:
    return -len(picture.line_keys), picture.image
