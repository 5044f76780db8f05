"""What persons corrected, put into slides however often they are made anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from slidescan.core.geometry import Quad, jaccard
from slidescan.core.records import Edit, Line, Photo, Slide

SAME_PLACE = 0.4
"""Jaccard from which a line stands where a person corrected one."""


@dataclass(frozen=True, slots=True)
class Mended:
    """Corrections of lines and alt texts, by the photo's path and by its bytes.

    A correction belongs to the photo's bytes, under any name, and to its name, also when the
    photo was saved anew at another size.
    """

    by_image: Mapping[str, Sequence[Edit]]
    by_bytes: Mapping[str, Sequence[Edit]]

    @classmethod
    def of(cls, mends: Iterable[Edit]) -> Mended:
        """Sort changes by the photo that they were made to, the first change first."""
        by_image: dict[str, list[Edit]] = defaultdict(list)
        by_bytes: dict[str, list[Edit]] = defaultdict(list)
        for mend in mends:
            by_image[mend.image].append(mend)
            by_bytes[mend.sha256].append(mend)
        return cls(by_image, by_bytes)

    def _of(self, image: str, sha256: str) -> list[Edit]:
        found = {m.number: m for m in self.by_bytes.get(sha256, ())}
        found |= {m.number: m for m in self.by_image.get(image, ())}
        return [found[number] for number in sorted(found)]

    def corrected(self, lines: Sequence[Line], image: str, photo: Photo) -> tuple[Line, ...]:
        """The lines of a slide as persons corrected them; those that they emptied are left out.

        A correction goes to the line that stands where it was made, whatever is read there now.
        """
        said = list(lines)
        for mend in self._of(image, photo.sha256):
            if mend.what != "line" or mend.quad is None or not said:
                continue
            place = mend.quad.stretched(photo.width, photo.height)
            overlaps = [jaccard(place, line.quad) for line in said]
            at = max(range(len(said)), key=overlaps.__getitem__)
            if overlaps[at] >= SAME_PLACE:
                line = said[at]
                read = line.read or line.text
                said[at] = replace(line, text=mend.after, read=read, by="person", confidence=1.0)
        return tuple(line for line in said if line.text)

    def worded(self, slide: Slide) -> Slide:
        """A slide with the alt text that a person gave it last, if any did."""
        said = [m for m in self._of(slide.image, slide.photo.sha256) if m.what == "alt"]
        return replace(slide, alt=said[-1].after, alt_by="person") if said else slide


def place_of(quad: Quad, photo: Photo) -> Quad:
    """A line's corners in shares of its photo's width and height."""
    return quad.stretched(1 / photo.width, 1 / photo.height)
