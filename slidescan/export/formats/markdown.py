"""Markdown: a heading per slide, its photo, the posts that show it, its nested points and tables.

The file is CommonMark with GitHub's tables, for people to read and edit. Photos have addresses
relative to the file.
"""

from __future__ import annotations

import os
import posixpath
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from slidescan.alt.escape import readable_markdown
from slidescan.alt.kind_words import textless_sentence
from slidescan.alt.long import as_markdown
from slidescan.core.records import Link, Slide
from slidescan.core.text import clean
from slidescan.core.web_address import web_address
from slidescan.export.protocol import ExportOptions, ExportSource
from slidescan.layout.structure import outline_of


def write(source: ExportSource, options: ExportOptions, out: TextIO) -> None:
    """Writes a section per slide; escapes names and texts, so that they can't act as Markdown."""
    del options
    for number, slide in enumerate(source.slides):
        out.write("\n" if number else "")
        out.write(_section(slide, _address(source, slide)) + "\n")


def _section(slide: Slide, address: str) -> str:
    title = slide.title or posixpath.basename(slide.image)
    alt = slide.alt or posixpath.basename(slide.image)
    parts = [
        f"## {_literal(title)}",
        f"![{_literal(alt)}]({address})",
        *("Shown in " + _post_link(link) for link in slide.links),
        as_markdown(outline_of(slide), title=False, escape=_literal),
    ]
    if slide.textless:
        parts.append(_literal(textless_sentence("picture", slide.language)))
    return "\n\n".join(part for part in parts if part)


def _literal(text: str) -> str:
    return readable_markdown(clean(text))


def _address(source: ExportSource, slide: Slide) -> str:
    """The address of a photo, relative to the file with the notes."""
    photo = source.root / slide.image
    base = source.root if source.base is None else source.base
    try:
        path = Path(os.path.relpath(photo.resolve(), base.resolve())).as_posix()
    except ValueError:  # another drive of Windows
        return photo.resolve().as_uri()
    return quote(path, safe="/~._-!$'+,;=@")


def _post_link(link: Link) -> str:
    where = " › ".join((link.title, *link.section))
    text = _literal(where)
    url = web_address(link.url)
    if url is None:
        return text
    address = "".join(f"%{ord(c):02X}" if c in "<>()\\ \r\n\t" else c for c in url)
    return f"[{text}](<{address}>)"
