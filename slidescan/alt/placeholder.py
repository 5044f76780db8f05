"""Recognises meaningless alt texts: placeholders and file names."""

from __future__ import annotations

import re

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
_IMAGE_SUFFIX = re.compile(r"\.(?:jpe?g|png|webp|heic|heif|tiff?|bmp|gif|avif|svg)$", re.IGNORECASE)


def is_placeholder(alt: str) -> bool:
    """Whether an alt text is a placeholder: "slide", "image 3", "IMG_1234"."""
    return _PLACEHOLDER.match(alt.strip()) is not None


def is_file_name(alt: str, target: str) -> bool:
    """Whether an alt text is the file name of the image, with or without its suffix."""
    name = target.replace("\\", "/").rsplit("/", 1)[-1]
    stem = _IMAGE_SUFFIX.sub("", name)
    given = alt.strip().casefold()
    if _IMAGE_SUFFIX.search(alt.strip()) and " " not in alt.strip():
        return True
    same = {name.casefold(), stem.casefold(), re.sub(r"[-_]+", " ", stem).casefold()}
    return given in same
