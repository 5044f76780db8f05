"""An author at work: saves while alt texts are written, and files of their own beside exports."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.torture.making import INGEST, site, slidescan
from bench.torture.outcome import Outcome
from slidescan.core.records import Options
from slidescan.errors import PostError
from slidescan.library import Library
from slidescan.posts.edit import write_post

ALT_TEXT = b"![an alt text]"

AUTHOR = """
import random, sys, time
from pathlib import Path
post, seconds, seed = Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
chance, end = random.Random(seed), time.monotonic() + seconds
number = lost = late = 0
body = b"words " * 2000
def is_there(data):
    return post.read_bytes().replace(b"![an alt text]", b"![]") == data
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
    if not is_there(data):
        # Another text stands there until this one is put back.
        late, patience = late + 1, time.monotonic() + 10
        while not is_there(data) and time.monotonic() < patience:
            time.sleep(0.001)
        lost += not is_there(data)
print(number, lost, late)
"""
"""An author who saves again and again, by renaming and in place, and looks after a while whether
the post is what was saved, with or without an alt text. A save that has to be put back is missing
for some milliseconds."""


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
    saves, lost, late = map(int, process.stdout.read().split())
    outcome.tried, outcome.survived = saves, saves - lost
    outcome.lost = [f"{lost} of {saves} saves of an author"] if lost else []
    outcome.check("a temporary file is left", [*post.parent.iterdir()] == [post])
    outcome.note = f"{written} written, {refused} refused, {late} a moment later"
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


WITHOUT_PRIVILEGE = (
    "setpriv",
    "--bounding-set=-dac_override,-dac_read_search",
    "--inh-caps=-dac_override,-dac_read_search",
)
"""Makes permissions count for root, as for every other user."""


def as_ordinary_user(*args: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs slidescan as a user whom permissions stop."""
    before = WITHOUT_PRIVILEGE if os.geteuid() == 0 else ()
    return subprocess.run(
        [*before, sys.executable, "-m", "slidescan", *map(str, args)],
        cwd=cwd, capture_output=True, encoding="utf-8", errors="replace", timeout=600,
    )  # fmt: skip


COMMANDS = (
    ("ingest", "unreachable", "-q", "--jobs", "1"),
    ("ingest", "unreachable/img", "-q", "--jobs", "1", "--prune", "--site", "unreachable"),
    ("status",), ("status", "--verify"), ("search", "lake"), ("show", "img/0.jpg"), ("alt",),
    ("alt", "--check"), ("export", "json"), ("export", "images", "--out", "pictures"),
)  # fmt: skip
"""Commands that must not end in a traceback when a folder can't be reached."""

MODES = {0o000: "closed", 0o311: "not to be listed", 0o644: "not to be entered"}

SHORT_COMMANDS = (COMMANDS[0], ("status",), ("export", "json"))
"""For the tests."""


def unreachable(work: Path, *, short: bool) -> Iterator[Outcome]:
    """Takes the permission to enter or to list folders away, and gives it back."""
    if os.geteuid() == 0 and shutil.which(WITHOUT_PRIVILEGE[0]) is None:
        yield Outcome("folders without permission", note="not tried: root without setpriv")
        return
    root = site(work / "unreachable")
    (root / "content" / "deep").mkdir()
    (root / "content" / "deep" / "post.md").write_text("# Deep\n\n![](/img/1.jpg)\n")
    first = as_ordinary_user(*COMMANDS[1], "--index", root / "index", cwd=work)
    before = _slides(root)
    for folder in ("img", "content", "content/deep", "index", "."):
        for mode, what in list(MODES.items())[: 1 if short else None]:
            outcome = Outcome(f"{folder}: {what}")
            start = time.monotonic()
            outcome.check(f"first ingest: {first.stderr}", first.returncode == 0)
            for command in SHORT_COMMANDS if short else COMMANDS:
                (root / folder).chmod(mode)
                try:
                    done = as_ordinary_user(*command, "--index", root / "index", cwd=work)
                finally:
                    (root / folder).chmod(0o755)
                label = f"{outcome.name}: {' '.join(command)}: {done.returncode} {done.stderr}"
                outcome.check(label, "Traceback" not in done.stderr)
                if command[0] == "ingest":
                    outcome.check(label + done.stdout, done.returncode in (1, 3))
                outcome.check(f"{label}: slides or links are lost", _slides(root) == before)
            again = as_ordinary_user(*COMMANDS[0], "--index", root / "index", cwd=work)
            outcome.check(f"{outcome.name}, again: {again.stderr}", again.returncode == 0)
            outcome.check(f"{outcome.name}: other slides at last", _slides(root) == before)
            outcome.seconds = time.monotonic() - start
            yield outcome


def _slides(root: Path) -> object:
    return [slide.to_json() for slide in Library(root / "index", Options(jobs=1)).slides()]
