"""Everything at once: ingests, watch, the page with two clients, alt texts, an author, photos.

Meanwhile, nothing may end in a traceback. In the end, the posts have the bytes that the author saved
(apart from alt texts), each accepted alt text of a client is there, and the index equals one that is
made from nothing.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import IO

from bench.torture.making import encoded, site, slide, slides, slidescan
from bench.torture.outcome import Outcome
from bench.torture.together import server_address, start_slidescan

PHOTOS = 8
"""Photos of the site; clients write alt texts for the first half, the other half changes."""

POSTS = 3
"""Posts that the author saves; the site's own post stays."""

PATIENCE_SECONDS = 30.0
"""An author's save may be missing for a moment, until it is put back."""

ANSWERS = frozenset({200, 400, 404, 409, 422, 423, 429, 503})
"""Statuses of the page for what can happen here: a photo that is gone, another's change, the lock."""

_ALT = re.compile(rb"!\[[^\]]*\]\(")

INGEST = ("ingest", "--site", ".", "-q", "--jobs", "1")


class Chaos:
    """The site, and what happens on it.

    Args:
        root: The site.
        outcome: Counts the checks.
        seed: Seed of all that is random.
    """

    def __init__(self, root: Path, outcome: Outcome, seed: int) -> None:
        self.root = root
        self.outcome = outcome
        self.seed = seed
        self.counts: Counter[str] = Counter()
        self.accepted: dict[str, str] = {}
        self.saved: dict[Path, bytes] = {}
        self.address = ""
        self.page: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def check(self, what: str, held: bool) -> None:
        """Counts a check of one of the threads."""
        with self._lock:
            self.outcome.check(what, held)

    def count(self, what: str) -> None:
        """Counts something for the remark of the row."""
        with self._lock:
            self.counts[what] += 1

    def command(self, *args: str, codes: tuple[int, ...] = (0, 1, 3)) -> None:
        """Runs slidescan; it may report photos and posts that change, and the lock."""
        done = slidescan(*args, cwd=self.root)
        clear = done.returncode in codes and "Traceback" not in done.stderr
        self.check(f"{' '.join(args)}: {done.returncode} {done.stderr[-2000:]}", clear)
        self.count(args[0])

    # The actors: each does one thing, and is called again until the end.

    def ingest_photos(self, chance: random.Random) -> None:
        self.command(*INGEST, "img")
        time.sleep(chance.uniform(0, 0.5))

    def ingest_all(self, chance: random.Random) -> None:
        self.command(*INGEST, ".", *(["--prune"] if chance.random() < 0.3 else []))
        time.sleep(chance.uniform(0, 1))

    def write_alts(self, chance: random.Random) -> None:
        self.command("alt", "--write")
        time.sleep(chance.uniform(0, 0.5))

    def save_post(self, chance: random.Random) -> None:
        """Saves a post as editors do; its bytes must stay, apart from alt texts."""
        post = self.root / f"content/author-{chance.randrange(POSTS)}.md"
        if post in self.saved:
            self._check_saved(post)
        self.count("save")
        images = "".join(f"![](/img/{chance.randrange(PHOTOS)}.jpg)\n\n" for _ in range(3))
        words = b"words \xc3\xa9 \r\n" * chance.randrange(1, 800)
        data = f"# Save {self.counts['save']}\n\n{images}".encode() + words
        if chance.random() < 0.5 or not post.exists():
            new = post.with_suffix(".swp")
            new.write_bytes(data)
            new.replace(post)
        else:
            with post.open("r+b") as file:
                file.truncate()
                file.write(data[:40])
                file.flush()
                time.sleep(chance.uniform(0, 0.02))
                file.write(data[40:])
        self.saved[post] = data
        time.sleep(chance.uniform(0, 0.1))

    def _check_saved(self, post: Path) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not self._is_saved(post) and time.monotonic() < end:
            time.sleep(0.01)
        self.check(f"{post.name} isn't what was saved", self._is_saved(post))

    def _is_saved(self, post: Path) -> bool:
        return _ALT.sub(b"![](", post.read_bytes()) == self.saved[post]

    def change_photo(self, chance: random.Random) -> None:
        """Deletes, replaces and rewrites photos of the second half."""
        photo = self.root / f"img/{chance.randrange(PHOTOS // 2, PHOTOS)}.jpg"
        data = encoded(slide(text=f"Data {chance.randrange(10**6)}"), "JPEG", quality=90)
        way = chance.choice(("delete", "replace", "in place"))
        if way == "delete":
            photo.unlink(missing_ok=True)
        elif way == "replace":
            new = photo.with_suffix(".new")
            new.write_bytes(data)
            new.replace(photo)
        else:
            with photo.open("wb") as file:
                file.write(data[: len(data) // 2])
                file.flush()
                time.sleep(chance.uniform(0, 0.5))
                file.write(data[len(data) // 2 :])
        self.count("photo")
        time.sleep(chance.uniform(0.1, 1))

    def browse(self, chance: random.Random) -> None:
        """Looks at pages as a browser does: the list, a slide, its pictures."""
        image = f"img/{chance.randrange(PHOTOS)}.jpg"
        page = self._get(chance.choice(("/", "/?q=lake", "/api/search?q=data", _slide(image))))
        for picture in re.findall(r'src="(/picture/[^"]+)"', page)[:3]:
            self._get(picture.replace("&amp;", "&"))
        time.sleep(chance.uniform(0, 0.3))

    def correct(self, chance: random.Random) -> None:
        """Sets an alt text on the page; what the page accepts must stay."""
        image = f"img/{chance.randrange(PHOTOS // 2)}.jpg"
        token = re.search(r'slidescan-token" content="([^"]+)"', self._get("/"))
        text = f"Alt text {chance.randrange(10**9)} of a client"
        body = json.dumps({"photo": image, "text": text}).encode()
        headers = {
            "Content-Type": "application/json",
            "X-Slidescan-Token": token[1] if token else "",
        }
        request = urllib.request.Request(f"{self.address}/api/alt", body, headers)
        if self._ask(request)[0] == 200:
            self.accepted[image] = text
            self.count("alt text")
        time.sleep(chance.uniform(0.5, 2))

    def _get(self, path: str) -> str:
        return self._ask(urllib.request.Request(self.address + path))[1]

    def _ask(self, request: urllib.request.Request) -> tuple[int, str]:
        if self.page is not None and self.page.poll() is not None:
            time.sleep(0.5)  # it has ended, which the end reports
            return 0, ""
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                status, text = answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read().decode("utf-8", "replace")
        except OSError as error:
            status, text = 0, repr(error)
        self.check(f"{request.full_url}: {status} {text[:500]}", status in ANSWERS)
        self.count("request")
        return status, text if status == 200 else ""

    def run(self, seconds: float) -> None:
        """Runs all actors side by side."""
        # Where a program crashes, it prints where it was.
        os.environ["PYTHONFAULTHANDLER"] = "1"
        page = self.page = start_slidescan("serve", "--port", "0", cwd=self.root)
        watch = start_slidescan("watch", "img", "--site", ".", "--jobs", "1", cwd=self.root)
        outputs: dict[str, list[str]] = {"serve": [], "watch": []}
        end = time.monotonic() + seconds
        try:
            self.address = server_address(page)
            readers = [
                threading.Thread(target=_drain, args=(stream, outputs[name]), daemon=True)
                for name, process in (("serve", page), ("watch", watch))
                for stream in (process.stdout, process.stderr)
            ]
            actors = (
                self.ingest_photos, self.ingest_all, self.write_alts, self.save_post,
                self.change_photo, self.browse, self.browse, self.correct,
            )  # fmt: skip
            threads = [
                threading.Thread(target=self._repeat, args=(act, number, end))
                for number, act in enumerate(actors)
            ]
            for thread in (*readers, *threads):
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            for name, process in (("serve", page), ("watch", watch)):
                ended_by_itself = process.poll() is not None
                code = _interrupted(process)
                for reader in readers:
                    reader.join(timeout=10)
                told = "".join(outputs[name])
                self.check(f"{name} ended: {told[-6000:]}", not ended_by_itself)
                self.check(f"{name}: {code} {told[-6000:]}", code in (0, 130))
                self.check(f"{name}: {told[-6000:]}", "Traceback" not in told)

    def _repeat(self, act: Callable[[random.Random], None], number: int, end: float) -> None:
        chance = random.Random(self.seed * 100 + number)
        while time.monotonic() < end:
            try:
                act(chance)
            except Exception as error:  # noqa: BLE001 - a check that failed, and the chaos goes on
                self.check(f"{act.__name__}: {error!r}", held=False)

    def check_end(self, fresh: Path) -> None:
        """Compares what is left with what was saved, and with an index made from nothing."""
        for post in self.saved:
            self._check_saved(post)
        left = [each.name for each in self.root.rglob(".slidescan-*")]
        self.check(f"temporary files are left: {left}", not left)
        self.command(*INGEST, ".", "--prune", codes=(0,))
        verified = slidescan("status", "--verify", cwd=self.root)
        self.check(f"verify: {verified.stdout}{verified.stderr}", verified.returncode == 0)
        shutil.copytree(self.root, fresh, ignore=shutil.ignore_patterns("index"))
        slidescan(*INGEST, ".", cwd=fresh)
        mine, theirs = (_by_image(slides(root)) for root in (self.root, fresh))
        self.check(f"photos {sorted(mine)}, not {sorted(theirs)}", mine.keys() == theirs.keys())
        for image, text in self.accepted.items():
            self.check(f"the alt text of {image} is lost", mine[image]["alt"] == text)
        for image in mine.keys() & theirs.keys():
            one, other = mine[image], theirs[image]
            for key in one.keys() | other.keys():
                same = one.get(key) == other.get(key) or (
                    key in ("alt", "alt_by") and image in self.accepted
                )
                self.check(f"{image}: {key} {one.get(key)!r}, not {other.get(key)!r}", same)


def everything(work: Path, seconds: float, seed: int) -> Outcome:
    """Runs everything at once for some time, and checks what is left."""
    outcome = Outcome("everything at once")
    start = time.monotonic()
    chaos = Chaos(site(work / "chaos", PHOTOS), outcome, seed)
    chaos.command(*INGEST, "img", codes=(0,))
    chaos.run(seconds)
    chaos.check_end(work / "chaos-from-nothing")
    outcome.note = ", ".join(f"{count} {what}" for what, count in sorted(chaos.counts.items()))
    outcome.seconds = time.monotonic() - start
    return outcome


def _slide(image: str) -> str:
    return f"/slide?{urllib.parse.urlencode({'photo': image})}"


def _by_image(exported: object) -> dict[str, dict[str, object]]:
    assert isinstance(exported, list), exported
    return {slide["image"]: slide for slide in exported}


def _interrupted(process: subprocess.Popen[str]) -> int | None:
    """The exit code after Ctrl-C; None if it has no effect."""
    process.send_signal(signal.SIGINT)
    try:
        return process.wait(timeout=300)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return None


def _drain(stream: IO[str] | None, lines: list[str]) -> None:
    lines.extend(stream or ())
