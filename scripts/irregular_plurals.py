"""Writes English plurals that no stemmer finds, from WordNet's list of exceptions.

    python scripts/irregular_plurals.py DICT

DICT is the folder `dict` of WordNet's database, with `noun.exc`, `index.noun` and `index.sense`.
A plural is left out if it is a noun of its own (`dive`, of `diva`), or far more often the regular
plural of another noun (`taxes`, of `taxis`), by the counts of WordNet's tagged texts.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from Stemmer import Stemmer

from slidescan.search.plurals import PLURALS_FILE

MIN_LETTERS = 3
"""The shortest plural, in letters."""

MAX_COUNT_RATIO = 20
"""The most often that the regular singular may be tagged, relative to the irregular one."""

REGULAR_ENDINGS = (("xes", "x"), ("ses", "s"), ("ches", "ch"), ("shes", "sh"), ("s", ""))
"""Endings of regular plurals, and of their singulars (WordNet's morphy)."""


def main() -> None:
    """Reads WordNet and writes the file."""
    source = Path(sys.argv[1])
    nouns = {line.split()[0] for line in _lines(source / "index.noun") if line[:1].isalpha()}
    counts: Counter[str] = Counter()
    for line in _lines(source / "index.sense"):
        sense, _, _, count = line.split()
        if "%1:" in sense:
            counts[sense.partition("%")[0]] += int(count)
    pairs = []
    for line in _lines(source / "noun.exc"):
        plural, *singulars = line.split()
        for singular in singulars:
            if _is_irregular(plural, singular) and not _is_another(plural, singular, nouns, counts):
                pairs.append(f"{plural} {singular}")
    # WordNet leaves these plurals to a rule, which would also make `norman` of the German `normen`.
    for noun in _common_nouns(source / "data.noun"):
        plural = noun.removesuffix("man") + "men"
        if noun.endswith("man") and plural not in nouns - {"men"} and _is_irregular(plural, noun):
            pairs.append(f"{plural} {noun}")
    notice = [f"# {line}".rstrip() for line in _lines(source.parent / "LICENSE")]
    PLURALS_FILE.write_text("\n".join((*notice, *sorted(set(pairs)), "")), "utf-8")
    print(f"{len(set(pairs))} plurals")


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def _common_nouns(path: Path) -> set[str]:
    """The nouns that WordNet writes with a small letter."""
    common = set()
    for line in _lines(path):
        fields = line.split()
        if fields and len(fields[0]) == 8:
            common.update(fields[4 : 4 + 2 * int(fields[3], 16) : 2])
    return {noun for noun in common if noun.islower()}


def _is_irregular(plural: str, singular: str) -> bool:
    """Whether stems don't tell that two words are one; a stem keeps its word's first letter."""
    if not (plural + singular).isascii() or not (plural + singular).isalpha():
        return False
    if len(plural) < MIN_LETTERS or plural == singular or plural[0] != singular[0]:
        return False
    stem = Stemmer("en").stemWord
    return bool(stem(plural) != stem(singular))


def _is_another(plural: str, singular: str, nouns: set[str], counts: Counter[str]) -> bool:
    if plural in nouns:
        return True
    regular = [plural.removesuffix(end) + new for end, new in REGULAR_ENDINGS if plural[-1:] == "s"]
    most = max((counts[word] for word in regular if word in nouns), default=0)
    return most > MAX_COUNT_RATIO * (1 + counts[singular])


if __name__ == "__main__":
    main()
