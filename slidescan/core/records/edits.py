"""People's changes to slides; every edit is stored and can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from slidescan.core.geometry import RelativeQuad
from slidescan.core.records.decks import DeckPair
from slidescan.core.records.posts import Json

EditKind: TypeAlias = Literal["corners", "line", "alt", "post", "page"]


@dataclass(frozen=True, slots=True)
class _Edit:
    """The fields that every edit has.

    Attributes:
        number: Its number, higher for later edits; 0 until it is stored.
        at: When it was made, ISO 8601, UTC.
        image: The photo's path below the site.
        sha256: Digest of the photo's bytes at that time.
        before: The old value.
        after: The new value.
    """

    number: int
    at: str
    image: str
    sha256: str
    before: str
    after: str

    @property
    def key(self) -> tuple[str, ...]:
        """Edits with the same key change the same part of a slide."""
        return (self.what,)

    what: ClassVar[EditKind]

    def to_json(self) -> Json:
        """The edit as people read it."""
        return {
            "number": self.number,
            "at": self.at,
            "image": self.image,
            "what": self.what,
            "before": self.before,
            "after": self.after,
        }


class CornersEdit(_Edit):
    """Corners set by hand, as JSON; `null` means no slide, empty means the finder's corners."""

    __slots__ = ()
    what: ClassVar[EditKind] = "corners"


@dataclass(frozen=True, slots=True)
class LineEdit(_Edit):
    """A corrected line: its old and new text, and its corners; an empty text deletes the line."""

    quad: RelativeQuad
    what: ClassVar[EditKind] = "line"


class AltEdit(_Edit):
    """An alt text set by hand: the old and the new text."""

    __slots__ = ()
    what: ClassVar[EditKind] = "alt"


@dataclass(frozen=True, slots=True)
class PostEdit(_Edit):
    """An alt text accepted for a post; values are JSON of the changed lines, then the text.

    Attributes:
        post: The post's path below the site.
    """

    post: str
    what: ClassVar[EditKind] = "post"

    def to_json(self) -> Json:
        """The edit as people read it."""
        return {**_Edit.to_json(self), "post": self.post}


@dataclass(frozen=True, slots=True)
class PageEdit(_Edit):
    """The page of a deck that a photo shows; values are pairs as JSON.

    `null` means that the photo shows no page, empty means that nobody had decided.

    Attributes:
        pair: The new value; None if a person decided that the photo shows no page.
        quad: The page's corners in the photo; None if unknown.
    """

    pair: DeckPair | None
    quad: RelativeQuad | None
    what: ClassVar[EditKind] = "page"

    def to_json(self) -> Json:
        """The edit as people read it."""
        pair = self.pair
        page = {"file": pair.deck, "page": pair.number, "by": pair.by} if pair else None
        return {**_Edit.to_json(self), "page": page}


Edit: TypeAlias = CornersEdit | LineEdit | AltEdit | PostEdit | PageEdit
