"""Measurements of candidates for a title."""

from __future__ import annotations

import json
from importlib import resources

import pytest

from slidescan.core.geometry import FlatQuad
from slidescan.layout.flat_line import FlatLine
from slidescan.layout.title_candidates import candidates, title_lines
from slidescan.layout.title_features import Features, Scene, features, none_features

LINES = (
    ("Deploy small,", 80, 60, 60),
    ("deploy often", 80, 130, 60),
    ("• First point of all", 100, 320, 30),
    ("• Second point", 100, 380, 30),
)


def scene(factor: float = 1.0) -> Scene:
    lines = []
    for text, x, y, size in LINES:
        width = len(text) * size * 0.5
        quad = FlatQuad((x, y), (x + width, y), (x + width, y + size), (x, y + size))
        lines.append(FlatLine(text, 0.95, quad.scaled(factor)))
    return Scene(title_lines(lines, ["body"] * len(lines)), 1280 * factor, 720 * factor)


def of(text: str, factor: float = 1.0) -> Features:
    here = scene(factor)
    (candidate,) = [c for c in candidates(here.body) if c.text == text]
    return features(candidate, here)


def test_they_tell_a_title_from_a_point() -> None:
    title, point = of("Deploy small, deploy often"), of("• Second point")
    assert title["size"] > point["size"]
    assert (title["first"], point["first"]) == (1.0, 0.0)
    assert (title["bullet"], point["bullet"]) == (0.0, 1.0)
    assert title["gap below"] == pytest.approx((320 - 190) / 60, rel=0.001)
    assert (title["two lines"], title["lines above"], point["lines above"]) == (1.0, 0.0, 0.5)


def test_they_show_that_a_candidate_is_cut() -> None:
    half = of("Deploy small,")
    assert (half["more"], half["more: small letter"], half["more: open end"]) == (1.0, 1.0, 1.0)
    assert of("deploy often")["cut at small letter"] == 1.0
    assert "more" not in of("Deploy small, deploy often")


def test_they_do_not_depend_on_the_size_of_the_picture() -> None:
    for text in ("Deploy small,", "• Second point"):
        assert of(text) == pytest.approx(of(text, 2.5))


def test_every_feature_has_a_weight() -> None:
    file = resources.files("slidescan.layout").joinpath("titles.json")
    weights = json.loads(file.read_text("utf-8"))
    measured = {*of("Deploy small,"), *none_features(scene())}
    assert measured == set(weights)
