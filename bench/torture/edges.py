"""An author at work: saves while alt texts are written, and files of their own beside exports."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.torture.making import INGEST, site, slidescan
from bench.torture.outcome import Outcome
from slidescan.errors import PostError
from slidescan.posts.edit import write_post

ALT_TEXT = b"![an alt text]"

AUTHOR = """
import random, sys, time
from pathlib import Path
post, seconds, seed = Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
chance, end, number, lost = random.Random(seed), time.monotonic() + seconds, 0, 0
body = b"words " * 2000
print("ready", flush=True)
while time.monotonic() < end:
    number += 1
    data = b"![](a.jpg) save %d. " % number + body
    if chance.random() < 0.5:
        new = post.with_suffix(".swp")
        new.write_bytes(data)
        new.replace(post)
    else:
        with post.open("r+b") as file:
            file.truncate()
            file.write(data[:100])
            file.flush()
            time.sleep(chance.uniform(0, 0.001))
            file.write(data[100:])
    time.sleep(chance.expovariate(1 / 0.004))
    if post.read_bytes().replace(b"![an alt text]", b"![]") != data:
        lost += 1
print(number, lost)
"""
"""An author who saves again and again, by renaming and in place, and looks after a while whether
the post is what was saved, with or without an alt text."""


def author(work: Path, seconds: float, seed: int) -> Outcome:
    """Writes alt texts into a post without a pause, while an author saves it."""
    outcome = Outcome("an author saves while alt texts are written")
    start = time.monotonic()
    post = work / "author" / "post.md"
    post.parent.mkdir()
    post.write_bytes(b"![](a.jpg) save 0")
    process = subprocess.Popen(
        [sys.executable, "-c", AUTHOR, str(post), str(seconds), str(seed)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    written = refused = 0
    chance = random.Random(seed)
    while process.poll() is None:
        time.sleep(chance.uniform(0, 0.004))
        try:
            before = post.read_bytes()
            write_post(post, before.replace(b"![]", ALT_TEXT), before)
            written += 1
        except PostError:
            refused += 1
    saves, lost = map(int, process.stdout.read().split())
    outcome.tried, outcome.survived = saves, saves - lost
    outcome.lost = [f"{lost} of {saves} saves of an author"] if lost else []
    outcome.check("a temporary file is left", [*post.parent.iterdir()] == [post])
    outcome.note = f"{written} written, {refused} refused"
    outcome.seconds = time.monotonic() - start
    return outcome


MINE = {"CNAME": b"talks.example", ".git/HEAD": b"ref: refs/heads/pages", "notes.txt": b"mine"}
"""Files that an author puts into the folder of an export."""


def exports(work: Path) -> Iterator[Outcome]:
    """Exports into folders that hold files of an author, with photos and without."""
    root = site(work / "exports")
    slidescan(*INGEST, cwd=root)
    for name in ("site", "hugo", "images"):
        outcome = Outcome(f"an author's files beside export {name}")
        start = time.monotonic()
        out = root / f"out-{name}"
        first = slidescan("export", name, "--out", out, cwd=root)
        outcome.check(f"{name}: {first.stderr}", first.returncode == 0)
        for path, data in MINE.items():
            (out / path).parent.mkdir(exist_ok=True)
            (out / path).write_bytes(data)
        again = slidescan("export", name, "--out", out, cwd=root)
        outcome.check(f"{name}, again: {again.stderr}", again.returncode == 0)
        before = _files(out)
        (root / "img").rename(root / "unmounted")
        without = slidescan("export", name, "--out", out, cwd=root)
        outcome.check(f"{name}, without photos: {without.stderr}", without.returncode == 1)
        outcome.check(f"{name}: files are lost", _files(out) == before)
        (root / "unmounted").rename(root / "img")
        picture = next(path for path in sorted(out.rglob("*.jpg")))
        picture.write_bytes(b"retouched")
        retouched = slidescan("export", name, "--out", out, cwd=root)
        outcome.check(f"{name}, retouched: {retouched.stderr}", picture.name in retouched.stderr)
        outcome.check(f"{name}: a picture is lost", picture.read_bytes() == b"retouched")
        for path, data in MINE.items():
            outcome.check(f"{name}: {path} is lost", (out / path).read_bytes() == data)
        outcome.seconds = time.monotonic() - start
        yield outcome


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
