"""Images in HTML: `<img>`, `srcset`; also comments, autolinks and headings written as HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from slidescan.core.records import Syntax
from slidescan.posts.dialect import MASK
from slidescan.posts.file_types import can_be_image, looks_like_image
from slidescan.posts.headings import MAX_HEADING_CHARS, Heading
from slidescan.posts.references.attributes import CSS_URL, Attribute, parse_attributes
from slidescan.posts.references.state import AltSlot, ImageLink, ReferenceMatch, ScanState

TAG_OPENING = r"<(?P<name>[A-Za-z][A-Za-z0-9:.-]*)"
"""The pattern of a tag's beginning, up to its name."""

_TAG = re.compile(
    TAG_OPENING + r"(?P<attributes>(?:\s+[A-Za-z_:@][A-Za-z0-9_.:@-]*"
    r"(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*)\s*/?>"
)
_TAG_OPENING = re.compile(TAG_OPENING)
_LOOSE_PART = re.compile(
    rf"[\s/]+|[^\s\"'<>/={{}}`{MASK}]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?"
)
"""What browsers take for a part of a tag: an attribute of any name, space, a slash."""

_LOOSE_TAG = re.compile(TAG_OPENING + r"(?P<attributes>.*)>", re.DOTALL)
_AUTOLINK = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>")
_CANDIDATE = re.compile(r"\s*,*\s*([^\s,][^\s]*[^\s,]|[^\s,])(?:\s+[^\s,]+)?\s*(?:,|$)")
_BOUND_IMAGE = re.compile(
    r"(?:(?:\$?withBase|require)\(\s*)?(?P<quote>[\"'`])(?P<target>[^\"'`$\r\n]+)(?P=quote)(?:\s*\))?"
)
"""A JavaScript expression that is a text, or one that VuePress or VitePress completes by `base`."""

_ANY_TAG = re.compile(r"<[^>]*>")

_RAW_TEXT_ELEMENTS = frozenset({"script", "style", "template", "textarea", "title", "xmp"})
"""Elements whose contents don't show images; those of `noscript` stand in for a script's."""

_PRESENTATION_ROLES = frozenset({"presentation", "none"})

ElementRule: TypeAlias = Callable[[ScanState, re.Match[str]], None]
"""Records the images or the heading of an element, given its opening tag."""


def comment(state: ScanState, at: int) -> int:
    """`<!-- … -->`; an unclosed comment covers the rest of the block."""
    if not state.text.startswith("<!--", at):
        return at
    closing = state.text.find("-->", at + 4)
    return closing + 3 if closing >= 0 else state.end


def autolink(state: ScanState, at: int) -> int:
    """`<https://example.org>`."""
    link = _AUTOLINK.match(state.text, at, state.end)
    return link.end() if link else at


def tag(state: ScanState, at: int) -> int:
    """An HTML tag."""
    opening = _TAG.match(state.text, at, state.end)
    if opening is None and state.in_html and state.dialect.loose_tags:
        opening = _loose_tag(state, at)
    if opening is None:
        return at
    end = scan_element(state, opening, ELEMENTS.get(opening["name"].lower()))
    if "url(" in opening["attributes"] and state.dialect.raw_html:
        _add_backgrounds(state, opening)
    return end


def _loose_tag(state: ScanState, at: int) -> re.Match[str] | None:
    """A tag that Markdown doesn't know, as in `<img src="a.png"alt="b">`, but browsers do."""
    opening = _TAG_OPENING.match(state.text, at, state.end)
    if opening is None or opening["name"].lower() not in _READ_ELEMENTS:
        return None
    end = opening.end()
    while (part := _LOOSE_PART.match(state.text, end, state.end)) is not None:
        end = part.end()
    return _LOOSE_TAG.fullmatch(state.text, at, min(end + 1, state.end))


def scan_element(state: ScanState, opening: re.Match[str], rule: ElementRule | None) -> int:
    """Applies an element's rule; returns the index after its tag, or after its raw text."""
    name = opening["name"].lower()
    if name in _RAW_TEXT_ELEMENTS:
        closing = state.delimiters.closing_tag(name, opening.end())
        return closing.end() if closing else opening.end()
    if rule is not None and state.dialect.raw_html:
        rule(state, opening)
    return opening.end()


def image(state: ScanState, opening: re.Match[str]) -> None:
    """`<img src alt srcset>`, and Vue's `<img :src>`."""
    attributes = parse_attributes(state, opening)
    if state.dialect.vue_bindings and "src" not in attributes:
        _add_bound_image(state, opening, attributes)
    add_image(state, opening, attributes)
    add_candidates(state, attributes)


def _add_backgrounds(state: ScanState, opening: re.Match[str]) -> None:
    """Records the background images in an element's `style`; they have no place for an alt text."""
    style = parse_attributes(state, opening).get("style")
    for i, url in enumerate(CSS_URL.finditer(style.value) if style else ()):
        if style is not None and looks_like_image(url[1]):
            start = min(style.start + i, style.end)  # references can't share a start
            state.references.append(ReferenceMatch(url[1], start, "html"))


def poster(state: ScanState, opening: re.Match[str]) -> None:
    """`<video poster>`, which has no place for an alt text."""
    image = parse_attributes(state, opening).get("poster")
    if image is not None and looks_like_image(image.value.strip()):
        state.references.append(ReferenceMatch(image.value.strip(), opening.start(), "html"))


def add_image(
    state: ScanState, opening: re.Match[str], attributes: Mapping[str, Attribute]
) -> None:
    """Records the image in an element's `src`."""
    src = attributes.get("src")
    target = src.value.strip() if src else ""
    if src is not None and target:
        add_target(state, opening, attributes, src, target)


def add_target(
    state: ScanState,
    opening: re.Match[str],
    attributes: Mapping[str, Attribute],
    source: Attribute,
    target: str,
) -> None:
    """Records an image that one of an element's attributes names, with the element's alt text."""
    lang = attributes.get("lang")
    state.references.append(
        ReferenceMatch(
            target,
            opening.start(),
            "jsx" if source.quoting == "braces" else "html",
            _alternative(attributes, opening.end("name")),
            lang.value if lang else None,
        )
    )


def _add_bound_image(
    state: ScanState, opening: re.Match[str], attributes: Mapping[str, Attribute]
) -> None:
    """Records the image that Vue binds as `:src`, if the expression is its name or its import."""
    src = attributes.get(":src") or attributes.get("v-bind:src")
    code = src.value.strip() if src else ""
    expression = _BOUND_IMAGE.fullmatch(code)
    target = expression["target"] if expression else state.imports.get(code, "")
    if not target:
        return
    is_bound = ":alt" in attributes or "v-bind:alt" in attributes  # code can't be replaced by text
    slot = AltSlot() if is_bound else _alternative(attributes, opening.end("name"))
    state.references.append(ReferenceMatch(target, opening.start(), "jsx", slot))


def _alternative(attributes: Mapping[str, Attribute], after_name: int) -> AltSlot:
    """The alt text of an element, or the name that ARIA gives it.

    An image that ARIA hides from assistive technology is decorative, as with an empty alt text
    (HTML-AAM, “Accessible name computation”).
    """
    label = attributes.get("aria-label")
    if "alt" in attributes or label is None or not label.value.strip():
        slot = _alt_slot(attributes.get("alt"), after_name)
        return replace(slot, text="") if slot.text is None and _is_hidden(attributes) else slot
    return _alt_slot(label, after_name)


def _is_hidden(attributes: Mapping[str, Attribute]) -> bool:
    hidden, role = attributes.get("aria-hidden"), attributes.get("role")
    is_presentational = role is not None and role.value.strip().lower() in _PRESENTATION_ROLES
    return is_presentational or (hidden is not None and hidden.value.strip().lower() == "true")


def _alt_slot(alt: Attribute | None, after_name: int) -> AltSlot:
    if alt is None:
        return AltSlot(None, after_name, after_name, ' alt="', '"')
    if alt.quoting == "braces":  # code can't be replaced by text
        return AltSlot(alt.value)
    insert, quote = {
        "none": ('="', '"'),  # <img alt src=…>
        "bare": ('"', '"'),
        "double": ("", '"'),
        "single": ("", "'"),
    }[alt.quoting]
    return AltSlot(alt.value, alt.start, alt.end, insert, quote)


def anchor(state: ScanState, opening: re.Match[str]) -> None:
    """`<a href="image.png"><img src="thumbnail.png"></a>`."""
    href = parse_attributes(state, opening).get("href")
    if href is None or not can_be_image(href.value.strip()):
        return
    closing = state.delimiters.closing_tag("a", opening.end())
    end = closing.start() if closing else state.end
    state.image_links.append(ImageLink(opening.start(), end, href.value.strip()))


def source(state: ScanState, opening: re.Match[str]) -> None:
    """`<source srcset>`."""
    add_candidates(state, parse_attributes(state, opening))


def add_candidates(state: ScanState, attributes: Mapping[str, Attribute]) -> None:
    """Records the candidates of a `srcset`: images that share the alt text of their `<img>`."""
    srcset = attributes.get("srcset")
    if srcset is None:
        return
    for i, candidate in enumerate(_CANDIDATE.finditer(srcset.value)):
        if looks_like_image(candidate[1]):
            # References can't share a start.
            start = min(srcset.start + i, srcset.end)
            syntax: Syntax = "jsx" if srcset.quoting == "braces" else "srcset"
            state.references.append(ReferenceMatch(candidate[1], start, syntax))


def heading(state: ScanState, opening: re.Match[str]) -> None:
    """`<h1>` to `<h6>`."""
    if not state.in_html and not state.dialect.text_headings:
        return
    closing = state.delimiters.closing_tag(opening["name"].lower(), opening.end())
    end = min(closing.start() if closing else state.end, opening.end() + MAX_HEADING_CHARS)
    inner = state.source[opening.end() : end]
    text = " ".join(html.unescape(_ANY_TAG.sub("", inner)).split())
    values = {name: a.value for name, a in parse_attributes(state, opening).items()}
    level, line = int(opening["name"][1]), state.line_at(opening.start())
    state.headings.append(Heading(level, line, inner, (("text", text),), values))


ELEMENTS: Mapping[str, ElementRule] = {
    "img": image,
    "enhanced:img": image,  # SvelteKit's
    "a": anchor,
    "source": source,
    "video": poster,
    **{f"h{level}": heading for level in range(1, 7)},
}
"""The rule of each element by its lower-case name."""

_READ_ELEMENTS = frozenset({*ELEMENTS, *_RAW_TEXT_ELEMENTS})
