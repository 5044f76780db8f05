"""One score for every quad, whatever proposed it, and how sure it makes us.

Two small networks over what `measure` measures, each a linear part and one hidden layer: one
ranks the quads of a photo, the other tells how likely the best of them is right. Their weights,
in `finder.json` beside this file, were fitted to scenes with known corners by
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

from slidescan.imaging.corners.features import FEATURES, Features
from slidescan.imaging.corners.quads import Quads, distances

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Net:
    """A network with one hidden layer, and a linear part beside it.

    Attributes:
        mean: Of each input over the scenes that it was fitted to.
        spread: Standard deviation of each.
        linear: One weight for each input.
        hidden: Inputs × units.
        bias: One for each unit.
        out: One for each unit.
        offset: Added to the whole.
    """

    mean: Array
    spread: Array
    linear: Array
    hidden: Array
    bias: Array
    out: Array
    offset: float = 0.0

    def __call__(self, inputs: Array) -> Array:
        """One number for each row of `inputs`."""
        x = np.clip((inputs - self.mean) / self.spread, -6, 6)
        result: Array = (
            x @ self.linear + np.tanh(x @ self.hidden + self.bias) @ self.out + self.offset
        )
        return result

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Net:
        """The network that `to_json` gave."""
        arrays = ("mean", "spread", "linear", "hidden", "bias", "out")
        return cls(**{name: np.array(data[name], float) for name in arrays}, offset=data["offset"])

    def to_json(self) -> dict[str, Any]:
        """Its weights, to four digits."""
        arrays = ("mean", "spread", "linear", "hidden", "bias", "out")
        rounded = {name: np.round(getattr(self, name), 4).tolist() for name in arrays}
        return {**rounded, "offset": round(self.offset, 4)}


@dataclass(frozen=True)
class Model:
    """How quads are weighed.

    Attributes:
        score: From the features to the score; higher is better, within one photo.
        sure: From the features of the best quad, its score and its `lead` to the logit of the
            probability that it is right.
    """

    score_net: Net
    confidence_net: Net

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Model:
        """The model that was saved.

        Raises:
            ValueError: It was fitted to other features.
        """
        if tuple(data["features"]) != FEATURES:
            raise ValueError("the finder's weights belong to other features")
        return cls(Net.from_json(data["score"]), Net.from_json(data["sure"]))

    def to_json(self) -> dict[str, Any]:
        """As it is saved."""
        return {
            "features": list(FEATURES),
            "score": self.score_net.to_json(),
            "sure": self.confidence_net.to_json(),
        }

    def confidence(self, measured: Features, score: float, lead: float) -> float:
        """How likely the best quad is the slide's, 0..1.

        Args:
            measured: Its features.
            score: Its score.
            lead: How far that lies above the score of any quad elsewhere.
        """
        inputs = np.concatenate([measured, [score, lead]])[None]
        return float(1 / (1 + np.exp(-self.confidence_net(inputs)[0])))


@functools.cache
def default_model() -> Model:
    """The model that slidescan comes with."""
    text = resources.files("slidescan.imaging.corners").joinpath("finder.json").read_text("utf-8")
    return Model.from_json(json.loads(text))


NEAR = 0.06
"""Quads whose corners lie this near (share of the size) mean the same thing."""


def score_lead(quads: Quads, scores: Array) -> float:
    """How far the best quad's score lies above that of any quad elsewhere, at most 8."""
    best = int(np.argmax(scores))
    elsewhere = distances(quads, quads[best]) > NEAR
    if not elsewhere.any():
        return 8.0
    return min(8.0, float(scores[best] - scores[elsewhere].max()))
