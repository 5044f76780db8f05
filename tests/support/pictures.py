"""Drawn pictures that are no slides: what blogs mix with photos of slides."""

from __future__ import annotations

import cv2
import numpy as np
from camera import Scene, photograph
from decks import font
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Pixels = NDArray[np.uint8]

_WORDS = ("the", "quick", "review", "of", "storage", "nodes", "shows", "that", "each", "region")


def _text(rng: np.random.Generator, count: int) -> str:
    return " ".join(str(word) for word in rng.choice(_WORDS, count))


def screenshot(seed: int) -> Pixels:
    """A window with a side bar and small text. RGB."""
    rng = np.random.default_rng(seed)
    image = Image.new("RGB", (1280, 860), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1280, 44), fill=(36, 41, 47))
    draw.rectangle((0, 44, 240, 860), fill=(246, 248, 250))
    draw.text((16, 12), "Settings", font=font("bold", 17), fill=(240, 240, 240))
    for row in range(16):
        draw.text((18, 64 + row * 30), _text(rng, 2), font=font("sans", 14), fill=(50, 50, 60))
    for row in range(30):
        text = _text(rng, int(rng.integers(5, 10)))
        draw.text((270, 70 + row * 25), text, font=font("sans", 14), fill=(20, 20, 30))
    return np.asarray(image)


def diagram(seed: int) -> Pixels:
    """Boxes and arrows on white. RGB."""
    rng = np.random.default_rng(seed)
    image = Image.new("RGB", (1000, 1000), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    for i in range(3):
        for k in range(3):
            x, y = 80 + 320 * i, 90 + 320 * k
            draw.rectangle((x, y, x + 210, y + 130), outline=(30, 60, 140), width=3)
            word = str(rng.choice(_WORDS))
            draw.text((x + 105, y + 65), word, font=font("sans", 30), fill=(0, 0, 0), anchor="mm")
            if i < 2:
                draw.line((x + 210, y + 65, x + 320, y + 65), fill=(30, 60, 140), width=3)
    return np.asarray(image)


def logo(seed: int) -> Pixels:
    """A mark and a word. RGB."""
    rng = np.random.default_rng(seed)
    image = Image.new("RGB", (420, 160), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    color = tuple(int(v) for v in rng.integers(0, 180, 3))
    draw.ellipse((20, 30, 120, 130), fill=color)
    draw.text((150, 80), "Northwind", font=font("bold", 44), fill=color, anchor="lm")
    return np.asarray(image)


def portrait(seed: int) -> Pixels:
    """A person in front of a soft background, as a camera sees it. RGB."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(40, 190, (4, 5, 3)).astype(np.float32)
    ground = cv2.resize(coarse, (900, 1200), interpolation=cv2.INTER_CUBIC)
    cv2.ellipse(ground, (450, 1250), (380, 460), 0, 0, 360, (70, 80, 120), -1)
    cv2.ellipse(ground, (450, 520), (180, 250), 0, 0, 360, (205, 165, 140), -1)
    cv2.ellipse(ground, (450, 360), (190, 140), 0, 180, 360, (60, 45, 35), -1)
    for x in (385, 515):
        cv2.ellipse(ground, (x, 500), (26, 12), 0, 0, 360, (60, 40, 30), -1)
    cv2.ellipse(ground, (450, 650), (60, 18), 0, 0, 180, (150, 80, 80), -1)
    soft = cv2.GaussianBlur(ground, (0, 0), 3).astype(np.float32)
    return _camera(soft, rng)


def whiteboard(seed: int, *, flip_chart: bool = False) -> Pixels:
    """A photo of a board, or of a flip chart, with handwriting. RGB."""
    rng = np.random.default_rng(seed)
    width, height = (800, 1130) if flip_chart else (1400, 900)
    board = np.full((height, width, 3), (236, 238, 236), np.uint8)
    inks = ((30, 40, 150), (160, 30, 30), (20, 20, 20))
    for row in range(6):
        x, y = 70.0, 120.0 + row * (height - 160) / 6
        ink = inks[int(rng.integers(3))]
        for letter in _text(rng, 3):
            _letter(board, letter, (x, y + rng.uniform(-14, 14)), ink, rng)
            x += rng.uniform(26, 42)
    for _ in range(4):
        a = rng.integers((0, 0), (width, height))
        b = a + rng.integers(-220, 220, 2)
        cv2.line(board, a.tolist(), b.tolist(), inks[int(rng.integers(3))], 4, cv2.LINE_AA)
    scene = Scene(display="television", yaw=10, room=0.6, distance=0.7, bezel=0.02, noise=4)
    if flip_chart:
        scene = Scene(display="television", yaw=-8, room=0.5, distance=0.4, bezel=0.01, noise=4)
    return photograph(board, scene, seed)[0]


def _letter(
    board: Pixels,
    letter: str,
    at: tuple[float, float],
    ink: tuple[int, int, int],
    rng: np.random.Generator,
) -> None:
    """Draws one letter, slanted, sheared and of random size, as a hand would."""
    tile = np.zeros((120, 120), np.uint8)
    face = cv2.FONT_HERSHEY_SCRIPT_SIMPLEX
    cv2.putText(tile, letter, (30, 80), face, rng.uniform(1.6, 2.5), 255, 3, cv2.LINE_AA)
    wobble = np.array([[30, 30], [90, 30], [30, 90]], np.float32)
    moved = wobble + rng.normal(0, 9, (3, 2)).astype(np.float32)
    bent = cv2.warpAffine(tile, cv2.getAffineTransform(wobble, moved), (120, 120))
    x, y = int(at[0]) - 30, int(at[1]) - 80
    height, width = board.shape[:2]
    if x < 0 or y < 0 or x + 120 > width or y + 120 > height:
        return
    part = board[y : y + 120, x : x + 120].astype(np.float32)
    share = bent[..., None].astype(np.float32) / 255
    board[y : y + 120, x : x + 120] = (part * (1 - share) + np.array(ink) * share).astype(np.uint8)


def document(seed: int) -> Pixels:
    """A printed page on a desk. RGB."""
    rng = np.random.default_rng(seed)
    page = Image.new("RGB", (1000, 1414), (250, 250, 248))
    draw = ImageDraw.Draw(page)
    draw.text((90, 90), "Terms of the hall", font=font("bold", 36), fill=(10, 10, 10))
    for row in range(34):
        draw.text((90, 170 + row * 34), _text(rng, 9), font=font("sans", 20), fill=(25, 25, 25))
    scene = Scene(
        display="projector", width=1500, height=2000, yaw=6, pitch=8, distance=0.86, room=0.25
    )
    return photograph(np.asarray(page), scene, seed)[0]


def _camera(light: NDArray[np.float32], rng: np.random.Generator) -> Pixels:
    noisy = light + rng.normal(0, 3.5, light.shape)
    result: Pixels = noisy.clip(0, 255).astype(np.uint8)
    return result
