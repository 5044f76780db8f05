"""The punctuation of a sentence, by language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", ":)", ";)")
"""What a sentence may end with."""


_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_HAN = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Punctuation:
    """The marks that join phrases.

    Attributes:
        colon: Between a head and what belongs to it.
        semicolon: Between phrases.
        comma: Between short phrases.
        stop: Behind the last phrase.
        space: Between sentences.
        conjunction: Between two phrases that are the same in kind.
    """

    colon: str = ": "
    semicolon: str = "; "
    comma: str = ", "
    stop: str = "."
    space: str = " "
    conjunction: str = " and "

    def localized(self, mark: str) -> str:
        """A mark of a pattern, `": "`, `"; "` or `", "`, as written in the language."""
        return {": ": self.colon, "; ": self.semicolon, ", ": self.comma}.get(mark, mark)


_WESTERN: Mapping[str, Punctuation] = {
    "en": Punctuation(),
    "de": Punctuation(conjunction=" und "),
    "fr": Punctuation(colon=" : ", semicolon=" ; ", conjunction=" et "),
    "es": Punctuation(conjunction=" y "),
    "it": Punctuation(conjunction=" e "),
    "pt": Punctuation(conjunction=" e "),
    "nl": Punctuation(conjunction=" en "),
    "ko": Punctuation(conjunction=", "),
}
_FULL_WIDTH: Mapping[str, Punctuation] = {
    "zh": Punctuation("：", "；", "、", "。", "", "和"),
    "ja": Punctuation("：", "；", "、", "。", "", "と"),
}


def punctuation_of(language: str, text: str = "") -> Punctuation:
    """The punctuation of a language; English if it is unknown.

    Args:
        language: ISO 639-1.
        text: The text to join; a Latin text keeps Latin marks in Chinese and Japanese, too.
    """
    if language in _FULL_WIDTH and (
        not text or len(_HAN.findall(text)) * 2 > len(_LATIN.findall(text))
    ):
        return _FULL_WIDTH[language]
    return _WESTERN.get(language, _WESTERN["en"])
