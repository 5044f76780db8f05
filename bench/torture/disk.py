"""File systems that are full, read-only or without locks.

`small` runs this module in a separate mount namespace (`unshare`), in which it can mount file
systems of a few kilobytes: as root, or as another user if the system allows it.
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
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.torture.kills import compiled
from bench.torture.making import INGEST, POST, one_line, site, slides, slidescan
from bench.torture.outcome import Outcome

READERS: tuple[tuple[str, ...], ...] = (
    ("search", "lake"), ("show", "1.jpg"), ("status",), ("export", "json"), ("alt",),
    ("duplicates",), ("similar", "1.jpg"), ("status", "--verify"),
)  # fmt: skip

INDEX_KILOBYTES, POSTS_KILOBYTES, EXPORT_KILOBYTES = 4096, 256, 64
"""Sizes of the small file systems."""

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
"""A library that refuses locks, like a network mount without its lock daemon."""


def ended_well(done: subprocess.CompletedProcess[str], *codes: int) -> bool:
    """Whether a command ended with one of `codes`, and a refusal took one line."""
    if done.returncode == 3:
        return 3 in codes and one_line(done)
    return done.returncode in codes and "Traceback" not in done.stderr


@contextlib.contextmanager
def mounted(folder: Path, kilobytes: int) -> Iterator[None]:
    """Mounts a small file system on a folder."""
    folder.mkdir(exist_ok=True)
    size = f"size={kilobytes}k"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "none", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def remount(folder: Path, options: str) -> None:
    """Changes the options of a mounted file system."""
    # With its kind, as an ordinary user's own mounts are not in the system's table.
    command = ["mount", "-t", "tmpfs", "-o", f"remount,{options}", "none", str(folder)]
    subprocess.run(command, check=True)


def fill(folder: Path, but: int = 0) -> Path:
    """Fills a file system except for some kilobytes; returns the file that fills it."""
    ballast = folder / "ballast"
    free = os.statvfs(folder)
    with ballast.open("wb") as file, contextlib.suppress(OSError):
        file.write(bytes(max(0, free.f_bavail * free.f_frsize - but * 1024)))
    return ballast


class Small:
    """The checks on small file systems."""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.complete = site(work / "whole")
        slidescan(*INGEST, cwd=self.complete)
        self.slides = slides(self.complete)
        written = self.copy("written")
        slidescan("alt", "--write", cwd=written)
        self.before = (self.complete / POST).read_bytes()
        self.after = (written / POST).read_bytes()
        assert self.before != self.after

    def copy(self, name: str, *, index: bool = True) -> Path:
        """A copy of the site."""
        where = self.work / name
        shutil.rmtree(where, ignore_errors=True)
        left_out = () if index else ("index",)
        return shutil.copytree(self.complete, where, ignore=shutil.ignore_patterns(*left_out))

    def ingest(self, sizes: list[int]) -> Outcome:
        """Ingests whose index has too little room, and goes on with more."""
        outcome = Outcome("full disk: ingest")
        full = 0
        for size in sizes:
            root = self.copy("ingest", index=False)
            with mounted(root / "index", size):
                done = slidescan(*INGEST, cwd=root)
                full += done.returncode == 3
                outcome.check(f"{size} kB: {done.returncode} {done.stderr}", ended_well(done, 0, 3))
                search = slidescan("search", "lake", cwd=root)
                outcome.check(f"{size} kB, search: {search.stderr}", ended_well(search, 0, 3))
                remount(root / "index", "size=64m")
                done = slidescan(*INGEST, cwd=root)
                outcome.check(f"{size} kB, then: {done.stderr}", done.returncode == 0)
                outcome.check(f"{size} kB: other slides", slides(root) == self.slides)
        outcome.note = f"{len(sizes)} sizes, {full} were too small"
        return outcome

    def posts(self, rooms: list[int]) -> Outcome:
        """Alt texts written into posts on a disk with little room."""
        outcome = Outcome("full disk: alt --write")
        refused = 0
        for room in rooms:
            root = self.copy("posts")
            content = root / "content"
            with mounted(content, POSTS_KILOBYTES):
                (root / POST).write_bytes(self.before)
                ballast = fill(content, but=room)
                done = slidescan("alt", "--write", cwd=root)
                refused += done.returncode == 1
                outcome.check(f"{room} kB: {done.returncode} {done.stderr}", ended_well(done, 0, 1))
                want = self.after if done.returncode == 0 else self.before
                outcome.check(f"{room} kB: the post", (root / POST).read_bytes() == want)
                left = {path.name for path in content.iterdir()} - {"post.md", "ballast"}
                outcome.check(f"{room} kB: left behind {left}", not left)
                ballast.unlink()
                slidescan("alt", "--write", cwd=root)
                outcome.check(f"{room} kB, then", (root / POST).read_bytes() == self.after)
        outcome.note = f"{len(rooms)} sizes, {refused} were too small"
        return outcome

    def writers(self) -> Outcome:
        """All other commands that write, with no room at all."""
        outcome = Outcome("full disk: alt, repair, exports")
        root = self.copy("writers")
        backup = self.work / "kept"
        shutil.copytree(root / "index", backup)
        commands: tuple[tuple[str, ...], ...] = (
            ("alt", "--write"),
            ("status", "--repair"),
            ("corners", "1.jpg", "--none"),
        )
        for writer in commands:
            with mounted(root / "index", INDEX_KILOBYTES):
                shutil.copytree(backup, root / "index", dirs_exist_ok=True)
                (root / POST).write_bytes(self.before)
                shutil.rmtree(root / "index" / "fulltext")
                fill(root / "index")
                done = slidescan(*writer, cwd=root)
                outcome.check(
                    f"{writer}: {done.returncode} {done.stderr}", ended_well(done, 0, 1, 3)
                )
                complete = (root / POST).read_bytes() in (self.before, self.after)
                outcome.check(f"{writer}: the post", complete)
                search = slidescan("search", "lake", cwd=root)
                outcome.check(f"{writer}, search: {search.stderr}", search.returncode == 0)
                (root / "index" / "ballast").unlink()
                slidescan("corners", "1.jpg", "--auto", cwd=root)
                outcome.check(f"{writer}: other slides", slides(root) == self.slides)
        root = self.copy("writers")
        out = root / "out"
        with mounted(out, EXPORT_KILOBYTES):
            for format_ in ("json", "csv", "markdown", "hocr", "alto", "images", "pdf", "site"):
                ballast = fill(out)
                done = slidescan("export", format_, "--out", out / format_, cwd=root)
                outcome.check(
                    f"{format_}: {done.returncode} {done.stderr}", ended_well(done, 1, 2, 3)
                )
                half = [p for p in out.rglob("*") if p.is_file() and p != ballast]
                outcome.check(f"{format_}: half a file {half}", not (out / format_).is_file())
                shutil.rmtree(out / format_, ignore_errors=True)
                ballast.unlink()
        for command in READERS:
            with Path("/dev/full").open("w") as full:
                done = subprocess.run(
                    [sys.executable, "-m", "slidescan", *command],
                    cwd=root, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60,
                )  # fmt: skip
            outcome.check(f"{command} to a full disk: {done.stderr}", ended_well(done, 3))
        return outcome

    def read_only(self) -> Outcome:
        """An index that nobody may write."""
        outcome = Outcome("read-only index")
        root = self.copy("read-only")
        backup = self.work / "kept"
        with mounted(root / "index", INDEX_KILOBYTES):
            shutil.copytree(backup, root / "index", dirs_exist_ok=True)
            remount(root / "index", "ro")
            for command in READERS:
                done = slidescan(*command, cwd=root)
                outcome.check(f"{command}: {done.returncode} {done.stderr}", done.returncode == 0)
            writers: tuple[tuple[str, ...], ...] = (
                INGEST,
                ("alt", "--write"),
                ("status", "--repair"),
            )
            for command in writers:
                done = slidescan(*command, cwd=root)
                outcome.check(f"{command}: {done.returncode} {done.stderr}", ended_well(done, 3))
            outcome.check("the post", (root / POST).read_bytes() == self.before)
        return outcome


def without_locks(work: Path) -> Outcome:
    """An index on a file system without locks: commands say so and change nothing."""
    outcome = Outcome("file system without locks")
    started = time.monotonic()
    library = compiled(work, NO_LOCKS, "no-locks.so")
    if library is None:
        outcome.note = "not tried: no C compiler, or not Linux"
        return outcome
    root = site(work / "without-locks")
    bare = {**os.environ, "LD_PRELOAD": str(library)}

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return slidescan(*args, cwd=root, env=bare)

    done = run(*INGEST)
    outcome.check(f"ingest: {done.returncode} {done.stderr}",
                done.returncode == 3 and one_line(done) and "lock" in done.stderr)  # fmt: skip
    slidescan(*INGEST, cwd=root)
    before = slides(root)
    with ThreadPoolExecutor() as pool:  # each tries for ten seconds to lock
        reader, writer = pool.submit(run, *READERS[0]), pool.submit(run, "alt", "--write")
    done = reader.result()
    outcome.check(f"{READERS[0]}: {done.returncode} {done.stderr}", ended_well(done, 0, 3))
    done = writer.result()
    outcome.check(f"alt: {done.stderr}", done.returncode == 3 and one_line(done))
    outcome.check("other slides", slides(root) == before)
    outcome.seconds = time.monotonic() - started
    return outcome


def small(work: Path, trials: int) -> list[Outcome]:
    """All checks on small file systems; if none can be mounted, an outcome with the reason."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return [Outcome("full disk", note="not tried: unshare is missing")]
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
    """Runs all checks inside a mount namespace and prints the outcomes as JSON."""
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
