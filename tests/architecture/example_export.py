"""An export in one file: an RSS feed of slides (RSS 2.0).

Its row: `EXPORTS["example"] = TextExport("example", "a feed of slides", "example_export")` in
`slidescan/export/registry.py`.
"""

from __future__ import annotations

from typing import TextIO

from slidescan.export.protocol import ExportOptions, ExportSource
from slidescan.export.xml import element, serialized


def write(source: ExportSource, options: ExportOptions, out: TextIO) -> None:
    """Write an item for each post that shows a slide."""
    feed = element(None, "rss", version="2.0")
    channel = element(feed, "channel")
    element(channel, "title", options.title or "Slides")
    for slide in source.slides:
        for link in slide.links:
            item = element(channel, "item")
            element(item, "title", slide.title or slide.image)
            element(item, "link", link.url or link.post)
            element(item, "description", slide.alt)
    out.write(serialized(feed))
