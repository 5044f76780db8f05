"""What slidescan withstands: python -m bench.torture [--short] [--seed S] [--only PART,…].

With `--chaos SECONDS`, the part chaos takes this long.

photos     mutations of a photo in each format (bits flipped, bytes changed, cut, doubled), decoded
           in separate processes; odd photos; photos that change during an ingest
kills      `kill -9` of ingest, `alt --write` and the rebuilding of the full-text index: at random
           moments, before writes and within them; a disk that is full from a write on
disk       file systems that are small, read-only or without locks
together   two ingests at once; readers and the page during an ingest
edges      an author who saves while alt texts are written, and keeps files beside exports; folders
           without permission
malice     a hostile index, site or configuration; texts that an expression reads in many ways
chaos      two ingests, watch, the page with two clients, alt texts, an author, changing photos, at once

Prints a table of the checks that held and that failed, and of hostile code that ran; exits with 1
if any check failed or code ran.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from bench.torture import (
    chaos,
    disk,
    edges,
    expressions,
    kills,
    malice,
    mutations,
    oddities,
    together,
)
from bench.torture.outcome import Outcome


@dataclass(frozen=True)
class Sizes:
    """Numbers of trials.

    Attributes:
        mutations: Damaged photos of each format.
        kills: Kills at random moments.
        writes: Writes of each command that are killed.
        disks: Sizes of small disks.
        pairs: Pairs of ingests.
        columns: Wrong values in columns.
        records: Wrong values in records.
        saving: Seconds in which an author saves.
        chaos: Seconds of everything at once.
        length: Characters of hostile posts; 0 measures none, as tests must not depend on time.
    """

    mutations: int = 1000
    kills: int = 200
    writes: int = 25
    disks: int = 16
    pairs: int = 8
    columns: int = 400
    records: int = 250
    saving: float = 20.0
    chaos: float = 60.0
    length: int = 20_000


SHORT = Sizes(40, 0, 2, 2, 2, 40, 20, 2.0, 10.0, 0)
"""For the tests, which kill an ingest at random moments by themselves."""


def parts(work: Path, sizes: Sizes, seed: int) -> dict[str, Callable[[], Iterable[Outcome]]]:
    """The parts by name."""
    return {
        "photos": lambda: (*mutations.photos(sizes.mutations, seed), *oddities.oddities(work)),
        "malice": lambda: (
            malice.columns(work, sizes.columns, seed),
            malice.records(work, sizes.records, seed),
            malice.schemas(work),
            malice.sites(work),
            *((malice.linear(sizes.length), expressions.repeated()) if sizes.length else ()),
        ),
        "together": lambda: (together.ingests(work, sizes.pairs), *together.readers(work)),
        "edges": lambda: chain(
            (edges.author(work, sizes.saving, seed),),
            edges.exports(work),
            edges.unreachable(work, short=sizes == SHORT),
        ),
        "chaos": lambda: (chaos.everything(work, sizes.chaos, seed),),
        "disk": lambda: (*disk.small(work, sizes.disks), disk.without_locks(work)),
        "kills": lambda: chain(
            kills.at_random(work, sizes.kills, seed) if sizes.kills else (),
            kills.at_writes(work, sizes.writes, seed),
        ),
    }


def row(*cells: object) -> None:
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def main() -> int:
    """Runs the parts; returns 1 if a check failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--chaos", type=float, metavar="SECONDS")
    options = parser.parse_args()
    losses: list[str] = []
    start = time.monotonic()
    row("", "checks", "held", "lost", "code run", "seconds", "")
    row("---", *["--:"] * 5, "---")
    with tempfile.TemporaryDirectory() as folder:
        # The key of the user stays out of it.
        os.environ["SLIDESCAN_KEY_FILE"] = str(Path(folder) / "seal.key")
        sizes = SHORT if options.short else Sizes()
        if options.chaos is not None:
            sizes = replace(sizes, chaos=options.chaos)
        for name, part in parts(Path(folder).resolve(), sizes, options.seed).items():
            if options.only and name not in options.only.split(","):
                continue
            for outcome in part():
                row(outcome.name, outcome.tried, outcome.survived, len(outcome.lost),
                    len(outcome.ran), f"{outcome.seconds:.0f}", outcome.note)  # fmt: skip
                losses += [*outcome.lost, *outcome.ran]
    for what in losses:
        print("LOST", what)
    print(f"{len(losses)} lost in {time.monotonic() - start:.0f} s")
    return 1 if losses else 0


if __name__ == "__main__":
    sys.exit(main())
