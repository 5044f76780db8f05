"""Scores quads, and estimates the probability that the best one is right.

Two small networks take the features of quads; each has a linear part and one hidden layer. One
ranks the quads of a photo, the other gives the confidence in the best one. Their weights, in
`finder.json`, are fitted by `bench/fit_finder.py` to scenes with known corners.
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

NET_ARRAYS = ("mean", "spread", "linear", "hidden", "bias", "out")
"""The attributes of `Net` that are arrays."""

MAX_DEVIATIONS = 6
"""Inputs are clipped at this many standard deviations from the mean."""

MAX_SAME_DISTANCE = 0.06
"""Quads mean the same corners if these differ by at most this share of the size."""

MAX_LEAD = 8.0
"""The maximum lead of a score."""

MAP_TRUST = {"map_overlap": 20.0}
"""What a quad gains if the slide map agrees with it, per unit of these features. The network of the
score was fitted with an older slide map, which was worse, so it trusts the map too little."""


@dataclass(frozen=True)
class Net:
    """A network with one hidden layer and a linear part.

    Attributes:
        mean: Mean of each input over the scenes that the network was fitted to.
        spread: Standard deviation of each input.
        linear: One weight for each input.
        hidden: Inputs × units.
        bias: One bias for each unit.
        out: One output weight for each unit.
        offset: Added to the sum.
    """

    mean: Array
    spread: Array
    linear: Array
    hidden: Array
    bias: Array
    out: Array
    offset: float = 0.0

    def __call__(self, inputs: Array) -> Array:
        """Computes one number for each row of `inputs`."""
        x = np.clip((inputs - self.mean) / self.spread, -MAX_DEVIATIONS, MAX_DEVIATIONS)
        result: Array = (
            x @ self.linear + np.tanh(x @ self.hidden + self.bias) @ self.out + self.offset
        )
        return result

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Net:
        """The network from the output of `to_json`."""
        arrays = {name: np.array(data[name], float) for name in NET_ARRAYS}
        return cls(**arrays, offset=data["offset"])

    def to_json(self) -> dict[str, Any]:
        """The weights, rounded to four digits."""
        rounded = {name: np.round(getattr(self, name), 4).tolist() for name in NET_ARRAYS}
        return {**rounded, "offset": round(self.offset, 4)}


@dataclass(frozen=True)
class Model:
    """The finder's networks.

    Attributes:
        score_net: Computes from features how much a quad looks like a slide; higher is better,
            within one photo.
        confidence_net: Computes the logit of the probability that the best quad is right, from
            its features, the output of `score_net` and its `score_lead`.
    """

    score_net: Net
    confidence_net: Net

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Model:
        """The model from the output of `to_json`.

        Raises:
            ValueError: The weights belong to other features.
        """
        if tuple(data["features"]) != FEATURES:
            raise ValueError("the finder's weights belong to other features")
        return cls(Net.from_json(data["score"]), Net.from_json(data["sure"]))

    def to_json(self) -> dict[str, Any]:
        """Feature names and weights."""
        return {
            "features": list(FEATURES),
            "score": self.score_net.to_json(),
            "sure": self.confidence_net.to_json(),
        }

    def score(self, features: Features) -> Array:
        """The scores by which quads are chosen: what `score_net` says, and the slide map."""
        columns = [FEATURES.index(name) for name in MAP_TRUST]
        trust: Array = features[:, columns] @ np.array(list(MAP_TRUST.values()))
        return self.score_net(features) + trust

    def confidence_inputs(self, features: Features, lead: float) -> Array:
        """What the confidence in a quad depends on; see `confidence`."""
        return np.concatenate([features, self.score_net(features[None]), [lead]])

    def confidence(self, features: Features, lead: float) -> float:
        """The probability that the best quad is the slide's, 0..1.

        Args:
            features: Its features.
            lead: Its `score_lead`.
        """
        inputs = self.confidence_inputs(features, lead)[None]
        return float(1 / (1 + np.exp(-self.confidence_net(inputs)[0])))


@functools.cache
def default_model() -> Model:
    """The model in the package."""
    text = resources.files("slidescan.imaging.corners").joinpath("finder.json").read_text("utf-8")
    return Model.from_json(json.loads(text))


def score_lead(quads: Quads, scores: Array) -> float:
    """Lead of the best score over the best score with other corners, at most `MAX_LEAD`."""
    best = int(np.argmax(scores))
    differs = distances(quads, quads[best]) > MAX_SAME_DISTANCE
    if not differs.any():
        return MAX_LEAD
    return min(MAX_LEAD, float(scores[best] - scores[differs].max()))
