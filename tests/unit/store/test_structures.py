"""Structures in the catalogue: the same when read back, refused if they can't be."""

from __future__ import annotations

import pytest
from support.factories import slide

from slidescan.core.records import SlideStructure
from slidescan.store.serialization import MALFORMED, slide_from_json

FLOW = SlideStructure(
    "flow",
    0.9,
    ("Queue", "Window", "Table"),
    levels=(1, 1, 2),
    details=(("ordered",), (), ("append only",)),
    edges=((0, 1), (1, 2)),
    labels=("", "every hour"),
    header=("a", "b"),
    rows=(("1", "2"),),
    attributes=(("author", "Ada"),),
)


def test_a_structure_is_the_same_when_read_back() -> None:
    stored = {**slide().to_json(), "structure": FLOW.to_json()}
    assert slide_from_json(stored).structure == FLOW


def test_a_slide_of_an_older_version_has_none() -> None:
    stored = slide().to_json()
    stored.pop("structure", None)
    assert slide_from_json(stored).structure is None


@pytest.mark.parametrize(
    "change",
    [
        {"edges": [[0, 3]]},
        {"edges": [[-1, 0]]},
        {"levels": [1]},
        {"details": [["x"]]},
        {"labels": ["x"]},
        {"confidence": 2},
        {"nodes": "abc"},
    ],
)
def test_an_impossible_structure_is_refused(change: dict[str, object]) -> None:
    stored = {**slide().to_json(), "structure": {**FLOW.to_json(), **change}}
    with pytest.raises(MALFORMED):
        slide_from_json(stored)
