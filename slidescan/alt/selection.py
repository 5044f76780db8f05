"""Chooses the phrases that tell the most within a limited length.

A search over the phrases in order keeps the best choices so far (a beam, as in Lowerre, The HARPY
Speech Recognition System, 1976). A word counts once, however often it is chosen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from slidescan.alt.draft import Phrase
from slidescan.core.text import is_stop_word, words

MAX_SEARCHED_PHRASES = 40
"""The search covers at most this many phrases."""

BEAM_WIDTH, MAX_CANDIDATES = 24, 6
"""So many choices are kept after each phrase, and so many of the last are returned."""

JOINT_CHARS = 2
"""Characters between two phrases."""

LEVEL_DECAY = 0.06
"""How much less a word counts with each level of its phrase."""

POSITION_DECAY = 0.02
"""How much less a word counts with each phrase before its own."""

RANK_WEIGHTS: tuple[tuple[int, float], ...] = ((50, 0.1), (10, 0.25))
"""What a word counts from a level on: details of drawings, and what stands around the content."""

RECURRING_WEIGHT = 0.5
"""How much more a word counts that several phrases have: the slide is about it."""

NUMBER_WEIGHT = 0.5
"""How much more a number of several digits counts; single ones number boxes."""

FIRST_WEIGHT, HEAD_WEIGHT, RESULT_WEIGHT = 1.5, 1.3, 1.5
"""How many times as much the words of the first phrase count, of phrases with parts, and of those
with at least two quantities, such as before and after: they are results."""

_QUANTITY = re.compile(r"\d\s?(?:[%€$£×]|[^\W\d_]{1,3}\b)|[€$£]\s?\d")


@dataclass(frozen=True, slots=True)
class _Choice:
    """Chosen phrases.

    Attributes:
        forms: The chosen form of each phrase, by index.
        length: Their characters with what joins them.
        terms: The words, a bit for each.
        score: What they tell.
    """

    forms: tuple[tuple[int, str], ...]
    length: int
    terms: int
    score: float


class Informativeness:
    """Tells how much phrases say beside a title.

    Args:
        phrases: The phrases.
        title: The title, whose words count nothing.
    """

    def __init__(self, phrases: Sequence[Phrase], title: str) -> None:
        self._weights = [_weight(i, phrases) for i in range(len(phrases))]
        terms = [frozenset(words(phrase.text)) for phrase in phrases]
        counts = Counter(term for of_phrase in terms for term in of_phrase)
        in_title = frozenset(words(title))
        counting = [t for t in counts if t not in in_title and not is_stop_word(t)]
        self._bits = {term: 1 << i for i, term in enumerate(counting)}
        self._recurring = self._mask(t for t in counting if counts[t] > 1)
        self._numbers = self._mask(t for t in counting if sum(c.isdigit() for c in t) > 1)

    def terms(self, text: str) -> int:
        """The counting words of a text, a bit for each."""
        return self._mask(words(text))

    def gain(self, i: int, new: int) -> float:
        """What a phrase tells.

        Args:
            i: Its index.
            new: Its words that nothing before it says.
        """
        count = new.bit_count() + RECURRING_WEIGHT * (new & self._recurring).bit_count()
        count += NUMBER_WEIGHT * (new & self._numbers).bit_count()
        return self._weights[i] * count

    def score(self, chosen: Mapping[int, str]) -> float:
        """What chosen phrases tell."""
        before, total = 0, 0.0
        for i in sorted(chosen):
            mask = self.terms(chosen[i])
            total += self.gain(i, mask & ~before)
            before |= mask
        return total

    def _mask(self, terms: Iterator[str] | Sequence[str]) -> int:
        mask = 0
        for term in terms:
            mask |= self._bits.get(term, 0)
        return mask


def _weight(i: int, phrases: Sequence[Phrase]) -> float:
    """What a word of a phrase counts."""
    level = phrases[i].level
    for least, weight in RANK_WEIGHTS:
        if level >= least:
            return weight
    weight = FIRST_WEIGHT if i == 0 else 1.0
    if any(phrase.parent == i for phrase in phrases):
        weight *= HEAD_WEIGHT
    if len(_QUANTITY.findall(phrases[i].text)) > 1:
        weight *= RESULT_WEIGHT
    return weight / (1 + LEVEL_DECAY * (level - 1) + POSITION_DECAY * i)


def best_choices(
    phrases: Sequence[Phrase], room: int, telling: Informativeness
) -> Iterator[dict[int, str]]:
    """The choices that tell the most, the best first.

    Args:
        phrases: The phrases; a parent comes before its own.
        room: About how many characters they may take.
        telling: Tells how much they say.
    """
    beam = [_Choice((), 0, 0, 0.0)]
    for i, phrase in enumerate(phrases[:MAX_SEARCHED_PHRASES]):
        forms = [(form, telling.terms(form)) for form in (phrase.text, *phrase.shorter)]
        longer: list[_Choice] = []
        for choice in beam:
            if phrase.parent >= 0 and all(j != phrase.parent for j, _ in choice.forms):
                continue
            for form, mask in forms:
                length = choice.length + len(form) + JOINT_CHARS
                if length <= room:
                    gain = telling.gain(i, mask & ~choice.terms)
                    longer.append(
                        _Choice(
                            (*choice.forms, (i, form)),
                            length,
                            choice.terms | mask,
                            choice.score + gain,
                        )
                    )
        before = beam if not phrase.is_required else []
        beam = _pruned([*before, *longer] or beam, room)
    for choice in beam[:MAX_CANDIDATES]:
        yield dict(choice.forms)


def _pruned(choices: Sequence[_Choice], room: int) -> list[_Choice]:
    """The choices that tell the most, and those that tell the most for their length."""
    by_score = sorted(choices, key=lambda c: (-c.score, c.length))
    dense = sorted(choices, key=lambda c: (-c.score * room / (room / 3 + c.length), c.length))
    half = BEAM_WIDTH // 2
    chosen = {id(c): c for c in (*by_score[:half], *dense[:half])}
    return sorted(chosen.values(), key=lambda c: (-c.score, c.length))
