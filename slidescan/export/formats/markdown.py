"""All slides as Markdown: a heading each, where it is shown, nested points and tables."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import TextIO

from slidescan.alt import long
from slidescan.core.frames import frame_of
from slidescan.core.records import Link, Slide


class MarkdownExporter:
    """A section a slide; whatever slides, posts and files are called is shown, not obeyed."""

    def write(self, slides: Iterable[Slide], out: TextIO) -> None:
        """As the Protocol says; slides are written one by one, never held together."""
        for number, slide in enumerate(slides):
            out.write("\n" if number else "")
            out.write(_section(slide) + "\n")


def _section(slide: Slide) -> str:
    title = slide.title or posixpath.basename(slide.image)
    parts = [
        f"## {long.escaped_markdown(title)}",
        f"Photo: {long.escaped_markdown(slide.image)}",
        *("Shown in " + _shown(link) for link in slide.links),
    ]
    frame = frame_of(slide.photo, slide.detection)
    said = long.markdown(slide.reading.lines, frame, title=False)
    if said or not slide.title:
        parts.append(said or long.escaped_markdown(slide.alt))
    return "\n\n".join(part for part in parts if part)


def _shown(link: Link) -> str:
    where = " › ".join((link.title, *link.section))
    text = long.escaped_markdown(where)
    address = "".join(f"%{ord(c):02X}" if c in "<>()\\ \r\n\t" else c for c in link.url)
    return f"[{text}](<{address}>)"
