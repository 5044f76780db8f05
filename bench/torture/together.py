"""Commands that run at the same time: two ingests, and readers during an ingest.

A writer waits, or reports which process holds the lock. A reader sees the index as it is before
the ingest or after it, and no state in between.
"""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.torture.making import INGEST, encoded, one_line, site, slide, slides, slidescan
from bench.torture.outcome import Outcome

PHOTOS_BEFORE, PHOTOS_AFTER = 3, 11
"""Photos of the site before and after the ingest."""


def start_slidescan(*args: str, cwd: Path) -> subprocess.Popen[str]:
    """Starts slidescan."""
    return subprocess.Popen(
        [sys.executable, "-m", "slidescan", *args],
        cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heed_ctrl_c,
    )  # fmt: skip


def heed_ctrl_c() -> None:
    """Lets a process react to Ctrl-C, which children of background jobs ignore."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def add_photos(root: Path) -> None:
    """Adds photos to a site, and a post that shows them."""
    for number in range(PHOTOS_BEFORE, PHOTOS_AFTER):
        image = slide(text=f"Data lake {number}")
        (root / "img" / f"{number:02}.jpg").write_bytes(encoded(image, "JPEG", quality=90))
    images = "".join(
        f"![](/img/{number:02}.jpg)\n\n" for number in range(PHOTOS_BEFORE, PHOTOS_AFTER)
    )
    (root / "content/second.md").write_text(f"# The second\n\n{images}", "utf-8")


def ingests(work: Path, times: int) -> Outcome:
    """Runs two ingests at once, of the same folder and of two folders."""
    outcome = Outcome("two ingests at once")
    start = time.monotonic()
    complete = site(work / "one-after-the-other")
    add_photos(complete)
    (complete / "more").mkdir()
    for number in range(PHOTOS_BEFORE, PHOTOS_AFTER):
        (complete / "img" / f"{number:02}.jpg").rename(complete / "more" / f"{number:02}.jpg")
    bare = work / "bare"
    shutil.copytree(complete, bare)
    for folder in ("img", "more"):
        slidescan("ingest", folder, "-q", "--jobs", "1", cwd=complete)
    expected = slides(complete)
    refused = 0
    for number in range(times):
        root = work / f"at-once-{number}"
        shutil.copytree(bare, root)
        pairs = (("img", "more"), (".", "."))
        folders = pairs[number % 2]
        # They start at different distances, so that they meet at different stages.
        both = []
        refused_folders = []
        for folder in folders:
            both.append(
                start_slidescan("ingest", folder, "-q", "--jobs", "1", "--site", ".", cwd=root)
            )
            time.sleep(0.3 * (number // 2))
        for process, folder in zip(both, folders, strict=True):
            out, err = process.communicate(timeout=300)
            done = subprocess.CompletedProcess([], process.returncode, out, err)
            waited = done.returncode == 0
            refused_clearly = done.returncode == 3 and one_line(done) and "process" in err
            outcome.check(f"{folders}: {done.returncode} {err}", waited or refused_clearly)
            if not waited:
                refused_folders.append(folder)
        # Only now no other ingest runs.
        for folder in refused_folders:
            refused += 1
            slidescan("ingest", folder, "-q", "--jobs", "1", "--site", ".", cwd=root)
        outcome.check(f"{folders}: other slides", slides(root) == expected)
        verified = slidescan("status", "--verify", cwd=root)
        outcome.check(f"{folders}: {verified.stdout}", verified.returncode == 0)
    outcome.note = f"{refused} reported the lock, the others waited"
    outcome.seconds = time.monotonic() - start
    return outcome


def readers(work: Path) -> list[Outcome]:
    """Searches, exports, serves and proposes alt texts during an ingest."""
    root = site(work / "read", PHOTOS_BEFORE)
    slidescan(*INGEST, cwd=root)
    later = work / "later"
    shutil.copytree(root, later)
    add_photos(later)
    slidescan(*INGEST, cwd=later)
    page = start_slidescan("serve", "--port", "0", cwd=root)
    try:
        address = server_address(page)
        readers_by_name: dict[str, Callable[[Path], str]] = {
            "searching": _search, "exporting": _export, "alt texts": _alts, "showing": _show,
            "serving": lambda root: _get(f"{address}/api/search?q=lake&limit=50", root),
        }  # fmt: skip
        before = {name: ask(root) for name, ask in readers_by_name.items() if name != "serving"}
        after = {name: ask(later) for name, ask in readers_by_name.items() if name != "serving"}
        before["serving"] = readers_by_name["serving"](root)
        add_photos(root)
        ingest = start_slidescan(*INGEST, cwd=root)
        start = time.monotonic()

        def hammer(name: str) -> tuple[Outcome, Counter[str]]:
            outcome = Outcome(f"{name} during an ingest")
            answers: Counter[str] = Counter()
            while ingest.poll() is None:
                answer = readers_by_name[name](root)
                answers[answer] += 1
            answers[readers_by_name[name](root)] += 1
            outcome.seconds = time.monotonic() - start
            return outcome, answers

        outcomes = []
        with ThreadPoolExecutor(len(readers_by_name)) as pool:
            results = list(pool.map(hammer, readers_by_name))
        for name, (outcome, answers) in zip(readers_by_name, results, strict=True):
            if name == "serving":
                after[name] = readers_by_name[name](root)
            for answer, times in answers.items():
                for _ in range(times):
                    complete = answer in (before[name], after[name])
                    outcome.check(f"{name}: {answer[:300]}", complete)
            outcome.check(f"{name}: never the end", after[name] in answers)
            outcome.note = f"{answers[before[name]]} saw it before, {answers[after[name]]} after"
            outcomes.append(outcome)
        outcome = Outcome("the ingest during which others read")
        outcome.check(f"{ingest.returncode}", ingest.returncode == 0)
        outcome.check("other slides", slides(root) == slides(later))
        outcomes.append(outcome)
        ingest.communicate()
        return outcomes
    finally:
        page.terminate()
        page.communicate()


def server_address(page: subprocess.Popen[str]) -> str:
    assert page.stderr is not None
    for line in page.stderr:
        at = re.search(r"http://127\.0\.0\.1:\d+", line)
        if at:
            return at[0]
    raise AssertionError("the server printed no address")


def _search(root: Path) -> str:
    done = slidescan("search", "lake", "--json", "--limit", "50", cwd=root)
    if done.returncode:
        return f"{done.returncode} {done.stderr}"
    return _hits(json.loads(done.stdout))


def _hits(answer: dict[str, object]) -> str:
    """The hits without their order: ties may change when slides are added."""
    hits = answer["hits"]
    assert isinstance(hits, list)
    return json.dumps([answer["total"], sorted(json.dumps(_comparable(hit)) for hit in hits)])


def _comparable(hit: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in hit.items() if key not in ("score", "others", "rank")}


def _get(address: str, root: Path) -> str:
    del root
    with urllib.request.urlopen(address, timeout=60) as answer:
        return _hits(json.loads(answer.read()))


def _export(root: Path) -> str:
    done = slidescan("export", "json", cwd=root)
    if done.returncode:
        return f"{done.returncode} {done.stderr}"
    return re.sub(r'"mtime": \d+', "", done.stdout).replace(str(root), "")


def _alts(root: Path) -> str:
    done = slidescan("alt", "content/post.md", "--json", cwd=root)
    return done.stdout or f"{done.returncode} {done.stderr}"


def _show(root: Path) -> str:
    done = slidescan("show", "1.jpg", "--json", cwd=root)
    return done.stdout or f"{done.returncode} {done.stderr}"
