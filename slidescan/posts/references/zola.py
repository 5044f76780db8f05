"""Images in Zola's shortcodes."""

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

_SHORTCODE = re.compile(r"\{[{%]\s*(?P<name>\w+)\(")


def shortcode(state: ScanState, at: int) -> int:
    """`{{ figure(src="…", alt="…") }}`."""
    end = state.template_ends[at]
    opening = _SHORTCODE.match(state.source, at, end)
    if opening is None:
        return at
    target: Parameter | None = None
    alt: Parameter | None = None
    for parameter in parse_parameters(state.source, opening.end(), end - len("}}")):
        if parameter.name == "alt":
            alt = alt or parameter
        elif parameter.name in ADDRESS_PARAMETERS and looks_like_image(parameter.value):
            target = target or parameter
    if target is not None:
        add_reference(state, at, target, alt, syntax="tag", separator=",")
    return end
