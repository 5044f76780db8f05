"""Images that are added as a page addresses them."""

from __future__ import annotations

from collections.abc import Callable

from support.generator_sites.files import Files


def numbered_images(files: Files, folder: str, address: str) -> Callable[[int], str]:
    """Adds image files to `folder` by number; returns addresses below `address`."""

    def image(number: int) -> str:
        files.image(f"{folder}/h{number}.png")
        return f"{address}h{number}.png"

    return image


def named_images(files: Files, folder: str, address: str) -> Callable[[str], str]:
    """Adds image files to `folder` by name; returns addresses below `address`."""

    def image(name: str) -> str:
        files.image(f"{folder}/{name.replace('%20', ' ')}")
        return f"{address}{name}"

    return image
