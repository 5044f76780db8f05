"""The known words: those in dictionaries, and those on other slides of the same event.

An OCR engine that misreads one letter is rarely unsure of the whole line, but the result is hardly
ever a word. On lines read with less than 0.95 confidence, nine in ten dictionary words were right,
but only one in ten other words. Above 0.95, all but one of 1,349 dictionary words were right.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from slidescan.alt.dictionaries import DICTIONARIES, is_usual, unaccented_words, word_share
from slidescan.core.records import Line
from slidescan.core.text import fold, lookalike_key

MIN_TRUSTED_CONFIDENCE = 0.8
"""Lines below this confidence are never trusted."""

MIN_MIXED_WORD_CONFIDENCE = 0.95
"""Lines below this confidence are not trusted if a word mixes letters and digits, or Latin and Han
script."""

MIN_UNKNOWN_WORD_CONFIDENCE = 0.98
"""Lines below this confidence are not trusted if they hold an unknown word."""

MIN_UNKNOWN_LOWERCASE_CONFIDENCE = 0.995
"""Lines below this confidence are not trusted if they hold an unknown lower-case word, which is
hardly a name."""

MIN_HAN_CONFIDENCE = 0.98
"""Chinese and Japanese lines below this confidence are not trusted: no dictionary tells their
words. Of 16 lines between 0.9 and this, six were misread; of 171 above, none."""

MIN_LEARNED_CONFIDENCE = 0.97
"""Words of lines with at least this confidence become known."""

COMMON_WORD_SHARE = 5e-7
"""A word with at least this share of all words in running text is common."""

COMMON_SHORT_WORD_SHARE = 2e-5
"""The same share for words of up to three letters, which may be abbreviations."""

COMMON_FOUR_LETTER_SHARE = 5e-6
"""The same share for words of four letters."""

MIN_SPLIT_SHARE_PRODUCT = 1e-8
"""A word is split only if the product of its parts' shares exceeds this; below, it is more likely a
name."""

SHORT_WORD_CHARS = 4
"""Words up to this length may be abbreviations."""

MIN_LOWERCASE_CHARS = 6
"""Between `MIN_UNKNOWN_WORD_CONFIDENCE` and `MIN_UNKNOWN_LOWERCASE_CONFIDENCE`, lower-case words of
at least this length, or of three letters, must be known."""

LONG_STEM_CHARS = 7
"""A word that is derived from a shorter one must be derived from a common one."""

SPLIT_WORD_CHARS = range(6, 25)
"""Lengths of words that may be split in two."""

_SPLIT_PARTNERS = frozenset(
    """and are every for from how of our that the their this to we what when where who why with
    you your""".split()  # noqa: SIM905 - a list to be read
)
"""One part of a split word must be one of these, which don't occur in names."""

_PREFIXES: Mapping[str, tuple[str, ...]] = {
    "en": ("re", "un", "pre", "sub", "non", "multi", "micro", "inter", "auto", "over", "under"),
    "fr": ("ré", "re", "dé", "sur", "sous", "pré", "multi", "micro", "inter", "auto", "anti", "co"),
    "es": ("re", "des", "sobre", "sub", "pre", "multi", "micro", "inter", "auto", "anti", "co"),
    "it": ("ri", "de", "dis", "sovra", "sotto", "pre", "multi", "micro", "inter", "auto", "anti"),
    "pt": ("re", "des", "sobre", "sub", "pré", "multi", "micro", "inter", "auto", "anti", "co"),
    "nl": ("her", "ont", "over", "onder", "voor", "multi", "micro", "inter", "auto", "anti", "co"),
    "de": ("un", "ver", "ent", "über", "unter", "vor", "multi", "mikro", "inter", "auto", "anti"),
}
"""What a word of a language may begin with before another word."""

_SUFFIXES = (
    *("s", "es", "ed", "ing", "er", "ers", "or", "ors", "able", "ly", "less", "ness", "ify", "ize"),
    *("ized", "izes", "izing", "ization", "ise", "ised", "ising", "isation"),
)

_ABBREVIATIONS_LIKE_WORDS = frozenset(
    ("REST", "SOAP", "ACID", "SAGA", "LAMP", "CRUD", "DASH", "SAFE")
)
"""Abbreviations of four letters that are common words, too."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ACCENTED = re.compile(r"\b(?=[a-zA-Z]*[À-ɏ][a-zA-Z]*\b)[^\W\d_]{5,}\b")
_SMALL_L = re.compile(r"\b[A-Za-z][a-z]*l[a-z]*\b(?<=\w{6})")
"""Matches words of six letters or more with a small L, which readers see in an i."""

_PAIR = re.compile(r"\b[A-Za-z][a-z]\b")
"""Matches words of two letters; in no dictionary, they are misread abbreviations, as `Rs`."""

_CAMEL = re.compile(r"[^\W\d_a-zß-öø-ÿ]*[a-zß-öø-ÿ]+|[^\W\d_]+")
_MIXED = re.compile(r"(?=\w*[^\W\d_]\d)\w*[^\W\d_](?<![Kk])\w*")
_MIXED_TERMS = re.compile(
    r"\b(?:HTML5|CSS3|ES[56]|IPv[46]|OAuth2|HTTP[23]|UTF(?:8|16)|SHA(?:1|256)|MD5|X509|S3|EC2|H26[45]"
    r"|MP[34]|[Kk]8s|[Ll]og4j|SLF4J|Neo4j|D3|Web[23]|Vue[23]|Python3|Java\d\d?|GPT\d|L[47]|P2P|B2[BC]"
    r"|2FA|[23]D|[45]G|i18n|l10n|a11y|x86|x64|J2EE|C3|W3C)\b"
)
"""Matches names of letters and digits that slides hold."""

_ODD_UNIT = re.compile(r"\b\d{2,}[ACEFHI-JLNOPQRUVWYZ]\b")
"""Matches a number and a letter that is no unit: often a sign of a script that nothing reads."""
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_HAN = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_PLURAL_ACRONYM = re.compile(r"\b([A-Z]{1,5})ls\b")
_ACRONYM_I = re.compile(r"\b(?!HCl\b)([A-Z]{2,5})l\b")
_CAPITAL_I = re.compile(r"\bl(?=[A-Z]|oT\b)")


def _english_stems(folded: str) -> Iterator[str]:
    """What a folded word may be derived from in English."""
    for stem in (folded.removesuffix(suffix) for suffix in _SUFFIXES if folded.endswith(suffix)):
        yield from (stem, stem + "e", stem[:-1] + "y")
    yield from (folded.removeprefix(p) for p in _PREFIXES["en"] if folded.startswith(p))


class Spellings(Protocol):
    """Spellings that are looked up one by one, in a mapping or a catalogue."""

    def get(self, key: str, /) -> str | None:
        """The spelling for a folded word or a look; None if there is none."""
        ...


@dataclass(frozen=True)
class Lexicon:
    """The known words for the slides of one event.

    Attributes:
        seen: Folded words on at least two slides of the event, or two lines of a slide.
        forms: The most frequent spelling outside all-capitals lines, by folded word.
        lookalikes: Spellings of seen words by their `look` key.
        dictionaries: Whether dictionary words are known, too.
    """

    seen: Container[str] = frozenset()
    forms: Spellings = field(default_factory=dict[str, str])
    lookalikes: Spellings = field(default_factory=dict[str, str])
    dictionaries: bool = True

    @classmethod
    def of(cls, slides: Iterable[Iterable[Line]]) -> Lexicon:
        """Learns the words of an event from the lines of its slides."""
        slides_with: Counter[str] = Counter()
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        for lines in slides:
            lines_with: Counter[str] = Counter()
            for line in lines:
                if line.confidence < MIN_LEARNED_CONFIDENCE:
                    continue
                lines_with.update({fold(word) for word in _WORD.findall(line.text)})
                for word in _WORD.findall(line.text):
                    if not line.text.isupper():
                        spellings[fold(word)][word] += 1
            slides_with.update({word: min(count, 2) for word, count in lines_with.items()})
        seen = frozenset(word for word, count in slides_with.items() if count > 1)
        forms = {word: counts.most_common(1)[0][0] for word, counts in spellings.items()}
        lookalikes: dict[str, str] = {}
        for word in sorted(seen, key=lambda w: (slides_with[w], w)):
            if word in forms:
                lookalikes[lookalike_key(word)] = forms[word]
        return cls(seen, forms, lookalikes)

    def share(self, word: str, language: str) -> float:
        """The word's share of all words in running text; 0 if it is unknown."""
        if not self.dictionaries:
            return 0.0
        folded = word.casefold().replace("’", "'")
        languages = {"en", language} & set(DICTIONARIES)
        return max(word_share(folded, code) for code in languages)

    def knows(self, word: str, language: str) -> bool:
        """Whether a word is known: as it is, by its camel-case parts, or as a compound of two."""
        if not self.dictionaries or language not in DICTIONARIES or not _LATIN.match(word):
            return True
        if (
            len(word) < 3
            or (len(word) == 3 and word.isupper())
            or self.share(word, language) > 0
            or fold(word) in self.seen
        ):
            return True
        if self._is_derived(word, language):
            return True
        if language != "en" and fold(word) in unaccented_words(language):
            return True
        parts = _CAMEL.findall(word)
        if len(parts) > 1:
            return all(self.knows(part, language) for part in parts)
        singular = word.removesuffix("'s").removesuffix("’s")
        if singular != word:
            return self.knows(singular, language)
        if word[:-1].isupper() and word.endswith("s"):
            return self.knows(word[:-1], language)
        return any(
            self.share(word[:i], language) > COMMON_WORD_SHARE
            and self.share(word[i:], language) > COMMON_WORD_SHARE
            for i in range(4, len(word) - 3)
        )

    def _is_derived(self, word: str, language: str) -> bool:
        """Whether a word is a common one with a prefix, or an English suffix, as `nullable` is.

        Slides of all languages hold English words.
        """
        if not (word.islower() or word.istitle()):
            return False
        folded = word.casefold()
        forms = {(form, "en") for form in _english_stems(folded)}
        stems = (folded.removeprefix(p) for p in _PREFIXES[language] if folded.startswith(p))
        forms |= {(stem, language) for stem in stems}
        return any(
            len(form) >= SHORT_WORD_CHARS
            and self.share(form, code) > (0 if len(form) >= LONG_STEM_CHARS else COMMON_WORD_SHARE)
            for form, code in forms
        )

    def keeps_hyphen(self, head: str, tail: str, language: str) -> bool:
        """Whether two words that a hyphen parts at a line's end are a compound: `flight-quality`.

        Only English ones can be told: other languages write compounds as one word.
        """
        if not self.dictionaries or language != "en" or head.casefold() in _PREFIXES["en"]:
            return False
        joined = (head + tail).casefold()
        is_word = bool(word_share(joined, "en")) or fold(joined) in self.seen
        return not is_word and all(is_usual(part.casefold(), "en") for part in (head, tail))

    def trusts(self, line: Line, language: str) -> bool:
        """Whether every word of a line is likely read correctly."""
        if line.confidence < MIN_TRUSTED_CONFIDENCE or self._is_scrap(line.text.strip(), language):
            return False
        if line.confidence >= MIN_UNKNOWN_LOWERCASE_CONFIDENCE or not self.dictionaries:
            return True
        text = _MIXED_TERMS.sub("", line.text)
        if _ODD_UNIT.search(text):
            return False
        if line.confidence < MIN_MIXED_WORD_CONFIDENCE and any(
            fold(word) not in self.seen for word in _MIXED.findall(text)
        ):
            return False
        is_plain = language not in DICTIONARIES and _HAN.search(line.text)
        if is_plain and line.confidence < MIN_HAN_CONFIDENCE:
            return False
        if line.confidence < MIN_MIXED_WORD_CONFIDENCE and any(
            self.share(word, language) < COMMON_SHORT_WORD_SHARE and fold(word) not in self.seen
            for word in _PAIR.findall(line.text)
        ):
            return False
        if _HAN.search(line.text) and _LATIN.search(line.text) and language in DICTIONARIES:
            return False
        tested = _WORD.findall(self.correct_lookalikes(text))
        if line.confidence >= MIN_UNKNOWN_WORD_CONFIDENCE:
            tested = [
                word
                for word in tested
                if (word.islower() and len(word) >= MIN_LOWERCASE_CHARS) or len(word) == 3
            ]
        return all(self.knows(word, language) for word in tested)

    def _is_scrap(self, text: str, language: str) -> bool:
        """Whether three letters that are no abbreviation are likely a piece of a word or logo."""
        is_alone = self.dictionaries and len(text) == 3 and text.isalpha() and not text.isupper()
        return (
            is_alone
            and self.share(text, language) < COMMON_SHORT_WORD_SHARE
            and fold(text) not in self.seen
        )

    def correct_lookalikes(self, text: str) -> str:
        """Corrects confused letters in `text`: `Rls` to `RIs`, `CodeBulld` to `CodeBuild`.

        Only unknown words change, and only into words of other slides.
        """
        text = _ACRONYM_I.sub(r"\1I", text)
        text = _CAPITAL_I.sub("I", _PLURAL_ACRONYM.sub(r"\1Is", text))
        if self.dictionaries:
            text = _ACCENTED.sub(self._without_accents, text)
            text = _SMALL_L.sub(self._with_small_i, text)
        return _WORD.sub(self._lookalike, text) if self.lookalikes else text

    def _without_accents(self, match: re.Match[str]) -> str:
        """An English word that was read with an accent, without it: `Secure` for `Šecure`.

        Names have umlauts: only an accent on a consonant is lost from a word that is derived.
        """
        word = match.group()
        plain = "".join(
            c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c)
        )
        is_word = any(word_share(word.casefold(), language) for language in DICTIONARIES)
        is_english = word_share(plain.casefold(), "en") > COMMON_WORD_SHARE
        has_umlaut = any(
            unicodedata.normalize("NFD", c)[0].casefold() in "aeiou" for c in set(word) - set(plain)
        )
        is_english = is_english or (not has_umlaut and self._is_derived(plain, "en"))
        return plain if is_english and not is_word else word

    def _with_small_i(self, match: re.Match[str]) -> str:
        """An unknown word with an `i` for one `l`, if only one such word is common in English."""
        word = match.group()
        if fold(word) in self.seen or word_share(word.casefold(), "en"):
            return word
        forms = [f"{word[:i]}i{word[i + 1 :]}" for i, c in enumerate(word) if i and c == "l"]
        common = [form for form in forms if word_share(form.casefold(), "en") > COMMON_WORD_SHARE]
        return common[0] if len(common) == 1 else word

    def _lookalike(self, match: re.Match[str]) -> str:
        word = match.group()
        if len(word) < SHORT_WORD_CHARS or fold(word) in self.seen:
            return word
        other = self.lookalikes.get(lookalike_key(word))
        return other if other and fold(other) != fold(word) else word

    def split_joined_words(self, text: str, language: str) -> str:
        """Splits words of `text` that the OCR engine joined: `Howlong` to `How long`.

        Splits only unknown English words, into two known words, one of which never occurs in a
        name. Other languages form compounds in this way.
        """
        if language != "en" or not self.dictionaries:
            return text
        return _WORD.sub(lambda match: self._split_word(match.group(), language), text)

    def _split_word(self, word: str, language: str) -> str:
        is_plain = word.islower() or word.istitle()
        if not is_plain or len(word) not in SPLIT_WORD_CHARS or self.share(word, language) > 0:
            return word
        if fold(word) in self.seen:
            return word
        best, split_at = MIN_SPLIT_SHARE_PRODUCT, 0
        for i in range(2, len(word) - 1):
            product = self.share(word[:i], language) * self.share(word[i:], language)
            if product > best and {word[:i].lower(), word[i:].lower()} & _SPLIT_PARTNERS:
                best, split_at = product, i
        return f"{word[:split_at]} {word[split_at:]}" if split_at else word

    def normal_case(self, word: str, language: str) -> str:
        """An all-capitals word as spelled elsewhere; abbreviations stay."""
        share = self.share(word, language)
        form = self.forms.get(fold(word))
        if len(word) == 1:
            return word
        if len(word) <= SHORT_WORD_CHARS:
            least = COMMON_SHORT_WORD_SHARE
            if len(word) == SHORT_WORD_CHARS and word not in _ABBREVIATIONS_LIKE_WORDS:
                least = COMMON_FOUR_LETTER_SHARE
            return word.lower() if share > least else word
        # A word that other slides capitalise may be a name, so it must be twice as common.
        if share > COMMON_WORD_SHARE * (2 if form and form != form.lower() else 1):
            return word.lower()
        if form and not form.isupper():
            return form
        is_word = share > 0 or self.knows(word.lower(), language)
        return word[:1] + word[1:].lower() if is_word else word

    def spells_in_capitals(self, word: str) -> bool:
        """Whether other lines write a word in capitals among small letters, as an abbreviation."""
        return (self.forms.get(fold(word)) or "").isupper()


NULL_LEXICON = Lexicon(dictionaries=False)
"""A lexicon that knows no words and doubts none."""
