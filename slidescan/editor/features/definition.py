"""The file of a photo, to open it from a reference."""

from __future__ import annotations

from lsprotocol.types import (
    TEXT_DOCUMENT_DEFINITION,
    DefinitionParams,
    Location,
    Position,
    Range,
)

from slidescan.editor.protocol import Desk, Feature

START = Range(Position(0, 0), Position(0, 0))


def definition(desk: Desk, params: DefinitionParams) -> Location | None:
    """The photo at a position; None if the site doesn't have it."""
    spanned = desk.document.at(params.position)
    if spanned is None or spanned.live.image is None:
        return None
    path = desk.index.alts.site.root / spanned.live.image
    return Location(path.as_uri(), START) if path.is_file() else None


DEFINITION = Feature(TEXT_DOCUMENT_DEFINITION, definition)
