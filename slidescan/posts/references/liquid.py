"""Images in Liquid and Nunjucks tags: Jekyll's, Eleventy's and Hexo's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from slidescan.posts.file_types import looks_like_image
from slidescan.posts.references.parameters import (
    Parameter,
    Quoting,
    add_reference,
    parse_parameters,
)
from slidescan.posts.references.state import AltSlot, ReferenceMatch, ScanState
from slidescan.posts.scalars import field_scalars

MAX_LISTED_IMAGES = 200
"""Further images of a list in the front matter are ignored."""

_TAG = re.compile(r"\{%-?\s*(?P<name>[\w-]+)")
_INCLUDED_FILE = re.compile(r"\s*(?P<file>[^\s%{}\"'=]+)(?!\s*=)")
_LINK_TAGS = frozenset({"link", "post_url", "asset_path", "asset_link"})
"""Tags that return an address and don't show anything."""

_ASSET_TAGS = frozenset({"asset_img", "img"})
"""Hexo's image tags."""

_ALT_PARAMETERS = frozenset({"alt", "image_alt", "alt_text"})
_TEXT_PARAMETERS = frozenset({"caption", "title", "class", "id", "style", "description", "href"})
"""Parameters that never hold the address of an image that a tag shows."""

_LIST_FIELDS = ("image_path", "url", "src", "image", "path", "img", "thumbnail")
"""Fields of an item in a front-matter list of images."""

_PICTURE_ALT = re.compile(r"--alt\s+(?P<alt>.*?)\s*(?=--\w|\Z)", re.DOTALL)
_META = re.compile(
    r"\s*([\"'])(?P<title>(?:(?!\1).)*)\1\s*(?P<quote>[\"'])(?P<alt>(?:(?!(?P=quote)).)*)(?P=quote)\s*"
)


def tag(state: ScanState, at: int) -> int:
    """`{% include figure.html image_path="…" alt="…" %}`, `{% image "a.jpg", "alt" %}`."""
    end = state.template_ends[at]
    opening = _TAG.match(state.source, at, end)
    if opening is None or opening["name"] in _LINK_TAGS:
        return at
    begin, name = opening.end(), ""
    if opening["name"].startswith("include"):
        file = _INCLUDED_FILE.match(state.source, begin, end)
        if file:
            begin, name = file.end(), file["file"]
    parameters = list(parse_parameters(state.source, begin, end - len("%}")))
    targets = [p for p in parameters if _is_target(p)]
    if targets:
        _add_references(state, at, targets, parameters, end)
    elif name:
        _add_listed_images(state, at, name, parameters)
    return end


def _is_target(parameter: Parameter) -> bool:
    return (
        parameter.name not in _ALT_PARAMETERS
        and parameter.name not in _TEXT_PARAMETERS
        and looks_like_image(parameter.value)
    )


def _add_references(
    state: ScanState,
    at: int,
    targets: Sequence[Parameter],
    parameters: Sequence[Parameter],
    end: int,
) -> None:
    """Records the images that a tag names; the first has the tag's alt text."""
    first = targets[0]
    alt = next((p for p in parameters if p.name in _ALT_PARAMETERS), None)
    if alt is None and not first.name:
        alt = _picture_alt(state.source, first.after, end - len("%}")) or next(
            (p for p in parameters if not p.name and p.start > first.start
             and p.quoting != "bare" and p not in targets), None,
        )  # fmt: skip
    add_reference(state, at, first, alt, syntax="tag")
    for target in targets[1:]:
        state.references.append(ReferenceMatch(target.value.strip(), target.start, "tag"))


def _picture_alt(source: str, begin: int, end: int) -> Parameter | None:
    """The alt text of Jekyll Picture Tag: `--alt text`."""
    match = _PICTURE_ALT.search(source, begin, end)
    if match is None:
        return None
    return Parameter("alt", match["alt"], *match.span("alt"), "unquoted", match.end())


def _add_listed_images(
    state: ScanState, at: int, name: str, parameters: Sequence[Parameter]
) -> None:
    """Records the images of a list in the front matter: `{% include gallery id="gallery2" %}`.

    The list is the field that `id` names, else the field with the name of the included file.
    """
    given = next((p.value for p in parameters if p.name == "id"), "")
    field = (given or name.rpartition("/")[2].partition(".")[0]).lower()
    items = state.matter.fields.get(field)
    if not isinstance(items, list):
        return
    scalars = field_scalars(state.source, state.matter)
    for i, item in enumerate(items[:MAX_LISTED_IMAGES]):
        fields = item if isinstance(item, Mapping) else {"src": item}
        values = [fields[key] for key in _LIST_FIELDS if isinstance(fields.get(key), str)]
        targets = list(dict.fromkeys(v for v in values if looks_like_image(v)))
        alt = scalars.get((field, str(i), "alt"))
        for target in targets:
            slot = AltSlot(alt.value, alt.start, alt.end) if alt else AltSlot()
            state.references.append(
                ReferenceMatch(target, at + len(state.references), "front matter", slot)
            )


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
