"""`kill -9` of ingest, `alt --write` and the rebuilding of the full-text index; a full disk.

Kills come at random moments and at writes. For writes, a small library (faults.c) is loaded before
the C library: it counts what slidescan writes, and kills it before the n-th write or in the middle
of it, or makes the disk full from that write on.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.torture.making import INGEST, POST, site, slidescan
from bench.torture.outcome import Outcome
from slidescan.core.records import Options
from slidescan.errors import IndexMissing, SlidescanError
from slidescan.library import Library

HARMLESS = {"unindexed", "leftover", "changed"}
"""What `status --verify` may report after a kill: work that the next ingest does."""

SOURCE = Path(__file__).with_name("faults.c")


@dataclass(frozen=True)
class Command:
    """A command that is killed.

    Attributes:
        name: Its name in the table.
        args: The command line.
        begin: Makes a site for it.
        ends: Checks the site after the kill, runs the command again, and checks the result.
    """

    name: str
    args: tuple[str, ...]
    begin: Callable[[], Path]
    ends: Callable[[Path, Outcome, str], None]


class Site:
    """A site, the results of undisturbed commands, and checks against them."""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.bare = site(work / "bare")
        self.complete = work / "whole"
        shutil.copytree(self.bare, self.complete)
        slidescan(*INGEST, cwd=self.complete)
        self.slides = self._slides(self.complete)
        self.before = (self.complete / POST).read_bytes()
        written = self._fresh(self.complete)
        slidescan("alt", "--write", cwd=written)
        self.after = (written / POST).read_bytes()

    def commands(self) -> tuple[Command, ...]:
        """The commands that are killed."""
        return (
            Command("ingest", INGEST, lambda: self._fresh(self.bare), self._ingested),
            Command(
                "alt --write", ("alt", "--write"), lambda: self._fresh(self.complete), self._alt
            ),
            Command("full-text index", ("status", "--repair"), self._unindexed, self._indexed),
        )

    def _fresh(self, source: Path) -> Path:
        where = self.work / "copy"
        shutil.rmtree(where, ignore_errors=True)
        return shutil.copytree(source, where)

    def _unindexed(self) -> Path:
        where = self._fresh(self.complete)
        shutil.rmtree(where / "index" / "fulltext")
        return where

    def _library(self, root: Path) -> Library:
        return Library(root / "index", Options(jobs=1))

    def _slides(self, root: Path) -> list[object]:
        return [slide.to_json() for slide in self._library(root).slides()]

    def _check_integrity(self, root: Path, outcome: Outcome, label: str) -> None:
        try:
            kinds: set[str] = {issue.kind for issue in self._library(root).verify()}
        except IndexMissing:
            kinds = set()
        except SlidescanError as error:
            kinds = {str(error)}
        outcome.check(f"{label}: {kinds}", kinds <= HARMLESS)

    def _ingested(self, root: Path, outcome: Outcome, label: str) -> None:
        self._check_integrity(root, outcome, label)
        done = slidescan(*INGEST, cwd=root)
        outcome.check(f"{label}, then: {done.stderr}", done.returncode == 0)
        outcome.check(f"{label}: other slides", self._slides(root) == self.slides)
        outcome.check(f"{label}: not found", self._library(root).search("lake").total == 3)
        outcome.check(f"{label}: not intact at last", self._library(root).verify() == ())

    def _alt(self, root: Path, outcome: Outcome, label: str) -> None:
        complete = (root / POST).read_bytes() in (self.before, self.after)
        outcome.check(f"{label}: half a post", complete)
        self._check_integrity(root, outcome, label)
        done = slidescan("alt", "--write", cwd=root)
        outcome.check(f"{label}, then: {done.stderr}", done.returncode == 0)
        outcome.check(f"{label}: the post", (root / POST).read_bytes() == self.after)
        outcome.check(f"{label}: other slides", self._slides(root) == self.slides)

    def _indexed(self, root: Path, outcome: Outcome, label: str) -> None:
        outcome.check(f"{label}: not found", self._library(root).search("lake").total == 3)
        slidescan("status", "--repair", cwd=root)
        outcome.check(f"{label}: not intact at last", self._library(root).verify() == ())
        outcome.check(f"{label}: other slides", self._slides(root) == self.slides)


def at_random(work: Path, kills: int, seed: int) -> Iterator[Outcome]:
    """Kills each command with its child processes at random moments while it runs."""
    chance = random.Random(seed)
    site_under_test = Site(work / "random")
    for command, share in zip(site_under_test.commands(), (0.5, 0.25, 0.25), strict=True):
        started = time.monotonic()
        outcome = Outcome(f"kill -9 at a random moment: {command.name}")
        root = command.begin()
        takes = _killed(command.args, root, 600.0) or 600.0
        hits = missed = 0
        while hits < kills * share and missed < 2 * kills:
            root = command.begin()
            # Every other run is killed twice.
            for _ in range(1 + hits % 2):
                done = _killed(command.args, root, chance.uniform(0.2, 1.0) * takes)
                hits += done is None
                missed += done is not None
                # The machine may have become faster.
                takes = min(takes, done or takes)
            command.ends(root, outcome, f"{command.name}, kill {hits}")
        outcome.note = f"{hits} kills while it ran"
        outcome.seconds = time.monotonic() - started
        yield outcome


def _killed(args: tuple[str, ...], cwd: Path, after: float) -> float | None:
    """Runs slidescan and kills it with its child processes; its seconds if it was done before."""
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "slidescan", *args],
        cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return None
    return time.monotonic() - started


def compiled(work: Path, source: str, name: str) -> Path | None:
    """Compiles C into a shared library; None without a compiler or on another system."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        return None
    library = work / name
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-o", str(library), "-x", "c", "-", "-ldl"],
        input=source, text=True, check=True,
    )  # fmt: skip
    return library


def at_writes(work: Path, most: int, seed: int) -> Iterator[Outcome]:
    """Kills each command at its writes, and makes the disk full from there on.

    Args:
        work: A folder to work in.
        most: Most writes of each command that are tried in each way.
        seed: Chooses the writes if a command has more.
    """
    site_under_test = Site(work / "writes")
    library = compiled(work, SOURCE.read_text("ascii"), "faults.so")
    if library is None:
        yield Outcome("at writes", note="not tried: no C compiler, or not Linux")
        return
    chance = random.Random(seed)
    for command in site_under_test.commands():
        counter = work / "count"
        _faulty(command, command.begin(), library, "count", 0, counter)
        total = int(counter.read_text())
        for mode, share in (("kill", 1.0), ("half", 0.5), ("full", 0.5)):
            started = time.monotonic()
            name = {"kill": "kill -9 before a write", "half": "kill -9 within a write"}
            outcome = Outcome(f"{name.get(mode, 'full disk from a write on')}: {command.name}")
            tries = min(total, max(1, round(most * share)))
            writes = sorted(chance.sample(range(1, total + 1), tries))
            for write in writes:
                root = command.begin()
                done = _faulty(command, root, library, mode, write, counter)
                label = f"{outcome.name}, {write} of {total}"
                if mode == "full":
                    # slidescan does without some writes, such as that of its progress.
                    fits = done.returncode in (0, 1, 3) and "Traceback" not in done.stderr
                    outcome.check(f"{label}: {done.returncode} {done.stderr}", fits)
                command.ends(root, outcome, label)
            outcome.note = f"{len(writes)} of {total} writes"
            outcome.seconds = time.monotonic() - started
            yield outcome


def _faulty(
    command: Command, root: Path, library: Path, mode: str, write: int, counter: Path
) -> subprocess.CompletedProcess[str]:
    env = {
        **os.environ, "LD_PRELOAD": str(library), "FAULT": mode, "FAULT_AT": str(write),
        "FAULT_BELOW": str(root.resolve()), "FAULT_COUNT": str(counter),
    }  # fmt: skip
    return slidescan(*command.args, cwd=root, env=env)
