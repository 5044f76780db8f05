"""Parts of a PDF besides its pages: metadata, the font's Unicode map, drawn captions."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from pikepdf import String
from PIL import Image, ImageDraw, ImageFont

from slidescan.core.records import Link
from slidescan.core.versions import PACKAGE_VERSION
from slidescan.export.xml import legal

CAPTION_DOTS = 3
"""Pixels of a drawn caption per point of the page."""

CAPTION_FONT_PIXELS, CAPTION_LINE_PIXELS = 36, 48
"""Size of the letters of a caption, and the distance of its lines."""

MAX_CAPTION_LINES = 3


def ascii_uri(url: str) -> Any:  # noqa: ANN401 - a PDF object
    """An address in ASCII, as URI actions need it (ISO 32000-2, 12.6.4.8)."""
    return String(quote(url, safe="%/:=&?~#+!$,;'@()*[]-._"))


def to_unicode(codes: dict[str, int]) -> bytes:
    """A CMap from codes to UTF-16 (Adobe Technical Note 5411)."""
    pairs = [
        f"<{code:04X}> <{character.encode('utf-16-be').hex().upper()}>"
        for character, code in codes.items()
    ]
    blocks = [
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar"
        for block in (pairs[at : at + 100] for at in range(0, len(pairs), 100))
    ]
    head = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
    )
    tail = "\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    return (head + "\n".join(blocks) + tail).encode("ascii")


def draw_caption(label: str, link: Link, width: int) -> tuple[bytes, tuple[int, int]]:
    """Draws a caption in up to `MAX_CAPTION_LINES` lines.

    If the font lacks a letter, it draws the address instead, or the post's file if the address is
    not known.

    Args:
        label: The caption.
        link: The link to the post.
        width: The most pixels of a line, `CAPTION_DOTS` a point.

    Returns:
        Grey levels, row by row, and the width and height.
    """
    font = ImageFont.load_default(CAPTION_FONT_PIXELS)
    text = f"› {label}" if _is_drawable(label) else f"› {ascii_uri(link.url or link.post)}"
    lines = wrapped_lines(text, font.getlength, width - 8)
    size = (
        min(width, math.ceil(max(map(font.getlength, lines))) + 8),
        CAPTION_LINE_PIXELS * len(lines),
    )
    picture = Image.new("L", size, 255)
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        pen.text((4, 2 + CAPTION_LINE_PIXELS * number), line, font=font, fill=65)
    return picture.tobytes(), picture.size


def wrapped_lines(text: str, length: Callable[[str], float], room: float) -> list[str]:
    """Breaks a text into lines between words, or within words that are longer than a line.

    Args:
        text: The text.
        length: The length of a text.
        room: The most that a line may have.

    Returns:
        One to `MAX_CAPTION_LINES` lines; an ellipsis ends the last one if the text goes on.
    """
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if length(longer) <= room:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for character in word:
            if lines[-1] and length(lines[-1] + character) > room:
                lines.append("")
            lines[-1] += character
    if len(lines) <= MAX_CAPTION_LINES:
        return lines
    last = lines[MAX_CAPTION_LINES - 1]
    while last and length(last + "…") > room:
        last = last[:-1]
    return [*lines[: MAX_CAPTION_LINES - 1], last.rstrip() + "…"]


def _is_drawable(text: str) -> bool:
    """Whether Pillow's default font has all letters; it has those of western Europe."""
    return all(ord(c) < 0x180 or c in "–—‘’“”•…€™›‹" for c in text)


def xmp(title: str, language: str) -> bytes:
    """XMP metadata that declares PDF/A-2u and PDF/UA-1."""
    escaped_title, code = escape(legal(title)), escape(legal(language))
    producer = escape(f"slidescan {PACKAGE_VERSION}")
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escaped_title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{code}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producer}</pdf:Producer>
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>""".encode()
