"""What persons said of slides, and what was written for them: what no photo can tell again."""

from __future__ import annotations

import json

from slidescan.core.geometry import Quad
from slidescan.core.records import AltDecision, Corners, Edit
from slidescan.store import validation as strict
from slidescan.store.backends.protocol import Tables
from slidescan.store.serialization import damage, dumps


def _quad(data: list[list[float]] | None) -> Quad | None:
    return Quad.of(data) if data else None


class UserEdits(Tables):
    """The part of the catalogue that persons made."""

    def corners(self) -> tuple[Corners, ...]:
        """Where persons said that slides are."""
        with damage():
            return tuple(
                strict.record(Corners(row[0], row[1], row[2], row[3], _quad(json.loads(row[4]))))
                for row in self._db.execute("SELECT * FROM corners ORDER BY image")
            )

    def put_corners(self, corners: Corners) -> None:
        """Keep what a person said; the photo must then be read again."""
        quad = corners.quad.to_json() if corners.quad else None
        self._put(
            *("corners", corners.image, corners.sha256),
            *(corners.width, corners.height, dumps(quad)),
        )
        self._outdate(corners.sha256)

    def drop_corners(self, image: str, sha256: str) -> None:
        """Forget what a person said of a photo, under any name."""
        self._db.execute("DELETE FROM corners WHERE image = ? OR sha256 = ?", (image, sha256))
        if self._db.schema >= 5:
            self._db.execute(
                "DELETE FROM mended WHERE what = 'corners' AND (image = ? OR sha256 = ?)",
                (image, sha256),
            )
        self._outdate(sha256)

    def _outdate(self, sha256: str) -> None:
        self._db.execute("UPDATE readings SET reader = '' WHERE sha256 = ?", (sha256,))

    def written(self) -> frozenset[tuple[str, str, str]]:
        """Alt texts that slidescan wrote: post, image, text."""
        rows = self._db.execute("SELECT post, image, alt FROM written")
        return frozenset((post, image, alt) for post, image, alt in rows)

    def put_written(self, post: str, image: str, alt: str) -> None:
        """Take note of an alt text that was written."""
        self._put("written", post, image, alt)

    def decisions(self) -> tuple[AltDecision, ...]:
        """What persons decided of alt texts, for each post and image."""
        if self._db.schema < 3:
            return ()
        rows = self._db.execute("SELECT post, image, decision, alt FROM decided")
        with damage():
            return tuple(strict.record(AltDecision.of(*row)) for row in rows)

    def put_decision(self, decided: AltDecision) -> None:
        """Keep what a person decided."""
        self._put("decided", decided.post, decided.image, decided.decision, decided.alt)

    def drop_decision(self, post: str, image: str) -> None:
        """Forget what a person decided of an alt text."""
        self._db.execute("DELETE FROM decided WHERE post = ? AND image = ?", (post, image))

    def long_texts(self) -> frozenset[tuple[str, str, str]]:
        """Long descriptions that slidescan wrote: post, image, text."""
        if self._db.schema < 3:
            return frozenset()
        rows = self._db.execute("SELECT post, image, text FROM long_texts")
        return frozenset((post, image, text) for post, image, text in rows)

    def put_long_text(self, post: str, image: str, text: str) -> None:
        """Take note of a long description that was written."""
        self._put("long_texts", post, image, text)

    def described(self, describer: str) -> dict[str, str]:
        """What a describer answered, by the SHA-256 of the photo."""
        if self._db.schema < 3:
            return {}
        rows = self._db.execute(
            "SELECT sha256, alt FROM described WHERE describer = ?", (describer,)
        )
        return dict(rows)

    def all_described(self) -> tuple[tuple[str, str, str], ...]:
        """What any describer answered: SHA-256 of the photo, describer, answer."""
        if self._db.schema < 3:
            return ()
        rows = self._db.execute("SELECT sha256, describer, alt FROM described ORDER BY 1, 2")
        return tuple((sha256, describer, alt) for sha256, describer, alt in rows)

    def put_described(self, sha256: str, describer: str, alt: str) -> None:
        """Keep a describer's answer."""
        self._put("described", sha256, describer, alt)

    def edits(self, image: str | None = None, sha256: str = "") -> tuple[Edit, ...]:
        """What persons changed, of all slides or of one, the first change first."""
        if self._db.schema < 5:
            return ()
        where, asked = "", tuple[str, ...]()
        if image is not None:
            where, asked = "WHERE image = ? OR sha256 = ?", (image, sha256)
        rows = self._db.execute(f"SELECT * FROM mended {where} ORDER BY number", asked)  # noqa: S608
        with damage():
            return tuple(
                strict.record(
                    Edit(
                        number,
                        at,
                        image,
                        sha,
                        Edit.kind_of(what),
                        old,
                        new,
                        _quad(json.loads(quad)),
                        post,
                    )
                )
                for number, at, image, sha, what, old, new, quad, post in rows
            )

    def put_edit(self, mend: Edit) -> None:
        """Keep a change; its number is given here."""
        quad = mend.quad.corners if mend.quad else None
        self._db.execute(
            "INSERT INTO mended (at, image, sha256, what, old, new, quad, post)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(mend.at, mend.image, mend.sha256, mend.what, mend.before, mend.after),
                *(dumps(quad), mend.post),
            ),
        )

    def drop_edit(self, number: int) -> None:
        """Forget a change."""
        self._db.execute("DELETE FROM mended WHERE number = ?", (number,))

    def underive(self, image: str) -> None:
        """Take note that a photo's slide must be made anew."""
        self._db.execute("UPDATE photos SET derived = FALSE WHERE image = ?", (image,))
