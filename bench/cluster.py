"""What a cluster costs beside `--jobs`: python bench/cluster.py SITE PHOTO… [--rounds N].

Starts a Dask scheduler and two workers as separate processes. Then `--jobs 2` and the cluster take
turns at reading the photos of a site into a new index. All runs must export the same bytes, and so
must a run in which a worker is killed half-way.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from support.servers import Cluster, cluster

from slidescan.library import Library

WORKERS = 2
POLL_SECONDS = 0.05


def row(name: str, value: str) -> None:
    print(f"{name:<52} {value}", flush=True)


def ingest(site: Path, photos: list[str], index: Path, *options: str) -> float:
    """Seconds of one ingest."""
    command = [sys.executable, "-m", "slidescan", "ingest", *photos, "--index", str(index), "-q"]
    start = time.perf_counter()
    done = subprocess.run([*command, *options], cwd=site, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr)
    return time.perf_counter() - start


def export(site: Path, index: Path) -> bytes:
    """What `slidescan export json` prints."""
    command = [sys.executable, "-m", "slidescan", "export", "json", "--index", str(index)]
    return subprocess.run(command, cwd=site, capture_output=True, check=True).stdout


def killer_of(running: Cluster, index: Path, photos: int) -> Callable[[], None]:
    """A function that waits until half of the photos are read and kills a worker."""

    def kill() -> None:
        while True:
            state = Library(index).running()
            if state is not None and state.done >= photos // 2:
                break
            time.sleep(POLL_SECONDS)
        os.kill(next(iter(running.workers().values())), signal.SIGKILL)

    return kill


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("photos", nargs="+")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    local: list[float] = []
    remote: list[float] = []
    with tempfile.TemporaryDirectory() as temporary, cluster() as running:
        folder = Path(temporary)
        running.work(WORKERS)
        while len(running.workers()) < WORKERS:
            time.sleep(POLL_SECONDS)
        texts = set()
        for number in range(options.rounds):
            for times, args in ((local, ("--jobs", "2")), (remote, ("--cluster", running.url))):
                index = folder / f"{number}{args[0]}"
                times.append(ingest(options.site, options.photos, index, *args))
                texts.add(export(options.site, index))
            row(f"round {number}: --jobs 2, cluster", f"{local[-1]:6.1f} s {remote[-1]:6.1f} s")
        count = len(Library(folder / "0--jobs").cards())
        one, other = statistics.median(local), statistics.median(remote)
        row("--jobs 2, median", f"{one:6.2f} s")
        row("cluster, median", f"{other:6.2f} s")
        row("cluster beside --jobs 2", f"{other / one:6.3f}")
        row(f"different exports of {count} photos", f"{len(texts) - 1}")
        index = folder / "killed"
        killer = threading.Thread(target=killer_of(running, index, count))
        killer.start()
        took = ingest(options.site, options.photos, index, "--cluster", running.url)
        killer.join()
        texts.add(export(options.site, index))
        row("a worker killed half-way", f"{took:6.1f} s, {len(texts) - 1} different exports")


if __name__ == "__main__":
    main()
