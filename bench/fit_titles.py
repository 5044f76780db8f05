"""Fits the weights of titles: python bench/fit_titles.py [--readings FILE]… [--write].

Learns from slides that `title_layouts.py` draws up, and from readings of real photos whose titles
are known, if there are any. Each slide is a choice among its candidates and "no title"; the fit
maximises the probability of the right ones (multinomial logit, McFadden 1974). Prints how many
titles are right with all readings, and with each event left out in turn. `--write` replaces the
weights in `slidescan/layout/titles.json`.

`--read DATASET FILE` makes such readings of a folder with `site/` and `truth.json` (image, quad,
title): the boxes of each photo, read with the true corners.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "samples"))
from title_layouts import random_layout  # noqa: E402 - no package

from slidescan.core.geometry import FlatQuad, PhotoQuad  # noqa: E402
from slidescan.core.records import Detection, Options, Role, TextBox, person_corners  # noqa: E402
from slidescan.core.text import words  # noqa: E402
from slidescan.imaging.decode import load  # noqa: E402
from slidescan.imaging.rectify import flatten  # noqa: E402
from slidescan.layout.flat_line import FlatLine  # noqa: E402
from slidescan.layout.footers import Page, is_footer  # noqa: E402
from slidescan.layout.lines import level_lines  # noqa: E402
from slidescan.layout.title_candidates import (  # noqa: E402
    candidates,
    title_lines,
    without_logos,
)
from slidescan.layout.title_features import Features, Scene, features, none_features  # noqa: E402
from slidescan.layout.titles import eligible  # noqa: E402
from slidescan.ocr import registry  # noqa: E402

Array = NDArray[np.float64]
WEIGHTS_FILE = ROOT / "slidescan" / "layout" / "titles.json"

MIN_TITLE_SIMILARITY = 0.9
"""A title is right from this similarity of its words on."""

REAL_WEIGHT = 24.0
"""Weight of a real photo; a slide that is drawn up has 1."""

MAX_CANDIDATES = 28
"""Of a slide that is drawn up, at most this many candidates, the largest, are learned from."""

DECAY, STEPS, LEARNING_RATE = 0.001, 260, 0.06

DECIMALS = 3


@dataclass(frozen=True)
class Slide:
    """A slide to learn from.

    Attributes:
        event: Where it was seen; empty if it is drawn up.
        title: Its title; None if it has none.
        texts: The texts of its candidates.
        features: The features of its candidates, and then those of having no title.
        right: Which of them are right.
    """

    event: str
    title: str | None
    texts: Sequence[str]
    features: Sequence[Features]
    right: Sequence[bool]


def _slide(
    event: str, title: str | None, lines: Sequence[FlatLine], width: float, height: float
) -> Slide | None:
    """The slide with these lines; None if it has no candidates."""
    page = Page(lines, width, height)
    roles: list[Role] = ["footer" if is_footer(line, page) else "body" for line in lines]
    body = without_logos(title_lines(lines, roles), width, height)
    choices = candidates(body)
    if not choices:
        return None
    texts = [choice.text for choice in choices]
    right = [title is not None and _is_same(title, text) for text in texts]
    if not event and len(choices) > MAX_CANDIDATES:
        order = sorted(
            range(len(choices)), key=lambda i: (not right[i], -choices[i].lines[0].height)
        )
        order = order[:MAX_CANDIDATES]
        choices, texts, right = ([part[i] for i in order] for part in (choices, texts, right))  # type: ignore[assignment]
    scene = Scene(body, width, height)
    measured = [features(choice, scene) for choice in choices]
    chosen = eligible(choices, measured)
    return Slide(
        event,
        title,
        [texts[i] for i in chosen],
        [*(measured[i] for i in chosen), none_features(scene)],
        [*(right[i] for i in chosen), title is None],
    )


def _is_same(a: str, b: str) -> bool:
    first, second = " ".join(words(a)), " ".join(words(b))
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= MIN_TITLE_SIMILARITY


def drawn(count: int) -> Iterator[Slide]:
    """Slides that are drawn up."""
    for seed in range(count):
        layout = random_layout(seed)
        slide = _slide("", layout.title, layout.lines, layout.width, layout.height)
        if slide is not None:
            yield slide


def photographed(files: Iterable[Path]) -> Iterator[Slide]:
    """Slides of real photos that `read` wrote into files."""
    for file in files:
        for entry in json.loads(file.read_text("utf-8")):
            boxes = [TextBox(text, sure, FlatQuad.of(quad)) for text, sure, quad in entry["boxes"]]
            width, height = entry["width"], entry["height"]
            lines = level_lines(boxes, width, height)
            slide = _slide(entry["event"], entry["title"], lines, width, height)
            if slide is not None:
                yield slide


def read(dataset: Path, out: Path) -> None:
    """Reads the photos of a dataset with the true corners, and writes their boxes."""
    options = Options()
    engine = registry.load("auto", options.languages)
    entries: list[dict[str, Any]] = []
    for entry in json.loads((dataset / "truth.json").read_text("utf-8")):
        upright = load(dataset / "site" / entry["image"])
        quad = PhotoQuad.of(entry["quad"]) if entry["quad"] else None
        flat = flatten(upright.pixels, Detection(person_corners(quad)), upright.photo.focal)
        boxes = [(b.text, b.confidence, b.quad.to_json()) for b in engine.read(flat.pixels)]
        height, width = flat.pixels.shape[:2]
        event = str(Path(entry["image"]).parent)
        entries.append({"event": event, "image": entry["image"], "title": entry["title"],
                        "width": width, "height": height, "boxes": boxes})  # fmt: skip
    out.write_text(json.dumps(entries, ensure_ascii=False), "utf-8")


@dataclass(frozen=True)
class Fit:
    """Fits weights to slides.

    Attributes:
        names: The names of all features.
    """

    names: Sequence[str]

    def weights(self, slides: Sequence[Slide]) -> dict[str, float]:
        """The weights that make the right choices most probable, by Adam (Kingma and Ba 2015)."""
        learned = [slide for slide in slides if any(slide.right)]
        most = max(len(slide.right) for slide in learned)
        values = np.zeros((len(learned), most, len(self.names)))
        mask, right = np.full((len(learned), most), -1e9), np.zeros((len(learned), most), bool)
        shares = np.array([REAL_WEIGHT if slide.event else 1.0 for slide in learned])
        shares /= shares.sum()
        for i, slide in enumerate(learned):
            values[i, : len(slide.right)] = [self._row(each) for each in slide.features]
            mask[i, : len(slide.right)] = 0
            right[i, : len(slide.right)] = slide.right
        spread = values[mask == 0].std(axis=0) + 1e-3
        values /= spread
        weights, mean, square = (np.zeros(len(self.names)) for _ in range(3))
        for step in range(1, STEPS + 1):
            scores = values @ weights + mask
            chances = np.exp(scores - scores.max(axis=1, keepdims=True))
            chances /= chances.sum(axis=1, keepdims=True)
            wanted = chances * right / ((chances * right).sum(axis=1, keepdims=True) + 1e-12)
            change = np.einsum("ic,icf->f", (chances - wanted) * shares[:, None], values)
            change += DECAY * weights
            mean, square = 0.9 * mean + 0.1 * change, 0.99 * square + 0.01 * change**2
            rate = LEARNING_RATE * (1 if step < 0.7 * STEPS else 0.25)
            weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
        pairs = zip(self.names, weights / spread, strict=True)
        return {name: round(float(value), DECIMALS) for name, value in pairs}

    def _row(self, measured: Features) -> list[float]:
        return [measured.get(name, 0.0) for name in self.names]


def is_right(slide: Slide, weights: dict[str, float]) -> bool:
    """Whether these weights choose the slide's title, or none where it has none."""
    scores = [sum(weights[n] * v for n, v in each.items()) for each in slide.features]
    return slide.right[max(range(len(scores)), key=scores.__getitem__)]


def _report(label: str, results: Iterable[tuple[Slide, bool]]) -> None:
    counts: Counter[tuple[bool, bool]] = Counter()
    for slide, right in results:
        counts[slide.title is not None, right] += 1
    for has_title, what in ((True, "titles right"), (False, "none where there is none")):
        hits = counts[has_title, True]
        print(f"{label}: {what}: {hits} of {hits + counts[has_title, False]}")


def main() -> None:
    """Parses the command line and fits the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--layouts", type=int, default=1500)
    parser.add_argument("--readings", type=Path, action="append", default=[])
    parser.add_argument("--read", type=Path, nargs=2, metavar=("DATASET", "FILE"))
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    if args.read:
        read(*args.read)
        return
    made, real = list(drawn(args.layouts)), list(photographed(args.readings))
    names = sorted({name for slide in (*made, *real) for each in slide.features for name in each})
    fit = Fit(names)
    weights = fit.weights([*made, *real])
    _report("drawn up", ((slide, is_right(slide, weights)) for slide in made))
    if real:
        alone = fit.weights(made)
        _report("photos, learned from drawings alone", ((s, is_right(s, alone)) for s in real))
        left_out: list[tuple[Slide, bool]] = []
        for event in sorted({slide.event for slide in real}):
            others = fit.weights([*made, *(s for s in real if s.event != event)])
            left_out += [(s, is_right(s, others)) for s in real if s.event == event]
        _report("photos of events left out", left_out)
        _report("photos", ((slide, is_right(slide, weights)) for slide in real))
    if args.write:
        WEIGHTS_FILE.write_text(json.dumps(weights, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
