"""Attributes of HTML and JSX tags, and the positions of their values."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from slidescan.posts.references.state import ScanState

Quoting: TypeAlias = Literal["double", "single", "braces", "bare", "none"]

_ATTRIBUTE = re.compile(
    r"\s+(?P<name>[^\s\"'<>/={}`]+)"
    r"(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'"
    r"|(?P<braces>\{(?:[^{}]|\{[^{}]*\})*\})|(?P<bare>[^\s\"'=<>`]+)))?"
)
_QUOTINGS: tuple[Quoting, ...] = ("double", "single", "braces", "bare")
_STRING = re.compile(r"[\"'`]([^\"'`]*)[\"'`]")
_VARIABLE = re.compile(r"\{\s*(\w+)")


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a tag.

    Attributes:
        value: The unescaped value; for a JSX expression, the image that it refers to.
        start: Index where the value begins, after its quote; the end of the name if there is no
            value.
        end: Index where it ends.
        quoting: What encloses the value; `none` if there is no value.
    """

    value: str
    start: int
    end: int
    quoting: Quoting


def parse_attributes(state: ScanState, tag: re.Match[str]) -> dict[str, Attribute]:
    """A tag's attributes (its group `attributes`) by lower-case name; the first of a name wins."""
    attributes: dict[str, Attribute] = {}
    for match in _ATTRIBUTE.finditer(state.text, tag.start("attributes"), tag.end("attributes")):
        attributes.setdefault(match["name"].lower(), _attribute(state, match))
    return attributes


def _attribute(state: ScanState, match: re.Match[str]) -> Attribute:
    quoting = next((quoting for quoting in _QUOTINGS if match[quoting] is not None), None)
    if quoting is None:
        return Attribute("", match.end("name"), match.end("name"), "none")
    start, end = match.span(quoting)
    raw = state.source[start:end]
    value = _evaluate(raw, state.imports) if quoting == "braces" else html.unescape(raw)
    return Attribute(value, start, end, quoting)


def _evaluate(expression: str, imports: Mapping[str, str]) -> str:
    """The image that a JSX expression gives as a string, a call's argument or an import."""
    string = _STRING.search(expression)
    if string:
        return string[1]
    variable = _VARIABLE.match(expression)
    return imports.get(variable[1], "") if variable else ""
