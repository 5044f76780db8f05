"""From a reading to a slide: title, alt text and description follow from its lines."""

from __future__ import annotations

from slidescan.alt.lexicon import NULL_LEXICON, Lexicon
from slidescan.alt.long import description
from slidescan.alt.short import alt_text, title_of
from slidescan.core.frames import frame_of
from slidescan.core.records import Detection, Kind, Photo, Reading, Slide
from slidescan.core.text import guess_language
from slidescan.layout.structure import outline


def assemble(
    image: str,
    photo: Photo,
    detection: Detection,
    reading: Reading,
    *,
    alt_length: int,
    kind: Kind = "slide",
    lexicon: Lexicon = NULL_LEXICON,
) -> Slide:
    """The slide record of a reading: title, alt text and description follow from its lines.

    Args:
        image: The photo's path below the site.
        photo: The file.
        detection: Where the slide is in it.
        reading: What it says.
        alt_length: Most characters of the alt text.
        kind: What it is.
        lexicon: Which words are known, beside the dictionaries'.
    """
    language = _language(reading)
    frame = frame_of(photo, detection)
    found = outline(reading.lines, frame)
    return Slide(
        image=image,
        photo=photo,
        detection=detection,
        reading=reading,
        title=title_of(reading.lines),
        alt=alt_text(
            reading.lines,
            most=alt_length,
            kind=kind,
            language=language,
            frame=frame,
            lexicon=lexicon,
            found=found,
        ),
        description=description(reading.lines, frame, found=found),
        language=language,
        kind=kind,
    )


def _language(reading: Reading) -> str:
    body = "\n".join(line.text for line in reading.lines if line.role != "footer")
    return guess_language(body) or (reading.languages or ("en",))[0]
