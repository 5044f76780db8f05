"""Images in the three-colon syntax of DocFX and Microsoft Learn."""

from __future__ import annotations

import re

from slidescan.posts.references.attributes import parse_attributes
from slidescan.posts.references.state import AltSlot, ReferenceMatch, ScanState

_IMAGE = re.compile(
    r":::[ \t]*image(?P<attributes>(?:\s+[\w-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))+)\s*:::"
)


def image(state: ScanState, at: int) -> int:
    """`:::image type="content" source="media/a.png" alt-text="…":::`; an icon is decorative."""
    opening = _IMAGE.match(state.text, at, state.end)
    if opening is None:
        return at
    attributes = parse_attributes(state, opening)
    source, alt, kind = (attributes.get(name) for name in ("source", "alt-text", "type"))
    if source is None or not source.value:
        return opening.end()
    if kind is not None and kind.value == "icon":
        state.references.append(ReferenceMatch(source.value, at, "html", AltSlot("")))
        return opening.end()
    after = opening.start("attributes")
    slot = AltSlot(None, after, after, ' alt-text="', '"')
    if alt is not None:
        quote = '"' if alt.quoting == "double" else "'"
        slot = AltSlot(alt.value, alt.start, alt.end, "", quote)
    state.references.append(ReferenceMatch(source.value, at, "tag", slot))
    return opening.end()
