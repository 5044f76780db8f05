"""How fast the page answers: python -m bench.web [--slides N].

Makes N slides (default 10,000) without photos and serves them with `slidescan serve`. Measures the
first page, its size without pictures, and, in a real Chromium, the time from each keystroke to
the first results on the screen.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from bench.search import Texts, row, slide
from slidescan.library import Library
from slidescan.search import manager as fulltext
from slidescan.store.catalogue import Catalogue

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")

KEY_MILLISECONDS, QUERY_MILLISECONDS = 220, 250
"""Pauses after a key and before a query: long enough for each answer to come."""

WATCH_SCRIPT = """() => {
  window.took = [];
  const field = document.getElementById("q");
  field.addEventListener("input", () => { window.typed = performance.now(); }, true);
  new MutationObserver(() => requestAnimationFrame(() => {
    window.took.push(performance.now() - window.typed);
  })).observe(document.getElementById("results"), {childList: true});
}"""
"""Notes the milliseconds from each keystroke to the first frame that shows its results."""


def make_index(folder: Path, count: int, texts: Texts) -> Library:
    """An index of made slides."""
    with Catalogue.open(folder, write=True) as catalogue:
        with catalogue.transaction():
            for number in range(count):
                catalogue.put_slide(slide(number, texts.lines()))
            catalogue.set_meta("site", "..")
        fulltext.update(catalogue)
    return Library(folder)


def type_queries(page: Any, queries: list[str]) -> list[float]:  # noqa: ANN401 - Playwright's
    """Types queries; returns the milliseconds from each keystroke to its results."""
    for query in queries:
        page.fill("#q", "")
        page.wait_for_timeout(QUERY_MILLISECONDS)
        for key in query:
            page.keyboard.type(key)
            page.wait_for_timeout(KEY_MILLISECONDS)
    return [float(value) for value in page.evaluate("window.took ?? []")]


def weight(address: str) -> dict[str, int]:
    """Bytes of a page and of the files that it loads, without pictures."""
    sizes = {}
    with urlopen(address) as answer:
        text = answer.read().decode()
    sizes["page"] = len(text.encode())
    for path in sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', text))):
        with urlopen(address.rstrip("/").partition("/?")[0] + path) as answer:
            sizes[path] = len(answer.read())
    return sizes


def main() -> None:
    """Serves an index, measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slides", type=int, default=10_000)
    options = parser.parse_args()
    texts = Texts()
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        make_index(index, options.slides, texts)
        server = subprocess.Popen(
            [sys.executable, "-m", "slidescan", "serve", "--port", "0", "--index", str(index)],
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert server.stderr is not None
            address = re.findall(r"http://\S+", server.stderr.readline())[0]
            measure(address, options.slides, texts)
        finally:
            server.terminate()
            server.wait()


def measure(address: str, slides: int, texts: Texts) -> None:
    """Measures a running server."""
    words = [query for _, query in texts.queries(24)]
    started = time.perf_counter()
    urlopen(address).read()
    row(f"first page of {slides} slides", f"{(time.perf_counter() - started) * 1000:.0f} ms")
    parts = weight(address)
    row("page without pictures", f"{sum(parts.values()) / 1000:.0f} kB")
    for name, size in parts.items():
        row(f"  {name}", f"{size / 1000:.0f} kB")
    if CHROMIUM is None:
        row("keystrokes", "no Chromium is installed")
        return
    from playwright.sync_api import sync_playwright  # lazy: optional extra

    with sync_playwright() as run:
        browser = run.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.on("pageerror", lambda error: print(error))
        page.route("**/picture/**", lambda route: route.abort())
        page.goto(address)
        page.focus("#q")
        type_queries(page, words[:2])
        page.evaluate(WATCH_SCRIPT)
        took = sorted(type_queries(page, words[2:]))
        browser.close()
    row("keystrokes", str(len(took)))
    row("  to first results, median", f"{statistics.median(took):.0f} ms")
    row("  p95", f"{took[int(0.95 * len(took))]:.0f} ms")
    row("  slowest", f"{took[-1]:.0f} ms")


if __name__ == "__main__":
    main()
