"""Images in Hugo's shortcodes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from slidescan.posts.file_types import looks_like_image
from slidescan.posts.headings import Heading
from slidescan.posts.references.parameters import (
    ADDRESS_PARAMETERS,
    Parameter,
    add_reference,
    parse_parameters,
)
from slidescan.posts.references.state import AltSlot, ReferenceMatch, ScanState

MAX_LISTED_IMAGES = 200
"""Further images of a shortcode are ignored."""

_SHORTCODE = re.compile(r"\{\{[<%]\s*(?P<closing>/)?\s*(?P<name>[\w./-]+)")
_GALLERY = re.compile(r"galler|carousel|slider|slideshow|album|lightbox", re.IGNORECASE)
_GALLERY_PARAMETERS = frozenset(
    {"", "match", "dir", "src", "images", "image", "pattern", "glob", "folder", "path", "items"}
)
"""The parameters of galleries that hold a folder, a pattern or a list."""

_PREFIX_SHORTCODE = re.compile(r"imgproc|img|image|figure|picture|photo|screenshot", re.IGNORECASE)
_PREFIX_PARAMETERS = frozenset({"src", "image", "img", "name", "file", "resource", "path"})
"""The parameters that can name a page resource by a part of its name."""

_PREFIX = re.compile(r"[\w][\w./ -]*")
_TEXT_PARAMETERS = frozenset(
    {"alt", "caption", "title", "class", "id", "link", "href", "attr", "attrlink", "target", "rel"}
)
"""Parameters that never hold the address of an image that a shortcode shows."""

_MARKUP = re.compile(r"<[^>]*>|[*_`\\]")
_MARKDOWN_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<target>[^)\s]+)[^)]*\)")
_LINK_PARAMETERS = frozenset({"link", "href"})
"""The parameters with the address that a picture opens."""

_BRACES = re.compile(r"\{([^{}]*)\}")
_LIST_SEPARATOR = re.compile(r"\s*[,|]\s*")


def shortcode(state: ScanState, at: int) -> int:
    """`{{< figure src="…" alt="…" >}}` and similar ones, and galleries with a pattern of files."""
    end = state.template_ends[at]
    opening = _SHORTCODE.match(state.source, at, end)
    if opening is None or opening["closing"]:
        return at
    name = opening["name"].lower()
    parameters = list(parse_parameters(state.source, opening.end(), end - len("%}}")))
    is_gallery = _GALLERY.search(name) is not None
    targets = [(p, a) for p in parameters for a in _addresses(p, is_gallery=is_gallery)]
    targets = targets or _prefixes(name, parameters)
    _add_headings(state, at, end, name, parameters)
    rendered = list(_rendered_images(parameters))
    for i, reference in enumerate(rendered, start=len(targets)):
        state.references.append(replace(reference, start=min(reference.start + i, end - 1)))
    if not targets:
        return end if rendered else at
    first, address = targets[0]
    alt = next((p for p in parameters if p.name == "alt"), None)
    add_reference(state, at, first, alt, syntax="shortcode", address=address)
    if alt is None and name == "figure":
        _take_caption(state, parameters)
    _add_linked_image(state, end, parameters)
    for i, (parameter, address) in enumerate(targets[1:MAX_LISTED_IMAGES], start=1):
        start = min(max(parameter.start, at + i), end - 1)
        state.references.append(ReferenceMatch(address, start + i, "shortcode"))
    return end


def _add_headings(
    state: ScanState, at: int, end: int, name: str, parameters: Sequence[Parameter]
) -> None:
    """Records the headings that the template of a shortcode shows."""
    for heading in dict(state.dialect.shortcode_headings).get(name, ()):
        given = next((p.value for p in parameters if p.name == heading.parameter), "")
        if heading.parameter and not given:
            continue
        text = " ".join(html.unescape(_MARKUP.sub("", f"{heading.text} {given}")).split())
        line = state.line_at(end) + 1 if heading.follows_image else state.line_at(at)
        attributes = {"id": heading.heading_id} if heading.heading_id else {}
        state.headings.append(Heading(heading.level, line, text, (("text", text),), attributes))


def _rendered_images(parameters: Sequence[Parameter]) -> Iterator[ReferenceMatch]:
    """Markdown's images in a parameter that a template renders: `footer="![x](a.png)"`."""
    for parameter in parameters:
        for image in _MARKDOWN_IMAGE.finditer(parameter.value):
            if looks_like_image(image["target"]):
                alt = AltSlot(image["alt"])
                yield ReferenceMatch(image["target"], parameter.start, "markdown", alt)


def _add_linked_image(state: ScanState, end: int, parameters: Sequence[Parameter]) -> None:
    """Records the image that a thumbnail opens: `{{< figure src="t.jpg" link="image.jpg" >}}`."""
    thumbnail = state.references[-1]
    link = next((p for p in parameters if p.name in _LINK_PARAMETERS), None)
    if link is not None and looks_like_image(link.value) and link.value != thumbnail.target:
        start = min(link.start, end - 1)
        state.references.append(replace(thumbnail, target=link.value.strip(), start=start))


def _addresses(parameter: Parameter, *, is_gallery: bool) -> Iterator[str]:
    """The addresses and patterns in a parameter's value."""
    value = parameter.value.strip()
    if parameter.name in _TEXT_PARAMETERS or not value or "![" in value:
        return
    parts = [p for v in expand_braces(value) for p in _LIST_SEPARATOR.split(v) if p]
    if parts and all(looks_like_image(part) for part in parts):
        is_listed = is_gallery or parameter.name in (*ADDRESS_PARAMETERS, "", "images", "before",
                                                     "after")  # fmt: skip
        yield from parts if is_listed or len(parts) == 1 else ()
    elif looks_like_image(value):
        yield value
    elif is_gallery and parameter.name in _GALLERY_PARAMETERS:
        yield from (part if "*" in part else part.rstrip("/") + "/*" for part in parts)
    elif parameter.name == "src" and "*" in value:
        yield value


def _prefixes(name: str, parameters: Sequence[Parameter]) -> list[tuple[Parameter, str]]:
    """The parameter with a part of a resource's name: `{{< imgproc sunrise Fill "600x300" >}}`."""
    if not _PREFIX_SHORTCODE.search(name):
        return []
    for i, parameter in enumerate(parameters):
        is_name = parameter.name in _PREFIX_PARAMETERS or (not parameter.name and i == 0)
        if is_name and (_PREFIX.fullmatch(parameter.value) or name == "figure"):
            return [(parameter, parameter.value.strip())]
    return []


def _take_caption(state: ScanState, parameters: Sequence[Parameter]) -> None:
    """The caption is the alt text of Hugo's `figure` without one (tpl/tplimpl, figure.html)."""
    caption = next((p.value for p in parameters if p.name == "caption"), None)
    if caption:
        reference = state.references[-1]
        slot = reference.alt
        slot = AltSlot(caption, slot.start, slot.end, slot.insert, slot.quote)
        state.references[-1] = ReferenceMatch(
            reference.target, reference.start, reference.syntax, slot, reference.lang
        )


def expand_braces(pattern: str) -> list[str]:
    """The texts that `a/{b,c}.png` stands for, at most `MAX_LISTED_IMAGES`."""
    match = _BRACES.search(pattern)
    if match is None:
        return [pattern]
    expanded: list[str] = []
    for option in match[1].split(","):
        rest = pattern[: match.start()] + option.strip() + pattern[match.end() :]
        expanded += expand_braces(rest)
        if len(expanded) >= MAX_LISTED_IMAGES:
            break
    return expanded[:MAX_LISTED_IMAGES]


def raw_ranges(
    text: str, template_ends: Mapping[int, int], raw_shortcodes: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """The text inside paired shortcodes that pass HTML on: `{{< rawhtml >}} … {{< /rawhtml >}}`.

    Args:
        text: The post.
        template_ends: The end index of each shortcode by its start index, in order.
        raw_shortcodes: The shortcodes whose inner text isn't rendered as Markdown.
    """
    openings: list[tuple[str, int]] = []
    for start, end in template_ends.items():
        tag = _SHORTCODE.match(text, start, end)
        if (
            tag is None
            or not text.startswith("{{<", start)
            or tag["name"].lower() not in raw_shortcodes
        ):
            continue
        name = tag["name"].lower()
        if not tag["closing"]:
            if not text.endswith("/>}}", start, end):
                openings.append((name, end))
            continue
        while openings:
            opened, begin = openings.pop()
            if opened == name:
                yield begin, start
                break
