"""Images of a page, added as they are addressed."""

from __future__ import annotations

from collections.abc import Callable

from support.generator_sites.files import Files


def numbered_images(files: Files, folder: str, address: str) -> Callable[[int], str]:
    """Images of the headings' page: files in `folder`, addressed as below `address`."""

    def image(number: int) -> str:
        files.image(f"{folder}/h{number}.png")
        return f"{address}h{number}.png"

    return image


def named_images(files: Files, folder: str, address: str) -> Callable[[str], str]:
    def image(name: str) -> str:
        files.image(f"{folder}/{name.replace('%20', ' ')}")
        return f"{address}{name}"

    return image
