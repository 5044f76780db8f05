"""What a large index costs, in a folder and on a server: python bench/scale.py [--slides N].

Puts N made slides (default 100,000; see `search.py`) through catalogue and full-text index, in a
folder and in PostgreSQL, in one run; then copies the folder to the server. Without `--server`, it
starts a PostgreSQL with the default settings.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from support.servers import NO_POSTGRES, postgres, postgres_programs

from bench.search import Texts, row, slide, spread, timed
from slidescan.core.records import Slide
from slidescan.library import Library
from slidescan.search import manager as fulltext
from slidescan.store.backends.registry import parse_location
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Location
from slidescan.store.stored import StoredPhoto, StoredReading

SITE = "/nowhere"
NEW_SLIDES = 100
QUERY_ROUNDS = 3


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


def measure_queries(library: Library, queries: Sequence[tuple[str, str]]) -> None:
    """Times queries, and listing all slides."""
    library.search("warm")
    for turn in range(QUERY_ROUNDS):
        took = timed(library.search, [query for _, query in queries])
        row(f"  queries, round {turn + 1}", spread(took))
    for kind in dict.fromkeys(kind for kind, _ in queries):
        these = [each for each, (k, _) in zip(took, queries, strict=True) if k == kind]
        row(f"    {kind}", spread(these))
    start = time.perf_counter()
    count = len(library.cards())
    row(f"  listing {count} slides", f"{time.perf_counter() - start:8.2f} s")


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
