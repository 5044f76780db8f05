"""Lets a describer, such as a vision model, write alt texts.

A describer receives the rectified slide and its text. It may only rephrase: slidescan refuses an
answer with words that are not on the slide. It sends nothing unless a person asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from slidescan.core.records import Slide
from slidescan.core.text import fold, guess_language, words
from slidescan.errors import PhotoError

PICTURE_SIDE_PIXELS = 1280
"""The longest side of the picture to send."""

PICTURE_JPEG_QUALITY = 85

MIN_COMPOUND_CHARS = 5
"""A word of at least this length may be part of a longer one on the slide."""

_FUNCTION_WORDS = {
    "en": "a an and are as at be between by each for from has have how in into is it its of on or"
    " shows slide than that the their then these this to using versus via was what when where"
    " which while who why will with without titled table chart diagram code listing lists",
    "de": "als am an auf aus bei das dem den der des die ein eine einen einer folie für im in ist"
    " mit nach oder sind sowie tabelle titel und vom von wie zeigt zu zum zur über",
    "fr": "à au aux avec ce ces dans de des diapositive du en entre est et la le les montre ou par"
    " pour que qui sans sont sur tableau titre un une",
    "es": "a al como con de del diapositiva el en entre es la las los muestra o para por que se"
    " sin sobre son tabla título un una y",
}
"""Words that an answer may add, by language."""


class Describer(Protocol):
    """Writes an alt text from a picture and its text."""

    @property
    def name(self) -> str:
        """The endpoint and the model; slides are described again if the name changes."""
        ...

    def describe(self, picture: bytes, text: str, language: str, most: int) -> str:
        """An alt text of at most `most` characters.

        Args:
            picture: The rectified slide, JPEG.
            text: The text of the slide.
            language: Language of the slide, ISO 639-1.
            most: The most characters.

        Raises:
            DescriberUnavailable: The endpoint can't be reached or its answer can't be used.
        """
        ...


def unsupported_words(answer: str, slide: Slide) -> tuple[str, ...]:
    """Words of an answer that are neither on the slide nor function words."""
    slide_words = words(slide.text)
    on_slide, joined = set(slide_words), "".join(slide_words)
    language = guess_language(answer) or slide.language
    function_words = {
        fold(word) for code in {"en", language} for word in _FUNCTION_WORDS.get(code, "").split()
    }
    return tuple(
        word
        for word in words(answer)
        if word not in on_slide
        and word not in function_words
        and not (len(word) >= MIN_COMPOUND_CHARS and word in joined)
    )


def describe_slides(
    describer: Describer, slides: Iterable[Slide], root: Path, most: int
) -> Iterator[tuple[Slide, str, str]]:
    """Asks the describer about each slide with text.

    Args:
        describer: The describer.
        slides: The slides.
        root: The site.
        most: The most characters of an alt text.

    Yields:
        The slide, the alt text, and the reason for a refusal; one of the texts is empty.

    Raises:
        DescriberUnavailable: The describer can't be reached; no later slides are tried.
    """
    for slide in slides:
        if slide.textless:
            continue
        try:
            picture = _picture(root / slide.image, slide)
        except PhotoError as error:
            yield slide, "", error.what
            continue
        answer = describer.describe(picture, slide.text, slide.language, most)
        refusal = _refusal(answer, slide, most)
        yield slide, "" if refusal else _closed(answer), refusal


def _refusal(answer: str, slide: Slide, most: int) -> str:
    """Why an answer is refused; empty if it is accepted."""
    if not answer:
        return "the describer said nothing"
    if len(answer) > most:
        return f"the describer took {len(answer)} characters"
    unsupported = ", ".join(dict.fromkeys(unsupported_words(answer, slide)))
    return f"the describer's words are not on the slide: {unsupported}" if unsupported else ""


def _closed(answer: str) -> str:
    """The answer with final punctuation."""
    return answer if re.search(r"[.!?…。！？]$", answer) else answer + "."


def _picture(path: Path, slide: Slide) -> bytes:
    """The rectified slide as a small JPEG."""
    import cv2  # lazy: cv2 costs 0.2 s

    from slidescan.imaging.decode import load  # lazy: loads cv2
    from slidescan.imaging.rectify import flatten  # lazy: loads cv2

    upright = load(path)
    flat = flatten(upright.pixels, slide.detection, upright.photo.focal).pixels
    scale = min(1, PICTURE_SIDE_PIXELS / max(flat.shape[:2]))
    small = cv2.resize(flat, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, PICTURE_JPEG_QUALITY])
    return bytes(data)
