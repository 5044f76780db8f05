"""The hits of a search on a terminal."""

from __future__ import annotations

import io

import pytest
from support.factories import slide

from slidescan.cli.output.results import show_results
from slidescan.cli.output.terminal import Terminal
from slidescan.core.records import Hit, Results
from slidescan.core.records.searches import MatchSource


@pytest.mark.parametrize(
    ("by", "missing", "mark"),
    [
        ("words", (), "A title"),
        ("meaning", (), "A title  (by meaning)"),
        ("words", ("lake", "re\x1b[2Jd"), "A title  (without lake, re [2Jd)"),
    ],
)
def test_a_hit_says_how_it_was_found(by: MatchSource, missing: tuple[str, ...], mark: str) -> None:
    out = io.StringIO()
    hit = Hit(slide("a.jpg", ("A title",)), 1.0, (), (), by=by, missing=missing)
    show_results(Results("x", 1, (hit,), 0.0, None), Terminal(out, color=False))
    assert out.getvalue().splitlines()[0] == f" 1. {mark}"
