"""The files of a site: texts, and images with unique bytes."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image


def picture(number: int) -> bytes:
    """A small PNG that is unique to its number."""
    image = Image.new("RGB", (4, 4), (number % 256, number // 256, 77))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@dataclass
class Files:
    """The files of a site: texts by path, and images in the order of their first use."""

    texts: dict[str, str] = field(default_factory=dict)
    images: list[str] = field(default_factory=list)

    def image(self, path: str) -> str:
        """Adds an image; returns its path."""
        if path not in self.images:
            self.images.append(path)
        return path

    def write(self, root: Path) -> None:
        """Writes the files below `root`."""
        for path, text in self.texts.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        for number, path in enumerate(self.images):
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(picture(number))

    def digests(self) -> dict[str, str]:
        """Paths of images by the SHA-256 of their bytes."""
        return {hashlib.sha256(picture(n)).hexdigest(): path for n, path in enumerate(self.images)}
