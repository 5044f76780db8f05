"""Trains the network of the slide map: python bench/train_slide_map.py [--mirror DIR] [--write].

The network sees generated scenes (`samples/camera.py`, `samples/halls.py`) and real photos with
known corners (`samples/hall_photos.py`), each from a random point of view, with other colours, and
often with another slide in place of its own. It learns where the slide is and where its four sides
run. `--without EVENT` leaves an event out, so that it can be measured on it. Needs torch and onnx,
which slidescan doesn't; on one core, 2,500 steps take about half an hour.
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
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "samples"))
from camera import Display, photograph, random_scene  # noqa: E402 - no package
from decks import random_slide  # noqa: E402
from hall_photos import hall_photos  # noqa: E402
from halls import KINDS, photograph_hall  # noqa: E402

from slidescan.imaging.corners.slide_map import (  # noqa: E402
    INPUT_MEAN,
    INPUT_SPREAD,
    MAP_STRIDE,
    MODEL_FILE,
)

Pixels = NDArray[np.uint8]
Corners = NDArray[np.float32]

MODEL_PATH = ROOT / "slidescan" / "imaging" / "corners" / MODEL_FILE
WIDTHS = (16, 28, 48, 88, 128)
"""Channels of the network at a half, a quarter, … a 32nd of the input's size."""

STORED_SIDE = 400
"""Photos wait at this size for their turn, pixels."""

LANDSCAPE, PORTRAIT = (256, 192), (192, 256)
"""Sizes of the network's input, width × height."""

PORTRAIT_SHARE = 0.22
"""The share of batches in portrait."""

REAL_SHARE, SCENE_SHARE = 0.62, 0.31
"""Shares of real photos with a slide and of generated scenes; the rest shows no slide."""

OTHER_SLIDE_SHARE = 0.5
"""The share of real photos whose slide is replaced."""

SIDE_SPREAD = 3.5
"""The width of the line that a side draws into its map, pixels of the input."""

SIDE_WEIGHT = 6.0
"""Cells on a side count more by this than cells elsewhere, which are many more."""

BATCH_PHOTOS, LEARNING_RATE, WEIGHT_DECAY = 14, 3e-3, 0.02
FIRST_SEED = 500_000
SCENE_DISPLAYS: tuple[Display, ...] = ("projector", "canvas", "screen", "television", "none")


class Example(NamedTuple):
    """A photo, BGR, and the slide's corners in it; None if it shows no slide."""

    event: str
    pixels: Pixels
    corners: Corners | None


class Separable(nn.Module):  # type: ignore[misc]
    """A residual block: a separable convolution and two layers of mixing."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.a = _convolution(channels, channels, size=5, groups=channels)
        self.b = nn.Sequential(
            nn.Conv2d(channels, 2 * channels, 1, bias=False),
            nn.BatchNorm2d(2 * channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(2 * channels, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mixed: torch.Tensor = x + self.b(self.a(x))
        return mixed


class SlideMapNet(nn.Module):  # type: ignore[misc]
    """A U-Net that returns five maps at a quarter of the input's size: slide, four sides."""

    def __init__(self) -> None:
        super().__init__()
        w = WIDTHS
        self.stem = _convolution(3, w[0], stride=2)
        self.d1 = nn.Sequential(_convolution(w[0], w[1], stride=2), *_blocks(w[1], 2))
        self.d2 = nn.Sequential(_convolution(w[1], w[2], stride=2), *_blocks(w[2], 2))
        self.d3 = nn.Sequential(_convolution(w[2], w[3], stride=2), *_blocks(w[3], 2))
        self.d4 = nn.Sequential(_convolution(w[3], w[4], stride=2), *_blocks(w[4], 3))
        self.g = nn.Sequential(nn.Conv2d(w[4], w[4], 1), nn.ReLU(), nn.Conv2d(w[4], w[4], 1))
        self.l4, self.u3 = nn.Conv2d(w[4], w[3], 1), nn.Sequential(*_blocks(w[3], 2))
        self.l3, self.u2 = nn.Conv2d(w[3], w[2], 1), nn.Sequential(*_blocks(w[2], 2))
        self.l2, self.u1 = nn.Conv2d(w[2], w[1], 1), nn.Sequential(*_blocks(w[1], 2))
        self.out = nn.Conv2d(w[1], 5, 3, 1, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = self.d1(self.stem(x))
        b = self.d2(a)
        c = self.d3(b)
        d = self.d4(c)
        d = d + self.g(d.mean((2, 3), keepdim=True))
        c = self.u3(c + _twice(self.l4(d)))
        b = self.u2(b + _twice(self.l3(c)))
        a = self.u1(a + _twice(self.l2(b)))
        maps: torch.Tensor = self.out(a)
        return maps


def _convolution(
    inputs: int, outputs: int, *, stride: int = 1, size: int = 3, groups: int = 1
) -> nn.Sequential:
    layer = nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


def _blocks(channels: int, count: int) -> list[nn.Module]:
    return [Separable(channels) for _ in range(count)]


def _twice(x: torch.Tensor) -> torch.Tensor:
    return functional.interpolate(x, scale_factor=2.0, mode="nearest")


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
        quad = np.array(corners, np.float32) * np.float32(scale) if corners else None
        examples.append(Example("generated", pixels, quad))
    return examples


class Examples:
    """Draws batches of examples, seen and coloured at random."""

    def __init__(self, real: Sequence[Example], scenes: Sequence[Example], seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self._real = [e for e in real if e.corners is not None]
        self._empty = [e for e in real if e.corners is None] or list(scenes)
        self._scenes = scenes
        self._slides = [random_slide(9 * FIRST_SEED + k).pixels()[:, :, ::-1] for k in range(250)]
        sizes = Counter(e.event for e in self._real)
        # Large events count less a photo, so that no hall rules.
        weight = np.array([sizes[e.event] ** -0.6 for e in self._real])
        self._chance = weight / weight.sum() if len(weight) else weight

    def batch(self, count: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Inputs (count × 3 × height × width) and their maps (count × 5 × a quarter of it)."""
        size = PORTRAIT if self._rng.random() < PORTRAIT_SHARE else LANDSCAPE
        inputs, maps = [], []
        for _ in range(count):
            pixels, corners = _seen(*self._draw(), size, self._rng)
            inputs.append(_coloured(pixels, self._rng).transpose(2, 0, 1))
            maps.append(drawn_maps(corners, size))
        levels = torch.from_numpy(np.stack(inputs))
        return (levels - INPUT_MEAN) / INPUT_SPREAD, torch.from_numpy(np.stack(maps))

    def _draw(self) -> tuple[Pixels, Corners | None]:
        rng, chance = self._rng, self._rng.random()
        if chance < REAL_SHARE and self._real:
            example = self._real[int(rng.choice(len(self._real), p=self._chance))]
            if example.corners is not None and rng.random() < OTHER_SLIDE_SHARE:
                slide = self._slides[int(rng.integers(len(self._slides)))]
                return _with_slide(example.pixels, example.corners, slide, rng), example.corners
            return example.pixels, example.corners
        pool = self._scenes if chance < REAL_SHARE + SCENE_SHARE else self._empty
        example = pool[int(rng.integers(len(pool)))]
        return example.pixels, example.corners


def _with_slide(
    pixels: Pixels, corners: Corners, slide: Pixels, rng: np.random.Generator
) -> Pixels:
    """Puts another slide into the corners, in the light of the one that was there."""
    h, w = pixels.shape[:2]
    sh, sw = slide.shape[:2]
    source = np.array([[0, 0], [sw, 0], [sw, sh], [0, sh]], np.float32)
    warp = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    layer = cv2.warpPerspective(slide, warp, (w, h), flags=cv2.INTER_AREA).astype(np.float32)
    mask = np.zeros((h, w), np.uint8)
    cv2.fillConvexPoly(mask, np.rint(corners * 8).astype(np.int32), 255, cv2.LINE_AA, 3)
    inside = pixels[mask > 0]
    low, high = np.percentile(inside, (2, 97)) if len(inside) else (0, 255)
    low, high = 0.8 * low, max(high, 90)
    tint = rng.uniform(0.75, 1, 3) if rng.random() < 0.4 else np.ones(3)
    light = (low + layer / 255 * (high - low)) * tint
    cover = (mask / 255.0)[..., None]
    result: Pixels = (pixels * (1 - cover) + light * cover).clip(0, 255).astype(np.uint8)
    return result


def _seen(
    pixels: Pixels, corners: Corners | None, size: tuple[int, int], rng: np.random.Generator
) -> tuple[Pixels, Corners | None]:
    """The photo from another point of view: mirrored, tilted, nearer, cut off."""
    h, w = pixels.shape[:2]
    if rng.random() < 0.5:
        pixels = np.ascontiguousarray(pixels[:, ::-1])
        if corners is not None:
            mirrored = np.array([w - 1, 0]) + corners * np.array([-1, 1])
            corners = mirrored[[1, 0, 3, 2]].astype(np.float32)
    frame = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32)
    jitter = rng.normal(0, 0.03 if rng.random() < 0.6 else 0.09, (4, 2)) * [w, h]
    tilt = cv2.getPerspectiveTransform(frame, (frame + jitter).astype(np.float32))
    roll = np.vstack([cv2.getRotationMatrix2D((w / 2, h / 2), rng.normal(0, 3), 1), [0, 0, 1]])
    warp = roll @ tilt
    fits = (size[0] / w, size[1] / h)
    zoom = max(fits) if rng.random() < 0.5 else min(fits)
    zoom *= np.exp(rng.uniform(-0.15, 0.45) if rng.random() < 0.6 else rng.uniform(0.2, 0.9))
    if rng.random() < 0.12:
        zoom *= rng.uniform(0.5, 0.9)
    target = np.array([w / 2, h / 2])
    if corners is not None:
        span = cv2.perspectiveTransform(corners[None].astype(np.float32), warp)[0]
        share = float((np.ptp(span, axis=0) * zoom / size).max())
        zoom *= 1.15 / share if share > 1.3 else 1.0
        mix = rng.uniform(0, 1)
        target = span.mean(0) * mix + target * (1 - mix)
    target = target + rng.normal(0, 0.07, 2) * [w, h]
    stretch = np.exp(rng.normal(0, 0.06))
    place = np.array(
        [
            [zoom * stretch, 0, size[0] / 2 - zoom * stretch * target[0]],
            [0, zoom, size[1] / 2 - zoom * target[1]],
            [0, 0, 1],
        ]
    )
    warp = place @ warp
    borders = (cv2.BORDER_REFLECT_101, cv2.BORDER_REPLICATE, cv2.BORDER_CONSTANT)
    seen = cv2.warpPerspective(
        pixels,
        warp,
        size,
        flags=cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR,
        borderMode=borders[int(rng.integers(3))],
    )
    if corners is not None:
        corners = cv2.perspectiveTransform(corners[None].astype(np.float32), warp)[0]
    return seen.astype(np.uint8), corners


def _coloured(pixels: Pixels, rng: np.random.Generator) -> NDArray[np.float32]:
    """Levels, 0..1, with another exposure, tint, blur and noise."""
    levels = (pixels.astype(np.float32) / 255) ** np.exp(rng.normal(0, 0.3))
    levels = levels * np.exp(rng.normal(0, 0.12, 3)) * np.exp(rng.normal(0, 0.15))
    if rng.random() < 0.15:
        levels = levels.mean(2, keepdims=True) * np.ones(3)
    if rng.random() < 0.3:
        levels = cv2.GaussianBlur(levels.astype(np.float32), (0, 0), rng.uniform(0.3, 1.2))
    noisy = levels + rng.normal(0, rng.uniform(0, 0.03), levels.shape)
    result: NDArray[np.float32] = noisy.clip(0, 1).astype(np.float32)
    return result


def drawn_maps(corners: Corners | None, size: tuple[int, int]) -> NDArray[np.float32]:
    """The maps that the network should return: 5 × a quarter of the size, 0..1."""
    columns, rows = size[0] // MAP_STRIDE, size[1] // MAP_STRIDE
    maps = np.zeros((5, rows, columns), np.float32)
    if corners is None:
        return maps
    cover = np.zeros((size[1], size[0]), np.uint8)
    outline = np.rint(corners.clip(-4000, 4000) * 8).astype(np.int32)
    cv2.fillConvexPoly(cover, outline, 255, cv2.LINE_AA, 3)
    maps[0] = cv2.resize(cover, (columns, rows), interpolation=cv2.INTER_AREA) / 255.0
    y, x = (np.mgrid[:rows, :columns] + 0.5) * MAP_STRIDE
    for side in range(4):
        a, b = corners[side], corners[(side + 1) % 4]
        length = max(1e-6, float(np.hypot(*(b - a))))
        along = ((x - a[0]) * (b[0] - a[0]) + (y - a[1]) * (b[1] - a[1])) / length
        across = np.abs((x - a[0]) * (b[1] - a[1]) - (y - a[1]) * (b[0] - a[0])) / length
        beyond = np.maximum(np.maximum(-along, along - length), 0)
        maps[1 + side] = np.exp(-((np.hypot(across, beyond) / SIDE_SPREAD) ** 2))
    return maps


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


def train(examples: Examples, steps: int, start: Path | None) -> SlideMapNet:
    """Trains with AdamW (Loshchilov and Hutter 2019); returns the mean of the last weights."""
    net = SlideMapNet()
    if start is not None:
        net.load_state_dict(torch.load(start))
    adam = torch.optim.AdamW(net.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    pace = torch.optim.lr_scheduler.OneCycleLR(adam, LEARNING_RATE, total_steps=steps)
    mean = {name: value.clone() for name, value in net.state_dict().items()}
    for step in range(steps):
        inputs, maps = examples.batch(BATCH_PHOTOS)
        value = loss(net(inputs), maps)
        adam.zero_grad()
        value.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        adam.step()
        pace.step()
        keep = min(0.998, (step + 1) / (step + 20))
        for name, weight in net.state_dict().items():
            if weight.dtype.is_floating_point:
                mean[name].mul_(keep).add_(weight, alpha=1 - keep)
            else:
                mean[name] = weight.clone()
        if step % 100 == 0:
            print(f"  step {step}: loss {value.item():.3f}", flush=True)
    net.load_state_dict(mean)
    net.eval()
    return net


def main() -> None:
    """Trains and writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--mirror", type=Path, help="clones of the repositories in halls.json")
    parser.add_argument("--scenes", type=int, default=2400)
    parser.add_argument("--steps", type=int, default=2500)
    parser.add_argument("--without", action="append", default=[], metavar="EVENT")
    parser.add_argument("--start", type=Path, help="weights to start from")
    parser.add_argument("--save", type=Path, help="write the weights for a later --start")
    parser.add_argument("--write", action="store_true", help=f"write {MODEL_FILE}")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    real = [
        Example(event, pixels, None if corners is None else corners.astype(np.float32))
        for event, pixels, corners in hall_photos(options.shared, options.mirror, STORED_SIDE)
        if event not in options.without
    ]
    print(f"{len(real)} real photos of {len({e.event for e in real})} events", flush=True)
    net = train(Examples(real, generated(options.scenes), 1), options.steps, options.start)
    if options.save:
        torch.save(net.state_dict(), options.save)
    if options.write:
        torch.onnx.export(
            net,
            (torch.zeros(1, 3, LANDSCAPE[1], LANDSCAPE[0]),),
            str(MODEL_PATH),
            input_names=["pixels"],
            output_names=["maps"],
            dynamic_axes={"pixels": {2: "height", 3: "width"}, "maps": {2: "rows", 3: "columns"}},
            opset_version=17,
            dynamo=False,
        )


if __name__ == "__main__":
    main()
