"""Applies people's corrections to the corners, lines and alt texts of slides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from slidescan.core.geometry import PhotoQuad, RelativeQuad, jaccard
from slidescan.core.records import (
    AltEdit,
    CornersCorrection,
    Detection,
    Edit,
    Line,
    LineEdit,
    Photo,
)

MIN_LINE_OVERLAP = 0.4
"""The lowest Jaccard index of a corrected line and the line that takes the correction."""

MAX_ASPECT_CHANGE_SHARE = 0.01
"""How much a photo's aspect ratio may change before its corrected corners become invalid."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections of lines and alt texts, by the photo's path and by its bytes.

    A correction applies to the same bytes under any path, and to the same path with other bytes:
    the photo may have been saved again at another size.
    """

    by_image: Mapping[str, Sequence[Edit]]
    by_bytes: Mapping[str, Sequence[Edit]]

    @classmethod
    def of(cls, edits: Iterable[Edit]) -> Corrections:
        """Groups edits by photo; edits come in order of time."""
        by_image: dict[str, list[Edit]] = defaultdict(list)
        by_bytes: dict[str, list[Edit]] = defaultdict(list)
        for edit in edits:
            by_image[edit.image].append(edit)
            by_bytes[edit.sha256].append(edit)
        return cls(by_image, by_bytes)

    def _of(self, image: str, photo: Photo) -> list[Edit]:
        edits = {edit.number: edit for edit in self.by_bytes.get(photo.sha256, ())}
        edits |= {edit.number: edit for edit in self.by_image.get(image, ())}
        return [edits[number] for number in sorted(edits)]

    def apply_to_lines(self, lines: Sequence[Line], image: str, photo: Photo) -> tuple[Line, ...]:
        """The lines of a slide with corrected texts, without deleted lines.

        A correction applies to the line at its position, even if that line now reads differently.

        Args:
            lines: In the upright photo.
            image: The photo's path below the site.
            photo: The photo file.
        """
        corrected = list(lines)
        for edit in self._of(image, photo):
            if not isinstance(edit, LineEdit) or not corrected:
                continue
            quad = edit.quad.in_photo(photo.width, photo.height)
            overlaps = [jaccard(quad, line.quad) for line in corrected]
            at = max(range(len(corrected)), key=overlaps.__getitem__)
            if overlaps[at] >= MIN_LINE_OVERLAP:
                line = corrected[at]
                raw_text = line.raw_text or line.text
                corrected[at] = replace(
                    line, text=edit.after, raw_text=raw_text, by="person", confidence=1.0
                )
        return tuple(line for line in corrected if line.text)

    def alt_of(self, image: str, photo: Photo) -> str | None:
        """The last alt text that a person set, or None."""
        alts = [edit.after for edit in self._of(image, photo) if isinstance(edit, AltEdit)]
        return alts[-1] if alts else None


def relative_quad(quad: PhotoQuad, photo: Photo) -> RelativeQuad:
    """A line's corners as shares of its photo's width and height."""
    return RelativeQuad.of_photo(quad, photo.width, photo.height)


def corners_by_image(
    corners: Iterable[CornersCorrection], contents: Mapping[str, str]
) -> dict[str, CornersCorrection]:
    """The corrected corners of photos: those for the same bytes, else those for the same path.

    Args:
        corners: All corners that people set.
        contents: The SHA-256 of each photo, by its path.
    """
    listed = tuple(corners)
    by_bytes = {each.sha256: each for each in listed}
    by_path = {each.image: each for each in listed}
    applying = {image: by_bytes.get(sha) or by_path.get(image) for image, sha in contents.items()}
    return {image: each for image, each in applying.items() if each is not None}


def corrected_detection(correction: CornersCorrection, photo: Photo) -> Detection | None:
    """The detection that a person set, scaled to the photo's size.

    Returns:
        The detection; None if the photo's bytes and aspect ratio have changed.
    """
    change = photo.width * correction.height / (photo.height * correction.width)
    if correction.sha256 != photo.sha256 and abs(change - 1) > MAX_ASPECT_CHANGE_SHARE:
        return None
    return Detection(correction.corners.scaled(photo.width / correction.width))
