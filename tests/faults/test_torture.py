"""The short form of `make torture`."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from support import ROOT

from bench.torture.expressions import repeated, slow_piece

# A group for each part, so that two processes share them.
PARTS = [
    pytest.param(part, marks=pytest.mark.xdist_group(f"torture {part}"))
    for part in ("malice", "together", "kills", "disk", "photos", "edges", "chaos")
]


@pytest.mark.slow
@pytest.mark.ocr
@pytest.mark.parametrize("part", PARTS)
def test_faults_and_attacks_lose_nothing(part: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.torture", "--short", "--only", part],
        cwd=ROOT, capture_output=True, text=True, timeout=1200,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\n0 lost in" in done.stdout
    assert done.stdout.count("\n") >= 4


def test_an_expression_that_reads_a_text_in_many_ways_is_seen() -> None:
    assert slow_piece(re.compile("(?:(?:[A-Za-z][a-z]*|[A-Z]+)(?: |$))+")) is not None
    assert slow_piece(re.compile("(?:(?:[A-Za-z][a-z]*|[A-Z]{2,})(?: |$))+")) is None


def test_no_expression_reads_a_text_in_many_ways() -> None:
    outcome = repeated()
    assert outcome.lost == []
    assert outcome.tried > 500
