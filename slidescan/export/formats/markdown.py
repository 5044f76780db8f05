"""Markdown: a heading per slide, the posts that show it, its nested points and tables."""

from __future__ import annotations

import posixpath
from typing import TextIO

from slidescan.alt import long
from slidescan.alt.escape import escaped_markdown
from slidescan.alt.kind_words import textless_sentence
from slidescan.core.frames import frame_of
from slidescan.core.records import Link, Slide
from slidescan.core.web_address import web_address
from slidescan.export.protocol import ExportOptions, ExportSource


def write(source: ExportSource, options: ExportOptions, out: TextIO) -> None:
    """Writes a section per slide; escapes names and texts, so that they can't act as Markdown."""
    del options
    for number, slide in enumerate(source.slides):
        out.write("\n" if number else "")
        out.write(_section(slide) + "\n")


def _section(slide: Slide) -> str:
    title = slide.title or posixpath.basename(slide.image)
    parts = [
        f"## {escaped_markdown(title)}",
        f"Photo: {escaped_markdown(slide.image)}",
        *("Shown in " + _post_link(link) for link in slide.links),
    ]
    frame = frame_of(slide.photo, slide.detection)
    reading = slide.reading
    body = long.markdown(reading.lines, frame, title=False, drawing=reading.drawing)
    if body or not slide.title:
        text = slide.alt or textless_sentence("picture", slide.language)
        parts.append(body or escaped_markdown(text))
    return "\n\n".join(part for part in parts if part)


def _post_link(link: Link) -> str:
    where = " › ".join((link.title, *link.section))
    text = escaped_markdown(where)
    url = web_address(link.url)
    if url is None:
        return text
    address = "".join(f"%{ord(c):02X}" if c in "<>()\\ \r\n\t" else c for c in url)
    return f"[{text}](<{address}>)"
