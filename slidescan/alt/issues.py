"""The rules for alt texts that serve no reader: missing, meaningless, too long or mismatched.

`CHECKS` holds the rules in order; the first issue of an alt text is reported.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from slidescan.alt.context import AltContext
from slidescan.alt.placeholder import is_file_name, is_placeholder
from slidescan.alt.targets import repeats_neighbour
from slidescan.core.records import AltIssueKind, ImageReference, Post, Slide
from slidescan.core.text import words

MAX_CHECKED_ALT_CHARS = 250
"""Longer alt texts are a burden: screen readers read them in one go and can't go back."""

MIN_MATCH_SHARE = 0.8
"""An alt text belongs to a slide that holds at least this share of its words."""

MAX_MISMATCH_SHARE = 0.25
"""An alt text may belong to another slide if its slide holds at most this share of its words."""

MIN_COMPARED_WORDS = 3
"""Alt texts with fewer words are not compared with slides."""

MIN_COMPARED_CHARS = 3
"""Shorter words are not compared."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class SlideWords:
    """Maps words to slides.

    Args:
        slides: Yields all slides; it is called once, when a slide is looked for.
    """

    def __init__(self, slides: Callable[[], Iterable[Slide]]) -> None:
        self._slides = slides

    @cached_property
    def _index(self) -> tuple[list[str], dict[str, array[int]]]:
        """The photos of the slides, and the numbers of the slides with each word."""
        images: list[str] = []
        slides_with: dict[str, array[int]] = {}
        for number, slide in enumerate(self._slides()):
            images.append(slide.image)
            for word in frozenset(words(slide.text)):
                slides_with.setdefault(word, array("I")).append(number)
        return images, slides_with

    def warm_up(self) -> None:
        """Reads the words of all slides now."""
        _ = self._index

    def closest(self, content: AbstractSet[str]) -> str | None:
        """The slide with the most of these words; None unless it has nearly all of them."""
        images, slides_with = self._index
        counts = Counter(number for word in content for number in slides_with.get(word, ()))
        if not counts:
            return None
        number, count = min(counts.items(), key=lambda each: (-each[1], each[0]))
        return images[number] if count >= MIN_MATCH_SHARE * len(content) else None


@dataclass(frozen=True)
class CheckedAlt:
    """An alt text and everything its check needs.

    Attributes:
        text: The alt text; None if there is none.
        post: The post.
        lines: The lines of the post.
        reference: The reference that shows the image.
        slide: The slide; None if the image is not in the index.
        most: The most characters.
        repeated: See `repeated.SharedAlts`.
        slide_words: The words of all slides.
        context: Slides and decisions.
    """

    text: str | None
    post: Post
    lines: Sequence[str]
    reference: ImageReference
    slide: Slide | None
    most: int
    repeated: Container[str]
    slide_words: SlideWords
    context: AltContext

    @property
    def is_proposed(self) -> bool:
        """Whether slidescan proposes exactly this alt text."""
        return self.slide is not None and self.text == self.slide.alt

    @property
    def is_decorative(self) -> bool:
        """Whether a person marked the image as decorative."""
        if self.text == "" and self.reference.syntax in ("html", "jsx"):
            return True
        if self.slide is None:
            return False
        decision = self.context.decided.get((self.post.path, self.slide.image))
        return decision is not None and decision.decision == "decorative"

    @cached_property
    def content(self) -> frozenset[str]:
        """The words of the alt text to compare with slides."""
        return frozenset(
            word
            for word in words(self.text or "")
            if len(word) >= MIN_COMPARED_CHARS and not word.isdigit()
        )

    @cached_property
    def shared(self) -> float | None:
        """The share of its words that the slide holds.

        None if slidescan wrote the alt text, or if it or the slide has too few words.
        """
        if self.slide is None or self.is_proposed:
            return None
        on_slide = frozenset(words(self.slide.text))
        if len(self.content) < MIN_COMPARED_WORDS or not on_slide:
            return None
        return len(self.content & on_slide) / len(self.content)


Verdict: TypeAlias = tuple[AltIssueKind, str]
"""The kind of an issue, and the rest of a sentence: "is a placeholder"."""

Check: TypeAlias = Callable[[str, CheckedAlt], Verdict | None]
"""Checks an alt text that isn't empty; returns its issue, or None."""


def first_issue(alt: CheckedAlt) -> Verdict | None:
    """The first issue of an alt text, or None."""
    if not alt.text:
        if alt.is_decorative:
            return None
        return "missing", "missing" if alt.text is None else "empty"
    for rule in CHECKS:
        verdict = rule(alt.text, alt)
        if verdict is not None:
            return verdict
    return None


def _file_name(text: str, alt: CheckedAlt) -> Verdict | None:
    if is_file_name(text, alt.reference.target):
        return "file-name", "is the file's name"
    return None


def _placeholder(text: str, _alt: CheckedAlt) -> Verdict | None:
    return ("placeholder", "is a placeholder") if is_placeholder(text) else None


def _too_long(text: str, alt: CheckedAlt) -> Verdict | None:
    if len(text) > alt.most:
        return "too-long", f"is {len(text)} characters long (at most {alt.most})"
    return None


def _on_several_images(text: str, alt: CheckedAlt) -> Verdict | None:
    if text.casefold() in alt.repeated and not alt.is_proposed:
        return "repeats", "stands on several images"
    return None


def _repeats_neighbour(text: str, alt: CheckedAlt) -> Verdict | None:
    if repeats_neighbour(text, alt.post, alt.reference, alt.lines):
        return "repeats", "only says its heading or caption again"
    return None


def _about_another_slide(_text: str, alt: CheckedAlt) -> Verdict | None:
    if alt.slide is None or alt.shared is None or alt.shared > MAX_MISMATCH_SHARE:
        return None
    other = alt.slide_words.closest(alt.content)
    if other and other != alt.slide.image:
        return "contradicts", f"is about another slide ({other})"
    return None


def _other_numbers(text: str, alt: CheckedAlt) -> Verdict | None:
    if alt.slide is None or alt.shared is None or alt.shared < MIN_MATCH_SHARE:
        return None
    numbers = {_plain(number) for number in _NUMBER.findall(alt.slide.text)}
    digits = "".join(re.findall(r"\d", alt.slide.text))
    for number in _NUMBER.findall(text):
        if _plain(number) not in numbers and re.sub(r"\D", "", number) not in digits:
            return "contradicts", f"says {number}, which the slide doesn't"
    return None


CHECKS: tuple[Check, ...] = (
    _file_name,
    _placeholder,
    _too_long,
    _on_several_images,
    _repeats_neighbour,
    _about_another_slide,
    _other_numbers,
)
"""The rules for alt texts that are not empty, in order."""


def _plain(number: str) -> str:
    return number.replace(",", "").rstrip(".")
