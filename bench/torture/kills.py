"""`kill -9` of ingest, `alt --write` and the making of the full-text index; a disk that gets full.

At random moments, and at every write: a small library loaded before the C library
(faults.c) counts what slidescan writes, and kills it before the n-th write, in the middle of it, or
lets the disk be full from there on.
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
"""What `status --verify` may find after a kill: work that is still to be done."""

SOURCE = Path(__file__).with_name("faults.c")


@dataclass(frozen=True)
class Command:
    """What is killed.

    Attributes:
        name: In the table.
        args: The command.
        begin: Makes the site as it is before.
        ends: Checks what came of it, and once it has been run again to its end.
    """

    name: str
    args: tuple[str, ...]
    begin: Callable[[], Path]
    ends: Callable[[Path, Outcome, str], None]


class Site:
    """A site, what becomes of it undisturbed, and whether that is what became of it."""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.bare = site(work / "bare")
        self.whole = work / "whole"
        shutil.copytree(self.bare, self.whole)
        slidescan(*INGEST, cwd=self.whole)
        self.slides = self._slides(self.whole)
        self.before = (self.whole / POST).read_bytes()
        written = self._fresh(self.whole)
        slidescan("alt", "--write", cwd=written)
        self.after = (written / POST).read_bytes()

    def commands(self) -> tuple[Command, ...]:
        """What is killed."""
        return (
            Command("ingest", INGEST, lambda: self._fresh(self.bare), self._ingested),
            Command("alt --write", ("alt", "--write"), lambda: self._fresh(self.whole), self._alt),
            Command("full-text index", ("status", "--repair"), self._unindexed, self._indexed),
        )

    def _fresh(self, source: Path) -> Path:
        where = self.work / "copy"
        shutil.rmtree(where, ignore_errors=True)
        return shutil.copytree(source, where)

    def _unindexed(self) -> Path:
        where = self._fresh(self.whole)
        shutil.rmtree(where / "index" / "fulltext")
        return where

    def _library(self, root: Path) -> Library:
        return Library(root / "index", Options(jobs=1))

    def _slides(self, root: Path) -> list[object]:
        return [slide.to_json() for slide in self._library(root).slides()]

    def _sound(self, root: Path, found: Outcome, what: str) -> None:
        try:
            kinds: set[str] = {finding.kind for finding in self._library(root).verify()}
        except IndexMissing:
            kinds = set()
        except SlidescanError as error:
            kinds = {str(error)}
        found.check(f"{what}: {kinds}", kinds <= HARMLESS)

    def _ingested(self, root: Path, found: Outcome, what: str) -> None:
        self._sound(root, found, what)
        done = slidescan(*INGEST, cwd=root)
        found.check(f"{what}, then: {done.stderr}", done.returncode == 0)
        found.check(f"{what}: other slides", self._slides(root) == self.slides)
        found.check(f"{what}: not found", self._library(root).search("lake").total == 3)
        found.check(f"{what}: not sound at last", self._library(root).verify() == ())

    def _alt(self, root: Path, found: Outcome, what: str) -> None:
        whole = (root / POST).read_bytes() in (self.before, self.after)
        found.check(f"{what}: half a post", whole)
        self._sound(root, found, what)
        done = slidescan("alt", "--write", cwd=root)
        found.check(f"{what}, then: {done.stderr}", done.returncode == 0)
        found.check(f"{what}: the post", (root / POST).read_bytes() == self.after)
        found.check(f"{what}: other slides", self._slides(root) == self.slides)

    def _indexed(self, root: Path, found: Outcome, what: str) -> None:
        found.check(f"{what}: not found", self._library(root).search("lake").total == 3)
        slidescan("status", "--repair", cwd=root)
        found.check(f"{what}: not sound at last", self._library(root).verify() == ())
        found.check(f"{what}: other slides", self._slides(root) == self.slides)


def at_random(work: Path, kills: int, seed: int) -> Iterator[Outcome]:
    """Kill each command, and all that it started, at random moments while it runs."""
    chance = random.Random(seed)
    made = Site(work / "random")
    for command, share in zip(made.commands(), (0.5, 0.25, 0.25), strict=True):
        started = time.monotonic()
        found = Outcome(f"kill -9 at a random moment: {command.name}")
        root = command.begin()
        takes = _killed(command.args, root, 600.0) or 600.0
        hits = missed = 0
        while hits < kills * share and missed < 2 * kills:
            root = command.begin()
            # A second kill of the same run every other time.
            for _ in range(1 + hits % 2):
                done = _killed(command.args, root, chance.uniform(0.2, 1.0) * takes)
                hits += done is None
                missed += done is not None
                # The machine may be faster than it was.
                takes = min(takes, done or takes)
            command.ends(root, found, f"{command.name}, kill {hits}")
        found.note = f"{hits} kills while it ran"
        found.seconds = time.monotonic() - started
        yield found


def _killed(args: tuple[str, ...], cwd: Path, after: float) -> float | None:
    """Run slidescan and kill it, with all that it started; the seconds it took, if it was done."""
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
    """A shared library of some C; None where there is no compiler, or not on this system."""
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
    """Kill each command at its writes, and let the disk be full from there on.

    Args:
        work: A folder to work in.
        most: Writes that are tried of each command in each way: all where it has fewer.
        seed: Which, where it has more.
    """
    made = Site(work / "writes")
    library = compiled(work, SOURCE.read_text("ascii"), "faults.so")
    if library is None:
        yield Outcome("at writes", note="not tried: there is no C compiler, or not for this")
        return
    chance = random.Random(seed)
    for command in made.commands():
        counted = work / "count"
        _faulty(command, command.begin(), library, "count", 0, counted)
        writes = int(counted.read_text())
        for what, share in (("kill", 1.0), ("half", 0.5), ("full", 0.5)):
            started = time.monotonic()
            name = {"kill": "kill -9 before a write", "half": "kill -9 within a write"}
            found = Outcome(f"{name.get(what, 'full disk from a write on')}: {command.name}")
            tries = min(writes, max(1, round(most * share)))
            places = sorted(chance.sample(range(1, writes + 1), tries))
            for place in places:
                root = command.begin()
                done = _faulty(command, root, library, what, place, counted)
                said = f"{found.name}, {place} of {writes}"
                if what == "full":
                    # Some writes are for convenience only, and are done without.
                    fits = done.returncode in (0, 1, 3) and "Traceback" not in done.stderr
                    found.check(f"{said}: {done.returncode} {done.stderr}", fits)
                command.ends(root, found, said)
            found.note = f"{len(places)} of {writes} writes"
            found.seconds = time.monotonic() - started
            yield found


def _faulty(
    command: Command, root: Path, library: Path, what: str, place: int, counted: Path
) -> subprocess.CompletedProcess[str]:
    env = {
        **os.environ, "LD_PRELOAD": str(library), "FAULT": what, "FAULT_AT": str(place),
        "FAULT_BELOW": str(root.resolve()), "FAULT_COUNT": str(counted),
    }  # fmt: skip
    return slidescan(*command.args, cwd=root, env=env)
