"""A stream with styles and links, if it is a terminal that shows them.

Commands remove control characters from all text that comes from photos, posts and file names.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from slidescan.cli.output.rows import wrap_styled
from slidescan.core.text import clean

MATCH_STYLE = "bold yellow"


@dataclass(frozen=True, slots=True)
class Terminal:
    """A stream to print to.

    Attributes:
        out: The stream.
        color: Whether it shows styles and links.
        root: The folder that paths start at, for links to files; None if unknown.
    """

    out: TextIO
    color: bool
    root: Path | None = None

    @classmethod
    def of(cls, stream: TextIO, root: Path | None = None) -> Terminal:
        """A terminal on `stream`; see `shows_color`."""
        return cls(stream, shows_color(stream), root)

    @property
    def columns(self) -> int | None:
        """The width of a terminal; None for a pipe or a file, whose lines are never wrapped."""
        return shutil.get_terminal_size().columns if self.out.isatty() else None

    def line(self, text: str = "", *, hang: int | None = None, wraps: bool = True) -> None:
        """Prints one line; replaces characters outside the stream's encoding.

        Args:
            text: The text, which a terminal shows in as many rows as it takes.
            hang: Indentation of the rows after the first; see `wrap_styled`.
            wraps: Whether a terminal may begin rows; programs expect some lines as they are.
        """
        encoding = self.out.encoding or "utf-8"
        columns = self.columns if wraps else None
        if columns is not None and len(text) * 2 > columns:
            text = "\n".join(wrap_styled(text, columns, hang))
        self.out.write(text.encode(encoding, "replace").decode(encoding) + "\n")

    def styled(self, text: str, style: str) -> str:
        """Returns `text` in a style of rich, such as `bold` or `red`."""
        if not self.color or not text:
            return text
        from rich.color import ColorSystem  # lazy: pipes need no rich, which costs 30 ms
        from rich.style import Style

        return Style.parse(style).render(text, color_system=ColorSystem.STANDARD)

    def marked(self, pieces: Iterable[tuple[str, bool]]) -> str:
        """A snippet with its matches styled, or in brackets without styles."""
        parts = []
        for text, is_match in pieces:
            piece = clean_piece(text)
            if is_match:
                piece = self.styled(piece, MATCH_STYLE) if self.color else f"[{piece}]"
            parts.append(piece)
        return "".join(parts)

    def linked(self, text: str, url: str) -> str:
        """Returns `text` as a link to `url` (OSC 8), if the terminal shows links."""
        if not self.color:
            return text
        from rich.color import ColorSystem  # lazy: as in `styled`
        from rich.style import Style

        target = quote(url, safe="%/:=&?~#+!$,;'@()*[]-._")
        return Style(link=target).render(text, color_system=ColorSystem.STANDARD)

    def plain(self, path: Path) -> str:
        """A path as the user typed it."""
        return clean(str(path))

    def file(self, path: str, line: int | None = None) -> str:
        """A path below the site, as `path:line` and a link to the file."""
        text = clean(path) + (f":{line}" if line else "")
        if self.root is None:
            return text
        return self.linked(text, (self.root / path).as_uri())


def shows_color(stream: TextIO) -> bool:
    """Whether to style what goes to a stream.

    `NO_COLOR` forbids it, `FORCE_COLOR` demands it, the first before the second (no-color.org,
    force-color.org, Python's own tracebacks). Otherwise, a terminal shows styles unless it is a
    dumb one, and a pipe doesn't.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM", "") != "dumb"


def clean_piece(text: str) -> str:
    """Cleans a text but keeps a space at each end."""
    inner = clean(text)
    if not inner:
        return " " if text else ""
    return (" " if text[0] == " " else "") + inner + (" " if text[-1] == " " else "")


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 photo`, `2 photos`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
