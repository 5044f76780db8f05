"""Images in Liquid and Nunjucks tags: Jekyll's, Eleventy's and Hexo's."""

from __future__ import annotations

import re

from slidescan.posts.file_types import looks_like_image
from slidescan.posts.references.parameters import (
    ADDRESS_PARAMETERS,
    Parameter,
    Quoting,
    add_reference,
    parse_parameters,
)
from slidescan.posts.references.state import ScanState

_TAG = re.compile(
    r"\{%-?\s*(?P<name>[\w-]+)\s*(?P<file>[\w./-]*\.\w+(?=\s)|[\w./-]+(?=\s+\w+\s*=))?"
)
_LINK_TAGS = frozenset({"link", "post_url", "asset_path", "asset_link"})
"""Tags that return an address and don't show anything."""

_ASSET_TAGS = frozenset({"asset_img", "img"})
"""Hexo's image tags."""

_ALT_PARAMETERS = frozenset({"alt", "image_alt", "alt_text"})
_META = re.compile(
    r"\s*([\"'])(?P<title>(?:(?!\1).)*)\1\s*(?P<quote>[\"'])(?P<alt>(?:(?!(?P=quote)).)*)(?P=quote)\s*"
)


def tag(state: ScanState, at: int) -> int:
    """`{% include figure.html image_path="…" alt="…" %}`, `{% image "a.jpg", "alt" %}`."""
    end = state.template_ends[at]
    opening = _TAG.match(state.source, at, end)
    if opening is None or opening["name"] in _LINK_TAGS:
        return at
    begin = opening.end() if opening["name"].startswith("include") else opening.end("name")
    target: Parameter | None = None
    alt: Parameter | None = None
    second: Parameter | None = None
    for parameter in parse_parameters(state.source, begin, end - len("%}")):
        if parameter.name in _ALT_PARAMETERS:
            alt = alt or parameter
        elif (not parameter.name or parameter.name in ADDRESS_PARAMETERS) and looks_like_image(
            parameter.value
        ):
            target = target or parameter
        elif not parameter.name and target and parameter.quoting != "bare":
            second = second or parameter
    if target is not None:
        add_reference(state, at, target, alt or second, syntax="tag")
    return end


def asset_tag(state: ScanState, at: int) -> int:
    """Hexo's `{% asset_img [class] name [width] [height] '"title" "alt"' %}` and `{% img … %}`.

    The last parameter holds the title and the alt text, each in quotes.
    """
    end = state.template_ends[at]
    opening = _TAG.match(state.source, at, end)
    if opening is None or opening["name"] not in _ASSET_TAGS:
        return at
    target: Parameter | None = None
    alt: Parameter | None = None
    for parameter in parse_parameters(state.source, opening.end("name"), end - len("%}")):
        if target is None and looks_like_image(parameter.value):
            target = parameter
        elif target is not None and parameter.quoting in ("double", "single"):
            alt = _meta_alt(state.source, parameter) or alt
    if target is not None:
        # An alt text can't be added, because its position depends on the optional sizes.
        add_reference(state, at, target, alt, syntax="tag", address=target.value, can_add_alt=False)
    return end


def _meta_alt(source: str, parameter: Parameter) -> Parameter | None:
    """The alt text within a parameter that holds the title and the alt text."""
    meta = _META.fullmatch(source, parameter.start, parameter.end)
    if meta is None:
        return None
    quoting: Quoting = "double" if meta["quote"] == '"' else "single"
    return Parameter("alt", meta["alt"], *meta.span("alt"), quoting, parameter.after)
