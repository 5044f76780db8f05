"""What persons changed of slides, so that it can be kept and undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from slidescan.core.geometry import RelativeQuad
from slidescan.core.records.posts import Json

EditKind: TypeAlias = Literal["corners", "line", "alt", "post"]
"""What was changed: where the slide is, a line of its text, its alt text, or the alt text that a
post gives it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change that a person made.

    Attributes:
        number: Its own; later ones are higher.
        at: When, ISO 8601, UTC.
        image: The photo's path below the site.
        sha256: Of its bytes then.
        what: What was changed.
        before: How it was: the line, the alt text, or the corners as JSON.
        after: How it is to be; an empty line is none.
        quad: The line's corners, in shares of the upright photo's width and height.
        post: The post whose alt text was changed, its path below the site.
    """

    number: int
    at: str
    image: str
    sha256: str
    what: EditKind
    before: str
    after: str
    quad: RelativeQuad | None = None
    post: str = ""

    @classmethod
    def kind_of(cls, what: str) -> EditKind:
        """What was changed, as it was stored.

        Raises:
            ValueError: There is no such thing.
        """
        kinds: tuple[EditKind, ...] = get_args(EditKind)
        for known in kinds:
            if known == what:
                return known
        raise ValueError(f"nothing like this is changed: {what}")

    def to_json(self) -> Json:
        """All that a person wants to know of it."""
        return {
            "number": self.number,
            "at": self.at,
            "image": self.image,
            "what": self.what,
            "before": self.before,
            "after": self.after,
            **({"post": self.post} if self.post else {}),
        }
