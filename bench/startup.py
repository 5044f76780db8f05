"""Compares two checkouts, command by command: python bench/startup.py --baseline ../other.

Runs `slidescan search`, an ingest that has nothing to do, and an ingest of all samples, with the
code of this checkout and with that of the baseline. The two take turns, so that a busy machine
slows both down alike. Each has an index of its own, made from the same copy of `samples/`.

Prints, for each command, the median seconds of both checkouts and their ratio: below 1, this
checkout is faster. CPU seconds count the children of a command, too, and vary less than the
wall clock. Both run in this Python with its packages.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
SEARCH = ("search", "data lake")
INGEST = ("ingest", ".", "-q", "--jobs", "1")

COUNT_MODULES = """
import runpy, sys
sys.argv = ["slidescan", *sys.argv[1:]]
try:
    runpy.run_module("slidescan", run_name="__main__")
finally:
    sys.stderr.write(f"\\n{len(sys.modules)}")
"""
"""Runs slidescan and writes how many modules it loaded."""


class Seconds(NamedTuple):
    """What one run of a command took."""

    wall: float
    cpu: float


class Checkout:
    """A checkout of slidescan whose code is run over a site.

    Attributes:
        site: The folder in which commands run.
    """

    def __init__(self, root: Path, site: Path, index: Path) -> None:
        self.site = site
        self._index = index
        self._env: Mapping[str, str] = {
            **os.environ, "PYTHONPATH": str(root.resolve()), "SLIDESCAN_INDEX": str(index)
        }  # fmt: skip
        self._check_import(root.resolve())

    def _check_import(self, root: Path) -> None:
        code = "import slidescan; print(slidescan.__file__)"
        imported = Path(self._run([sys.executable, "-c", code]).stdout.strip())
        if not imported.is_relative_to(root):
            raise SystemExit(f"{root} is not a checkout: {imported} would run instead")

    def time(self, *args: str) -> Seconds:
        """Runs slidescan once."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        self._run([sys.executable, "-m", "slidescan", *args])
        wall = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return Seconds(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    def count_modules(self, *args: str) -> int:
        """The number of modules that a command loads."""
        done = self._run([sys.executable, "-c", COUNT_MODULES, *args])
        return int(done.stderr.rpartition("\n")[2])

    def delete_index(self) -> None:
        """Makes the next ingest read every photo."""
        shutil.rmtree(self._index, ignore_errors=True)

    def _run(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command, cwd=self.site, env=self._env, capture_output=True, text=True, check=False
        )
        # 1: a photo of the samples shows no slide.
        if done.returncode not in (0, 1) or "Traceback" in done.stderr:
            raise SystemExit(done.stderr)
        return done


def compare(
    name: str, both: Sequence[Checkout], args: Sequence[str], rounds: int, *, is_fresh: bool = False
) -> None:
    """Times a command by turns and prints a row.

    Args:
        name: The row's name.
        both: The baseline, and this checkout.
        args: The command.
        rounds: Runs of each checkout.
        is_fresh: Whether each run starts without an index.
    """
    times: dict[Checkout, list[Seconds]] = {checkout: [] for checkout in both}
    for number in range(rounds):
        for checkout in both if number % 2 else reversed(both):
            if is_fresh:
                checkout.delete_index()
            times[checkout].append(checkout.time(*args))
    for kind, index in (("CPU", 1), ("wall", 0)):
        old, new = (statistics.median(run[index] for run in times[each]) for each in both)
        row(f"{name}, {kind} seconds", f"{old:.3f}", f"{new:.3f}", f"{new / old:.3f}")


def row(*cells: str) -> None:
    """Prints a row of the table."""
    print("| " + " | ".join(cells) + " |", flush=True)


def main() -> None:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--baseline", type=Path, required=True, help="folder of the other checkout")
    parser.add_argument("--rounds", type=int, default=25, help="runs of each short command")
    parser.add_argument("--ingests", type=int, default=3, help="ingests of all samples; 0: none")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        site = folder / "site"
        shutil.copytree(ROOT / "samples", site, ignore=shutil.ignore_patterns("*.py", "*.json"))
        both = (
            Checkout(options.baseline, site, folder / "baseline"),
            Checkout(ROOT, site, folder / "current"),
        )
        for checkout in both:
            checkout.time(*INGEST)  # also compiles the modules
            checkout.time(*SEARCH)
        row("", "baseline", "this checkout", "ratio")
        row("---", "--:", "--:", "--:")
        old, new = (checkout.count_modules(*SEARCH) for checkout in both)
        row("modules that search loads", str(old), str(new), f"{new / old:.3f}")
        compare("search", both, SEARCH, options.rounds)
        compare("ingest, nothing to do", both, INGEST, options.rounds)
        if options.ingests:
            compare("ingest of the samples", both, INGEST, options.ingests, is_fresh=True)


if __name__ == "__main__":
    main()
