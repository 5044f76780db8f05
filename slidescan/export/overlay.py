"""What was found, drawn over the photo: corners, lines, their roles and how sure they are."""

from __future__ import annotations

import io
from pathlib import Path

from slidescan.core.records import Slide
from slidescan.imaging.render import decode_photo_of

LONGEST = 2000
"""Longer side of the drawing, pixels, at most."""

SLIDE = (255, 196, 0)
ROLES = {"title": (0, 200, 120), "body": (64, 156, 255), "footer": (170, 170, 170)}
DOUBTFUL = (255, 80, 80)
"""Of a line that the reader was not sure of."""

SURE = 0.8


def draw(path: Path, slide: Slide) -> bytes:
    """A PNG of the upright photo with what was found on it.

    Args:
        path: The photo.
        slide: What was found.

    Raises:
        PhotoError: The photo can't be read, or has changed since.
    """
    from PIL import Image, ImageDraw, ImageFont

    upright = decode_photo_of(path, slide)
    picture = Image.fromarray(upright.pixels[:, :, ::-1].copy())
    scale = min(1.0, LONGEST / max(picture.size))
    if scale < 1:
        picture = picture.resize((round(picture.width * scale), round(picture.height * scale)))
    # Dimmed, so that lines of any colour stand out on slides of any colour.
    picture = Image.blend(picture, Image.new("RGB", picture.size), 0.25)
    pen = ImageDraw.Draw(picture)
    thin = max(1, round(max(picture.size) / 700))
    font = ImageFont.load_default(max(10, round(max(picture.size) / 90)))

    def label(at: tuple[float, float], text: str, color: tuple[int, int, int]) -> None:
        box = pen.textbbox(at, text, font=font, anchor="lb")
        pen.rectangle((box[0] - 2, box[1] - 1, box[2] + 2, box[3] + 1), fill=(0, 0, 0))
        pen.text(at, text, fill=color, font=font, anchor="lb")

    for line in slide.reading.lines:
        corners = [(x * scale, y * scale) for x, y in line.quad.corners]
        color = ROLES.get(line.role, ROLES["body"])
        pen.line([*corners, corners[0]], fill=color, width=thin)
        sure = line.confidence >= SURE
        label(corners[0], f"{line.role} {line.confidence:.2f}", color if sure else DOUBTFUL)
    quad = slide.detection.quad
    if quad is not None:
        corners = [(x * scale, y * scale) for x, y in quad.corners]
        pen.line([*corners, corners[0]], fill=SLIDE, width=3 * thin)
        for number, (x, y) in enumerate(corners, 1):
            radius = 6 * thin
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=SLIDE)
            pen.text((x, y), str(number), fill=(0, 0, 0), font=font, anchor="mm")
    found = f"found by a {slide.detection.by}" if slide.detection.by == "person" else "found"
    state = f"{found}, {slide.detection.confidence:.2f}" if quad else "whole photo"
    turn = f", turned {slide.detection.turn}" if slide.detection.turn else ""
    label((8 * thin, picture.height - 8 * thin), f"{slide.kind}: {state}{turn}", SLIDE)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
