"""Straightened slides and upright photos, made small enough for a page, and kept.

Only photos of the catalogue are ever opened, and only while their bytes are those that were
read: a path never comes from a request, and what changed since shows no corners of another photo.
"""

from __future__ import annotations

import hashlib
import io
import os
import threading
from pathlib import Path
from typing import Literal, TypeAlias

from slidescan.core.records import Slide

What: TypeAlias = Literal["slide", "photo"]

WIDTHS = (480, 960, 1600)
"""Pixels that pictures are wide, at most."""

QUALITY = 82
AT_ONCE = 2
"""Photos that are decoded at the same time: each takes tens of megabytes."""

KEPT = 512 * 2**20
"""Bytes of pictures that are kept, about."""

FOLDER = "pictures"


class Pictures:
    """Pictures of slides, kept below the index.

    Args:
        index: The index's folder, or the one that stands for it on this machine.
    """

    def __init__(self, index: Path) -> None:
        self._folder = index / FOLDER
        self._decoding = threading.BoundedSemaphore(AT_ONCE)
        self._counting = threading.Lock()
        self._size = -1

    def picture(self, root: Path, slide: Slide, what: What, width: int) -> bytes:
        """A JPEG, without the camera's data.

        Args:
            root: The folder that paths of photos start at.
            slide: Whose.
            what: The straightened slide, or the upright photo.
            width: One of `WIDTHS`.

        Raises:
            PhotoError: The photo can't be read, or has changed since.
        """
        kept = self._folder / f"{_key(slide, what)}-{width}.jpg"
        try:
            # What the index's folder holds may be another's, but never lies elsewhere.
            if not (self._folder.is_symlink() or kept.is_symlink()):
                return kept.read_bytes()
        except OSError:
            pass  # not made yet, or the index can't be read: it is made from the photo
        with self._decoding:
            made = _made(root / slide.image, slide, what, width)
        self._keep(kept, made)
        return made

    def _keep(self, path: Path, data: bytes) -> None:
        """Keep a picture; where that can't be done, it is made again the next time."""
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
        """Let go of the pictures that were made first, once there are too many."""
        with self._counting:
            if self._size < 0:
                self._size = sum(p.stat().st_size for p in self._folder.glob("*.jpg"))
            else:
                self._size += added
            if self._size <= KEPT:
                return
            by_age = sorted(self._folder.glob("*.jpg"), key=lambda p: p.stat().st_mtime)
            for path in by_age[: len(by_age) // 2]:
                path.unlink(missing_ok=True)
            self._size = -1


def _key(slide: Slide, what: What) -> str:
    quad = slide.detection.quad
    said = f"{slide.photo.sha256} {what}"
    if what == "slide":
        said += f" {quad.to_json() if quad else None} {slide.detection.turn}"
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _made(path: Path, slide: Slide, what: What, width: int) -> bytes:
    from PIL import Image

    from slidescan.imaging.render import photo_of, picture_of

    if what == "slide":
        return picture_of(path, slide, "JPEG", width=width, quality=QUALITY)
    picture = Image.fromarray(photo_of(path, slide).pixels[:, :, ::-1])
    picture.thumbnail((width, width))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()
