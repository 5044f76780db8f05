"""A photo file, its kind, and where the slide is in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Literal, TypeAlias, get_args

from slidescan.core.geometry import PhotoQuad

Kind: TypeAlias = Literal[
    "slide",
    "exported-slide",
    "screenshot",
    "diagram",
    "whiteboard",
    "flip-chart",
    "document",
    "picture",
    "logo",
]
"""The kind of a photo: a photographed slide; a picture made on a computer (a slide saved as an
image, a screenshot, a diagram, a logo); other text (a whiteboard, a flip chart, a document); or a
picture without text."""

KINDS: tuple[Kind, ...] = get_args(Kind)

Turn: TypeAlias = Literal[0, 90, 180, 270]

CornersSource: TypeAlias = Literal["finder", "person"]
"""Who decided where the slide is."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo file, with the measures of the upright photo.

    Attributes:
        sha256: Digest of the file's bytes, hexadecimal: the photo's key.
        width: Upright width, pixels.
        height: Upright height, pixels.
        taken: When it was taken, ISO 8601 without a time zone, from EXIF; None if unknown.
        focal: Focal length in upright pixels, from EXIF; None if unknown.
        frames: Frames of an animation, of which the first is read.
    """

    sha256: str
    width: int
    height: int
    taken: str | None = None
    focal: float | None = None
    frames: int = 1


@dataclass(frozen=True, slots=True)
class AcceptedCorners:
    """The corners that the finder accepted.

    Attributes:
        quad: The slide. Its first corner is the slide's top left, even if the photo is rotated.
        confidence: The finder's confidence, 0..1.
    """

    quad: PhotoQuad
    confidence: float
    by: ClassVar[CornersSource] = "finder"


@dataclass(frozen=True, slots=True)
class RejectedCorners:
    """The finder accepted no corners: the uncropped photo is read.

    Attributes:
        confidence: The finder's confidence in its best quad, 0..1.
    """

    confidence: float
    quad: ClassVar[None] = None
    by: ClassVar[CornersSource] = "finder"


@dataclass(frozen=True, slots=True)
class SlideAt:
    """A person set the corners."""

    quad: PhotoQuad
    confidence: ClassVar[float] = 1.0
    by: ClassVar[CornersSource] = "person"

    def scaled(self, factor: float) -> SlideAt:
        """The corners in the same photo resized by `factor`."""
        return SlideAt(self.quad.scaled(factor))


@dataclass(frozen=True, slots=True)
class NoSlide:
    """A person decided that the photo has no slide: the uncropped photo is read."""

    quad: ClassVar[None] = None
    confidence: ClassVar[float] = 1.0
    by: ClassVar[CornersSource] = "person"

    def scaled(self, _: float) -> NoSlide:
        """This decision itself: there are no corners to scale."""
        return self


FinderCorners: TypeAlias = AcceptedCorners | RejectedCorners
PersonCorners: TypeAlias = SlideAt | NoSlide


def person_corners(quad: PhotoQuad | None) -> PersonCorners:
    """A person's decision: the corners that they set, or no slide for None."""
    return NoSlide() if quad is None else SlideAt(quad)


@dataclass(frozen=True, slots=True)
class Detection:
    """Where the slide is in the upright photo.

    Attributes:
        corners: The slide's corners, and who decided them.
        turn: The clockwise rotation, in degrees, that makes the text of the upright photo stand
            upright: a camera held sideways often doesn't record that it was.
        fingerprint: Perceptual hash of the rectified slide, hexadecimal; the hashes of photos of
            the same slide differ in few bits. Empty if unknown.
    """

    corners: FinderCorners | PersonCorners
    turn: Turn = 0
    fingerprint: str = ""

    @classmethod
    def of(
        cls,
        quad: PhotoQuad | None,
        confidence: float,
        turn: Turn = 0,
        by: CornersSource = "finder",
        fingerprint: str = "",
    ) -> Detection:
        """The detection from its stored members."""
        corners: FinderCorners | PersonCorners
        if by == "person":
            corners = person_corners(quad)
        elif quad is None:
            corners = RejectedCorners(confidence)
        else:
            corners = AcceptedCorners(quad, confidence)
        return cls(corners, turn, fingerprint)

    @property
    def quad(self) -> PhotoQuad | None:
        """The slide's corners; None if the uncropped photo is read."""
        return self.corners.quad

    @property
    def confidence(self) -> float:
        """The finder's confidence in its best quad, 0..1, even if rejected; 1 for a person's."""
        return self.corners.confidence

    @property
    def by(self) -> CornersSource:
        """Who decided the corners; the finder never overrides a person."""
        return self.corners.by

    def uncropped(self) -> Detection:
        """The same detection with its corners rejected."""
        return replace(self, corners=RejectedCorners(self.confidence))


@dataclass(frozen=True, slots=True)
class CornersCorrection:
    """The corners that a person set for a photo.

    Attributes:
        image: The photo's path below the site.
        sha256: Digest of its bytes at that time.
        width: Width of the upright photo at that time, pixels.
        height: Height of the upright photo at that time, pixels.
        corners: The slide's corners, or the decision that the photo has no slide.
    """

    image: str
    sha256: str
    width: int
    height: int
    corners: PersonCorners
