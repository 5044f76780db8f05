"""Lets a describer, such as a vision model, write alt texts.

A describer receives the rectified slide and its text. It may only rephrase: slidescan refuses an
answer with words that are not on the slide. It sends nothing unless a person asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from slidescan.alt.wording import closed, refusals, unsupported_words
from slidescan.core.records import Slide
from slidescan.errors import PhotoError

PICTURE_SIDE_PIXELS = 1280
"""The longest side of the picture to send."""

PICTURE_JPEG_QUALITY = 85


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
        yield slide, "" if refusal else closed(answer), refusal


def _refusal(answer: str, slide: Slide, most: int) -> str:
    """Why an answer is refused; empty if it is accepted."""
    if not answer:
        return "the describer said nothing"
    if len(answer) > most:
        return f"the describer took {len(answer)} characters"
    unsupported = ", ".join(dict.fromkeys(unsupported_words(answer, slide)))
    if unsupported:
        return f"the describer's words are not on the slide: {unsupported}"
    return next((f"the describer's text {wrong}" for wrong in refusals(answer, slide, most)), "")


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
