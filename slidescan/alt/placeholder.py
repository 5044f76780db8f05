"""Recognises meaningless alt texts: placeholders and file names."""

from __future__ import annotations

import re

from slidescan.alt.default_names import is_default_name
from slidescan.alt.kind_words import empty_sentences

_PLACEHOLDER = re.compile(
    r"""^(?:
        (?:the\s+|a\s+|my\s+)?(?:slides?|images?|img|photos?|pictures?|pics?|screenshots?|figures?|fig|
            bilde?r?|fotos?|folien?|abbildung|diapositives?|diapo|imagen|imagem|immagine|
            untitled|alt|alt\ text|todo|tbd|placeholder|description|caption|null|undefined)
        [\s#:._-]*(?:no\.?|nr\.?)?\s*\d{0,4}
      | (?:img|dsc[fn]?|dcim|pxl|p|image|photo|screenshot|whatsapp[ _]image|pict|mvimg|signal)
        [-_ ]?\d[\w.\-\s]*
      | \d[\d_\-.\s]*
      | [\W_]+
    )\.?$""",
    re.IGNORECASE | re.VERBOSE,
)
_SHORT_NAME = re.compile(r"[^\W\d_][\d#+]|\d[^\W\d_]")
_IMAGE_SUFFIX = re.compile(
    r"\.(?:p?jpe?g|jpe|jfif?|jif|pjp|mpo|a?png|webp|hei[cf]|hif|tiff?|bmp|dib|gif|avif|jxl|svg)$",
    re.IGNORECASE,
)


def is_placeholder(alt: str) -> bool:
    """Whether an alt text is a placeholder: "slide", "image 3", "IMG_1234", a single letter."""
    text = alt.strip()
    return (
        _PLACEHOLDER.match(text) is not None
        or is_default_name(text)
        or text.rstrip(".").casefold() in empty_sentences()
        or is_wordless(text)
    )


def is_wordless(text: str) -> bool:
    """Whether a text has no word: fewer than two letters in any script.

    A letter with a digit or sign that belongs to it, as in 5G and C#, is a word.
    """
    letters = sum(c.isalpha() for c in text)
    return letters < 2 and not (letters and _SHORT_NAME.search(text))


def is_file_name(alt: str, target: str) -> bool:
    """Whether an alt text is the file name of the image, with or without its suffix."""
    name = target.replace("\\", "/").rsplit("/", 1)[-1]
    stem = _IMAGE_SUFFIX.sub("", name)
    given = alt.strip().casefold()
    if _IMAGE_SUFFIX.search(alt.strip()) and " " not in alt.strip():
        return True
    same = {name.casefold(), stem.casefold(), re.sub(r"[-_]+", " ", stem).casefold()}
    return given in same
