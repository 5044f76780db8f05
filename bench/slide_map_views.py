"""Batches for the network of the slide map: photos from random points of view, in other colours."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).parent.parent))

from slidescan.imaging.corners.slide_map import INPUT_MEAN, INPUT_SPREAD, MAP_STRIDE

Pixels = NDArray[np.uint8]
Corners = NDArray[np.float64]
Size = tuple[int, int]
"""Width × height, pixels."""

STORED_SIDE = 512
"""Photos wait at this size for their turn, pixels."""

INPUT_SIZES: dict[Size, float] = {
    (320, 256): 0.45,
    (320, 192): 0.2,
    (320, 224): 0.13,
    (256, 320): 0.17,
    (192, 320): 0.05,
}
"""Sizes of the network's input, and the share of batches with each."""

REAL_SHARE, SCENE_SHARE = 0.66, 0.17
"""Shares of real photos with a slide and of generated scenes; the rest shows no slide."""

OTHER_SLIDE_SHARE = 0.4
"""The share of photos whose slide is replaced."""

SIDE_SPREAD = 3.5
"""The width of the line that a side draws into its map, pixels of the input."""


class Example(NamedTuple):
    """A photo, BGR, and the slide's corners in it; None if it shows no slide."""

    event: str
    pixels: Pixels
    corners: Corners | None


class Photos:
    """Examples in the memory of the device on which the network is trained."""

    def __init__(self, examples: Sequence[Example], slides: Sequence[Pixels], device: str) -> None:
        self.device = device
        self.events = [e.event for e in examples]
        self.sizes = np.array([e.pixels.shape[1::-1] for e in examples], float)
        self.has_slide = np.array([e.corners is not None for e in examples])
        self.corners = np.array(
            [np.zeros((4, 2)) if e.corners is None else e.corners for e in examples]
        )
        self.pixels = self._on_device([_padded(e.pixels) for e in examples])
        self.slides = self._on_device(slides)
        rows = np.arange(len(examples))
        made = np.array([event == "generated" for event in self.events])
        self._pools = (
            (REAL_SHARE, self._pool(rows[~made & self.has_slide])),
            (SCENE_SHARE, self._pool(rows[made & self.has_slide])),
            (1 - REAL_SHARE - SCENE_SHARE, self._pool(rows[~self.has_slide])),
        )

    def _on_device(self, pictures: Sequence[Pixels]) -> torch.Tensor:
        return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).to(self.device)

    def _pool(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Rows, and how often each is drawn: large events count less a photo."""
        sizes = Counter(self.events[row] for row in rows)
        weight = np.array([sizes[self.events[row]] ** -0.5 for row in rows])
        return rows, weight / weight.sum() if len(rows) else weight

    def draw(self, count: int, rng: np.random.Generator) -> NDArray[np.intp]:
        """Rows of a batch: real photos with a slide, generated scenes, and photos without one."""
        kinds = rng.choice(len(self._pools), count, p=[share for share, _ in self._pools])
        result = np.zeros(count, np.intp)
        for kind, (_, (rows, weight)) in enumerate(self._pools):
            chosen = kinds == kind
            if chosen.any():
                result[chosen] = rng.choice(rows, int(chosen.sum()), p=weight)
        return result

    def batch(self, count: int, rng: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        """Inputs, count × 3 × height × width, and their maps, count × 5 × a quarter of it."""
        sizes = list(INPUT_SIZES)
        size = sizes[int(rng.choice(len(sizes), p=list(INPUT_SIZES.values())))]
        rows = self.draw(count, rng)
        has_slide = self.has_slide[rows]
        views = [
            random_view(
                self.sizes[row], self.corners[row] if self.has_slide[row] else None, size, rng
            )
            for row in rows
        ]
        warps = np.stack([view.warp for view in views])
        corners = torch.from_numpy(np.stack([view.corners for view in views]))
        corners = corners.float().clamp(-4000, 4000).to(self.device)
        inputs = self._seen(rows, warps, size, str(rng.choice(["reflect", "repeat", "black"])))
        other = np.nonzero((rng.random(count) < OTHER_SLIDE_SHARE) & has_slide)[0]
        if len(other):
            chosen = self.slides[torch.from_numpy(rng.integers(len(self.slides), size=len(other)))]
            inputs[other] = _with_slides(inputs[other], corners[other], chosen)
        shown = torch.from_numpy(has_slide).float().to(self.device)
        return (_coloured(inputs, rng) - INPUT_MEAN) / INPUT_SPREAD, drawn_maps(
            corners, shown, size
        )

    def _seen(
        self, rows: NDArray[np.intp], warps: NDArray[np.float64], size: Size, border: str
    ) -> torch.Tensor:
        """Samples photos, 0..1, from the level of a pyramid that fits the zoom."""
        width, height = size
        inverse = torch.from_numpy(np.linalg.inv(warps)).float().to(self.device)
        at = _grid(size, 1.0, self.device) @ inverse[:, :2, :2].transpose(1, 2)
        depth = _grid(size, 1.0, self.device) @ inverse[:, 2:, :2].transpose(1, 2)
        at = (at + inverse[:, None, :2, 2]) / (depth + inverse[:, None, 2:, 2]).clamp(min=0.02)
        limit = torch.from_numpy(self.sizes[rows]).float().to(self.device)[:, None]
        if border == "reflect":
            at = (at - limit * torch.floor(at / (2 * limit)) * 2).abs()
            at = torch.where(at > limit, 2 * limit - at, at)
        beyond = ((at < 0) | (at > limit)).any(-1).reshape(-1, 1, height, width)
        at = torch.minimum(at.clamp(min=0.5), limit - 0.5) / STORED_SIDE * 2 - 1
        zoom = np.sqrt(np.abs(np.linalg.det(warps[:, :2, :2])))
        wanted = np.clip(np.rint(-np.log2(np.maximum(zoom, 1e-3)) - 0.25), 0, 2)
        level = self.pixels[torch.from_numpy(rows)].float() / 255
        result = torch.zeros(len(rows), 3, height, width, device=self.device)
        for number in range(3):
            share = torch.from_numpy(wanted == number).float().to(self.device)
            seen = functional.grid_sample(
                level, at.reshape(-1, height, width, 2), padding_mode="border", align_corners=False
            )
            result += seen * share[:, None, None, None]
            level = functional.avg_pool2d(level, 2)
        return result * (~beyond) if border == "black" else result


class View(NamedTuple):
    """A point of view: the warp from a photo to the input, and the corners in the input."""

    warp: NDArray[np.float64]
    corners: Corners


def random_view(
    photo: NDArray[np.float64], corners: Corners | None, size: Size, rng: np.random.Generator
) -> View:
    """Mirrored, tilted, nearer or farther, cut off; `photo` is width and height."""
    width, height = photo
    turn = np.eye(3)
    if rng.random() < 0.5:
        turn = np.array([[-1, 0, width - 1], [0, 1, 0], [0, 0, 1.0]])
        if corners is not None:
            corners = (np.array([width - 1, 0]) + corners * np.array([-1, 1]))[[1, 0, 3, 2]]
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    jitter = rng.normal(0, 0.03 if rng.random() < 0.6 else 0.09, (4, 2)) * photo
    tilt = cv2.getPerspectiveTransform(frame, (frame + jitter).astype(np.float32))
    roll = cv2.getRotationMatrix2D((width / 2, height / 2), rng.normal(0, 3), 1)
    warp: NDArray[np.float64] = np.vstack([roll, [0, 0, 1]]).astype(float) @ tilt.astype(float)
    fits = (size[0] / width, size[1] / height)
    zoom = max(fits) if rng.random() < 0.5 else min(fits)
    zoom *= np.exp(rng.uniform(-0.15, 0.45) if rng.random() < 0.6 else rng.uniform(0.2, 0.9))
    if rng.random() < 0.15:
        zoom *= rng.uniform(0.4, 0.9)
    target = np.array([width / 2, height / 2])
    if corners is not None:
        span = _warped(corners, warp)
        share = float((np.ptp(span, axis=0) * zoom / size).max())
        zoom *= 1.15 / share if share > 1.3 else 1.0
        mix = rng.uniform(0, 1)
        target = span.mean(0) * mix + target * (1 - mix)
    target = target + rng.normal(0, 0.07, 2) * photo
    wide = zoom * np.exp(rng.normal(0, 0.06))
    place = np.array(
        [
            [wide, 0, size[0] / 2 - wide * target[0]],
            [0, zoom, size[1] / 2 - zoom * target[1]],
            [0, 0, 1],
        ]
    )
    warp = place @ warp
    return View(warp @ turn, np.zeros((4, 2)) if corners is None else _warped(corners, warp))


def _warped(points: Corners, warp: NDArray[np.float64]) -> Corners:
    result: Corners = cv2.perspectiveTransform(points[None].astype(np.float32), warp)[0]
    return result.astype(float)


def _padded(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    rest = (0, STORED_SIDE - height, 0, STORED_SIDE - width)
    return cv2.copyMakeBorder(pixels, *rest, cv2.BORDER_REPLICATE).astype(np.uint8)


def _grid(size: Size, step: float, device: str) -> torch.Tensor:
    """The middles of cells of `step` pixels, row by row, n × 2."""
    axes = [torch.arange(int(n / step), device=device) * step + step / 2 for n in size]
    return torch.stack(torch.meshgrid(*axes, indexing="xy"), -1).reshape(-1, 2)


def _unit_warps(quads: torch.Tensor) -> torch.Tensor:
    """Warps from the unit square to quads, n × 3 × 3 (Heckbert 1989)."""
    x, y = quads[:, :, 0], quads[:, :, 1]
    ax, bx = x[:, 1] - x[:, 2], x[:, 3] - x[:, 2]
    ay, by = y[:, 1] - y[:, 2], y[:, 3] - y[:, 2]
    cx, cy = x[:, 0] - x[:, 1] - bx, y[:, 0] - y[:, 1] - by
    area = ax * by - bx * ay
    area = torch.where(area.abs() < 1e-6, torch.full_like(area, 1e-6), area)
    g, h = (cx * by - bx * cy) / area, (ax * cy - cx * ay) / area
    rows = (
        (x[:, 1] - x[:, 0] + g * x[:, 1], x[:, 3] - x[:, 0] + h * x[:, 3], x[:, 0]),
        (y[:, 1] - y[:, 0] + g * y[:, 1], y[:, 3] - y[:, 0] + h * y[:, 3], y[:, 0]),
        (g, h, torch.ones_like(g)),
    )
    return torch.stack([torch.stack(row, -1) for row in rows], 1)


def _inside(points: torch.Tensor, quads: torch.Tensor) -> torch.Tensor:
    """Which points, p × 2, lie within each convex quad, n × p."""
    following = quads.roll(-1, 1)
    area = (quads[..., 0] * following[..., 1] - following[..., 0] * quads[..., 1]).sum(1)
    clockwise = torch.where((area >= 0)[:, None, None], quads, quads.flip(1))
    result = torch.ones(len(quads), len(points), dtype=torch.bool, device=quads.device)
    for side in range(4):
        a, b = clockwise[:, side, None], clockwise[:, (side + 1) % 4, None]
        cross = (b - a)[..., 0] * (points[:, 1] - a[..., 1])
        result &= cross - (b - a)[..., 1] * (points[:, 0] - a[..., 0]) >= 0
    return result


def _with_slides(inputs: torch.Tensor, corners: torch.Tensor, slides: torch.Tensor) -> torch.Tensor:
    """Puts other slides into the corners, in the light of those that were there."""
    size = (inputs.shape[3], inputs.shape[2])
    points = _grid(size, 1.0, str(inputs.device))
    inverse = torch.linalg.inv(_unit_warps(corners).double()).float()
    depth = points @ inverse[:, 2:, :2].transpose(1, 2) + inverse[:, None, 2:, 2]
    depth = torch.where(depth.abs() < 1e-4, torch.full_like(depth, 1e-4), depth)
    at = (points @ inverse[:, :2, :2].transpose(1, 2) + inverse[:, None, :2, 2]) / depth
    layer = functional.grid_sample(
        functional.avg_pool2d(slides.float() / 255, 2),
        at.reshape(-1, size[1], size[0], 2) * 2 - 1,
        padding_mode="border",
        align_corners=False,
    )
    mask = _inside(points, corners).reshape(-1, 1, size[1], size[0]).float()
    count = 3 * mask.sum((2, 3), keepdim=True).clamp(min=1)
    mean = (inputs * mask).sum((1, 2, 3), keepdim=True) / count
    spread = (((inputs - mean) ** 2 * mask).sum((1, 2, 3), keepdim=True) / count).sqrt()
    low, high = 0.8 * (mean - 1.5 * spread).clamp(min=0), (mean + 1.8 * spread).clamp(0.35, 1)
    tint = 1 - 0.25 * torch.rand(len(inputs), 3, 1, 1, device=inputs.device)
    is_tinted = torch.rand(len(inputs), 1, 1, 1, device=inputs.device) < 0.4
    tint = torch.where(is_tinted, tint, torch.ones_like(tint))
    cover = functional.avg_pool2d(mask, 3, 1, 1)
    return inputs * (1 - cover) + (low + layer * (high - low)) * tint * cover


def _coloured(inputs: torch.Tensor, rng: np.random.Generator) -> torch.Tensor:
    """Levels, 0..1, with another exposure, tint, blur and noise."""

    def normal(channels: int, spread: float) -> torch.Tensor:
        return torch.randn(len(inputs), channels, 1, 1, device=inputs.device) * spread

    def chance(probability: float) -> torch.Tensor:
        return torch.rand(len(inputs), 1, 1, 1, device=inputs.device) < probability

    levels = inputs.clamp(1e-3, 1) ** torch.exp(normal(1, 0.3))
    levels = levels * torch.exp(normal(3, 0.12) + normal(1, 0.15))
    levels = torch.where(chance(0.13), levels.mean(1, keepdim=True).expand_as(levels), levels)
    if rng.random() < 0.3:
        around = functional.pad(levels, (1, 1, 1, 1), mode="replicate")
        levels = functional.avg_pool2d(around, 3, 1)
    noise = torch.rand(len(inputs), 1, 1, 1, device=inputs.device) * 0.03
    return (levels + torch.randn_like(levels) * noise).clamp(0, 1)


def drawn_maps(corners: torch.Tensor, shown: torch.Tensor, size: Size) -> torch.Tensor:
    """The maps that the network should return: n × 5 × a quarter of the size, 0..1."""
    device = str(corners.device)
    fine, columns, rows = MAP_STRIDE / 2, size[0] // MAP_STRIDE, size[1] // MAP_STRIDE
    inside = _inside(_grid(size, fine, device), corners).float()
    cover = functional.avg_pool2d(inside.reshape(-1, 1, 2 * rows, 2 * columns), 2)
    maps = [cover[:, 0]]
    points = _grid(size, MAP_STRIDE, device)
    for side in range(4):
        a, b = corners[:, side, None], corners[:, (side + 1) % 4, None]
        length = (b - a).norm(dim=-1).clamp(min=1e-6)
        unit = (b - a) / length[..., None]
        offset = points - a
        along = (offset * unit).sum(-1)
        across = offset[..., 0] * unit[..., 1] - offset[..., 1] * unit[..., 0]
        beyond = torch.maximum(-along, along - length).clamp(min=0)
        line = torch.exp(-(across**2 + beyond**2) / SIDE_SPREAD**2)
        maps.append(line.reshape(-1, rows, columns))
    return torch.stack(maps, 1) * shown[:, None, None, None]
