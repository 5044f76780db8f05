"""An extension is one file and one row: the examples pass the contract tests of their rooms."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT, once

HERE = ROOT / "tests" / "architecture"
MAX_LINES = 60
SUITES = {
    "engine": ("tests/contract/test_engines.py", 6),
    "export": ("tests/contract/test_exports.py", 3),
    "generator": ("tests/contract/test_generators.py", 1),
}
"""Contract tests by kind of extension, and how many of them at least run over the example."""


@pytest.mark.slow
@pytest.mark.parametrize("kind", SUITES)
def test_an_example_of_one_file_and_one_row_keeps_the_contract(kind: str, run_folder: Path) -> None:
    suite, least = SUITES[kind]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"),
            *("-p", "register_examples", suite, "-k", "example"),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(HERE), str(ROOT / "tests"))),
            once.RUN_FOLDER: str(run_folder),
        },
        capture_output=True,
        text=True,
    )
    passed = re.search(r"(\d+) passed", done.stdout)
    assert done.returncode == 0, done.stdout
    assert passed
    assert int(passed[1]) >= least


@pytest.mark.parametrize("kind", SUITES)
def test_an_example_is_short(kind: str) -> None:
    text = (HERE / f"example_{kind}.py").read_text("utf-8")
    assert text.count("\n") <= MAX_LINES
