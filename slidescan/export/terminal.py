"""Straightened slides as pictures in a terminal: kitty's, iTerm2's and sixel graphics."""

from __future__ import annotations

import base64
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO, TypeAlias

from slidescan.core.text import clean
from slidescan.errors import PhotoError
from slidescan.imaging.render import picture_of

if TYPE_CHECKING:
    from PIL.Image import Image

    from slidescan.core.records import Slide

Protocol: TypeAlias = Literal["kitty", "iterm2", "sixel"]

WIDTH = 480
"""Pixels."""

CHUNK = 4096
"""Characters of a picture in one of kitty's escapes, at most."""

COLOURS = 128


def protocol_of(stream: TextIO) -> Protocol | None:
    """What the terminal behind a stream understands, by what it says of itself; None: nothing.

    `$SLIDESCAN_PICTURES` (`kitty`, `iterm2`, `sixel`) overrides it.
    """
    own = os.environ.get("SLIDESCAN_PICTURES", "")
    if own in ("kitty", "iterm2", "sixel"):
        return own  # type: ignore[return-value]
    if not stream.isatty():
        return None
    term, program = os.environ.get("TERM", ""), os.environ.get("TERM_PROGRAM", "")
    if "kitty" in term or "ghostty" in term or os.environ.get("KITTY_WINDOW_ID"):
        return "kitty"
    if program in ("iTerm.app", "WezTerm", "vscode", "mintty"):
        return "iterm2"
    if any(name in term for name in ("sixel", "foot", "mlterm", "contour")):
        return "sixel"
    return None


def drawn(path: Path, slide: Slide, protocol: Protocol) -> str:
    """The picture of a slide as the terminal takes it; why there is none, where that is so.

    Args:
        path: The photo.
        slide: Where the slide is in it.
        protocol: What the terminal understands.
    """
    from PIL import Image

    try:
        data = picture_of(path, slide, "PNG", width=WIDTH)
    except PhotoError as error:
        return f"({clean(str(error))})"
    if protocol == "kitty":
        return _kitty(data)
    if protocol == "iterm2":
        size = len(data)
        return f"\033]1337;File=inline=1;size={size}:{base64.b64encode(data).decode()}\a"
    return _sixel(Image.open(io.BytesIO(data)))


def _kitty(png: bytes) -> str:
    """See https://sw.kovidgoyal.net/kitty/graphics-protocol/."""
    text = base64.b64encode(png).decode()
    pieces = [text[at : at + CHUNK] for at in range(0, len(text), CHUNK)]
    escapes = []
    for number, piece in enumerate(pieces):
        keys = "a=T,f=100," if number == 0 else ""
        escapes.append(f"\033_G{keys}m={int(number < len(pieces) - 1)};{piece}\033\\")
    return "".join(escapes)


def _sixel(picture: Image) -> str:
    """See DEC STD 070, chapter 9: bands of six rows, a pass for each colour."""
    import numpy as np

    few = picture.convert("RGB").quantize(COLOURS)
    indexed = np.asarray(few)
    palette = np.asarray(few.getpalette()).reshape(-1, 3)
    height, width = indexed.shape
    parts = [f'\033Pq"1;1;{width};{height}']
    for colour in np.unique(indexed):
        red, green, blue = (int(v) * 100 // 255 for v in palette[colour])
        parts.append(f"#{colour};2;{red};{green};{blue}")
    for top in range(0, height, 6):
        band = indexed[top : top + 6]
        rows = (1 << np.arange(len(band)))[:, None]
        for colour in np.unique(band):
            bits = ((band == colour) * rows).sum(axis=0)
            parts.append(f"#{colour}{_run_lengths(bits.tolist())}$")
        parts.append("-")
    return "".join(parts) + "\033\\"


def _run_lengths(bits: list[int]) -> str:
    from itertools import groupby

    runs = ((chr(63 + value), len(list(same))) for value, same in groupby(bits))
    return "".join(f"!{length}{sixel}" if length > 3 else sixel * length for sixel, length in runs)
