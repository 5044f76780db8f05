"""Alt texts in attributes behind Markdown's images.

`![A caption](a.png){fig-alt="…"}` (Quarto), `![](a.png){ alt="…" }` (Python-Markdown, kramdown).
"""

from __future__ import annotations

import html
import re

from slidescan.posts.references.state import AltSlot, ScanState

MAX_ATTRIBUTES_CHARS = 4000
"""Longer attributes of an image are ignored."""

_LIST = re.compile(r"\{(?:[^{}\"']|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')*\}", re.DOTALL)
_ATTRIBUTE = re.compile(
    r"(?P<name>[\w:-]+)\s*=\s*(?:\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^'\\]|\\.)*)'"
    r"|(?P<bare>[^\s{}\"']+))",
    re.DOTALL,
)
_PREFIX = re.compile(r"[ \t>]*(?:[-*+]|\d+[.)])?[ \t]*")


def alt_attribute(state: ScanState, at: int, end: int) -> AltSlot | None:
    """The alt text in the attributes behind an image; None if the brackets hold it.

    The brackets of an image that stands alone in its paragraph are its caption, so a missing
    attribute is inserted there. An image inside a text has its alt text in the brackets.

    Args:
        state: The scan.
        at: Index where the image begins.
        end: Index after its address.
    """
    name = state.dialect.alt_attribute
    attributes = _LIST.match(state.source, end, min(state.end, end + MAX_ATTRIBUTES_CHARS))
    after = attributes.end() if attributes else end
    if attributes:
        for attribute in _ATTRIBUTE.finditer(state.source, end + 1, after - 1):
            if attribute["name"].lower() in (name, "alt"):
                return _slot(attribute)
    if not _stands_alone(state, at, after):
        return None
    if attributes is None:
        return AltSlot(None, end, end, f'{{{name}="', '"}')
    space = "" if state.source[after - 2] in "{ " else " "
    return AltSlot(None, after - 1, after - 1, f'{space}{name}="', '"')


def listed_alt(state: ScanState, end: int) -> AltSlot | None:
    """The alt text in the list behind an image: `![](a.png){ alt="…" }`; None if it has none.

    Args:
        state: The scan.
        end: Index after the image.
    """
    opener = state.dialect.attribute_list
    if not opener or not state.source.startswith(opener, end):
        return None
    attributes = _LIST.match(state.source, end, min(state.end, end + MAX_ATTRIBUTES_CHARS))
    if attributes is None:
        return None
    for attribute in _ATTRIBUTE.finditer(state.source, end + 1, attributes.end() - 1):
        if attribute["name"] == "alt":
            return _slot(attribute)
    return None


def _slot(attribute: re.Match[str]) -> AltSlot:
    quoting = next(q for q in ("double", "single", "bare") if attribute[q] is not None)
    text = html.unescape(re.sub(r"\\(.)", r"\1", attribute[quoting]))
    start, end = attribute.span(quoting)
    if quoting == "double":
        return AltSlot(" ".join(text.split()), start, end, "", '"')
    if quoting == "single":  # the quotes are replaced as well
        return AltSlot(" ".join(text.split()), start - 1, end + 1, '"', '"')
    return AltSlot(text, start, end, '"', '"')


def _stands_alone(state: ScanState, at: int, after: int) -> bool:
    """Whether an image, with its attributes, is all of its block."""
    before = _PREFIX.fullmatch(state.source, state.start, at)
    return before is not None and not state.source[after : state.end].strip()
