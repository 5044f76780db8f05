"""Parameters of shortcodes and template tags, and the references made from them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from slidescan.core.records import Syntax
from slidescan.posts.references.state import AltSlot, ReferenceMatch, ScanState

Quoting: TypeAlias = Literal["double", "single", "raw", "bare", "unquoted"]

ADDRESS_PARAMETERS = frozenset(
    {
        "src", "image", "img", "url", "path", "file", "filename", "image_path", "image_url",
        "match", "dir", "link",
    }
)  # fmt: skip
"""The parameters of shortcodes that hold an image's address."""

_QUOTINGS: tuple[Quoting, ...] = ("double", "single", "raw", "bare")
_PARAMETER = re.compile(
    r"(?:(?P<name>[\w-]+)\s*[=:]\s*)?"
    r"(?:\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^'\\]|\\.)*)'|`(?P<raw>[^`]*)`"
    r"|(?P<bare>[^\s\"'`=<>{},()/][^\s\"'`=<>{},()]*|/[^\s\"'`=<>{},()]+))"
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a shortcode or tag.

    Attributes:
        name: Its name in lower case; empty for a positional parameter.
        value: Its unescaped value.
        start: Index where the value begins, after its quote.
        end: Index where it ends.
        quoting: How it is quoted; `unquoted` text may have spaces and has no quotes around it.
        after: Index after the parameter.
    """

    name: str
    value: str
    start: int
    end: int
    quoting: Quoting
    after: int


def parse_parameters(text: str, at: int, end: int) -> Iterator[Parameter]:
    """Yields the parameters between two indices."""
    for match in _PARAMETER.finditer(text, at, end):
        quoting = next(quoting for quoting in _QUOTINGS if match[quoting] is not None)
        value = match[quoting]
        if quoting in ("double", "single"):
            value = re.sub(r"\\(.)", r"\1", value)
        name = (match["name"] or "").lower()
        yield Parameter(name, value, *match.span(quoting), quoting, match.end())


def add_reference(
    state: ScanState,
    at: int,
    target: Parameter,
    alt: Parameter | None,
    *,
    syntax: Syntax,
    address: str | None = None,
    separator: str = "",
    can_add_alt: bool = True,
) -> None:
    """Records the image that a shortcode or tag shows.

    Args:
        state: The scan.
        at: Index where the shortcode begins.
        target: The parameter with the image's address.
        alt: The parameter with its alt text; a missing one is inserted after `target`.
        syntax: The form of the reference.
        address: The image's address, if it differs from the value of `target`.
        separator: Text between parameters, apart from a space.
        can_add_alt: Whether a missing alt text can be added.
    """
    if alt is not None:
        quote = {"double": '"', "single": "'", "raw": "`", "bare": '"', "unquoted": ""}[alt.quoting]
        insert = '"' if alt.quoting == "bare" else ""
        slot = AltSlot(alt.value, alt.start, alt.end, insert, quote)
    elif target.name and can_add_alt:
        slot = AltSlot(None, target.after, target.after, f'{separator} alt="', '"')
    else:  # positional parameters can't be mixed with named ones
        slot = AltSlot()
    address = target.value.strip() if address is None else address
    state.references.append(ReferenceMatch(address, at, syntax, slot))
