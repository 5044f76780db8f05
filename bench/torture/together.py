"""Several at once: ingests side by side, and readers while an ingest runs.

A writer waits, or says who holds the lock. A reader sees the index as it was before or as it is
after, and nothing between.
"""

from __future__ import annotations

import json
import re
import shutil
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

FEW, MANY = 3, 11
"""Photos before, and after."""


def started(*args: str, cwd: Path) -> subprocess.Popen[str]:
    """Start slidescan."""
    return subprocess.Popen(
        [sys.executable, "-m", "slidescan", *args],
        cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def grown(root: Path) -> None:
    """Add photos to a site, and a post that shows them."""
    for number in range(FEW, MANY):
        image = slide(text=f"Data lake {number}")
        (root / "img" / f"{number:02}.jpg").write_bytes(encoded(image, "JPEG", quality=90))
    shown = "".join(f"![](/img/{number:02}.jpg)\n\n" for number in range(FEW, MANY))
    (root / "content/second.md").write_text(f"# The second\n\n{shown}", "utf-8")


def ingests(work: Path, times: int) -> Outcome:
    """Two ingests at once, of the same folder and of different ones."""
    found = Outcome("two ingests at once")
    begun = time.monotonic()
    whole = site(work / "one-after-the-other")
    grown(whole)
    (whole / "more").mkdir()
    for number in range(FEW, MANY):
        (whole / "img" / f"{number:02}.jpg").rename(whole / "more" / f"{number:02}.jpg")
    bare = work / "bare"
    shutil.copytree(whole, bare)
    for folder in ("img", "more"):
        slidescan("ingest", folder, "-q", "--jobs", "1", cwd=whole)
    wanted = slides(whole)
    refused = 0
    for number in range(times):
        root = work / f"at-once-{number}"
        shutil.copytree(bare, root)
        pairs = (("img", "more"), (".", "."))
        folders = pairs[number % 2]
        # Started a little apart, so that they meet in different places.
        both = []
        for folder in folders:
            both.append(started("ingest", folder, "-q", "--jobs", "1", "--site", ".", cwd=root))
            time.sleep(0.3 * (number // 2))
        for process, folder in zip(both, folders, strict=True):
            out, err = process.communicate(timeout=300)
            done = subprocess.CompletedProcess([], process.returncode, out, err)
            waited = done.returncode == 0
            named = done.returncode == 3 and one_line(done) and "process" in err
            found.check(f"{folders}: {done.returncode} {err}", waited or named)
            if not waited:
                refused += 1
                slidescan("ingest", folder, "-q", "--jobs", "1", "--site", ".", cwd=root)
        found.check(f"{folders}: other slides", slides(root) == wanted)
        verified = slidescan("status", "--verify", cwd=root)
        found.check(f"{folders}: {verified.stdout}", verified.returncode == 0)
    found.note = f"{refused} told who holds the lock, the others waited"
    found.seconds = time.monotonic() - begun
    return found


def readers(work: Path) -> list[Outcome]:
    """Search, export, the page and the alt texts while an ingest runs."""
    root = site(work / "read", FEW)
    slidescan(*INGEST, cwd=root)
    later = work / "later"
    shutil.copytree(root, later)
    grown(later)
    slidescan(*INGEST, cwd=later)
    page = started("serve", "--port", "0", cwd=root)
    try:
        address = _address(page)
        asked: dict[str, Callable[[Path], str]] = {
            "searching": _search, "exporting": _export, "alt texts": _alts, "showing": _show,
            "serving": lambda root: _get(f"{address}/api/search?q=lake&limit=50", root),
        }  # fmt: skip
        before = {name: ask(root) for name, ask in asked.items() if name != "serving"}
        after = {name: ask(later) for name, ask in asked.items() if name != "serving"}
        before["serving"] = asked["serving"](root)
        grown(root)
        ingest = started(*INGEST, cwd=root)
        begun = time.monotonic()

        def hammer(name: str) -> tuple[Outcome, Counter[str]]:
            found = Outcome(f"{name} during an ingest")
            seen: Counter[str] = Counter()
            while ingest.poll() is None:
                answer = asked[name](root)
                seen[answer] += 1
            seen[asked[name](root)] += 1
            found.seconds = time.monotonic() - begun
            return found, seen

        outcomes = []
        with ThreadPoolExecutor(len(asked)) as pool:
            results = list(pool.map(hammer, asked))
        for name, (found, seen) in zip(asked, results, strict=True):
            if name == "serving":
                after[name] = asked[name](root)
            for answer, times in seen.items():
                for _ in range(times):
                    whole = answer in (before[name], after[name])
                    found.check(f"{name}: {answer[:300]}", whole)
            found.check(f"{name}: never the end", after[name] in seen)
            found.note = f"{seen[before[name]]} saw it before, {seen[after[name]]} after"
            outcomes.append(found)
        found = Outcome("the ingest that was looked at")
        found.check(f"{ingest.returncode}", ingest.returncode == 0)
        found.check("other slides", slides(root) == slides(later))
        outcomes.append(found)
        ingest.communicate()
        return outcomes
    finally:
        page.terminate()
        page.communicate()


def _address(page: subprocess.Popen[str]) -> str:
    assert page.stderr is not None
    for line in page.stderr:
        at = re.search(r"http://127\.0\.0\.1:\d+", line)
        if at:
            return at[0]
    raise AssertionError("the page never said where it is")


def _search(root: Path) -> str:
    done = slidescan("search", "lake", "--json", "--limit", "50", cwd=root)
    if done.returncode:
        return f"{done.returncode} {done.stderr}"
    return _hits(json.loads(done.stdout))


def _hits(answer: dict[str, object]) -> str:
    """What was found, in no order: ties may change when others join."""
    hits = answer["hits"]
    assert isinstance(hits, list)
    return json.dumps([answer["total"], sorted(json.dumps(_said(hit)) for hit in hits)])


def _said(hit: dict[str, object]) -> dict[str, object]:
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
