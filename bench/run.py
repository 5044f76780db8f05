"""Speed and memory of slidescan on this machine: python bench/run.py [--shared DIR].

Everything runs in fresh processes; medians of repeated runs are printed. If the scorer's photos
are there (`../shared`), the accuracy of the whole program is scored as well.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from slidescan.ingest.executors.local import cores

ROOT = Path(__file__).parent.parent
BARE = [sys.executable, "-c", "pass"]
SLIDESCAN = [sys.executable, "-m", "slidescan"]

LONG_RUNS, SHORT_RUNS = 3, 9
"""Runs of commands that take many seconds, and of those that take less than one."""

COPIES_PER_PHOTO = 6
"""Copies that each photo has where jobs are compared: enough for start-up not to count."""

PEERS = {
    "RapidOCR as it comes": """
import json, sys
import numpy as np
from PIL import Image, ImageOps
from rapidocr import RapidOCR
one = {"intra_op_num_threads": 1, "inter_op_num_threads": 1}
engine = RapidOCR(params={
    "Global.log_level": "critical", **{f"EngineConfig.onnxruntime.{k}": v for k, v in one.items()}
})
for name in sys.argv[1:]:
    engine(np.asarray(ImageOps.exif_transpose(Image.open(name)).convert("RGB"))[:, :, ::-1].copy())
""",
    "Tesseract as it comes": """
import os, sys
os.environ["OMP_THREAD_LIMIT"] = "1"
import pytesseract
from PIL import Image, ImageOps
for name in sys.argv[1:]:
    pytesseract.image_to_string(ImageOps.exif_transpose(Image.open(name)).convert("RGB"))
""",
}
"""What a person would write instead, over the same photos."""


def timed(command: Sequence[str], cwd: Path, runs: int) -> tuple[float, float]:
    """Median wall and CPU seconds of a command with all its processes."""
    walls, cpus = [], []
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        done = subprocess.run(command, cwd=cwd, capture_output=True, check=False)
        walls.append(time.perf_counter() - start)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpus.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        if done.returncode not in (0, 1):
            raise SystemExit(done.stderr.decode())
    return statistics.median(walls), statistics.median(cpus)


def row(name: str, value: str) -> None:
    print(f"{name:<48} {value}", flush=True)


def commands(site: Path, photos: int) -> None:
    """The commands that people run."""
    bare, _ = timed(BARE, site, SHORT_RUNS)
    ingest = [*SLIDESCAN, "ingest", "static", "content", "-q", "--force"]
    wall, cpu = timed(ingest, site, LONG_RUNS)
    row("ingest, photos a second, all cores", f"{photos / wall:.2f}")
    row("ingest, CPU seconds a photo", f"{cpu / photos:.2f}")
    wall, cpu = timed(ingest[:-1], site, SHORT_RUNS)
    row("ingest, nothing changed, seconds", f"{wall:.2f} (CPU {cpu:.2f})")
    for args in (["search", "data lake"], ["show", "IMG_4104.jpg"], ["alt"], ["status"]):
        wall, _ = timed([*SLIDESCAN, *args], site, SHORT_RUNS)
        row(f"{args[0]}, seconds over a bare interpreter", f"{wall - bare:.2f}")


def jobs(site: Path, photos: Sequence[Path], folder: Path) -> None:
    """Photos a second with one, two, four, … processes, up to one for each core."""
    copies = folder / "copies"
    copies.mkdir()
    for photo in photos:
        for copy in range(COPIES_PER_PHOTO):
            # Photos with the same bytes would be read only once.
            data = photo.read_bytes() + bytes([copy])
            (copies / f"{photo.stem}-{copy}{photo.suffix}").write_bytes(data)
    ingest = [*SLIDESCAN, "ingest", str(copies), "--site", str(copies), "-q", "--force"]
    number = len(list(copies.iterdir()))
    alone = 0.0
    count = 1
    while count <= cores():
        command = [*ingest, "--index", str(folder / f"index{count}"), "--jobs", str(count)]
        wall, _ = timed(command, site, 1)
        rate = number / wall
        alone = alone or rate
        share = rate / (count * alone)
        row(f"{number} photos, {count} jobs, photos a second", f"{rate:.2f} ({share:.2f} a job)")
        count *= 2


def peers(photos: Sequence[Path]) -> None:
    """CPU seconds a photo of the engines as they come, in one thread."""
    for name, code in PEERS.items():
        if name.startswith("RapidOCR") and importlib.util.find_spec("onnxruntime") is None:
            row(f"{name}, CPU seconds a photo", "pip install onnxruntime to measure it")
            continue
        _, cpu = timed([sys.executable, "-c", code, *map(str, photos)], ROOT, 1)
        row(f"{name}, CPU seconds a photo", f"{cpu / len(photos):.2f}")


def stages(photos: Sequence[Path]) -> None:
    """Seconds of each stage in one thread, and the memory of a worker."""
    command = [sys.executable, str(ROOT / "bench" / "stages.py"), *map(str, photos)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    measured = json.loads(done.stdout.splitlines()[-1])
    peak = measured.pop("peak")
    for name, seconds in measured.items():
        row(f"{name}, median seconds a photo, one thread", f"{seconds:.3f}")
    row("memory of a worker, peak MiB", f"{peak:.0f}")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    shared: Path = parser.parse_args().shared
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        shutil.copytree(ROOT / "samples", site, ignore=shutil.ignore_patterns("*.py", "*.json"))
        photos = sorted(p for p in site.rglob("*") if p.stem.startswith("IMG") and p.is_file())
        photos += sorted((site / "content").rglob("*.jpg"))
        stages(photos)
        commands(site, len(photos))
        peers(photos)
        jobs(site, photos, Path(folder))
    score = shared / "bench" / "score.py"
    if score.is_file():
        for dataset in sorted(p.parent for p in shared.glob("*/truth.json")):
            print(f"\n{dataset.name}", flush=True)
            cli = f"{sys.executable} -m slidescan"
            command = [sys.executable, str(score), str(dataset), "--slidescan", cli, "--peers"]
            subprocess.run(command, check=False)


if __name__ == "__main__":
    main()
