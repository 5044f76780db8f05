"""The camera: where it stands, its lens and sensor, and who sits in front of it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from scene import Pixels, Scene


def mapped(points: NDArray[np.float64], matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points (n × 2) as a homography (3 × 3) maps them."""
    [points_there] = cv2.perspectiveTransform(points[None].astype(np.float64), matrix)
    return np.asarray(points_there, np.float64)


def camera_matrix(scene: Scene, aspect: float) -> NDArray[np.float64]:
    """The homography from the wall, in heights of the slide, to pixels of the photo."""
    focal = scene.focal * scene.width
    yaw, pitch, roll = np.radians([scene.yaw, scene.pitch, scene.roll])
    ry = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    rx = np.array(
        [[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]]
    )
    rz = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    rotation = rz @ rx @ ry
    depth = scene.focal * aspect / scene.distance
    moved = np.array([0.0, 0.0, depth])
    plane = np.column_stack([rotation[:, 0], rotation[:, 1], moved])
    cx = scene.width * (0.5 + scene.shift[0])
    cy = scene.height * (0.5 + scene.shift[1])
    matrix = np.array([[focal, 0, cx], [0, focal, cy], [0, 0, 1]]) @ plane
    result: NDArray[np.float64] = matrix / matrix[2, 2]
    return result


def through_lens(
    photo: Pixels, quad: NDArray[np.float64], scene: Scene
) -> tuple[Pixels, NDArray[np.float64]]:
    """Applies first-order barrel distortion to the photo and the corners."""
    if not scene.barrel:
        return photo, quad
    h, w = photo.shape[:2]
    center = np.array([w / 2, h / 2])
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    dx, dy = (x - center[0]) / (w / 2), (y - center[1]) / (w / 2)
    bend = 1 + scene.barrel * (dx * dx + dy * dy)
    photo = cv2.remap(
        photo,
        (center[0] + dx * bend * w / 2).astype(np.float32),
        (center[1] + dy * bend * w / 2).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.uint8)
    bent = []
    for corner in (quad - center) / (w / 2):
        undistorted = corner.copy()
        for _ in range(20):
            undistorted = corner / (1 + scene.barrel * float(undistorted @ undistorted))
        bent.append(center + undistorted * w / 2)
    return photo, np.array(bent)


def in_light(photo: Pixels, scene: Scene, rng: np.random.Generator) -> Pixels:
    """Vignette, colour cast and bloom."""
    h, w = photo.shape[:2]
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    radius = ((x / w - 0.5) ** 2 + (y / h - 0.5) ** 2) * 2
    cast = np.array([rng.uniform(0.92, 1.0), 1.0, rng.uniform(0.85, 1.0)])
    lit = photo * (1 - scene.vignette * radius)[..., None] * cast
    bloom = cv2.GaussianBlur(lit.astype(np.float32), (0, 0), w / 60)
    result: Pixels = (lit + 0.05 * bloom).clip(0, 255).astype(np.uint8)
    return result


def with_heads(
    photo: Pixels, quad: NDArray[np.float64], scene: Scene, rng: np.random.Generator
) -> Pixels:
    """Dark heads and shoulders at the bottom."""
    h, w = photo.shape[:2]
    photo = photo.copy()
    for _ in range(scene.heads):
        x = int(rng.uniform(0.1, 0.9) * w)
        size = rng.uniform(0.05, 0.09) * w
        top = min(h - size, float(quad[:, 1].max()) - rng.uniform(0.1, 1.0) * size)
        y = int(max(top, h * 0.6))
        shade = tuple(int(v) for v in rng.uniform(4, 30, 3) + 60 * scene.room)
        cv2.ellipse(photo, (x, y), (int(size * 0.75), int(size)), 0, 0, 360, shade, -1, cv2.LINE_AA)
        cv2.ellipse(
            photo,
            (x, int(y + 2.4 * size)),
            (int(size * 1.9), int(size * 1.6)),
            0,
            0,
            360,
            shade,
            -1,
        )
        if y + 2.4 * size < h:
            cv2.rectangle(
                photo,
                (int(x - 1.9 * size), int(y + 2.4 * size)),
                (int(x + 1.9 * size), h),
                shade,
                -1,
            )
    return photo


def with_speaker(
    photo: Pixels, quad: NDArray[np.float64], scene: Scene, rng: np.random.Generator
) -> Pixels:
    """A speaker in front of a lower corner: head, body, sometimes a lectern."""
    photo = photo.copy()
    corner = quad[2 if rng.random() < 0.5 else 3]
    size = 0.055 * float(np.ptp(quad[:, 0]))
    x = int(corner[0] + rng.uniform(-1.5, 1.5) * size)
    y = int(corner[1] - rng.uniform(0.0, 3.0) * size)
    light = 40 + 150 * scene.room
    skin = tuple(int(v) for v in np.array([224, 180, 150]) / 255 * light)
    cloth = tuple(int(v) for v in rng.uniform(0.1, 0.9, 3) * light)
    body = (int(x - 1.3 * size), int(y + size), int(x + 1.3 * size), int(y + 7 * size))
    cv2.rectangle(photo, body[:2], body[2:], cloth, -1)
    cv2.ellipse(photo, (x, y), (int(size * 0.7), int(size)), 0, 0, 360, skin, -1, cv2.LINE_AA)
    if rng.random() < 0.5:
        desk = (int(x - 2.4 * size), int(y + 4 * size), int(x + 2.4 * size), int(y + 9 * size))
        cv2.rectangle(photo, desk[:2], desk[2:], (int(light * 0.4),) * 3, -1)
    return photo


def on_sensor(photo: Pixels, scene: Scene, rng: np.random.Generator) -> Pixels:
    """Motion blur, defocus and noise."""
    if scene.motion >= 1:
        length = round(scene.motion)
        kernel = np.zeros((length, length), np.float32)
        angle = rng.uniform(0, np.pi)
        center = (length - 1) / 2
        reach = np.array([np.cos(angle), np.sin(angle)]) * center
        first = tuple(round(float(center - v)) for v in reach)
        last = tuple(round(float(center + v)) for v in reach)
        cv2.line(kernel, first, last, 1.0)
        photo = cv2.filter2D(photo, -1, kernel / kernel.sum()).astype(np.uint8)
    if scene.blur:
        photo = cv2.GaussianBlur(photo, (0, 0), scene.blur).astype(np.uint8)
    level = photo.astype(np.float32)
    grain = rng.normal(0, 1, (*level.shape[:2], 3)).astype(np.float32)
    noisy = level + grain * scene.noise * (0.5 + 0.5 * np.sqrt(level / 128))
    result: Pixels = noisy.clip(0, 255).astype(np.uint8)
    return result
