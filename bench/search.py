"""How fast slides are found: python bench/search.py [--slides N].

Makes N slides (default 100,000) without photos, with 25 words each that are as frequent as the
words of a language, and indexes them. Measures on one core: queries inside the process, commands
from the shell, adding a hundred slides, and memory. In the same run, it measures the same texts
in plain SQLite FTS5 and, if the extra `bench` is installed, in tantivy.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Detection, Line, Link, Photo, Reading, Slide
from slidescan.library import Library
from slidescan.search import manager as fulltext
from slidescan.search.indexes.registry import MIN_FTS5_SLIDES
from slidescan.store.catalogue import Catalogue

SYLLABLES = [c + v for c in "bcdfghjklmnprstvwz" for v in ("a", "e", "i", "o", "u", "en", "or")]
SEED = 7
VOCABULARY_WORDS = 60_000
SLIDES_PER_POST = 30
NEW_SLIDES = 100
SHELL_QUERIES = 24

PEAK_SCRIPT = """
import runpy, sys
from pathlib import Path
sys.argv = ["slidescan", *sys.argv[1:]]
try:
    runpy.run_module("slidescan", run_name="__main__")
finally:
    # Unlike getrusage, this counts nothing of the process that started this one.
    status = Path("/proc/self/status").read_text()
    sys.stderr.write("peak " + status.partition("VmHWM:")[2].split()[0])
"""
"""Runs slidescan and writes the most KiB that it used."""

OPERATORS = (
    "OR", "-", "(", ")", '"', "title:", "*", "lang:de", "after:2003", "is:linked", "tag:tag1"
)  # fmt: skip


def vocabulary(random_: random.Random, size: int) -> list[str]:
    """Different made words of two to five syllables."""
    words: dict[str, None] = {}
    while len(words) < size:
        words["".join(random_.choices(SYLLABLES, k=random_.randint(2, 5)))] = None
    return list(words)


class Texts:
    """Lines of slides; words are as frequent as in a language (Zipf 1935)."""

    def __init__(self) -> None:
        self.random = random.Random(SEED)
        self.words = vocabulary(self.random, VOCABULARY_WORDS)
        self._shares = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(self.words))))

    def line(self, words: int) -> str:
        """A line of so many words."""
        return " ".join(self.random.choices(self.words, cum_weights=self._shares, k=words))

    def lines(self) -> list[str]:
        """The lines of a slide."""
        return [self.line(4), *(self.line(7) for _ in range(3))]

    def queries(self, count: int) -> Iterator[tuple[str, str]]:
        """Queries with their kinds, like those of people: words of a slide, some misspelt."""
        kinds = ("one word", "two words", "three words", "phrase", "beginning", "misspelt")
        for number in range(count):
            kind = kinds[number % len(kinds)]
            words = self.line(8).split()
            first = words[0]
            yield (
                kind,
                {
                    "one word": first,
                    "two words": " ".join(words[:2]),
                    "three words": " ".join(words[:3]),
                    "phrase": '"' + " ".join(words[:2]) + '"',
                    "beginning": first[: max(3, len(first) - 2)] + "*",
                    "misspelt": first[:2] + "x" + first[3:] + " " + words[1],
                }[kind],
            )


def slide(number: int, lines: Sequence[str]) -> Slide:
    """A slide without a photo."""
    quads = [PhotoQuad.rectangle(1600, 60) for _ in lines]
    stored = tuple(
        Line(text, 0.97, quad, "body" if i else "title")
        for i, (text, quad) in enumerate(zip(lines, quads, strict=True))
    )
    post = number // SLIDES_PER_POST
    link = Link(
        post=f"content/post-{post}.md",
        line=10,
        title=f"Post {post}",
        date=f"20{post % 20:02d}-11-{post % 28 + 1:02d}",
        tags=(f"tag{post % 50}",),
        section=(f"Section {number % 7}",),
        anchor="section",
        url=f"/post-{post}/#section",
    )
    photo = Photo(f"{number:064x}", 4000, 3000)
    fingerprint = f"{random.Random(number).getrandbits(63):016x}"
    detection = Detection.of(PhotoQuad.rectangle(4000, 3000), 0.98, fingerprint=fingerprint)
    reading = Reading("made", "made", ("en",), stored)
    return Slide(f"img/{number}.jpg", photo, detection, reading, lines[0], "", "", links=(link,))


def row(name: str, value: str) -> None:
    print(f"{name:<52} {value}", flush=True)


def timed(ask: Callable[[str], object], queries: Sequence[str]) -> list[float]:
    """Milliseconds of each query."""
    took = []
    for query in queries:
        start = time.perf_counter()
        ask(query)
        took.append((time.perf_counter() - start) * 1000)
    return took


def spread(took: Sequence[float]) -> str:
    """Median, 95th percentile and maximum of milliseconds."""
    ordered = sorted(took)
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    return f"{statistics.median(took):7.2f} ms median {p95:8.2f} p95 {ordered[-1]:8.2f} slowest"


def fts5(folder: Path, texts: Sequence[Sequence[str]]) -> Callable[[str], object]:
    """A search in plain SQLite FTS5 over the same texts."""
    db = sqlite3.connect(folder / "plain.sqlite")
    db.execute("CREATE VIRTUAL TABLE slides USING fts5(title, body)")
    rows = ((lines[0], "\n".join(lines[1:])) for lines in texts)
    db.executemany("INSERT INTO slides VALUES (?, ?)", rows)
    db.commit()
    best = (
        "SELECT rowid, snippet(slides, 1, '<', '>', '', 20) FROM slides"
        " WHERE slides MATCH ? ORDER BY bm25(slides, 3, 1) LIMIT 10"
    )
    total = "SELECT count(*) FROM slides WHERE slides MATCH ?"
    return lambda query: (
        db.execute(best, (query,)).fetchall(),
        db.execute(total, (query,)).fetchone(),
    )


def tantivy(folder: Path, texts: Sequence[Sequence[str]]) -> Callable[[str], object] | None:
    """A search in tantivy over the same texts; None if it is not installed."""
    try:
        import tantivy as engine  # lazy: optional extra
    except ImportError:
        return None
    (folder / "tantivy").mkdir()
    builder = engine.SchemaBuilder()
    for field in ("title", "body"):
        builder.add_text_field(field, stored=True)
    index = engine.Index(builder.build(), path=str(folder / "tantivy"))
    writer = index.writer(num_threads=1)
    for lines in texts:
        writer.add_document(engine.Document(title=lines[0], body="\n".join(lines[1:])))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(query: str) -> object:
        terms = query if query.startswith('"') else " ".join(f"+{w}" for w in query.split())
        parsed = index.parse_query(terms.rstrip("*"), ["title", "body"])
        return [searcher.doc(at).to_dict() for _, at in searcher.search(parsed, 10).hits]

    return ask


def odd_query(made: Texts) -> str:
    """A query that nobody would ask: words joined, cut and misspelt, with operators in between."""
    random_ = made.random
    parts = []
    for _ in range(random_.choice((1, 2, 3, 5, 8, 20, 60))):
        word = made.line(1)
        at = random_.randrange(len(word))
        wrong = word[:at] + "x" + word[at + 1 :]
        ways = (word, word[:4], word + made.line(1), wrong, *random_.choices(OPERATORS, k=2))
        parts.append(random_.choice(ways))
    return random_.choice((" ", " ", " ", "")).join(parts)


def fuzz(folder: Path, slides: int, count: int) -> None:
    """Times odd queries beside usual ones."""
    made = Texts()
    index = folder / f"fuzzed-{slides}"
    with Catalogue.open(index, write=True) as catalogue:
        catalogue.set_meta("site", "..")
        with catalogue.transaction():
            for number in range(slides):
                catalogue.put_slide(slide(number, made.lines()))
        fulltext.update(catalogue)
    search = Library(index).search
    name = "FTS5" if slides >= MIN_FTS5_SLIDES else "Whoosh"
    usual = timed(search, [query for _, query in made.queries(count)])
    row(f"{name}, {slides} slides, {count} queries", spread(usual))
    row("  odd queries", spread(timed(search, [odd_query(made) for _ in usual])))


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slides", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=300)
    options = parser.parse_args()
    made = Texts()
    texts = [made.lines() for _ in range(options.slides)]
    queries = list(made.queries(options.queries))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        index = folder / "index"
        with Catalogue.open(index, write=True) as catalogue:
            catalogue.set_meta("site", "..")
            with catalogue.transaction():
                for number, lines in enumerate(texts):
                    catalogue.put_slide(slide(number, lines))
            start = time.perf_counter()
            fulltext.update(catalogue)
            row(f"indexing {options.slides} slides", f"{time.perf_counter() - start:6.1f} s")
            with catalogue.transaction():
                for number in range(options.slides, options.slides + NEW_SLIDES):
                    catalogue.put_slide(slide(number, made.lines()))
            start = time.perf_counter()
            fulltext.update(catalogue)
            row(f"adding {NEW_SLIDES} slides to them", f"{time.perf_counter() - start:6.2f} s")
        library = Library(index)
        plain = [query for _, query in queries]
        ours = timed(library.search, plain)
        row("slidescan, complete answers", spread(ours))
        for kind in dict.fromkeys(kind for kind, _ in queries):
            these = [took for took, (k, _) in zip(ours, queries, strict=True) if k == kind]
            row(f"  {kind}", spread(these))
        row("plain FTS5, rows and snippets", spread(timed(fts5(folder, texts), plain)))
        other = tantivy(folder, texts)
        if other is None:
            row("tantivy", "not installed")
        else:
            row("tantivy, documents", spread(timed(other, plain)))
        shell(index, folder, plain)
        fuzz(folder, 10_000, 1000)
        fuzz(folder, MIN_FTS5_SLIDES - 1, 300)


def shell(index: Path, folder: Path, queries: Sequence[str]) -> None:
    """Times commands from the shell, and measures the largest peak of memory."""
    walls, peaks = [], []
    for query in queries[:SHELL_QUERIES]:
        command = [sys.executable, "-c", PEAK_SCRIPT, "search", query, "--index", str(index)]
        start = time.perf_counter()
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
        walls.append((time.perf_counter() - start) * 1000)
        peaks.append(int(done.stderr.rpartition("peak ")[2]) / 1024)
    row("slidescan search, from the shell", spread(walls))
    row("slidescan search, peak memory", f"{max(peaks):6.0f} MiB")


if __name__ == "__main__":
    main()
