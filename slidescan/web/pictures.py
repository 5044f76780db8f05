"""Straightened slides and upright photos, small enough for a page, and cached.

It opens only photos of the catalogue, and only if their bytes are unchanged since the reading: no
path comes from a request, and a changed photo never appears with old corners.
"""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path
from typing import Literal, TypeAlias

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Card, Slide, Turn

PictureKind: TypeAlias = Literal["slide", "photo"]

WIDTHS_PIXELS = (480, 960, 1600)
"""Longest sides of pictures."""

JPEG_QUALITY = 82
"""1..95."""

LIST_WIDTH_PIXELS, LIST_JPEG_QUALITY = 480, 76
"""Up to this width, pictures stand in lists, many on a page, and are compressed more."""

MAX_DECODERS = 2
"""Photos decoded at the same time; each takes tens of megabytes."""

MAX_CACHE_BYTES = 512 * 2**20

FOLDER = "pictures"


class Pictures:
    """Pictures of slides, cached below the index.

    Args:
        index: The index's folder, or its local folder if the index is on a server.
    """

    def __init__(self, index: Path) -> None:
        self._folder = index / FOLDER
        self._decoding = threading.BoundedSemaphore(MAX_DECODERS)
        self._counting = threading.Lock()
        self._size = -1

    def cached(self, card: Card, what: PictureKind, width: int) -> bytes | None:
        """The picture of a slide if it is cached, without a look at the catalogue or the photo."""
        path = self._path(card.sha256, card.quad, card.turn, what, width)
        try:
            # Someone else may have made the index, so never follow its links.
            if not (self._folder.is_symlink() or path.is_symlink()):
                return path.read_bytes()
        except OSError:
            pass  # not cached
        return None

    def picture(self, root: Path, slide: Slide, what: PictureKind, width: int) -> bytes:
        """Draws and caches a JPEG without the camera's metadata.

        Args:
            root: Folder that the photos' paths start at.
            slide: The slide.
            what: The straightened slide or the upright photo.
            width: One of `WIDTHS_PIXELS`.

        Raises:
            PhotoError: The photo can't be read, or has changed since.
        """
        detection = slide.detection
        path = self._path(slide.photo.sha256, detection.quad, detection.turn, what, width)
        with self._decoding:
            data = _draw(root / slide.image, slide, what, width)
        self._store(path, data)
        return data

    def _path(
        self, sha256: str, quad: PhotoQuad | None, turn: Turn, what: PictureKind, width: int
    ) -> Path:
        state = f"{sha256} {what}"
        if what == "slide":
            state += f" {quad.to_json() if quad else None} {turn}"
        key = hashlib.sha256(state.encode()).hexdigest()[:32]
        return self._folder / f"{key}-{width}.jpg"

    def _store(self, path: Path, data: bytes) -> None:
        """Caches a picture; does nothing if the index can't be written."""
        temporary = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._folder.is_symlink():
                return
            with temporary.open("xb") as file:
                file.write(data)
            temporary.replace(path)
            self._make_room(len(data))
        except OSError:
            temporary.unlink(missing_ok=True)

    def _make_room(self, added: int) -> None:
        """Deletes the older half of the pictures when the cache is full."""
        with self._counting:
            if self._size < 0:
                self._size = sum(p.stat().st_size for p in self._folder.glob("*.jpg"))
            else:
                self._size += added
            if self._size <= MAX_CACHE_BYTES:
                return
            by_age = sorted(self._folder.glob("*.jpg"), key=lambda p: p.stat().st_mtime)
            for path in by_age[: len(by_age) // 2]:
                path.unlink(missing_ok=True)
            self._size = -1


def _draw(path: Path, slide: Slide, what: PictureKind, width: int) -> bytes:
    from slidescan.imaging.render import render_photo, render_slide  # lazy: cv2 costs 0.2 s

    is_listed = what == "slide" and width <= LIST_WIDTH_PIXELS
    render = render_slide if what == "slide" else render_photo
    quality = LIST_JPEG_QUALITY if is_listed else JPEG_QUALITY
    return render(path, slide, "JPEG", width=width, quality=quality)
