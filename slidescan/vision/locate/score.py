"""One score for every quad, whatever proposed it, and how sure it makes us.

The score is a small network over what `measure` measures: a linear part and one hidden layer.
Its weights, in `finder.json` beside this file, were fitted to scenes with known corners by
`bench/fit_finder.py`; see docs/finding.md.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from slidescan.vision.locate.measure import FEATURES, Features
from slidescan.vision.locate.quads import Quads, distances

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """The weights of the score and of its confidence.

    Attributes:
        mean: Of each feature over the scenes that it was fitted to.
        spread: Standard deviation of each.
        linear: One weight for each feature.
        hidden: Features × units.
        bias: One for each unit.
        out: One for each unit.
        calibration: Of the logistic curve: weights of the score and of `agreement`, offset.
    """

    mean: Array
    spread: Array
    linear: Array
    hidden: Array
    bias: Array
    out: Array
    calibration: Array

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Model:
        """The model that was saved.

        Raises:
            ValueError: It was fitted to other features.
        """
        if tuple(data["features"]) != FEATURES:
            raise ValueError("the finder's weights belong to other features")
        names = ("mean", "spread", "linear", "hidden", "bias", "out", "calibration")
        return cls(**{name: np.array(data[name], float) for name in names})

    def scores(self, measured: Features) -> Array:
        """The score of each quad; higher is better."""
        x = np.clip((measured - self.mean) / self.spread, -6, 6)
        result: Array = x @ self.linear + np.tanh(x @ self.hidden + self.bias) @ self.out
        return result

    def confidence(self, score: float, agreement: float) -> float:
        """How likely the best quad is the slide's, 0..1."""
        slope, weight, offset = self.calibration
        return float(1 / (1 + np.exp(-(slope * score + weight * agreement + offset))))


@functools.cache
def model() -> Model:
    """The model that slidescan comes with."""
    text = resources.files("slidescan.vision.locate").joinpath("finder.json").read_text("utf-8")
    return Model.from_json(json.loads(text))


NEAR = 0.06
"""Quads whose corners lie this near (share of the size) mean the same thing."""


def agreement(quads: Quads, scores: Array) -> float:
    """How far the best quad's score lies above that of any quad elsewhere, at most 8."""
    best = int(np.argmax(scores))
    elsewhere = distances(quads, quads[best]) > NEAR
    if not elsewhere.any():
        return 8.0
    return min(8.0, float(scores[best] - scores[elsewhere].max()))
