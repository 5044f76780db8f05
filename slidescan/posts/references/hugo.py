"""Images in Hugo's shortcodes."""

from __future__ import annotations

import re

from slidescan.posts.file_types import looks_like_image
from slidescan.posts.references.parameters import (
    ADDRESS_PARAMETERS,
    Parameter,
    add_reference,
    parse_parameters,
)
from slidescan.posts.references.state import ScanState

_SHORTCODE = re.compile(r"\{\{[<%]\s*(?P<name>[\w./-]+)")
_GALLERY = re.compile(r"gallery|carousel|slider|album|lightbox", re.IGNORECASE)
_GALLERY_PARAMETERS = frozenset({"", "match", "dir", "src"})
"""The parameters of galleries that hold a folder or a pattern."""


def shortcode(state: ScanState, at: int) -> int:
    """`{{< figure src="…" alt="…" >}}` and similar ones, and galleries with a pattern of files."""
    end = state.template_ends[at]
    opening = _SHORTCODE.match(state.source, at, end)
    if opening is None or opening["name"].startswith("/"):
        return at
    is_gallery = _GALLERY.search(opening["name"]) is not None
    target: Parameter | None = None
    alt: Parameter | None = None
    for parameter in parse_parameters(state.source, opening.end(), end - len("%}}")):
        if parameter.name == "alt" and alt is None:
            alt = parameter
        elif target is None and _is_target(parameter, is_gallery=is_gallery):
            target = parameter
    address = target.value.strip() if target else ""
    if target is None or not address:
        return at
    if not looks_like_image(address):
        if is_gallery:
            address = address if "*" in address else address.rstrip("/") + "/*"
        elif opening["name"].lower() != "figure":
            return at
    add_reference(state, at, target, alt, syntax="shortcode", address=address)
    return end


def _is_target(parameter: Parameter, *, is_gallery: bool) -> bool:
    if parameter.name == "src" or (is_gallery and parameter.name in _GALLERY_PARAMETERS):
        return True
    return (not parameter.name or parameter.name in ADDRESS_PARAMETERS) and looks_like_image(
        parameter.value
    )
