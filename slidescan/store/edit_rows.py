"""Converts people's edits to rows, and back."""

from __future__ import annotations

from slidescan.core import records
from slidescan.core.geometry import RelativeQuad
from slidescan.store.backends.protocol import Row
from slidescan.store.decks import pair_from_json
from slidescan.store.serialization import quad_from_json, typed_row


def edit_from_row(row: Row) -> records.Edit:
    """Returns an edit from its row."""
    number, at, image, sha256, what, before, after, quad, post = typed_row("mended", row)
    return make_edit(
        (number, at, image, sha256, before, after), what, quad_from_json(quad, RelativeQuad), post
    )


def make_edit(
    common: tuple[int, str, str, str, str, str], what: str, quad: RelativeQuad | None, post: str
) -> records.Edit:
    """Returns an edit from its stored members.

    Args:
        common: The members of every edit: number, time, image, SHA-256, old value, new value.
        what: The kind of edit.
        quad: The corners of a line, or of a deck's page in the photo; None for other edits.
        post: The post's path; empty for other edits.

    Raises:
        ValueError: There is no such kind of edit, or its values aren't of its kind.
    """
    if what == "line" and quad is not None:
        return records.LineEdit(*common, quad)
    if what == "post":
        return records.PostEdit(*common, post)
    if what == "corners":
        return records.CornersEdit(*common)
    if what == "alt":
        return records.AltEdit(*common)
    if what == "page":
        *_, before, after = common
        pair_from_json(before)
        return records.PageEdit(*common, pair_from_json(after), quad)
    raise ValueError(f"{what!r} is no edit of corners, a line, an alt, a post or a page")


def edit_quad(edit: records.Edit) -> RelativeQuad | None:
    """Returns the corners of an edited line or a paired page; None for other edits."""
    return edit.quad if isinstance(edit, records.LineEdit | records.PageEdit) else None


def edit_post(edit: records.Edit) -> str:
    """Returns the path of an edited post; empty for other edits."""
    return edit.post if isinstance(edit, records.PostEdit) else ""
