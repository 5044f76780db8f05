"""Images in JSX (MDX): imported images, and components like `<Image src={photo} />`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from slidescan.posts.embeds import Embed
from slidescan.posts.file_types import POST_SUFFIXES, looks_like_image
from slidescan.posts.references import html
from slidescan.posts.references.attributes import parse_attributes
from slidescan.posts.references.state import ScanState

_TAG = re.compile(
    html.TAG_OPENING + r"(?P<attributes>(?:\s+(?:\{[^{}]*\}|[A-Za-z_:@][A-Za-z0-9_.:@-]*"
    r"(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\}))?))*)\s*/?>"
)
_IMPORT = re.compile(r"^import[ \t]+(\w+)[ \t]+from[ \t]+[\"']([^\"'\r\n]+)[\"']", re.MULTILINE)


def file_imports(text: str) -> Mapping[str, str]:
    """The images and Markdown files that a post imports, by the names that it gives them."""
    return {
        name: path
        for name, path in _IMPORT.findall(text)
        if looks_like_image(path) or path.endswith(POST_SUFFIXES)
    }


def tag(state: ScanState, at: int) -> int:
    """A JSX tag; a capitalised name means a component."""
    opening = _TAG.match(state.text, at, state.end)
    if opening is None:
        return at
    name = opening["name"]
    rule = component if name[0].isupper() else html.ELEMENTS.get(name.lower())
    return html.scan_element(state, opening, rule)


def component(state: ScanState, opening: re.Match[str]) -> None:
    """A component that takes an image as `src`."""
    attributes = parse_attributes(state, opening)
    file = state.imports.get(opening["name"], "")
    if file.endswith(POST_SUFFIXES):
        state.embeds.append(Embed(opening.start(), file, has_headings=True))
        return
    src = attributes.get("src")
    if opening["name"].lower() != "img" and not looks_like_image(src.value.strip() if src else ""):
        return
    html.add_image(state, opening, attributes)
    html.add_candidates(state, attributes)
