"""What is wrong: photos and posts that can't be read, issues of an index."""

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
]


@dataclass(frozen=True, slots=True)
class Failure:
    """A photo or a post that could not be read; the others are kept.

    Attributes:
        path: Its path.
        reason: What is wrong with it, one line.
        remedy: What to do about it, one line; may be empty.
    """

    path: str
    reason: str
    remedy: str = ""

    def to_json(self) -> Json:
        """All fields."""
        return {"path": self.path, "reason": self.reason, "remedy": self.remedy}


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue of an index.

    Attributes:
        kind: What is wrong.
        path: The photo, the post, or the part of the index.
        text: The same in words, one line.
        remedy: What repairs it.
    """

    kind: IssueKind
    path: str
    text: str
    remedy: str

    def to_json(self) -> Json:
        """All fields."""
        return asdict(self)
