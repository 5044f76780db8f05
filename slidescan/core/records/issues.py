"""Photos and posts that can't be read, and issues of an index."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal, TypeAlias

from slidescan.core.records.posts import Json

IssueKind: TypeAlias = Literal[
    "damaged",
    "unread",
    "unmade",
    "broken",
    "orphan",
    "unused",
    "unindexed",
    "leftover",
    "gone",
    "changed",
    "link",
    "differs",
]


@dataclass(frozen=True, slots=True)
class Failure:
    """A photo or a post that could not be read; an ingest goes on with the others.

    Attributes:
        path: Its path.
        reason: Why it could not be read, one line.
        remedy: What to do about it, one line; may be empty.
    """

    path: str
    reason: str
    remedy: str = ""

    def to_json(self) -> Json:
        """All fields as JSON."""
        return {"path": self.path, "reason": self.reason, "remedy": self.remedy}


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue of an index.

    Attributes:
        kind: The kind of issue.
        path: The photo, the post, or the part of the index.
        text: A description of the issue, one line.
        remedy: How to repair it; empty for what needs no repair.
    """

    kind: IssueKind
    path: str
    text: str
    remedy: str

    def to_json(self) -> Json:
        """All fields as JSON."""
        return asdict(self)
