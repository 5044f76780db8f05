"""Which photos of an event vote about recurring lines: one of the copies of each picture.

Photos with the same hash and the same lines are one class. Of a class, only the first photo can
vote in the event, and only the first of each folder in the folder. So a change looks at the first
photos of a few classes, however many copies there are.
"""

from __future__ import annotations

import json
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from slidescan.ingest.duplicates import FingerprintIndex
from slidescan.ingest.picture_groups import MAX_COPY_BITS, Picture, has_vote
from slidescan.ingest.traces import EVENT_VOTE, FOLDER_VOTE
from slidescan.store.derivation import DerivationRows, StoredTrace


@dataclass(slots=True)
class _Copies:
    """The photos with one hash and the same lines: of the event, and of each folder, by path."""

    fingerprint: str
    line_keys: frozenset[str]
    images: list[str] = field(default_factory=list)
    by_folder: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def lists(self, folder: str) -> tuple[list[str], list[str]]:
        """The photos of the event, and of a folder."""
        return self.images, self.by_folder[folder]

    def picture(self, image: str) -> Picture:
        """One of the photos."""
        return Picture(image, self.fingerprint, self.line_keys)


class PictureVotes:
    """The pictures of one event, by hash and lines.

    Args:
        rows: The stored traces.
        event: The digest that names the event.
        fingerprints: The hashes of all slides.
        is_new: Whether nothing of the event is stored yet.
    """

    def __init__(
        self, rows: DerivationRows, event: str, fingerprints: FingerprintIndex, *, is_new: bool
    ) -> None:
        self._rows = rows
        self._event = event
        self._fingerprints = fingerprints
        self._is_new = is_new
        self._classes: dict[str, dict[str, _Copies]] = {}

    def add(self, trace: StoredTrace) -> None:
        """Adds a photo."""
        for images in self._class_of(trace).lists(trace.folder):
            at = bisect_left(images, trace.image)
            if images[at : at + 1] != [trace.image]:
                insort(images, trace.image)

    def remove(self, trace: StoredTrace) -> None:
        """Removes a photo."""
        for images in self._class_of(trace).lists(trace.folder):
            at = bisect_left(images, trace.image)
            if images[at : at + 1] == [trace.image]:
                del images[at]

    def votes_of(self, trace: StoredTrace) -> int:
        """Where a photo votes: in its folder, and in its event."""
        picture = self._class_of(trace).picture(trace.image)
        near = list(self._near(trace.fingerprint))
        in_event = has_vote(picture, _first(near, trace.image))
        in_folder = in_event or has_vote(picture, _first(near, trace.image, trace.folder))
        return FOLDER_VOTE * in_folder + EVENT_VOTE * in_event

    def affected(self, trace: StoredTrace) -> set[str]:
        """The photos whose votes a photo can change: those that may vote beside it."""
        return {
            image
            for copies in self._near(trace.fingerprint)
            for images in copies.lists(trace.folder)
            for image in images[:2]
        }

    def _near(self, fingerprint: str) -> Iterator[_Copies]:
        """The classes whose hash is nearly the same."""
        for near in self._fingerprints.near_hashes(fingerprint, MAX_COPY_BITS):
            yield from self._with_hash(near).values()

    def _class_of(self, trace: StoredTrace) -> _Copies:
        classes = self._with_hash(trace.fingerprint)
        copies = classes.get(trace.line_keys)
        if copies is None:
            keys = frozenset(json.loads(trace.line_keys))
            copies = classes[trace.line_keys] = _Copies(trace.fingerprint, keys)
        return copies

    def _with_hash(self, fingerprint: str) -> dict[str, _Copies]:
        classes = self._classes.get(fingerprint)
        if classes is None:
            classes = self._classes[fingerprint] = {}
            if fingerprint and not self._is_new:
                for trace in self._rows.traces_of_picture(self._event, fingerprint):
                    self.add(trace)
        return classes


def _first(near: list[_Copies], image: str, folder: str | None = None) -> Iterator[Picture]:
    """The first other photo of each class, of the event or of a folder."""
    for copies in near:
        images = copies.images if folder is None else copies.by_folder[folder]
        other = next((each for each in images[:2] if each != image), None)
        if other is not None:
            yield copies.picture(other)
