"""What people set and decided, and what slidescan wrote: no photo can restore it."""

from __future__ import annotations

from slidescan.core import records
from slidescan.store.backends.protocol import Database, Row
from slidescan.store.edit_rows import edit_from_row, edit_post, edit_quad
from slidescan.store.rows import put_row, select_rows
from slidescan.store.serialization import (
    corners_from_row,
    decision_from_row,
    dumps,
    refuse_malformed,
)

ASSISTANT_PREFIX = "assistant "
"""Begins the describer of a text that an assistant proposed; its name follows. No endpoint's name
begins so."""

_BY_ASSISTANT = "substr(describer, 1, ?) = ?"


class UserEdits:
    """The part of a catalogue that people made."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Corners

    def corners(self) -> tuple[records.CornersCorrection, ...]:
        """Returns the corners that people set, by photo."""
        with refuse_malformed():
            return tuple(corners_from_row(row) for row in select_rows(self._database, "corners"))

    def put_corners(self, correction: records.CornersCorrection) -> None:
        """Stores corners; marks the photo to be read again."""
        quad = correction.corners.quad
        put_row(
            self._database,
            "corners",
            *(correction.image, correction.sha256, correction.width, correction.height),
            dumps(quad.to_json() if quad else None),
        )
        self._outdate(correction.sha256)

    def drop_corners(self, image: str, sha256: str) -> None:
        """Deletes the corners of a photo, under any name; marks it to be read again."""
        condition = "(image = ? OR sha256 = ?)"
        for statement in (
            f"DELETE FROM corners WHERE {condition}",  # noqa: S608
            f"DELETE FROM mended WHERE what = 'corners' AND {condition}",  # noqa: S608
        ):
            self._database.execute(statement, (image, sha256))
        self._outdate(sha256)

    def _outdate(self, sha256: str) -> None:
        self._database.execute("UPDATE readings SET reader = '' WHERE sha256 = ?", (sha256,))

    # Alt texts

    def written(self) -> frozenset[tuple[str, str, str]]:
        """Returns the alt texts that slidescan wrote, as (post, image, text)."""
        return frozenset(map(_triple, select_rows(self._database, "written")))

    def put_written(self, post: str, image: str, alt: str) -> None:
        """Stores an alt text that slidescan wrote."""
        put_row(self._database, "written", post, image, alt)

    def drop_written(self, post: str, image: str, alt: str) -> None:
        """Forgets that slidescan wrote an alt text."""
        self._database.execute(
            "DELETE FROM written WHERE post = ? AND image = ? AND alt = ?", (post, image, alt)
        )

    def decisions(self) -> tuple[records.AltDecision, ...]:
        """Returns what people decided about alt texts, by post and image."""
        with refuse_malformed():
            return tuple(decision_from_row(row) for row in select_rows(self._database, "decided"))

    def put_decision(self, decision: records.AltDecision) -> None:
        """Stores a decision."""
        put_row(
            self._database,
            "decided",
            *(decision.post, decision.image, decision.decision, decision.alt),
        )

    def drop_decision(self, post: str, image: str) -> None:
        """Deletes the decision about a photo in a post."""
        self._database.execute("DELETE FROM decided WHERE post = ? AND image = ?", (post, image))

    def long_texts(self) -> frozenset[tuple[str, str, str]]:
        """Returns the long descriptions that slidescan wrote, as (post, image, text)."""
        return frozenset(map(_triple, select_rows(self._database, "long_texts")))

    def put_long_text(self, post: str, image: str, text: str) -> None:
        """Stores a long description that slidescan wrote."""
        put_row(self._database, "long_texts", post, image, text)

    def described(self, describer: str) -> dict[str, str]:
        """Returns a describer's answers, by the photo's SHA-256."""
        rows = select_rows(self._database, "described", "describer = ?", (describer,))
        return {sha256: alt for sha256, _, alt in rows}

    def put_described(self, sha256: str, describer: str, alt: str) -> None:
        """Stores a describer's answer."""
        put_row(self._database, "described", sha256, describer, alt)

    def assistant_alts(self) -> dict[str, tuple[str, str]]:
        """Returns the assistant and the alt text that it proposed, by the photo's SHA-256."""
        values = (len(ASSISTANT_PREFIX), ASSISTANT_PREFIX)
        rows = select_rows(self._database, "described", _BY_ASSISTANT, values)
        return {
            sha256: (describer.removeprefix(ASSISTANT_PREFIX), alt)
            for sha256, describer, alt in rows
        }

    def put_assistant_alt(self, sha256: str, assistant: str, alt: str) -> None:
        """Stores an alt text that an assistant proposes, in place of any such text before."""
        self._database.execute(
            f"DELETE FROM described WHERE sha256 = ? AND {_BY_ASSISTANT}",  # noqa: S608
            (sha256, len(ASSISTANT_PREFIX), ASSISTANT_PREFIX),
        )
        self.put_described(sha256, f"{ASSISTANT_PREFIX}{assistant}", alt)

    # History

    def history(self, image: str | None = None, sha256: str = "") -> tuple[records.Edit, ...]:
        """Returns the edits of all slides, or of one photo under any name, oldest first."""
        if image is None:
            rows = select_rows(self._database, "mended")
        else:
            condition = "image = ? OR sha256 = ?"
            rows = select_rows(self._database, "mended", condition, (image, sha256))
        with refuse_malformed():
            return tuple(edit_from_row(row) for row in rows)

    def put(self, edit: records.Edit) -> None:
        """Stores an edit; the database assigns its number."""
        quad = edit_quad(edit)
        put_row(
            self._database,
            "mended",
            *(edit.at, edit.image, edit.sha256, edit.what, edit.before, edit.after),
            *(dumps(quad.corners if quad else None), edit_post(edit)),
        )

    def drop(self, number: int) -> None:
        """Deletes an edit."""
        self._database.execute("DELETE FROM mended WHERE number = ?", (number,))


def _triple(row: Row) -> tuple[str, str, str]:
    first, second, third = row
    return first, second, third
