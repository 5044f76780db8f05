"""What a cluster costs beside `--jobs`: python bench/cluster.py SITE PHOTOS... [--rounds N].

Starts a Dask scheduler and two workers as processes of their own, and reads the photos of a site
by turns with `--jobs 2` and on the cluster, each time from the start. Both must export the same
bytes; so must a run in which a worker is killed half-way.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from support.servers import Cluster, cluster

from slidescan.library import Library


def row(name: str, value: str) -> None:
    print(f"{name:<52} {value}", flush=True)


def ingest(site: Path, photos: list[str], index: Path, *options: str) -> float:
    """Seconds of one whole ingest."""
    command = [sys.executable, "-m", "slidescan", "ingest", *photos, "--index", str(index), "-q"]
    start = time.perf_counter()
    done = subprocess.run([*command, *options], cwd=site, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr)
    return time.perf_counter() - start


def export(site: Path, index: Path) -> bytes:
    command = [sys.executable, "-m", "slidescan", "export", "json", "--index", str(index)]
    return subprocess.run(command, cwd=site, capture_output=True, check=True).stdout


def killing(running: Cluster, index: Path, photos: int) -> Callable[[], None]:
    """Wait until half of the photos are read, and kill a worker."""

    def kill() -> None:
        while True:
            state = Library(index).running()
            if state is not None and state.done >= photos // 2:
                break
            time.sleep(0.05)
        os.kill(next(iter(running.workers().values())), signal.SIGKILL)

    return kill


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("photos", nargs="+")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    here: list[float] = []
    there: list[float] = []
    with tempfile.TemporaryDirectory() as temporary, cluster() as running:
        folder = Path(temporary)
        running.work(2)
        while len(running.workers()) < 2:
            time.sleep(0.2)
        texts = set()
        for number in range(given.rounds):
            for times, options in ((here, ("--jobs", "2")), (there, ("--cluster", running.url))):
                index = folder / f"{number}{options[0]}"
                times.append(ingest(given.site, given.photos, index, *options))
                texts.add(export(given.site, index))
            row(f"round {number}: --jobs 2, cluster", f"{here[-1]:6.1f} s {there[-1]:6.1f} s")
        count = len(Library(folder / "0--jobs").cards())
        row("--jobs 2, median", f"{statistics.median(here):6.2f} s")
        row("cluster, median", f"{statistics.median(there):6.2f} s")
        row("cluster beside --jobs 2", f"{statistics.median(there) / statistics.median(here):6.3f}")
        row(f"different exports of {count} photos", f"{len(texts) - 1}")
        index = folder / "killed"
        import threading

        killer = threading.Thread(target=killing(running, index, count))
        killer.start()
        took = ingest(given.site, given.photos, index, "--cluster", running.url)
        killer.join()
        texts.add(export(given.site, index))
        row("a worker killed half-way", f"{took:6.1f} s, {len(texts) - 1} different exports")


if __name__ == "__main__":
    main()
