"""Makes the slide of a photo whose lines are final."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slidescan.alt.lexicon import NULL_LEXICON, Lexicon
from slidescan.alt.long import description
from slidescan.alt.short import alt_text, outer_phrases, title_of
from slidescan.alt.slide_language import slide_language, wording_language
from slidescan.core.frames import frame_of
from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Detection, Kind, Link, Photo, Reading, Slide, SlidePage
from slidescan.core.text import is_stop_word, words
from slidescan.layout.block_rules import looks_like_code
from slidescan.layout.outline import Outline
from slidescan.layout.structure import outline

MAX_LINES_BESIDE_UNREAD = 40
"""Beside more lines than this, a line in a script that nothing reads is hardly a slide's text."""

CONNECTED_KINDS = ("flow", "cycle", "hierarchy")
"""Kinds of structure that say what leads to what."""

MIN_MAIN_CONFIDENCE, MIN_CONNECTED_NODES = 0.96, 3
"""A diagram with this confidence is the main thing on a slide; it connects so many nodes."""

MIN_LOOSE_WORDS, MIN_NARROW_WORDS, MIN_LOOSE_WIDTH = 3, 8, 0.15
"""Without a slide, an alt text has at least so many words besides small ones; so many, if no line
is wider than this share of the photo. Of 30 photos of two blogs, these were shirts, signs and
logos."""


@dataclass(frozen=True, slots=True)
class PreparedSlide:
    """A slide without its alt text and links.

    Attributes:
        image: The photo's path below the site.
        photo: The photo file.
        detection: The position of the slide in it.
        reading: The reading; its lines include consensus and corrections.
        kind: What the photo shows.
        language: ISO 639-1 code of the text.
        frame: The slide's corners in the upright photo.
        outline: The structure of the lines.
        description: The long description.
        page: The page of a deck that the lines are from, if any.
    """

    image: str
    photo: Photo
    detection: Detection
    reading: Reading
    kind: Kind
    language: str
    frame: PhotoQuad
    outline: Outline
    description: str
    page: SlidePage | None = None

    @classmethod
    def of(
        cls,
        image: str,
        photo: Photo,
        detection: Detection,
        reading: Reading,
        kind: Kind = "slide",
        page: SlidePage | None = None,
    ) -> PreparedSlide:
        """Prepares the slide of a reading."""
        frame = frame_of(photo, detection)
        structure = outline(reading.lines, frame, kind=kind, drawing=reading.drawing)
        return cls(
            image,
            photo,
            detection,
            reading,
            kind,
            _language(reading),
            frame,
            structure,
            description(reading.lines, frame, structure=structure),
            page,
        )

    def alt_text(
        self,
        alt_length: int,
        lexicon: Lexicon = NULL_LEXICON,
        first_phrases: Sequence[str] = (),
    ) -> str:
        """The alt text that slidescan proposes.

        Args:
            alt_length: The most characters.
            lexicon: Known words.
            first_phrases: Phrases of the slide that go first.

        Returns:
            The text; empty if a part of the slide can't be read on this machine: what remains may
            say something else than the slide. On a screen full of text, such parts are icons;
            what a diagram connects is right without its title, too.
            Empty, too, if the few words of a photo without a slide stand on things in it.
        """
        read = sum(line.is_content for line in self.reading.lines)
        is_partly_read = bool(self.reading.unread_scripts) and read <= MAX_LINES_BESIDE_UNREAD
        if is_partly_read and not self._shows_connections():
            return ""
        text = alt_text(
            self.reading.lines,
            most=alt_length,
            kind=self.kind,
            language=wording_language(self.language),
            frame=self.frame,
            lexicon=lexicon,
            first_phrases=first_phrases,
            structure=self.outline,
        )
        return "" if self._is_incidental(text) else text

    def _shows_connections(self) -> bool:
        """Whether the slide is mainly a diagram, of which several connections are certain."""
        structure = self.outline.structure
        is_main = structure.kind in CONNECTED_KINDS and structure.confidence >= MIN_MAIN_CONFIDENCE
        return is_main and len(structure.summary().nodes) >= MIN_CONNECTED_NODES

    def _is_incidental(self, text: str) -> bool:
        """Whether the words of a text hardly are what a photo is shown for.

        Where no slide was found, one or two words stand on a shirt or a sign, or are a logo; so do
        a few words in small letters.
        """
        if self.kind != "slide" or self.detection.quad is not None:
            return False
        count = sum(not is_stop_word(term) for term in words(text))
        if count < MIN_LOOSE_WORDS:
            return True
        widest = max((n.quad.width for n in self.reading.lines if n.is_content), default=0.0)
        return count < MIN_NARROW_WORDS and widest < MIN_LOOSE_WIDTH * self.photo.width

    def phrases(self, lexicon: Lexicon) -> list[str]:
        """The phrases for an alt text, besides the title, in order."""
        return outer_phrases(self.outline, self.kind, wording_language(self.language), lexicon)


def assemble(
    prepared: PreparedSlide,
    alt: str,
    *,
    personal_alt: str | None = None,
    links: tuple[Link, ...] = (),
) -> Slide:
    """Makes the slide with its alt text and links.

    Args:
        prepared: The slide without its alt text and links.
        alt: The alt text that slidescan proposes.
        personal_alt: The alt text that a person set, which replaces the proposed one.
        links: The links from posts to the photo.
    """
    return Slide(
        image=prepared.image,
        photo=prepared.photo,
        detection=prepared.detection,
        reading=prepared.reading,
        title=title_of(prepared.reading.lines),
        alt=alt if personal_alt is None else personal_alt,
        alt_by="slidescan" if personal_alt is None else "person",
        description=prepared.description,
        language=prepared.language,
        kind=prepared.kind,
        links=links,
        structure=prepared.outline.structure.summary(),
        page=prepared.page,
    )


def _language(reading: Reading) -> str:
    body = "\n".join(
        line.text for line in reading.lines if line.is_content and not looks_like_code(line.text)
    )
    return slide_language(body, reading.languages)
