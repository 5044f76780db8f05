"""Attributes of HTML and JSX tags, and the positions of their values."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from slidescan.posts.file_types import looks_like_image
from slidescan.posts.references.state import ScanState

Quoting: TypeAlias = Literal["double", "single", "braces", "bare", "none"]

_ATTRIBUTE_BODY = (
    r"(?P<name>[^\s\"'<>/={}`]+)"
    r"(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'"
    r"|(?P<braces>\{(?:[^{}]|\{[^{}]*\})*\})|(?P<bare>[^\s\"'=<>`]+)))?"
)
_ATTRIBUTE = re.compile(r"\s+" + _ATTRIBUTE_BODY)
_LOOSE_ATTRIBUTE = re.compile(r"(?:[\s/]+|(?<=[\"']))" + _ATTRIBUTE_BODY)
"""An attribute in a block of HTML, where nothing needs to part it from the value before it."""

_QUOTINGS: tuple[Quoting, ...] = ("double", "single", "braces", "bare")
_STRING = re.compile(r"[\"'`]([^\"'`]*)[\"'`]")
_VARIABLE = re.compile(r"\{\s*(\w+)")
_QUOTED_NAME = re.compile(r"\{\s*(\w+)\s*\}")
_STRING_OR_NAME = re.compile(
    r"\"(?P<double>[^\"\n]*)\"|'(?P<single>[^'\n]*)'|`(?P<template>[^`]*)`|(?<![\w.$])(?P<name>[A-Za-z_$][\w$]*)"
)
CSS_URL = re.compile(r"url\(\s*[\"']?([^\"'()]+?)[\"']?\s*\)")
"""The address of a file in CSS."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a tag.

    Attributes:
        value: The unescaped value; for a JSX expression, the image that it refers to.
        start: Index where the value begins, after its quote; the end of the name if there is no
            value.
        end: Index where it ends.
        quoting: What encloses the value; `none` if there is no value.
        images: The images that the value names, in order; of a JSX expression all of them.
    """

    value: str
    start: int
    end: int
    quoting: Quoting
    images: tuple[str, ...] = ()


def parse_attributes(state: ScanState, tag: re.Match[str]) -> dict[str, Attribute]:
    """A tag's attributes (its group `attributes`) by lower-case name; the first of a name wins."""
    attributes: dict[str, Attribute] = {}
    pattern = _LOOSE_ATTRIBUTE if state.in_html else _ATTRIBUTE
    for match in pattern.finditer(state.text, tag.start("attributes"), tag.end("attributes")):
        attributes.setdefault(match["name"].lower(), _attribute(state, match))
    return attributes


def _attribute(state: ScanState, match: re.Match[str]) -> Attribute:
    quoting = next((quoting for quoting in _QUOTINGS if match[quoting] is not None), None)
    if quoting is None:
        return Attribute("", match.end("name"), match.end("name"), "none")
    start, end = match.span(quoting)
    raw = state.source[start:end]
    if quoting == "braces":
        images = expression_images(raw, state.imports)
        return Attribute(_evaluate(raw, state.imports), start, end, quoting, images)
    value = html.unescape(raw).strip()
    name = _QUOTED_NAME.fullmatch(value)
    if name and name[1] in state.imports:  # Svelte
        target = state.imports[name[1]]
        return Attribute(target, start, end, "braces", (target,))
    return Attribute(value, start, end, quoting, (value,) if looks_like_image(value) else ())


def expression_images(expression: str, imports: Mapping[str, str]) -> tuple[str, ...]:
    """The images that a JSX expression names: `{{light: a, dark: require("./b.png").default}}`.

    Args:
        expression: The expression.
        imports: The files that the post imports, by the names that it gives them.
    """
    images: list[str] = []
    for match in _STRING_OR_NAME.finditer(expression):
        if match["name"]:
            images.append(imports.get(match["name"], ""))
            continue
        text = next(match[k] for k in ("double", "single", "template") if match[k] is not None)
        if looks_like_image(text):
            images.append(text)
        else:
            images += CSS_URL.findall(text)
    return tuple(dict.fromkeys(i for i in images if looks_like_image(i) and "${" not in i))


def _evaluate(expression: str, imports: Mapping[str, str]) -> str:
    """The image that a JSX expression gives as a string, a call's argument or an import."""
    string = _STRING.search(expression)
    if string:
        return string[1]
    variable = _VARIABLE.match(expression)
    return imports.get(variable[1], "") if variable else ""
