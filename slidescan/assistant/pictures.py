"""Slides and photos as image resources: `slidescan://slide/PATH` and `slidescan://photo/PATH`.

PATH is the path of a photo in the catalogue, percent-encoded, and nothing else: no file is opened
unless the catalogue holds exactly this path, and its bytes still have the digest of the photo that
was read. A link or another file in its place is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias
from urllib.parse import quote, unquote

from slidescan.assistant.protocol import Picture, Session
from slidescan.core.records import Slide
from slidescan.errors import NotInIndex, PhotoError

PictureKind: TypeAlias = Literal["slide", "photo"]

ASSISTANT_PICTURE_PIXELS = 1568
"""The longer side of a picture; models scale larger ones down."""

MAX_ADDRESS_CHARS = 4096

KINDS_OF_PICTURES: Mapping[PictureKind, str] = {
    "slide": "The straightened slide",
    "photo": "The photo as it was taken",
}

_SCHEME = "slidescan://"


def address(kind: PictureKind, image: str) -> str:
    """The address of a picture."""
    return f"{_SCHEME}{kind}/{quote(image)}"


def template(kind: PictureKind) -> str:
    """The template (RFC 6570) of the addresses of a kind of pictures."""
    return f"{_SCHEME}{kind}/{{+image}}"


def picture_of(session: Session, slide: Slide, kind: PictureKind) -> Picture:
    """The picture of a slide.

    Raises:
        PhotoError: The photo can't be read, or has changed since it was.
    """
    try:
        from slidescan.imaging.render import render_photo, render_slide  # lazy: cv2 costs 0.2 s

        render = render_slide if kind == "slide" else render_photo
        with session.library.site_root() as root:
            path = root / slide.image
        return Picture(render(path, slide, "JPEG", width=ASSISTANT_PICTURE_PIXELS))
    except PhotoError as error:
        raise type(error)(f"{slide.image}: {error.what}", error.remedy) from error


def read_address(session: Session, uri: str) -> Picture:
    """The picture at an address.

    Raises:
        NotInIndex: The catalogue holds no such photo.
        PhotoError: The photo can't be read, or has changed since it was.
    """
    if len(uri) <= MAX_ADDRESS_CHARS:
        for kind in KINDS_OF_PICTURES:
            prefix = f"{_SCHEME}{kind}/"
            if not uri.startswith(prefix):
                continue
            image = unquote(uri.removeprefix(prefix), errors="surrogateescape")
            slide = session.library.slide_at(image) if image.isprintable() else None
            if slide is not None:
                return picture_of(session, slide, kind)
    raise NotInIndex("no picture has this address", "take addresses from show_slide")
