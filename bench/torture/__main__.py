"""What slidescan withstands: python -m bench.torture [--short] [--seed S] [--only PART,…].

photos     mutations of a photo in each format (bits flipped, bytes changed, cut, doubled), decoded
           in processes of their own; photos that are not what they say; that change while read
kills      `kill -9` of ingest, `alt --write` and the making of the full-text index: at random
           moments, before and within every write; a disk that is full from a write on
disk       small, read-only and lock-less file systems
together   two ingests at once; readers and the page while an ingest runs
malice     a hostile index, site, configuration

Prints a table of what was tried, survived and lost, and of code of others that ran; exits with 1 if
anything was lost or ran.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from bench.torture import disk, kills, malice, mutations, oddities, together
from bench.torture.outcome import Outcome


@dataclass(frozen=True)
class Sizes:
    """How often things are tried."""

    mutations: int = 1000
    kills: int = 200
    writes: int = 25
    disks: int = 16
    pairs: int = 8
    columns: int = 400
    records: int = 250
    length: int = 20_000
    """Of hostile posts; 0 measures none: tests don't look at clocks."""


SHORT = Sizes(40, 4, 2, 2, 2, 40, 20, 0)


def parts(work: Path, sizes: Sizes, seed: int) -> dict[str, Callable[[], Iterable[Outcome]]]:
    """What there is to try, by name."""
    return {
        "photos": lambda: (*mutations.photos(sizes.mutations, seed), *oddities.oddities(work)),
        "malice": lambda: (
            malice.columns(work, sizes.columns, seed),
            malice.records(work, sizes.records, seed),
            malice.schemas(work),
            malice.sites(work),
            *((malice.linear(sizes.length),) if sizes.length else ()),
        ),
        "together": lambda: (together.ingests(work, sizes.pairs), *together.readers(work)),
        "disk": lambda: (*disk.small(work, sizes.disks), disk.without_locks(work)),
        "kills": lambda: chain(
            kills.at_random(work, sizes.kills, seed), kills.at_writes(work, sizes.writes, seed)
        ),
    }


def row(*cells: object) -> None:
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def main() -> int:
    """Do it; 1 where anything was lost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    bad: list[str] = []
    begun = time.monotonic()
    row("", "checks", "held", "lost", "code run", "seconds", "")
    row("---", *["--:"] * 5, "---")
    with tempfile.TemporaryDirectory() as folder:
        # Its key is nobody's own.
        os.environ["SLIDESCAN_KEY_FILE"] = str(Path(folder) / "seal.key")
        sizes = SHORT if asked.short else Sizes()
        for name, part in parts(Path(folder).resolve(), sizes, asked.seed).items():
            if asked.only and name not in asked.only.split(","):
                continue
            for outcome in part():
                row(outcome.name, outcome.tried, outcome.survived, len(outcome.lost),
                    len(outcome.ran), f"{outcome.seconds:.0f}", outcome.note)  # fmt: skip
                bad += [*outcome.lost, *outcome.ran]
    for what in bad:
        print("LOST", what)
    print(f"{len(bad)} lost in {time.monotonic() - begun:.0f} s")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
