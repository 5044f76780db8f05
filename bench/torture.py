"""What slidescan withstands: python -m bench.torture [--mutations N] [--kills N] [--seed S].

photos  N mutations of a photo in each format (bits flipped, bytes changed, cut, doubled), decoded
        in processes of their own: each must give a photo or one named failure
kills   `kill -9` at N random moments of ingest, of `alt --write`, and of making the full-text index
        anew: afterwards the catalogue is sound, no post is half-written, and once all is done the
        export equals that of an undisturbed run

Prints a table, and exits with 1 if anything was lost.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
FORMATS = ("JPEG", "progressive JPEG", "PNG", "WebP", "lossless WebP", "TIFF", "BMP", "HEIF")
LIMIT = 20
"""Seconds that decoding a mutation may take."""


def picture(kind: str) -> bytes:
    """A small slide, encoded."""
    import pillow_heif

    pillow_heif.register_heif_opener()
    image = Image.new("RGB", (320, 240), (30, 40, 60))
    pen = ImageDraw.Draw(image)
    pen.polygon([(40, 30), (290, 50), (280, 210), (50, 200)], fill=(240, 240, 235))
    pen.text((80, 80), "Data lake\nStreams\nTables", fill=(0, 0, 0))
    options: dict[str, tuple[str, dict[str, object]]] = {
        "JPEG": ("JPEG", {"exif": _exif(), "quality": 88}),
        "progressive JPEG": ("JPEG", {"progressive": True}),
        "PNG": ("PNG", {}),
        "WebP": ("WEBP", {}),
        "lossless WebP": ("WEBP", {"lossless": True}),
        "TIFF": ("TIFF", {"compression": "tiff_lzw"}),
        "BMP": ("BMP", {}),
        "HEIF": ("HEIF", {}),
    }
    name, given = options[kind]
    buffer = io.BytesIO()
    image.save(buffer, name, **given)
    return buffer.getvalue()


def _exif() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8769)[0x9003] = "2025:10:14 09:00:00"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    return exif.tobytes()


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A photo with something wrong."""
    found = bytearray(data)
    kind = chance.randrange(6)
    if kind == 0:
        return bytes(found[: chance.randrange(len(found))])
    if kind == 1:
        at = chance.randrange(len(found))
        piece = found[at : at + chance.randrange(1, 400)]
        return bytes(found[:at] + piece + found[at:])
    if kind == 2:
        at = chance.randrange(len(found))
        return bytes(found[:at] + found[at + chance.randrange(1, 400) :])
    # Most of the structure stands in the first bytes.
    reach = len(found) if kind == 3 else min(len(found), 600)
    for _ in range(chance.choice((1, 1, 2, 8, 40))):
        at = chance.randrange(reach)
        found[at] = found[at] ^ (1 << chance.randrange(8)) if kind < 5 else chance.randrange(256)
    return bytes(found)


def decoded(kind: str, seed: int, first: int, count: int) -> Counter[str]:
    """In a process of its own: decode some mutations."""
    import faulthandler

    from slidescan.errors import PhotoError
    from slidescan.vision.photo import decode

    # Libraries in C complain to standard error by themselves.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    outcome: Counter[str] = Counter()
    whole = picture(kind)
    for number in range(first, first + count):
        data = mutated(whole, random.Random(f"{seed} {kind} {number}"))
        faulthandler.dump_traceback_later(LIMIT, exit=True)
        try:
            decode(data, max_pixels=20_000_000)
            outcome["read"] += 1
        except PhotoError as error:
            outcome[type(error).__name__] += 1
            if not str(error) or "\n" in str(error):
                outcome["unnamed"] += 1
        except Exception as error:  # noqa: BLE001 - counted: nothing but PhotoError may come
            outcome[f"LOST {type(error).__name__}"] += 1
        finally:
            faulthandler.cancel_dump_traceback_later()
    return outcome


def photos(mutations: int, seed: int) -> Iterator[tuple[str, Counter[str]]]:
    """Every format's mutations; a process that dies is counted, too."""
    batch = 100
    for kind in FORMATS:
        total: Counter[str] = Counter()
        for first in range(0, mutations, batch):
            count = min(batch, mutations - first)
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                try:
                    total += pool.submit(decoded, kind, seed, first, count).result()
                except BrokenProcessPool:
                    total["process died"] += 1
        yield kind, total


# Kills


def run(*args: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run slidescan to its end."""
    return subprocess.run(
        [sys.executable, "-m", "slidescan", *map(str, args)],
        cwd=cwd, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def killed(args: tuple[str, ...], cwd: Path, after: float) -> bool:
    """Run slidescan and kill it, with all that it started; whether it was still running."""
    process = subprocess.Popen(
        [sys.executable, "-m", "slidescan", *args],
        cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def site(folder: Path) -> Path:
    """A small site: five photos, one post."""
    (folder / "static/img/northwind").mkdir(parents=True)
    for number in range(1, 6):
        name = f"static/img/northwind/IMG_410{number}.jpg"
        shutil.copy(SAMPLES / name, folder / name)
    (folder / "content/posts").mkdir(parents=True)
    shutil.copy(SAMPLES / "content/posts/northwind-day-1.md", folder / "content/posts")
    shutil.copy(SAMPLES / "hugo.toml", folder)
    return folder


INGEST = ("ingest", "static", "-q", "--jobs", "1")
POST = "content/posts/northwind-day-1.md"


class Kills:
    """Counts what was tried and what was lost."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.chance = random.Random(seed)
        self.lost: list[str] = []
        self.whole = site(folder / "undisturbed")
        self.takes = self._seconds(*INGEST, cwd=self.whole)
        self.slides = self._slides(self.whole)
        self.before = (self.whole / POST).read_bytes()
        where = self._copy()
        self.writing = self._seconds("alt", "--write", cwd=where)
        self.after = (where / POST).read_bytes()
        self.indexing = self._seconds("status", "--repair", cwd=where)

    def _seconds(self, *args: str, cwd: Path) -> float:
        started = time.monotonic()
        run(*args, cwd=cwd)
        return time.monotonic() - started

    def _copy(self) -> Path:
        """The site with its index, as it was before anything was killed."""
        where = self.folder / "copy"
        shutil.rmtree(where, ignore_errors=True)
        return shutil.copytree(self.whole, where)

    def _slides(self, where: Path) -> object:
        done = run("export", "json", cwd=where)
        return json.loads(done.stdout)["slides"] if done.returncode == 0 else done.stderr

    def check(self, what: str, held: bool) -> None:
        """Take note of what does not hold."""
        if not held:
            self.lost.append(what)

    def sound(self, where: Path, what: str) -> None:
        """The catalogue is whole, whatever is still to be done."""
        if not (where / "index" / "catalogue.sqlite").is_file():
            return
        done = run("status", "--verify", "--json", cwd=where)
        if done.returncode == 3:
            self.check(f"{what}: {done.stderr}", "is empty" in done.stderr)
            return
        kinds = {finding["kind"] for finding in json.loads(done.stdout)["findings"]}
        self.check(f"{what}: {kinds}", kinds <= {"unindexed", "leftover", "changed"})

    def ingest(self, kills: int) -> int:
        """Kill ingests of one site until it has had four; then let it finish."""
        hits = 0
        for number in range(kills):
            where = self.folder / "ingest"
            if number % 4 == 0:
                shutil.rmtree(where, ignore_errors=True)
                site(where)
            hits += killed(INGEST, where, self.chance.uniform(0.3, 0.9) * self.takes)
            self.sound(where, f"ingest {number}")
            if number % 4 == 3 or number == kills - 1:
                done = run(*INGEST, cwd=where)
                self.check(f"ingest {number}: {done.stderr}", done.returncode == 0)
                self.check(f"ingest {number}: other slides", self._slides(where) == self.slides)
        return hits

    def alt(self, kills: int) -> int:
        """Kill writers of alt texts; a post is as it was, or as it is to be, and then is."""
        hits = 0
        for number in range(kills):
            where = self._copy()
            hits += killed(("alt", "--write"), where, self.chance.uniform(0.5, 1.0) * self.writing)
            self.check(f"alt {number}", (where / POST).read_bytes() in (self.before, self.after))
            done = run("alt", "--write", cwd=where)
            self.check(f"alt {number}: {done.stderr}", done.returncode == 0)
            self.check(f"alt {number}: at last", (where / POST).read_bytes() == self.after)
        return hits

    def index(self, kills: int) -> int:
        """Kill makers of the full-text index; a search answers all the same."""
        hits = 0
        for number in range(kills):
            where = self._copy()
            after = self.chance.uniform(0.5, 1.0) * self.indexing
            hits += killed(("status", "--repair"), where, after)
            done = run("search", "lake", "--json", cwd=where)
            found = json.loads(done.stdout)["total"] if done.returncode == 0 else -1
            self.check(f"index {number}: {done.stderr}", found >= 1)
            run("status", "--repair", cwd=where)
            self.sound(where, f"index {number}")
        return hits


def row(*cells: object) -> None:
    print("  ".join(f"{cell!s:<24}" for cell in cells).rstrip(), flush=True)


def main() -> int:
    """Do it; 1 where anything was lost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--mutations", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    lost = 0
    started = time.monotonic()
    for kind, outcome in photos(asked.mutations, asked.seed) if asked.mutations else ():
        bad = sum(n for name, n in outcome.items() if "LOST" in name or name in ("unnamed",))
        died = outcome["process died"]
        lost += bad + died
        named = sum(n for name, n in outcome.items() if name.startswith("Photo"))
        row(kind, f"{asked.mutations} tried", f"{outcome['read']} read", f"{named} named failures",
            f"{bad} lost, {died} processes died")  # fmt: skip
        if bad:
            row("", dict(outcome))
    if asked.mutations:
        row("photos", f"{time.monotonic() - started:.0f} s")
    if asked.kills:
        with tempfile.TemporaryDirectory() as folder:
            kills = Kills(Path(folder), asked.seed)
            parts: tuple[tuple[str, Callable[[int], int], int], ...] = (
                ("ingest", kills.ingest, asked.kills // 2),
                ("alt --write", kills.alt, asked.kills // 4),
                ("full-text index", kills.index, asked.kills // 4),
            )
            for name, part, count in parts:
                started, before = time.monotonic(), len(kills.lost)
                hits = part(count)
                took = f"{time.monotonic() - started:.0f} s"
                row(f"kill -9, {name}", f"{count} tried", f"{hits} while running",
                    f"{len(kills.lost) - before} lost", took)  # fmt: skip
            for what in kills.lost:
                row("LOST", what)
            lost += len(kills.lost)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
