"""Cuts text into search terms; folds, cleans and compares it. Pure standard library.

The index, the query and the highlighter all use `tokens`, so that every match is highlighted.
"""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from slidescan.core.combining import COMBINING, INVISIBLE
from slidescan.core.emoji import emoji_terms
from slidescan.core.names import signed_terms
from slidescan.core.runs import joined_runs
from slidescan.core.stop_words import (
    ALSO_ENGLISH,
    FURTHER_STOP_WORDS,
    OTHER_FUNCTION_WORDS,
    STOP_WORDS,
)

MAX_TERM_CHARS = 64
"""Longer runs of letters are not words; they are cut to this length."""

MAX_CACHED_CHARS = 200
"""The tokens of texts up to this length, such as lines, are cached: a search needs them for the
rank, the snippet and the boxes."""

MIN_CJK_SHARE, MIN_CYRILLIC_SHARE = 0.3, 0.5
"""A script tells the language if more than this share of the letters belongs to it."""

MIN_STOP_WORDS = 2
"""A text needs at least this many stop words to tell its language."""

MIN_USED_SHARE = 0.6
"""A text is cut at the end of a word if more than this share of the allowed length remains."""

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
_UNSPACED = _CJK + "\u0e01-\u0e4e\u0e81-\u0ec6\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u1780-\u17d3"
"""Scripts without spaces between words: Han, kana, Thai, Lao, Burmese, Khmer."""
# 1,000 is one word. A trade mark sign belongs to its word; the index also has the bare word.
_OUTER_SIGNS = "()[]{}<>«»“”„\"'.,;:!?…-–—*•·&|/"
_IDENTIFIER = re.compile(r"[^\W\d_][^\w\s'’]+[^\W\d_]|[_\d]")
_NATURAL_WORD = re.compile(r"[^\W\d_]+")
_NEEDS_ALL_SCRIPTS = re.compile(r"(?![\u2010-\u205f\u2061-\u2fff])[\u00ad\u0300-\uffff]")
"""Matches what the words of Latin letters don't have: combining and invisible characters, other
scripts. Each set of at most two ranges is compiled in no time; one of many takes milliseconds."""
_ENDS_OF_PLAIN_WORDS = frozenset(("", " ", ",", ";", ":", "!", "?", ")", "\n"))
"""Signs after a word that can't belong to it, nor join it to the next one."""
_PLAIN_TEXT = re.compile(
    rf"(?:(?:[A-Za-z][a-z]{{0,{MAX_TERM_CHARS - 1}}}|[A-Z]{{2,{MAX_TERM_CHARS}}})(?: (?!$)|$))+"
)
"""Matches words of one case and single spaces, as most lines are."""
_CAMEL = re.compile(
    r"[A-ZÀ-ÖØ-Þ]{2,}(?=[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ])|[A-ZÀ-ÖØ-Þ]?[a-zß-öø-ÿ]+|[A-ZÀ-ÖØ-Þ]+|\d+|[^\W\d_]+"
)
_KANA = re.compile("[\u3040-\u30ff]")
_INVERTED_MARK = re.compile(r"[¿¡]\s?[^\W\d_]")
"""Matches what opens a question or an exclamation in Spanish alone."""
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_BULLET = re.compile(r"^\s*(?:[•·・●○◦▪■□►▶‣➢➤✓✔*»›–—-]+\s+|[•·・●○◦▪■□►▶‣➢➤✓✔»›]+|λ(?=[A-ZÀ-Ý]))")
"""Matches a bullet; readers take an arrow or a small picture before a word for a lambda."""
_PLAIN_LETTERS = str.maketrans(
    {"ß": "ss", "’": "'", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ı": "i"}
    | {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "TH"}
    | {"\u0640": "", "ى": "ي", "ة": "ه", "ٱ": "ا"}
    | {"ی": "ي", "ے": "ي", "ک": "ك", "ہ": "ه", "ۂ": "ه", "ۀ": "ه"}
)
"""Letters that Unicode doesn't decompose, in plain spelling; for Arabic and Persian as Lucene's
normalizers."""
_SPELLED_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
    | {"Å": "Aa", "Ø": "Oe"}
)
"""Letters that people without the key spell with two (DIN 5007-2 and Nordic custom)."""
_LOOKALIKES = str.maketrans({"l": "i", "1": "i", "|": "i", "0": "o"})

_ADDRESS = re.compile(r"\S+@\S+|\w+://\S+|\b\w+(?:\.\w+)*\.(?:com|org|net|io)\b\S*")


class Token(NamedTuple):
    """A search term in a text; a tuple because a search creates thousands.

    Attributes:
        term: The folded word: lower case, without accents.
        start: Index of its first character in the text.
        end: Index after its last character.
        position: The number of its word in the text; the parts of a word share it.
    """

    term: str
    start: int
    end: int
    position: int


class _PlainCharacters(dict[int, str]):
    """What `fold` makes of each character, by its code point, before it takes accents away."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character.isdecimal():
            plain = str(unicodedata.decimal(character))
        else:
            plain = "" if unicodedata.category(character) == "Cf" else character
        self[code] = plain
        return plain


_PLAIN = _PlainCharacters(_PLAIN_LETTERS)
"""At most as many entries as there are characters; digits of all scripts are those of ASCII."""


class _CleanedCharacters(dict[int, str]):
    """What `clean` makes of each character, by its code point; made when it is first met."""

    def __missing__(self, code: int) -> str:
        category = unicodedata.category(chr(code))
        if category in ("Cc", "Zs", "Zl", "Zp"):
            cleaned = " "
        elif category in ("Cs", "Co", "Cn", "Cf"):
            cleaned = ""
        else:
            cleaned = chr(code)
        self[code] = cleaned
        return cleaned


_CLEANED = _CleanedCharacters()
"""At most as many entries as there are characters."""


@functools.cache
def _words(in_latin_letters: bool) -> re.Pattern[str]:
    """Matches the words of a text; the simple pattern is for texts of Latin letters only."""
    letters, run = r"[^\W_]+", ""
    if not in_latin_letters:
        # Vowel signs, accents and invisible characters after a letter are part of its word.
        spaced = rf"[^\W_{_UNSPACED}]"
        letters = rf"{spaced}+(?:[{COMBINING}{INVISIBLE}]+{spaced}*)*"
        run = rf"[{_UNSPACED}][{_UNSPACED}{COMBINING}]*|"
    return re.compile(
        rf"{run}\d{{1,3}}(?:,\d{{3}})+(?![\w,])"
        # As India groups them.
        r"|\d{1,2}(?:,\d{2})+,\d{3}(?![\w,])"
        # v1.29 is the same as 1.29.
        rf"|(?!(?<!\w)[vV]\d+\.\d){letters}(?:['’]{letters})*[™℠]?"
    )


@functools.cache
def _units() -> re.Pattern[str]:
    # A half-width kana and its voicing mark are one character: ﾃﾞ is デ.
    return re.compile(rf".[\uff9e\uff9f{COMBINING}]*", re.DOTALL)


@functools.cache
def _unspaced() -> re.Pattern[str]:
    return re.compile(rf"[{_UNSPACED}]")


@functools.cache
def _cjk() -> re.Pattern[str]:
    return re.compile(rf"[{_CJK}]")


def fold(text: str) -> str:
    """The text in lower case and compatibility form, without accents and possessive `'s`."""
    if text.isascii():
        return text.lower().replace("'s", "").replace("'", "").replace(",", "")
    decomposed = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    # NFKD splits voiced kana, but their marks are part of the letter.
    if is_cjk(text):
        plain = unicodedata.normalize("NFKC", text.translate(_PLAIN))
    return plain.casefold().replace("'s", "").replace("'", "").replace(",", "")


def is_cjk(text: str) -> bool:
    """Whether a text has letters of scripts without spaces between words: Han, kana."""
    return _NEEDS_ALL_SCRIPTS.search(text) is not None and _cjk().search(text) is not None


def lookalike_key(word: str) -> str:
    """A key that is equal for lookalike words: `relnvent` and `reInvent`, `modern` and `modem`."""
    return folded_lookalike_key(fold(word))


def folded_lookalike_key(term: str) -> str:
    """The lookalike key of a folded word."""
    return term.translate(_LOOKALIKES).replace("rn", "m").replace("vv", "w")


def tokens(text: str, *, parts: bool = True) -> Iterator[Token]:
    """The search terms of `text`, in order.

    A word is a run of letters and digits; runs of scripts without spaces give overlapping pairs
    of characters. With `parts`, further terms follow a word at the same position: the characters
    of a pair, names with signs that begin at it (`C++`, `R&D`, see `core.names`), runs of words
    and digits that are one (`e-learning`, `1 000 000`, see `core.runs`), the spelling of its
    letters by two (`mueller`), the parts of a compound in camel case or of letters and digits
    (`CodePipeline`, `EC2`), and the emoji beside it.
    """
    return (
        iter(_cached_tokens(text, parts)) if len(text) <= MAX_CACHED_CHARS else _tokens(text, parts)
    )


def positioned_terms(text: str) -> list[tuple[int, str]]:
    """The position and the term of each of the `tokens`, in a third of the time."""
    if _PLAIN_TEXT.fullmatch(text):
        return list(enumerate(text.lower().split(" ")))
    return [(token.position, token.term) for token in tokens(text)]


@functools.lru_cache(maxsize=4096)
def _cached_tokens(text: str, parts: bool) -> tuple[Token, ...]:
    return tuple(_plain_tokens(text) if _PLAIN_TEXT.fullmatch(text) else _tokens(text, parts))


def _plain_tokens(text: str) -> Iterator[Token]:
    """The terms of plain words with single spaces between them; none has further terms."""
    start = 0
    for position, word in enumerate(text.lower().split(" ")):
        end = start + len(word)
        # As `Token` does it, in half the time.
        yield tuple.__new__(Token, (word, start, end, position))
        start = end + 1


def _tokens(text: str, parts: bool) -> Iterator[Token]:
    position = 0
    in_latin_letters = not _NEEDS_ALL_SCRIPTS.search(text)
    matches = list(_words(in_latin_letters).finditer(text))
    pictures = deque(emoji_terms(text) if parts and not text.isascii() else ())
    if not matches:
        yield from (Token(*each, number) for number, each in enumerate(pictures))
        return
    for number, match in enumerate(matches):
        word = match.group()[:MAX_TERM_CHARS]
        if _is_plain(text, word, match):
            yield Token(word.lower(), match.start(), match.start() + len(word), position)
            position += 1
        elif not in_latin_letters and _unspaced().match(word):
            for token in _unspaced_tokens(match.group(), match.start(), position, parts):
                yield token
                position = token.position + 1
        else:
            yield from _word_tokens(text, matches, number, position, parts)
            position += 1
        # Emoji share the position of the word before them, so that phrases span them.
        if pictures:
            end = matches[number + 1].start() if number + 1 < len(matches) else len(text)
            while pictures and pictures[0][1] < end:
                yield Token(*pictures.popleft(), max(0, position - 1))


def _is_plain(text: str, word: str, match: re.Match[str]) -> bool:
    """Whether a word has no further terms, as most have; telling that is faster than making none.

    It consists of ASCII letters in one case, and no sign beside it could belong to it.
    """
    return (
        word.isascii()
        and word.isalpha()
        and (word[1:].islower() or word.isupper() or len(word) == 1)
        and text[match.end() : match.end() + 1] in _ENDS_OF_PLAIN_WORDS
        and text[match.start() - 1 : match.start()] != "."
    )


def _word_tokens(
    text: str, matches: list[re.Match[str]], number: int, position: int, parts: bool
) -> Iterator[Token]:
    """The terms of one word; with `parts`, those besides itself, too."""
    match = matches[number]
    word, start = match.group()[:MAX_TERM_CHARS], match.start()
    term = fold(word)
    if term:
        yield Token(term, start, start + len(word), position)
    if parts:
        following = matches[number + 1] if number + 1 < len(matches) else None
        yield from _other_terms(text, word, term, match, following, position)


def _unspaced_tokens(run: str, start: int, position: int, parts: bool) -> Iterator[Token]:
    """The pairs of a run without spaces; with `parts`, its single characters as well."""
    units = [(start + unit.start(), start + unit.end()) for unit in _units().finditer(run)]
    last = max(0, len(units) - 2)
    for i in range(last + 1):
        pair = units[i : i + 2]
        yield _token(run, start, pair[0][0], pair[-1][1], position + i)
        if parts and len(pair) > 1:
            for first, end in pair if i == last else pair[:1]:
                yield _token(run, start, first, end, position + i)


def _token(run: str, start: int, first: int, end: int, position: int) -> Token:
    return Token(fold(run[first - start : end - start]), first, end, position)


def _other_terms(
    text: str,
    word: str,
    term: str,
    match: re.Match[str],
    following: re.Match[str] | None,
    position: int,
) -> Iterator[Token]:
    """The terms of a word besides itself."""
    start = match.start()
    if term:
        after = (fold(following.group()), following.end()) if following else None
        for name, first, last in signed_terms(text, term, start, match.end(), after):
            yield Token(name, first, last, position)
        for joined, last in joined_runs(text, start, match.end()):
            yield Token(fold(joined), start, last, position)
    bare = word.rstrip("™℠")
    if bare != word:
        yield Token(fold(bare), start, start + len(bare), position)
    spelled = spelled_out(bare)
    if spelled:
        yield Token(spelled, start, start + len(bare), position)
    for part in _parts(bare):
        folded = fold(part.group())
        if folded != term and len(folded) > 1:
            yield Token(folded, start + part.start(), start + part.end(), position)


def single_parts(word: str) -> tuple[str, ...]:
    """The folded parts of a compound, single letters and digits as well: `w2` has `w` and `2`."""
    return tuple(fold(part.group()) for part in _parts(word))


def spelled_out(word: str) -> str:
    """A word folded with umlauts and Nordic letters spelled by two: `mueller`; empty if none."""
    if word.isascii():
        return ""
    composed = unicodedata.normalize("NFC", word)
    spelled = composed.translate(_SPELLED_OUT)
    return fold(spelled) if spelled != composed else ""


def _parts(word: str) -> list[re.Match[str]]:
    # A word in one case, apart from a capital at its start, has no parts.
    bare = word.replace("\u00ad", "")
    if bare.isalpha() and (word.islower() or word.isupper() or word[1:].islower()):
        return []
    matches = list(_CAMEL.finditer(word))
    return matches if len(matches) > 1 else []


def words(text: str) -> list[str]:
    """The folded words of `text`, without the parts of compounds."""
    return [token.term for token in tokens(text, parts=False)]


@functools.cache
def _folded_stop_words() -> frozenset[str]:
    others = (text.split() for text in OTHER_FUNCTION_WORDS.values())
    listed = (*STOP_WORDS.values(), *others)
    return frozenset(fold(word) for words_ in listed for word in words_)


def is_stop_word(term: str) -> bool:
    """Whether a folded word is a frequent function word of a European language."""
    return term in _folded_stop_words()


def guess_language(text: str) -> str | None:
    """Guesses the language of a text from its script, its stop words, and `¿` and `¡`.

    Returns:
        An ISO 639-1 code; None if the language is unclear.
    """
    letters = sum(c.isalpha() for c in text)
    if not letters:
        return None
    if is_cjk(text) and len(_cjk().findall(text)) > MIN_CJK_SHARE * letters:
        return "ja" if _KANA.search(text) else "zh"
    if len(_CYRILLIC.findall(text)) > MIN_CYRILLIC_SHARE * letters:
        return "ru"
    lower_words = natural_words(text)
    stop_words = {**STOP_WORDS, "en": STOP_WORDS["en"] | ALSO_ENGLISH}
    counts = {
        language: sum(word in listed for word in lower_words)
        for language, listed in stop_words.items()
    }
    different = frozenset(lower_words)
    for language, listed in FURTHER_STOP_WORDS.items():
        if len(different & listed) >= MIN_STOP_WORDS:
            counts[language] = sum(word in listed for word in lower_words)
    best, second = sorted(counts, key=counts.__getitem__, reverse=True)[:2]
    # One word that recurs tells nothing beside a word of another language: `pas cu pas`.
    listed = stop_words.get(best, frozenset())
    is_lone = len(different & listed) == 1 and counts[second] > 0
    if counts[best] >= MIN_STOP_WORDS and counts[best] > counts[second] and not is_lone:
        return best
    is_spanish = _INVERTED_MARK.search(text) is not None and counts["es"] == counts[best]
    return "es" if is_spanish else None


def natural_words(text: str) -> list[str]:
    """The lower-case words of a text, without addresses and parts of identifiers (`es-query`)."""
    tokens = (token.strip(_OUTER_SIGNS) for token in _ADDRESS.sub(" ", text.lower()).split())
    natural = " ".join(token for token in tokens if not _IDENTIFIER.search(token))
    return _NATURAL_WORD.findall(natural)


def is_rtl(text: str) -> bool:
    """Whether most letters of a text are written from right to left."""
    if text.isascii():
        return False
    rtl = len(_RTL.findall(text))
    return rtl > sum(c.isalpha() for c in text) - rtl


def clean(text: str) -> str:
    """`text` in NFC, without control characters, surrogates or extra spaces.

    Text from engines, posts and EXIF is untrusted: escape sequences must not reach a terminal.
    """
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", text).translate(_CLEANED)
    return " ".join(text.split())


def without_bullet(text: str) -> str:
    """The line without its leading bullet."""
    return _BULLET.sub("", text)


def shorten(text: str, most: int) -> str:
    """`text`; if longer than `most` characters, cut to fit, if possible after a word, with `…`."""
    if len(text) <= most:
        return text
    cut = text[: max(0, most - 1)]
    space = cut.rfind(" ")
    if space > most * MIN_USED_SHARE:
        cut = cut[:space]
    return cut.rstrip(" ,;:.–-") + "…"


def text_similarity(a: str, b: str) -> float:
    """Similarity of the words of two texts, 0..1 (Ratcliff and Obershelp 1988)."""
    return difflib.SequenceMatcher(
        None, " ".join(words(a)), " ".join(words(b)), autojunk=False
    ).ratio()
