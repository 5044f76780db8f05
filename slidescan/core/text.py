"""Words: how text is cut into search terms, folded, cleaned and compared.

Indexing, querying and marking of words all go through `tokens`, so that what is found is
what is marked. Pure standard library.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
# A trade mark belongs to its word, whose parts are found without it.
# A number's thousands belong together: 1,000 is found as 1000.
_WORD = re.compile(
    rf"[{_CJK}]+|\d{{1,3}}(?:,\d{{3}})+(?![\w,])|[^\W_{_CJK}]+(?:['’][^\W_{_CJK}]+)*[™℠]?"
)
_IS_CJK = re.compile(rf"[{_CJK}]")
_CAMEL = re.compile(
    r"[A-ZÀ-ÖØ-Þ]{2,}(?=[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ])|[A-ZÀ-ÖØ-Þ]?[a-zß-öø-ÿ]+|[A-ZÀ-ÖØ-Þ]+|\d+|[^\W\d_]+"
)
MAX_TERM = 64
"""Longer runs of letters are no words; they are cut."""


class Token(NamedTuple):
    """A search term and where it stands; a tuple, since a search makes thousands.

    Attributes:
        term: Folded: lower case, accents removed.
        start: Index of its first character in the text.
        end: Index after its last.
        position: Its number among the words of the text; parts of a word share the word's.
    """

    term: str
    start: int
    end: int
    position: int


def fold(text: str) -> str:
    """Lower case, compatibility forms resolved, accents and possessive apostrophes removed."""
    if text.isascii():
        return text.lower().replace("'s", "").replace("'", "").replace(",", "")
    decomposed = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("’", "'"))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    # Voiced kana were taken apart by NFKD: their marks are part of the letter.
    if _IS_CJK.search(text):
        plain = unicodedata.normalize("NFKC", text)
    return plain.casefold().replace("'s", "").replace("'", "").replace(",", "")


_ALIKE = str.maketrans({"l": "i", "1": "i", "|": "i", "0": "o"})


def look(word: str) -> str:
    """A key that words which look alike share: `relnvent` and `reInvent`, `modern` and `modem`."""
    return look_of_term(fold(word))


def look_of_term(term: str) -> str:
    """The same of a word that is folded already."""
    return term.translate(_ALIKE).replace("rn", "m").replace("vv", "w")


def tokens(text: str, *, parts: bool = True) -> Iterator[Token]:
    """The search terms of `text`, in order.

    A word is a run of letters and digits; runs of Han and kana give overlapping pairs of
    characters. With `parts`, the parts of a compound in camel case or of letters and digits
    (`CodePipeline`, `EC2`) follow the whole word at the same position.
    """
    # A search looks at the same lines several times: for their rank, the snippet, the boxes.
    return iter(_kept(text, parts)) if len(text) <= A_LINE else _tokens(text, parts)


A_LINE = 200
"""Characters of a text whose terms are kept for a while."""


@functools.lru_cache(maxsize=4096)
def _kept(text: str, parts: bool) -> tuple[Token, ...]:
    return tuple(_tokens(text, parts))


def _tokens(text: str, parts: bool) -> Iterator[Token]:
    position = 0
    for match in _WORD.finditer(text):
        word, start = match.group()[:MAX_TERM], match.start()
        if _IS_CJK.match(word):
            for i in range(max(1, len(word) - 1)):
                pair = word[i : i + 2]
                yield Token(fold(pair), start + i, start + i + len(pair), position)
                position += 1
            continue
        whole = fold(word)
        if whole:
            yield Token(whole, start, start + len(word), position)
        if parts:
            bare = word.rstrip("™℠")
            if bare != word:
                yield Token(fold(bare), start, start + len(bare), position)
            for part in _parts(bare):
                folded = fold(part.group())
                if folded != whole and len(folded) > 1:
                    yield Token(folded, start + part.start(), start + part.end(), position)
        position += 1


def _parts(word: str) -> list[re.Match[str]]:
    # A plain word in upper or lower case has no parts.
    if word.isalpha() and (word.islower() or word.isupper() or word[1:].islower()):
        return []
    found = list(_CAMEL.finditer(word))
    return found if len(found) > 1 else []


def words(text: str) -> list[str]:
    """The folded words of `text`, without parts of compounds."""
    return [token.term for token in tokens(text, parts=False)]


_STOP_WORDS = {
    language: frozenset(listed.split())
    for language, listed in {
        "da": "og er det en til på af med for ikke der som har fra hvad hvordan",
        "de": "und der die das den dem ist für mit von nicht ein eine auf zu im wie was sind kein"
        " sich auch danach über oder werden müssen wird",
        "en": "the and of to in is for with on are not how what we do you it that from your our",
        "es": "el la los las de y en que para con por una un es no se del como más al",
        "fi": "ja on ei se että mitä miten kun ovat mutta tai joka",
        "fr": "le la les des et en du une un est pour dans que qui pas sur avec au aux ou où ce",
        "hu": "és az egy nem hogy van ez mint de vagy meg ha",
        "it": "il lo la gli di e che per con una un non è del della sono come più al dei",
        "nl": "de het een en van is in op te dat niet met voor zijn hoe wat ook of naar",
        "no": "og er det en til på av med for ikke som har fra hva hvordan",
        "pt": "o os as de e que para com uma um não do da em se por mais como dos das",
        "ro": "și de la în cu pe nu este un o care pentru din ce mai sau",
        "sv": "och är det en till på av med för inte som har från hur vad att den",
    }.items()
}
_KANA = re.compile("[\u3040-\u30ff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")


def guess_language(text: str) -> str | None:
    """The language of a slide by its script and its small words; None if nothing tells.

    Returns:
        An ISO 639-1 code.
    """
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return None
    if len(_IS_CJK.findall(text)) > 0.3 * len(letters):
        return "ja" if _KANA.search(text) else "zh"
    if len(_CYRILLIC.findall(text)) > 0.5 * len(letters):
        return "ru"
    found = re.findall(r"[^\W\d_]+", text.lower())
    counts = {
        language: sum(word in listed for word in found) for language, listed in _STOP_WORDS.items()
    }
    best, second = sorted(counts, key=counts.__getitem__, reverse=True)[:2]
    return best if counts[best] >= 2 and counts[best] > counts[second] else None


def clean(text: str) -> str:
    """`text` without control characters, surrogates and odd spaces, in NFC.

    What engines, posts and EXIF give is untrusted: terminal escapes must not reach a terminal.
    """
    kept = (
        " " if unicodedata.category(c) in ("Cc", "Zs", "Zl", "Zp") else c
        for c in unicodedata.normalize("NFC", text)
        if unicodedata.category(c) not in ("Cs", "Co", "Cn", "Cf")
    )
    return " ".join("".join(kept).split())


_BULLET = re.compile(r"^\s*(?:[•·・●○◦▪■□►▶‣➢➤✓✔*»›–—-]+\s+|[•·・●○◦▪■□►▶‣➢➤✓✔»›]+)")


def without_bullet(text: str) -> str:
    """A line without the bullet that it begins with."""
    return _BULLET.sub("", text)


def shorten(text: str, most: int) -> str:
    """`text` cut at a word's end to at most `most` characters, `…` counted."""
    if len(text) <= most:
        return text
    cut = text[: max(0, most - 1)]
    space = cut.rfind(" ")
    if space > most * 0.6:
        cut = cut[:space]
    return cut.rstrip(" ,;:.–-") + "…"


def similarity(a: str, b: str) -> float:
    """Likeness of two texts by their words, 0..1 (Ratcliff and Obershelp 1988)."""
    import difflib

    return difflib.SequenceMatcher(
        None, " ".join(words(a)), " ".join(words(b)), autojunk=False
    ).ratio()
