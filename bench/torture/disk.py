"""Full, read-only and lock-less file systems.

`small` runs itself in a mount namespace of its own (`unshare`), where it may mount file systems of
a few kilobytes: as root, or as anyone where the system allows that.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.torture.kills import compiled
from bench.torture.making import INGEST, POST, one_line, site, slides, slidescan
from bench.torture.outcome import Outcome

READERS: tuple[tuple[str, ...], ...] = (
    ("search", "lake"), ("show", "1.jpg"), ("status",), ("export", "json"), ("alt",),
    ("duplicates",), ("similar", "1.jpg"), ("status", "--verify"),
)  # fmt: skip

NO_LOCKS = """
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <dlfcn.h>
int flock(int fd, int how) { errno = ENOLCK; return -1; }
static int without(const char *name, int fd, int what, void *given) {
  if (what == F_SETLK || what == F_SETLKW || what == F_GETLK) { errno = ENOLCK; return -1; }
  return ((int (*)(int, int, void *)) dlsym(RTLD_NEXT, name))(fd, what, given);
}
int fcntl(int fd, int what, ...) {
  va_list all; va_start(all, what); void *given = va_arg(all, void *); va_end(all);
  return without("fcntl", fd, what, given);
}
int fcntl64(int fd, int what, ...) {
  va_list all; va_start(all, what); void *given = va_arg(all, void *); va_end(all);
  return without("fcntl64", fd, what, given);
}
"""
"""A file system that can't lock, as network mounts without their lock daemon."""


def told(done: subprocess.CompletedProcess[str], *codes: int) -> bool:
    """Whether it ended as one of `codes` says; a refusal in one line."""
    if done.returncode == 3:
        return 3 in codes and one_line(done)
    return done.returncode in codes and "Traceback" not in done.stderr


@contextlib.contextmanager
def mounted(folder: Path, kilobytes: int) -> Iterator[None]:
    """A small file system in a folder's place."""
    folder.mkdir(exist_ok=True)
    size = f"size={kilobytes}k"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "none", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def again(folder: Path, options: str) -> None:
    """Change a mounted file system."""
    subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)


def filled(folder: Path, but: int = 0) -> Path:
    """Fill a file system, all but some kilobytes; returns the file that fills it."""
    ballast = folder / "ballast"
    free = os.statvfs(folder)
    with ballast.open("wb") as file, contextlib.suppress(OSError):
        file.write(bytes(max(0, free.f_bavail * free.f_frsize - but * 1024)))
    return ballast


class Small:
    """What is tried on small file systems."""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.whole = site(work / "whole")
        slidescan(*INGEST, cwd=self.whole)
        self.slides = slides(self.whole)
        written = self.copy("written")
        slidescan("alt", "--write", cwd=written)
        self.before = (self.whole / POST).read_bytes()
        self.after = (written / POST).read_bytes()
        assert self.before != self.after

    def copy(self, name: str, *, index: bool = True) -> Path:
        """The site, with its index if wanted."""
        where = self.work / name
        shutil.rmtree(where, ignore_errors=True)
        left_out = () if index else ("index",)
        return shutil.copytree(self.whole, where, ignore=shutil.ignore_patterns(*left_out))

    def ingest(self, sizes: list[int]) -> Outcome:
        """An ingest whose index runs out of room at some write."""
        found = Outcome("full disk: ingest")
        full = 0
        for size in sizes:
            root = self.copy("ingest", index=False)
            with mounted(root / "index", size):
                done = slidescan(*INGEST, cwd=root)
                full += done.returncode == 3
                found.check(f"{size} kB: {done.returncode} {done.stderr}", told(done, 0, 3))
                search = slidescan("search", "lake", cwd=root)
                found.check(f"{size} kB, search: {search.stderr}", told(search, 0, 3))
                again(root / "index", "size=64m")
                done = slidescan(*INGEST, cwd=root)
                found.check(f"{size} kB, then: {done.stderr}", done.returncode == 0)
                found.check(f"{size} kB: other slides", slides(root) == self.slides)
        found.note = f"{len(sizes)} sizes, {full} were too small"
        return found

    def posts(self, rooms: list[int]) -> Outcome:
        """Alt texts written into posts where the disk is full."""
        found = Outcome("full disk: alt --write")
        refused = 0
        for room in rooms:
            root = self.copy("posts")
            content = root / "content"
            with mounted(content, 256):
                (root / POST).write_bytes(self.before)
                ballast = filled(content, but=room)
                done = slidescan("alt", "--write", cwd=root)
                refused += done.returncode == 1
                found.check(f"{room} kB: {done.returncode} {done.stderr}", told(done, 0, 1))
                want = self.after if done.returncode == 0 else self.before
                found.check(f"{room} kB: the post", (root / POST).read_bytes() == want)
                left = {path.name for path in content.iterdir()} - {"post.md", "ballast"}
                found.check(f"{room} kB: left behind {left}", not left)
                ballast.unlink()
                slidescan("alt", "--write", cwd=root)
                found.check(f"{room} kB, then", (root / POST).read_bytes() == self.after)
        found.note = f"{len(rooms)} sizes, {refused} were too small"
        return found

    def writers(self) -> Outcome:
        """Whatever else writes, with no room at all."""
        found = Outcome("full disk: alt, repair, exports")
        root = self.copy("writers")
        kept = self.work / "kept"
        shutil.copytree(root / "index", kept)
        commands: tuple[tuple[str, ...], ...] = (
            ("alt", "--write"),
            ("status", "--repair"),
            ("corners", "1.jpg", "--none"),
        )
        for writer in commands:
            with mounted(root / "index", 4096):
                shutil.copytree(kept, root / "index", dirs_exist_ok=True)
                (root / POST).write_bytes(self.before)
                shutil.rmtree(root / "index" / "fulltext")
                filled(root / "index")
                done = slidescan(*writer, cwd=root)
                found.check(f"{writer}: {done.returncode} {done.stderr}", told(done, 0, 1, 3))
                whole = (root / POST).read_bytes() in (self.before, self.after)
                found.check(f"{writer}: the post", whole)
                search = slidescan("search", "lake", cwd=root)
                found.check(f"{writer}, search: {search.stderr}", search.returncode == 0)
                (root / "index" / "ballast").unlink()
                slidescan("corners", "1.jpg", "--auto", cwd=root)
                found.check(f"{writer}: other slides", slides(root) == self.slides)
        root = self.copy("writers")
        out = root / "out"
        with mounted(out, 64):
            for format_ in ("json", "csv", "markdown", "hocr", "alto", "images", "pdf", "site"):
                ballast = filled(out)
                done = slidescan("export", format_, "--out", out / format_, cwd=root)
                found.check(f"{format_}: {done.returncode} {done.stderr}", told(done, 1, 2, 3))
                half = [p for p in out.rglob("*") if p.is_file() and p != ballast]
                found.check(f"{format_}: half a file {half}", not (out / format_).is_file())
                shutil.rmtree(out / format_, ignore_errors=True)
                ballast.unlink()
        for command in READERS:
            with Path("/dev/full").open("w") as full:
                done = subprocess.run(
                    [sys.executable, "-m", "slidescan", *command],
                    cwd=root, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60,
                )  # fmt: skip
            found.check(f"{command} to a full disk: {done.stderr}", told(done, 3))
        return found

    def read_only(self) -> Outcome:
        """An index that can only be read."""
        found = Outcome("read-only index")
        root = self.copy("read-only")
        kept = self.work / "kept"
        with mounted(root / "index", 4096):
            shutil.copytree(kept, root / "index", dirs_exist_ok=True)
            again(root / "index", "ro")
            for command in READERS:
                done = slidescan(*command, cwd=root)
                found.check(f"{command}: {done.returncode} {done.stderr}", done.returncode == 0)
            writers: tuple[tuple[str, ...], ...] = (
                INGEST,
                ("alt", "--write"),
                ("status", "--repair"),
            )
            for command in writers:
                done = slidescan(*command, cwd=root)
                found.check(f"{command}: {done.returncode} {done.stderr}", told(done, 3))
            found.check("the post", (root / POST).read_bytes() == self.before)
        return found


def without_locks(work: Path) -> Outcome:
    """An index on a file system that knows no locks: said, and nothing is harmed."""
    found = Outcome("file system without locks")
    started = time.monotonic()
    library = compiled(work, NO_LOCKS, "no-locks.so")
    if library is None:
        found.note = "not tried: there is no C compiler, or not for this"
        return found
    root = site(work / "without-locks")
    bare = {**os.environ, "LD_PRELOAD": str(library)}

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "slidescan", *args],
            cwd=root, env=bare, capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    done = run(*INGEST)
    found.check(f"ingest: {done.returncode} {done.stderr}",
                done.returncode == 3 and one_line(done) and "lock" in done.stderr)  # fmt: skip
    slidescan(*INGEST, cwd=root)
    before = slides(root)
    for command in READERS[:1]:
        done = run(*command)
        found.check(f"{command}: {done.returncode} {done.stderr}", told(done, 0, 3))
    done = run("alt", "--write")
    found.check(f"alt: {done.stderr}", done.returncode == 3 and one_line(done))
    found.check("other slides", slides(root) == before)
    found.seconds = time.monotonic() - started
    return found


def small(work: Path, trials: int) -> list[Outcome]:
    """Everything that needs a small file system; empty with a reason where none can be mounted."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return [Outcome("full disk", note="not tried: there is no unshare")]
    spaces = ["--mount"] if os.getuid() == 0 else ["--map-root-user", "--mount"]
    can = subprocess.run(
        [unshare, *spaces, "mount", "-t", "tmpfs", "-o", "size=64k", "none", "/mnt"],
        capture_output=True, text=True,
    )  # fmt: skip
    if can.returncode:
        return [Outcome("full disk", note=f"not tried: {can.stderr.strip()}")]
    done = subprocess.run(
        [unshare, *spaces, sys.executable, "-m", __name__, str(work), str(trials)],
        capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        return [Outcome("full disk", 1, 0, [done.stderr])]
    return [Outcome(**each) for each in json.loads(done.stdout)]


def main() -> None:
    """In a mount namespace: try it all, and print what came of it."""
    work, trials = Path(sys.argv[1]), int(sys.argv[2])
    inside = Small(work)
    # Nothing fits in the first, everything in the last.
    sizes = [8 + round(number * 360 / trials) // 4 * 4 for number in range(trials)]
    rooms = sorted({round(number * 24 / trials) for number in range(trials)})
    results = []
    parts: tuple[Callable[[], Outcome], ...] = (
        lambda: inside.ingest(sizes), lambda: inside.posts(rooms), inside.writers, inside.read_only
    )  # fmt: skip
    for part in parts:
        started = time.monotonic()
        outcome = part()
        outcome.seconds = time.monotonic() - started
        results.append(dataclasses.asdict(outcome))
    print(json.dumps(results))


if __name__ == "__main__":
    main()
