"""What many slides cost, in a folder and on a server: python bench/scale.py [--slides N].

Puts N made slides (default 100,000; see `search.py`) through catalogue and full-text index, in a
folder and in PostgreSQL, in one run; then copies one into the other. Without `--server`, starts
a PostgreSQL of its own, with its usual settings.
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


@contextmanager
def server(given: str | None) -> Iterator[str | None]:
    programs = postgres_programs()
    if given or programs is None:
        yield given
        return
    with postgres(programs, durable=True) as running:
        yield running.database()


def size(place: Location) -> int:
    """Bytes on the disk."""
    if isinstance(place, Path):
        return sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
    with Catalogue.open(place) as catalogue:
        asked = "SELECT pg_database_size(current_database())"
        ((found,),) = catalogue.database.execute(asked).fetchall()
        return int(found)


def settled(place: Location) -> None:
    """Let the server do at once what it would do by itself within minutes."""
    if not isinstance(place, Path):
        with Catalogue.open(place, write=True) as catalogue:
            catalogue.database.execute("VACUUM ANALYZE")


def put(catalogue: Catalogue, made: Slide) -> None:
    """All that an ingest keeps of a photo."""
    photo = made.photo
    catalogue.put_photo(StoredPhoto(made.image, photo.sha256, 3_000_000, 1_700_000_000_000_000_000))
    catalogue.put_reading(StoredReading("6 made", photo, made.detection, made.reading))
    catalogue.put_slide(made)


def fill(place: Location, made: Texts, slides: int) -> None:
    with Catalogue.open(place, write=True) as catalogue:
        catalogue.set_site("/nowhere")
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
        settled(place)
        row("  on the disk, KiB a slide", f"{size(place) / slides / 1024:8.2f}")
        with catalogue.transaction():
            for number in range(slides, slides + 100):
                put(catalogue, slide(number, made.lines()))
            catalogue.set_derived()
        start = time.perf_counter()
        fulltext.update(catalogue)
        row("  adding 100 slides to the index", f"{time.perf_counter() - start:8.2f} s")


def look(place: Location) -> None:
    """What every ingest asks of all photos, also where nothing has changed."""
    with Catalogue.open(place) as catalogue:
        start = time.perf_counter()
        catalogue.photos(), catalogue.readers(), catalogue.engines(), catalogue.underived()
        catalogue.images()
        row("  what an ingest without news asks", f"{time.perf_counter() - start:8.2f} s")


def ask(library: Library, queries: Sequence[tuple[str, str]]) -> None:
    library.search("warm")
    for turn in range(3):
        took = timed(library.search, [query for _, query in queries])
        row(f"  queries, turn {turn + 1}", spread(took))
    for kind in dict.fromkeys(kind for kind, _ in queries):
        these = [each for each, (k, _) in zip(took, queries, strict=True) if k == kind]
        row(f"    {kind}", spread(these))
    start = time.perf_counter()
    count = len(library.cards())
    row(f"  {count} slides in short", f"{time.perf_counter() - start:8.2f} s")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slides", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--server", help="an empty database, as postgresql://…")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, server(given.server) as url:
        places: dict[str, str | Path] = {"in a folder": Path(temporary) / "index"}
        if url is None:
            row("on a server", NO_POSTGRES)
        else:
            places["on a server"] = url
        for name, index in places.items():
            made = Texts()
            row(f"{given.slides} slides {name}", "")
            fill(parse_location(index), made, given.slides)
            look(parse_location(index))
            ask(Library(index), list(made.queries(given.queries)))
        if url is not None:
            start = time.perf_counter()
            Library(Path(temporary) / "index").copy(url, "/nowhere", replace=True)
            took = time.perf_counter() - start
            row(
                "copying from the folder to the server, ms a slide",
                f"{took / given.slides * 1000:.2f}",
            )


if __name__ == "__main__":
    main()
