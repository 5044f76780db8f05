"""Files that a page embeds: each is rendered on its own, and shown in the page."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Embed:
    """A place where a page embeds a file.

    Attributes:
        start: Index where it begins.
        target: The file as the page names it.
        part: The heading (`Lakes`) or block (`^id`) to which it is limited; empty for all.
        has_headings: Whether the page gets the headings of the file, with their ids.
    """

    start: int
    target: str
    part: str = ""
    has_headings: bool = False


def block_span(text: str, block_id: str) -> tuple[int, int]:
    """The start and end of the paragraph that ends with `^id`; empty if there is none."""
    marker = re.search(rf"(?:^|[ \t])\^{re.escape(block_id)}[ \t]*$", text, re.MULTILINE)
    if marker is None:
        return 0, 0
    before = text[: marker.start()].rstrip()
    blank_line = max(before.rfind("\n\n"), before.rfind("\r\n\r\n"), 0)
    return blank_line, marker.end()
