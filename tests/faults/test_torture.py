"""The short form of `make torture`."""

from __future__ import annotations

import subprocess
import sys

import pytest
from support import ROOT


@pytest.mark.slow
@pytest.mark.parametrize("part", ["photos", "malice", "together", "disk", "kills"])
def test_nothing_is_lost_and_nothing_let_in(part: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.torture", "--short", "--only", part],
        cwd=ROOT, capture_output=True, text=True, timeout=400,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\n0 lost in" in done.stdout
    assert done.stdout.count("\n") > 5
