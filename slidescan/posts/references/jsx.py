"""Images in JSX (MDX): imported images, and components like `<Image src={photo} />`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from slidescan.core.records import Syntax
from slidescan.posts.embeds import Embed
from slidescan.posts.file_types import POST_SUFFIXES, looks_like_image
from slidescan.posts.references import html
from slidescan.posts.references.attributes import parse_attributes
from slidescan.posts.references.parameters import ADDRESS_PARAMETERS
from slidescan.posts.references.state import ReferenceMatch, ScanState

_TAG = re.compile(
    html.TAG_OPENING + r"(?P<attributes>(?:\s+(?:\{[^{}]*\}|[A-Za-z_:@][A-Za-z0-9_.:@-]*"
    r"(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\}))?))*)\s*/?>"
)
_IMPORT = re.compile(
    r"^[ \t]*import[ \t]+(\w+)[ \t]+from[ \t]+[\"']([^\"'\r\n]+)[\"']"
    r"|^(?:export[ \t]+)?const[ \t]+(\w+)[ \t]*=[ \t]*"
    r"(?:(?:require|useBaseUrl)\([ \t]*)?[\"']([^\"'\r\n]+)[\"']",
    re.MULTILINE,
)
MAX_COMPONENT_IMAGES = 200
"""Further images of a component are ignored."""

_OTHER_ATTRIBUTES = frozenset(
    {"href", "to", "link", "alt", "title", "caption", "label", "description", "download", "id",
     "key", "name", "class", "classname", "value", "srcset"}
)  # fmt: skip
"""Attributes of components that hold links and texts; `srcset` is read by its own rule."""

_COMMAND = re.compile(r"^(?![./~@]|https?:).*\s")
"""A text of several words that doesn't begin like a path, such as `npm run icon /path/a.png`."""

_UNSEEN_COMPONENTS = frozenset({"Head", "SEO", "Seo", "Helmet", "Meta", "Link", "NextSeo"})
"""Components that show no image on the page."""


def file_imports(text: str) -> Mapping[str, str]:
    """The images and Markdown files that a post imports, by the names that it gives them.

    What follows a question mark tells a bundler how to import: `./a.png?w=300`.
    """
    return {
        name: path.partition("?")[0]
        for match in _IMPORT.finditer(text)
        for name, path in ((match[1] or match[3], match[2] or match[4]),)
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
    """A component that takes images: `<Image img={require("./a.png")} />`, `<ThemedImage … />`.

    Which of its attributes hold images is up to the component, so all of them count that name one,
    besides addresses of links and texts. The first image has the alt text.
    """
    attributes = parse_attributes(state, opening)
    file = state.imports.get(opening["name"], "")
    if file.endswith(POST_SUFFIXES):
        state.embeds.append(Embed(opening.start(), file, has_headings=True))
        return
    if opening["name"] in _UNSEEN_COMPONENTS:
        return
    if opening["name"].lower() == "img":
        html.add_image(state, opening, attributes)
    targets = [
        (attribute, target)
        for name, attribute in attributes.items()
        if name not in _OTHER_ATTRIBUTES and not name.startswith("data-")
        for target in attribute.images
        if name in ADDRESS_PARAMETERS or not _COMMAND.search(target)
    ]
    for number, (attribute, target) in enumerate(targets[:MAX_COMPONENT_IMAGES]):
        if number == 0:
            html.add_target(state, opening, attributes, attribute, target)
        else:
            start = min(attribute.start + number, attribute.end)
            syntax: Syntax = "jsx" if attribute.quoting == "braces" else "html"
            state.references.append(ReferenceMatch(target, start, syntax))
    html.add_candidates(state, attributes)
