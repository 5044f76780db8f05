"""The votes about recurring lines of a folder or an event, kept in the catalogue."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from slidescan.ingest.recurring_lines import EdgeLine, LineVotes, RecurringLine, min_voters
from slidescan.store.derivation import DerivationRows

PICTURES = ""
"""The line without letters, which no slide shows; it counts the pictures that vote."""

MAX_LINE_KEY_CHARS = 64
"""Lines with longer keys are stored by a digest."""


class ScopeVotes:
    """The votes of the slides of one folder or event.

    Args:
        rows: The stored votes.
        scope: The digest that names the folder or the event.
        is_new: Whether nothing of it is stored yet.
    """

    def __init__(self, rows: DerivationRows, scope: str, *, is_new: bool) -> None:
        self._rows = rows
        self._scope = scope
        self._is_new = is_new
        self._lines: dict[str, LineVotes] = {}

    def add(self, lines: Iterable[EdgeLine], sign: int, *, votes: bool) -> None:
        """Adds the lines of a slide, or removes them with a sign of -1.

        A line that stands twice on the slide counts once.

        Args:
            lines: The lines at the slide's edge.
            sign: 1 or -1.
            votes: Whether the slide votes.
        """
        self._line(PICTURES).voters += sign * votes
        by_key: dict[str, EdgeLine] = {}
        for line in lines:
            by_key.setdefault(line.key, line)
        for key, line in by_key.items():
            self._line(_stored_key(key)).add(line, sign, votes=votes)

    def recurring(self) -> tuple[RecurringLine, ...]:
        """The lines that recur, by their key; stores the votes that changed before."""
        self._store()
        stored = self._rows.votes(self._scope, PICTURES)
        least = min_voters(int(stored[0]) if stored else 0)
        rows = self._rows.most_voted(self._scope, least)
        return tuple(
            LineVotes(voters, copies).recurring() for key, voters, copies in rows if key != PICTURES
        )

    def _line(self, key: str) -> LineVotes:
        line = self._lines.get(key)
        if line is None:
            stored = None if self._is_new else self._rows.votes(self._scope, key)
            line = self._lines[key] = LineVotes(*stored) if stored else LineVotes()
        return line

    def _store(self) -> None:
        lines = sorted(self._lines.items())
        self._rows.put_votes(
            (self._scope, key, line.voters, line.to_json()) for key, line in lines
            if not line.is_empty
        )  # fmt: skip
        self._rows.drop_votes((self._scope, key) for key, line in lines if line.is_empty)
        self._lines.clear()
        self._is_new = False


def _stored_key(key: str) -> str:
    if len(key) <= MAX_LINE_KEY_CHARS:
        return key
    return "#" + hashlib.blake2b(key.encode(), digest_size=16).hexdigest()
