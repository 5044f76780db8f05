"""What a large index costs, in a folder and on a server: python bench/scale.py [--slides N].

Puts N made slides (default 100,000; see `search.py`) through catalogue and full-text index, in a
folder and in PostgreSQL, in one run; then copies the folder to the server. Without `--server`, it
starts a PostgreSQL with the default settings.

With the extra `meaning`, each slide then gets made vectors, and questions are asked that no words
answer: by the real encoder, inside the process and from the shell, with the most memory used.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from support.servers import NO_POSTGRES, postgres, postgres_programs

from bench.search import PEAK_SCRIPT, Texts, row, slide, spread, timed
from slidescan.core.records import Options, Slide
from slidescan.library import Library
from slidescan.search import manager as fulltext
from slidescan.search.meaning.registry import choose
from slidescan.store.backends.registry import parse_location
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Location
from slidescan.store.stored import StoredPhoto, StoredReading
from slidescan.store.vectors import StoredVectors

SITE = "/nowhere"
NEW_SLIDES = 100
QUERY_ROUNDS = 3
PASSAGES = (1, 2, 2, 3, 4)
"""Passages of made slides, by turns; those of real ones have 2.2 on average."""

VECTOR_DIMENSIONS = 512
VECTOR_BATCH_SLIDES = 2_000
SHELL_QUESTIONS = 12
SUBJECTS = ("the team", "our customers", "a bank", "every developer", "the hospital", "nobody")
DEEDS = ("keeps the keys of", "pays less for", "moves", "protects", "shares", "tests")
OBJECTS = ("encrypted archives", "virtual machines", "the old mainframe", "voice recordings")


@contextmanager
def server(url: str | None) -> Iterator[str | None]:
    """The address of an empty database, `url` or a new one; None if PostgreSQL is missing."""
    programs = postgres_programs()
    if url or programs is None:
        yield url
        return
    with postgres(programs, durable=True) as running:
        yield running.database()


def size(location: Location) -> int:
    """Bytes on disk."""
    if isinstance(location, Path):
        return sum(path.stat().st_size for path in location.rglob("*") if path.is_file())
    with Catalogue.open(location) as catalogue:
        query = "SELECT pg_database_size(current_database())"
        ((count,),) = catalogue.database.execute(query).fetchall()
        return int(count)


def vacuum(location: Location) -> None:
    """Makes the server do now what it would do by itself within minutes."""
    if not isinstance(location, Path):
        with Catalogue.open(location, write=True) as catalogue:
            catalogue.database.execute("VACUUM ANALYZE")


def put(catalogue: Catalogue, made: Slide) -> None:
    """Stores all that an ingest stores of a photo."""
    photo = made.photo
    catalogue.put_photo(StoredPhoto(made.image, photo.sha256, 3_000_000, 1_700_000_000_000_000_000))
    catalogue.put_reading(StoredReading("6 made", photo, made.detection, made.reading))
    catalogue.put_slide(made)


def fill(location: Location, made: Texts, slides: int) -> None:
    """Times filling an index, and adding slides to it."""
    with Catalogue.open(location, write=True) as catalogue:
        catalogue.set_site(SITE)
        start = time.perf_counter()
        with catalogue.transaction():
            for number in range(slides):
                put(catalogue, slide(number, made.lines()))
            catalogue.set_derived()
        took = time.perf_counter() - start
        row("  catalogue, ms a slide", f"{took / slides * 1000:8.2f}")
        start = time.perf_counter()
        fulltext.update(catalogue)
        took = time.perf_counter() - start
        row("  full-text index, ms a slide", f"{took / slides * 1000:8.2f}")
        vacuum(location)
        row("  on disk, KiB a slide", f"{size(location) / slides / 1024:8.2f}")
        with catalogue.transaction():
            for number in range(slides, slides + NEW_SLIDES):
                put(catalogue, slide(number, made.lines()))
            catalogue.set_derived()
        start = time.perf_counter()
        fulltext.update(catalogue)
        row(f"  adding {NEW_SLIDES} slides to the index", f"{time.perf_counter() - start:8.2f} s")


def measure_unchanged(location: Location) -> None:
    """Times what every ingest asks about all photos, even if nothing has changed."""
    with Catalogue.open(location) as catalogue:
        start = time.perf_counter()
        catalogue.photos(), catalogue.readers(), catalogue.engines(), catalogue.underived()
        catalogue.images()
        row("  lookups of an ingest without changes", f"{time.perf_counter() - start:8.2f} s")


def cpu_median(ask: Callable[[str], object], queries: Sequence[str]) -> str:
    """The median milliseconds of CPU of this process; a busy machine hardly changes it."""
    took = []
    for query in queries:
        start = time.process_time()
        ask(query)
        took.append((time.process_time() - start) * 1000)
    return f"{statistics.median(took):7.2f} ms median"


def measure_queries(library: Library, queries: Sequence[tuple[str, str]]) -> None:
    """Times queries, and listing all slides."""
    library.search("warm")
    for turn in range(QUERY_ROUNDS):
        took = timed(library.search, [query for _, query in queries])
        row(f"  queries, round {turn + 1}", spread(took))
    row("  queries, CPU", cpu_median(library.search, [query for _, query in queries]))
    for kind in dict.fromkeys(kind for kind, _ in queries):
        these = [each for each, (k, _) in zip(took, queries, strict=True) if k == kind]
        row(f"    {kind}", spread(these))
    start = time.perf_counter()
    count = len(library.cards())
    row(f"  listing {count} slides", f"{time.perf_counter() - start:8.2f} s")


def made_vectors(random: Any, count: int) -> Any:  # noqa: ANN401 - arrays
    """Vectors of no meaning, in 32 bits."""
    return random.normal(size=(count, VECTOR_DIMENSIONS)).astype("float32")


def put_vectors(location: Location, slides: int) -> None:
    """Stores made vectors, as an encoder's, and what a search reads of them."""
    import numpy as np  # lazy: only this part needs it

    from slidescan.search.meaning.encoder_state import encoder_name
    from slidescan.search.meaning.quantization import to_codes, to_text
    from slidescan.search.meaning.update import update

    kind = choose(Options())
    assert kind is not None
    embedder = kind.make(Options())
    name = encoder_name(embedder)
    random = np.random.default_rng(7)
    counts = itertools.cycle(PASSAGES)
    with Catalogue.open(location, write=True) as catalogue:
        images = catalogue.images()
        for start in range(0, len(images), VECTOR_BATCH_SLIDES):
            with catalogue.transaction():
                catalogue.vectors.put(
                    StoredVectors(
                        image,
                        name,
                        "made",
                        False,
                        to_text(to_codes(made_vectors(random, next(counts)))),
                    )
                    for image in images[start : start + VECTOR_BATCH_SLIDES]
                )
        start_time = time.perf_counter()
        update(catalogue, embedder)
        took = time.perf_counter() - start_time
        row("  vectors in the form of a search, ms a slide", f"{took / slides * 1000:8.2f}")


def questions() -> list[str]:
    """Questions that no made word answers."""
    return [" ".join(parts) for parts in itertools.product(SUBJECTS, DEEDS, OBJECTS)]


def measure_meaning(index: str | Path, folder: Path) -> None:
    """Times questions, inside the process and from the shell, and the most memory used."""
    library = Library(index)
    first = library.search(questions()[0])
    assert any(hit.by == "meaning" for hit in first.hits)
    for turn in range(QUERY_ROUNDS):
        row(f"  questions, round {turn + 1}", spread(timed(library.search, questions())))
    row("  questions, CPU", cpu_median(library.search, questions()))
    walls, peaks = [], []
    for question in questions()[:SHELL_QUESTIONS]:
        command = [sys.executable, "-c", PEAK_SCRIPT, "search", question, "--index", str(index)]
        start = time.perf_counter()
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=True, env=os.environ
        )
        walls.append((time.perf_counter() - start) * 1000)
        peaks.append(int(done.stderr.rpartition("peak ")[2]) / 1024)
    row("  questions from the shell", f"{statistics.median(walls):7.0f} ms median")
    row("  questions from the shell, peak memory", f"{max(peaks):6.0f} MiB")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slides", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--server", help="an empty database, as postgresql://…")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, server(options.server) as url:
        locations: dict[str, str | Path] = {"in a folder": Path(temporary) / "index"}
        if url is None:
            row("on a server", NO_POSTGRES)
        else:
            locations["on a server"] = url
        for name, index in locations.items():
            made = Texts()
            row(f"{options.slides} slides {name}", "")
            fill(parse_location(index), made, options.slides)
            measure_unchanged(parse_location(index))
            measure_queries(Library(index), list(made.queries(options.queries)))
            if choose(Options()) is not None:
                put_vectors(parse_location(index), options.slides)
                measure_queries(Library(index), list(made.queries(options.queries)))
                measure_meaning(index, Path(temporary))
        if url is not None:
            start = time.perf_counter()
            Library(Path(temporary) / "index").copy(url, SITE, replace=True)
            took = time.perf_counter() - start
            row(
                "copying from the folder to the server, ms a slide",
                f"{took / options.slides * 1000:.2f}",
            )


if __name__ == "__main__":
    main()
