"""Which words are known: from dictionaries, and from the other slides of an event.

A reader is rarely unsure of a whole line where it misread one letter, but what it makes of a
word is then hardly ever one: of words that no dictionary holds on lines read with less than 0.95,
one in ten was right; of those that one holds, nine in ten, and above that all but one of 1,349.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from slidescan.core.records import Line
from slidescan.core.text import fold, look

SURE = 0.8
"""Lines read with less confidence than this are not trusted at all."""

SURE_UNKNOWN = 0.98
"""… nor are lines with a word that isn't known, below this."""

SURE_LOWER = 0.995
"""… nor those with one in small letters, which is hardly a name, below this."""

SURE_ODD = 0.95
"""… nor those with letters and digits mixed, or of scripts, below this."""

SEEN_SURE = 0.97
"""Confidence of lines whose words become known."""

COMMON = 5e-7
"""Share of all words in running text from which a word is a common one."""

COMMON_SHORT = 2e-5
"""… where it has four letters or less, and may be an abbreviation."""

TOGETHER = 1e-8
"""The least that the shares of two words multiply to, for a reader to have run them together
rather than a name to hold them both."""

_FUNCTION_WORDS = frozenset(
    """and are every for from how of our that the their this to we what when where who why with
    you your""".split()  # noqa: SIM905 - a list to be read
)
"""Words one of which must be among those that were run together: they are in no name."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_CAMEL = re.compile(r"[^\W\d_a-zß-öø-ÿ]*[a-zß-öø-ÿ]+|[^\W\d_]+")
_MIXED = re.compile(r"(?=\w*[^\W\d_]\d)\w*[^\W\d_](?<![Kk])\w*")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_HAN = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_ACRONYM = re.compile(r"\b([A-Z]{1,5})ls\b")
_CAPITAL_I = re.compile(r"\bl(?=[A-Z]|oT\b)")

DICTIONARIES = ("de", "en", "es", "fr", "it", "nl", "pt")
"""Languages of which every word on a slide in Latin script can be looked up."""


@cache
def _dictionary(language: str) -> tuple[Mapping[str, int], int]:
    """How often each word occurs in running text, and all words together."""
    from spellchecker import SpellChecker

    counts = SpellChecker(language=language).word_frequency.dictionary
    return counts, sum(counts.values())


def _share(folded: str, language: str) -> float:
    counts, total = _dictionary(language)
    return counts.get(folded, 0) / total


@dataclass(frozen=True)
class Lexicon:
    """What is known beside one slide.

    Attributes:
        seen: Words that stand on several slides of the event, folded.
        forms: How they are written where nothing shouts, most often, by their folded form.
        looks: Their written forms by what they look like.
        dictionaries: Whether dictionaries are asked as well.
    """

    seen: frozenset[str] = frozenset()
    forms: Mapping[str, str] = field(default_factory=dict)
    looks: Mapping[str, str] = field(default_factory=dict)
    dictionaries: bool = True

    @classmethod
    def of(cls, slides: Iterable[Iterable[Line]]) -> Lexicon:
        """What the slides of an event know together."""
        slides_with: Counter[str] = Counter()
        forms: dict[str, Counter[str]] = defaultdict(Counter)
        for lines in slides:
            here = set()
            for line in lines:
                if line.confidence < SEEN_SURE:
                    continue
                for word in _WORD.findall(line.text):
                    here.add(fold(word))
                    if not line.text.isupper():
                        forms[fold(word)][word] += 1
            slides_with.update(here)
        seen = frozenset(word for word, count in slides_with.items() if count > 1)
        written = {word: found.most_common(1)[0][0] for word, found in forms.items()}
        looks: dict[str, str] = {}
        for word in sorted(seen, key=lambda w: (slides_with[w], w)):
            if word in written:
                looks[look(word)] = written[word]
        return cls(seen, written, looks)

    def share(self, word: str, language: str) -> float:
        """How common a word is in running text, share of all words; 0 where it is unknown."""
        if not self.dictionaries:
            return 0.0
        folded = word.casefold().replace("’", "'")
        languages = {"en", language} & set(DICTIONARIES)
        return max(_share(folded, code) for code in languages)

    def knows(self, word: str, language: str) -> bool:
        """Whether a word is known: itself, its parts in camel case, or as a compound of two."""
        if not self.dictionaries or language not in DICTIONARIES or not _LATIN.match(word):
            return True
        if (
            len(word) < 3
            or (len(word) == 3 and word.isupper())
            or fold(word) in self.seen
            or self.share(word, language) > 0
        ):
            return True
        parts = _CAMEL.findall(word)
        if len(parts) > 1:
            return all(self.knows(part, language) for part in parts)
        bare = word.removesuffix("'s").removesuffix("’s")
        if bare != word or (word[:-1].isupper() and word.endswith("s")):
            return self.knows(bare if bare != word else word[:-1], language)
        return any(
            self.share(word[:i], language) > COMMON and self.share(word[i:], language) > COMMON
            for i in range(4, len(word) - 3)
        )

    def trusts(self, line: Line, language: str) -> bool:
        """Whether every word of a line is likely what stands on the slide."""
        if line.confidence < SURE or self._is_scrap(line.text.strip(), language):
            return False
        if line.confidence >= SURE_LOWER or not self.dictionaries:
            return True
        odd = _MIXED.findall(line.text) if line.confidence < SURE_ODD else ()
        if any(fold(word) not in self.seen for word in odd):
            return False
        if _HAN.search(line.text) and _LATIN.search(line.text) and language in DICTIONARIES:
            return False
        text = self.mended(line.text)
        wanted = _WORD.findall(text)
        if line.confidence >= SURE_UNKNOWN:
            wanted = [
                word for word in wanted if (word.islower() and len(word) > 5) or len(word) == 3
            ]
        return all(self.knows(word, language) for word in wanted)

    def _is_scrap(self, text: str, language: str) -> bool:
        """Whether three small letters alone, however sure, are rather the end of some logo."""
        alone = self.dictionaries and len(text) == 3 and text.isalpha() and text.islower()
        return alone and fold(text) not in self.seen and self.share(text, language) < COMMON_SHORT

    def mended(self, text: str) -> str:
        """`text` with letters that look alike set right: `Rls` to `RIs`, `CodeBulld` as elsewhere.

        Only words that are not known change, into ones that other slides show.
        """
        text = _CAPITAL_I.sub("I", _ACRONYM.sub(r"\1Is", text))
        if not self.looks:
            return text

        def other(found: re.Match[str]) -> str:
            word = found.group()
            if len(word) < 4 or fold(word) in self.seen:
                return word
            alike = self.looks.get(look(word))
            return alike if alike and fold(alike) != fold(word) else word

        return _WORD.sub(other, text)

    def parted(self, text: str, language: str) -> str:
        """`text` with words apart that the reader ran together: `Howlong` to `How long`.

        Only a word that nobody knows is parted, where two make it up, one of which stands in
        no name.
        """
        if language != "en" or not self.dictionaries:
            return text  # others make words that way

        def apart(found: re.Match[str]) -> str:
            word = found.group()
            plain = word.islower() or word.istitle()
            if not plain or not 6 <= len(word) <= 24 or fold(word) in self.seen:
                return word
            if self.share(word, language) > 0:
                return word
            best, at = TOGETHER, 0
            for i in range(2, len(word) - 1):
                shares = self.share(word[:i], language), self.share(word[i:], language)
                small = {word[:i].lower(), word[i:].lower()} & _FUNCTION_WORDS
                if small and shares[0] * shares[1] > best:
                    best, at = shares[0] * shares[1], i
            return f"{word[:at]} {word[at:]}" if at else word

        return _WORD.sub(apart, text)

    def softened(self, word: str, language: str) -> str:
        """A word in capitals as it is written where nothing shouts; abbreviations stay."""
        share = self.share(word, language)
        form = self.forms.get(fold(word))
        if len(word) == 1:
            return word
        if len(word) <= 4:
            return word.lower() if share > COMMON_SHORT else word
        if share > COMMON * (2 if form and form != form.lower() else 1):
            return word.lower()
        if form and not form.isupper():
            return form
        known = share > 0 or self.knows(word.lower(), language)
        return word[:1] + word[1:].lower() if known else word


NULL_LEXICON = Lexicon(dictionaries=False)
"""Knows nothing, and so doubts no word."""
