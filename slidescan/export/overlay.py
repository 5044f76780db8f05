"""Draws corners, lines, roles and confidences over a photo."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from slidescan.core.records import Role, Slide
from slidescan.imaging.render import decode_photo_of

MAX_SIDE_PIXELS = 2000
"""Longer side of the drawing."""

QUAD_COLOR = (255, 196, 0)
ROLE_COLORS: Mapping[Role, tuple[int, int, int]] = {
    "title": (0, 200, 120),
    "body": (64, 156, 255),
    "footer": (170, 170, 170),
    "outside": (120, 110, 70),
}
LOW_CONFIDENCE_COLOR = (255, 80, 80)

MIN_PLAIN_CONFIDENCE = 0.8
"""Lines below this confidence are labelled in `LOW_CONFIDENCE_COLOR`."""

DIM_SHARE = 0.25
"""How much to darken the photo, 0..1, so that lines of any colour stand out."""


def draw(path: Path, slide: Slide) -> bytes:
    """A PNG of the upright photo with the slide's corners and lines.

    Args:
        path: The photo.
        slide: Its slide.

    Raises:
        PhotoError: The photo can't be read, or has changed since.
    """
    upright = decode_photo_of(path, slide)
    picture = Image.fromarray(upright.pixels[:, :, ::-1].copy())
    scale = min(1.0, MAX_SIDE_PIXELS / max(picture.size))
    if scale < 1:
        picture = picture.resize((round(picture.width * scale), round(picture.height * scale)))
    picture = Image.blend(picture, Image.new("RGB", picture.size), DIM_SHARE)
    pen = ImageDraw.Draw(picture)
    thin = max(1, round(max(picture.size) / 700))
    font = ImageFont.load_default(max(10, round(max(picture.size) / 90)))

    def label(at: tuple[float, float], text: str, color: tuple[int, int, int]) -> None:
        box = pen.textbbox(at, text, font=font, anchor="lb")
        pen.rectangle((box[0] - 2, box[1] - 1, box[2] + 2, box[3] + 1), fill=(0, 0, 0))
        pen.text(at, text, fill=color, font=font, anchor="lb")

    for line in slide.reading.lines:
        corners = [(x * scale, y * scale) for x, y in line.quad.corners]
        color = ROLE_COLORS[line.role]
        pen.line([*corners, corners[0]], fill=color, width=thin)
        if line.confidence < MIN_PLAIN_CONFIDENCE:
            color = LOW_CONFIDENCE_COLOR
        label(corners[0], f"{line.role} {line.confidence:.2f}", color)
    quad = slide.detection.quad
    if quad is not None:
        corners = [(x * scale, y * scale) for x, y in quad.corners]
        pen.line([*corners, corners[0]], fill=QUAD_COLOR, width=3 * thin)
        for number, (x, y) in enumerate(corners, 1):
            radius = 6 * thin
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=QUAD_COLOR)
            pen.text((x, y), str(number), fill=(0, 0, 0), font=font, anchor="mm")
    source = f"found by a {slide.detection.by}" if slide.detection.by == "person" else "found"
    state = f"{source}, {slide.detection.confidence:.2f}" if quad else "whole photo"
    turn = f", turned {slide.detection.turn}" if slide.detection.turn else ""
    label((8 * thin, picture.height - 8 * thin), f"{slide.kind}: {state}{turn}", QUAD_COLOR)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
