"""Speed and memory of slidescan on this machine: python bench/run.py [--shared DIR].

Everything runs in fresh processes; medians of several runs are shown. With the scorer's
photos at hand (`../shared`), the accuracy of the whole is scored as well.
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


def timed(command: Sequence[str], cwd: Path, runs: int) -> tuple[float, float]:
    """Median wall and CPU seconds of a command, all its processes together."""
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


def whole_commands(site: Path, photos: int) -> None:
    """The commands a person runs."""
    bare, _ = timed(BARE, site, 9)
    ingest = [*SLIDESCAN, "ingest", "static", "content", "-q", "--force"]
    wall, cpu = timed(ingest, site, 3)
    row("ingest, photos a second, all cores", f"{photos / wall:.2f}")
    row("ingest, CPU seconds a photo", f"{cpu / photos:.2f}")
    wall, cpu = timed(ingest[:-1], site, 9)
    row("ingest, nothing changed, seconds", f"{wall:.2f} (CPU {cpu:.2f})")
    for args in (["search", "data lake"], ["show", "IMG_4104.jpg"], ["alt"], ["status"]):
        wall, _ = timed([*SLIDESCAN, *args], site, 9)
        row(f"{args[0]}, seconds over a bare interpreter", f"{wall - bare:.2f}")


COPIES = 6
"""How often each photo is read where jobs are compared: starting up must not count."""


def jobs(site: Path, photos: Sequence[Path], folder: Path) -> None:
    """How much more two, four, … processes read than one does, up to one a core."""
    many = folder / "many"
    many.mkdir()
    for photo in photos:
        for copy in range(COPIES):
            # Other bytes, or one reading would do for all.
            data = photo.read_bytes() + bytes([copy])
            (many / f"{photo.stem}-{copy}{photo.suffix}").write_bytes(data)
    ingest = [*SLIDESCAN, "ingest", str(many), "--site", str(many), "-q", "--force"]
    number = len(list(many.iterdir()))
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
"""What a person would write otherwise, over the same photos."""


def peers(photos: Sequence[Path]) -> None:
    """CPU seconds a photo of the engines as they come, one thread."""
    for name, code in PEERS.items():
        if name.startswith("RapidOCR") and importlib.util.find_spec("onnxruntime") is None:
            row(f"{name}, CPU seconds a photo", "pip install onnxruntime to measure it")
            continue
        _, cpu = timed([sys.executable, "-c", code, *map(str, photos)], ROOT, 1)
        row(f"{name}, CPU seconds a photo", f"{cpu / len(photos):.2f}")


STAGES = """
import json, resource, statistics, sys, time
from pathlib import Path
import cv2
cv2.setNumThreads(1)
from slidescan.ocr.engine import load as engine
from slidescan.ocr.layout import arrange
from slidescan.imaging.corners import locate
from slidescan.vision.photo import load
from slidescan.vision.rectify import rectify, whole
reader = engine("rapidocr", ("en",))
times = {"decode": [], "find": [], "flatten": [], "read": []}
for path in map(Path, sys.argv[1:]):
    marks = [time.perf_counter()]
    upright = load(path); marks.append(time.perf_counter())
    found = locate(upright.pixels); marks.append(time.perf_counter())
    flat = rectify(upright.pixels, found.quad) if found.quad else whole(upright.pixels)
    marks.append(time.perf_counter())
    arrange(reader.read(flat.pixels), *flat.pixels.shape[1::-1]); marks.append(time.perf_counter())
    for name, a, b in zip(times, marks, marks[1:]):
        times[name].append(b - a)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"peak": peak, **{k: statistics.median(v) for k, v in times.items()}}))
"""


def stages(photos: Sequence[Path]) -> None:
    """Seconds in each stage, one thread, and the memory of a worker."""
    command = [sys.executable, "-c", STAGES, *map(str, photos)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    found = json.loads(done.stdout.splitlines()[-1])
    for name in ("decode", "find", "flatten", "read"):
        row(f"{name}, median seconds a photo, one thread", f"{found[name]:.3f}")
    row("memory of a worker, peak MiB", f"{found['peak']:.0f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    shared: Path = parser.parse_args().shared
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        shutil.copytree(ROOT / "samples", site, ignore=shutil.ignore_patterns("*.py", "*.json"))
        photos = sorted(p for p in site.rglob("*") if p.stem.startswith("IMG") and p.is_file())
        photos += sorted((site / "content").rglob("*.jpg"))
        stages(photos)
        whole_commands(site, len(photos))
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
