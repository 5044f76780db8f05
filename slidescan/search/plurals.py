"""English plurals that a stemmer misses: `indices` of `index`, `children` of `child`.

`irregular_plurals.txt` is WordNet's list of exceptions (Fellbaum 1998), without the plurals that
the stemmer finds; `scripts/irregular_plurals.py` writes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

PLURALS_FILE = Path(__file__).with_name("irregular_plurals.txt")
"""Each line has a plural and its singular."""


def singulars(plural: str) -> tuple[str, ...]:
    """Returns the singular forms of a folded irregular plural; none of any other word."""
    return _listed().get(plural, ())


@cache
def _listed() -> Mapping[str, tuple[str, ...]]:
    text = PLURALS_FILE.read_text("utf-8")
    pairs = (line.split() for line in text.splitlines() if line[:1] != "#")
    read: dict[str, tuple[str, ...]] = {}
    for plural, singular in pairs:
        read[plural] = (*read.get(plural, ()), singular)
    return read
