"""The short form of `make torture`."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import ROOT


@pytest.mark.slow
def test_photos_with_faults_and_kills_lose_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.torture", "--mutations", "40", "--kills", "8"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("0 lost") == 8 + 3
