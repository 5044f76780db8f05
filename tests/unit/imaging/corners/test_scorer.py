"""The weights of the finder."""

from __future__ import annotations

import json
from importlib import resources

import pytest

from slidescan.imaging.corners.features import FEATURES
from slidescan.imaging.corners.scorer import Model, default_model


def test_weights_of_other_features_are_refused() -> None:
    loaded = default_model()
    assert len(loaded.score_net.mean) == len(loaded.score_net.linear) == len(FEATURES)
    assert len(loaded.confidence_net.mean) == len(FEATURES) + 2
    assert Model.from_json(loaded.to_json()).to_json() == loaded.to_json()
    path = resources.files("slidescan.imaging.corners").joinpath("finder.json")
    data = json.loads(path.read_text("utf-8"))
    data["features"][0] = "another"
    with pytest.raises(ValueError, match="other features"):
        Model.from_json(data)
