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
    "unreadable",
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


UnreadKind: TypeAlias = Literal["script", "frames", "format", "image", "post", "rules"]
"""What is not read: text in a script, frames after the first, files in a format, images that posts
show, posts, files that the rules of the generator need."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Something on the site that an ingest doesn't read, and what to do about it.

    Attributes:
        kind: What it is.
        name: The script, as in `core.languages`, or the files' suffix; else empty.
        text: A description, one line.
        remedy: How to have it read, one line.
        images: The photos or files.
    """

    kind: UnreadKind
    name: str
    text: str
    remedy: str
    images: tuple[str, ...]

    def to_json(self) -> Json:
        """All fields as JSON."""
        return {**asdict(self), "images": list(self.images)}


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
