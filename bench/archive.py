"""What one change and one page cost in a large archive: python -m bench.archive [--slides N …].

Makes archives of N slides, with folders side by side and with folders nested by conference, a post
for each talk, and a file for each photo. Puts made readings into the index instead of reading
photos, and then uses what people use: ingests, edits, the page, the command line. Everything is
measured in seconds of CPU, as other programs share the machine.

    python -m bench.archive --slides 1000 10000 100000 --keep FOLDER

`--keep` leaves the archives in a folder and uses those that are there. `--without-meaning` leaves
the vectors out, whose encoder takes longer than everything else.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from bench.search import Texts, row
from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Detection, Line, Options, Photo, Reading
from slidescan.ingest.request import resolve
from slidescan.ingest.scan import reader_of
from slidescan.library import Library
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import StoredReading

SLIDES_PER_TALK, TALKS_PER_EVENT = 100, 10

SHAPES = ("beside", "nested")
"""Folders side by side, whose photos are one event; and folders of folders, an event each."""

PHOTO_WIDTH, PHOTO_HEIGHT = 1600, 900

TOKEN = "made-token-for-measuring"


def folder_of(shape: str, talk: int) -> str:
    """The folder of a talk's photos."""
    if shape == "beside":
        return f"static/photos/talk-{talk:05d}"
    return f"static/photos/conf-{talk // TALKS_PER_EVENT:04d}/talk-{talk:05d}"


def image_of(shape: str, number: int) -> str:
    """The path of a photo."""
    return f"{folder_of(shape, number // SLIDES_PER_TALK)}/IMG_{number:06d}.jpg"


def _line(text: str, confidence: float, top: int, height: int, role: str) -> Line:
    left, right = 80, min(PHOTO_WIDTH - 80, 80 + 22 * len(text))
    quad = PhotoQuad.of([(left, top), (right, top), (right, top + height), (left, top + height)])
    return Line(text, confidence, quad, role)  # type: ignore[arg-type]


def reading_of(
    number: int, sha256: str, texts: Texts, reader: str, options: Options
) -> StoredReading:
    """A made reading of a photo, with a footer that all slides of its talk have."""
    chance = random.Random(number)
    title, *body = texts.lines()
    lines = [_line(title.capitalize(), 0.99, 60, 70, "title")]
    lines += [
        _line(text, chance.choice((0.93, 0.96, 0.985, 0.999)), 220 + 110 * at, 50, "body")
        for at, text in enumerate(body)
    ]
    talk = number // SLIDES_PER_TALK
    lines.append(_line(f"Talk {talk} of the conference", 0.97, 850, 24, "body"))
    detection = Detection.of(
        PhotoQuad.rectangle(PHOTO_WIDTH, PHOTO_HEIGHT), 0.98,
        fingerprint=f"{chance.getrandbits(64):016x}",
    )  # fmt: skip
    photo = Photo(sha256, PHOTO_WIDTH, PHOTO_HEIGHT)
    reading = Reading(options.engine, "made", options.languages, tuple(lines))
    return StoredReading(reader, photo, detection, reading)


def make_archive(folder: Path, shape: str, slides: int) -> Library:
    """Makes an archive whose readings are stored, but not derived."""
    import hashlib

    site = folder / "site"
    for talk in range(-(-slides // SLIDES_PER_TALK)):
        (site / folder_of(shape, talk)).mkdir(parents=True, exist_ok=True)
        images = range(talk * SLIDES_PER_TALK, min(slides, (talk + 1) * SLIDES_PER_TALK))
        shown = "\n\n".join(f"![](/{image_of(shape, n).removeprefix('static/')})" for n in images)
        post = site / "content" / "posts" / f"talk-{talk:05d}.md"
        post.parent.mkdir(parents=True, exist_ok=True)
        post.write_text(
            f"---\ntitle: Talk {talk}\ndate: {2000 + talk % 25}-05-{talk % 28 + 1:02d}\n"
            f"tags: [tag{talk % 300}]\n---\n\n## Part one\n\n{shown}\n", "utf-8"
        )  # fmt: skip
    (site / "config.toml").write_text('baseURL = "https://example.org/"\n', "utf-8")
    index = site / ".slidescan"
    library = Library(index, Options(index=str(index), site=str(site)))
    options = resolve([site / "static"], library.options).options
    reader = reader_of(options)
    texts = Texts()
    with Catalogue.open(index, write=True) as catalogue, catalogue.transaction():
        for number in range(slides):
            path = site / image_of(shape, number)
            data = f"made photo {number}".encode()
            path.write_bytes(data)
            sha256 = hashlib.sha256(data).hexdigest()
            catalogue.put_reading(reading_of(number, sha256, texts, reader, options))
    return library


def run_command(folder: Path, *arguments: str, codes: Sequence[int] = (0,)) -> tuple[float, float]:
    """Runs slidescan; returns its seconds of CPU, and the most MiB of memory that it used."""
    process = subprocess.Popen(
        [sys.executable, "-m", "slidescan", *arguments],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=folder,
    )  # fmt: skip
    assert process.stderr is not None
    messages = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        raise SystemExit(f"slidescan {' '.join(arguments)}: {messages}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def report(name: str, measured: tuple[float, float]) -> None:
    row(f"  {name}", f"{measured[0]:9.2f} s CPU {measured[1]:7.0f} MiB")


@contextmanager
def serving(index: Path) -> Iterator[tuple[str, int]]:
    """A server of the index; yields its address and its process."""
    server = subprocess.Popen(
        [sys.executable, "-m", "slidescan", "serve", "--port", "0", "--index", str(index),
         "--token", TOKEN],
        stderr=subprocess.PIPE, text=True, cwd=index.parent.parent,
    )  # fmt: skip
    try:
        assert server.stderr is not None
        lines = iter(server.stderr.readline, "")
        address = next(found[0] for line in lines if (found := re.findall(r"http://[^/\s]+", line)))
        yield address, server.pid
    finally:
        server.terminate()
        server.wait()


def cpu_of(process: int) -> float:
    """The seconds of CPU that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_of(process: int) -> float:
    """The most MiB of memory that a process has used."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def measure_page(index: Path, image: str, word: str) -> None:
    """Measures what the page asks for, and the memory of its server."""
    with serving(index) as (address, process):

        def ask(name: str, path: str, body: Any = None) -> None:  # noqa: ANN401 - JSON
            headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
            data = None if body is None else json.dumps(body).encode()
            before, start = cpu_of(process), time.perf_counter()
            with urlopen(Request(address + path, data, headers), timeout=600) as answer:
                size = len(answer.read())
            wall, cpu = time.perf_counter() - start, cpu_of(process) - before
            row(f"  page: {name}", f"{cpu:9.2f} s CPU {wall:7.2f} s {size / 1000:8.0f} kB")

        photo = quote(image)
        ask("first page", "/")
        ask("first page again", "/")
        ask("a search", f"/?{urlencode({'q': word})}")
        ask("a post's slides", f"/?{urlencode({'post': 'content/posts/talk-00000.md'})}")
        ask("a slide", f"/slide?photo={photo}")
        ask("where posts show it", f"/places?photo={photo}")
        ask("where posts show it, again", f"/places?photo={photo}")
        ask("similar slides", f"/api/similar?photo={photo}")
        ask("near: a photo", f"/api/search?{urlencode({'q': f'near:{image}'})}")
        ask("ten near:", f"/api/search?{urlencode({'q': ' OR '.join([f'near:{image}'] * 10)})}")
        ask("status", "/api/status")
        ask("an alt text for the slide", "/api/alt", {"photo": image, "text": "A person's words"})
        ask("another", "/api/alt", {"photo": image, "text": "Other words of a person"})
        ask("first page after it", "/")
        row("  page: memory of the server", f"{peak_of(process):9.0f} MiB")


def measure_edits(library: Library, image: str) -> None:
    """Measures corrections, and undoing them."""

    def edit(name: str, change: Callable[[], object]) -> None:
        start = time.process_time()
        change()
        row(f"  {name}", f"{time.process_time() - start:9.2f} s CPU")

    lines = library.slide_at(image).reading.lines  # type: ignore[union-attr]
    edit("an alt text", lambda: library.set_alt(image, "Words of a person"))
    edit("a corrected line", lambda: library.correct_line(image, 1, lines[1].text, "Corrected"))
    edit("undoing it", lambda: library.undo(image))
    edit("undoing the alt text", lambda: library.undo(image))


def measure(folder: Path, shape: str, slides: int, *, meaning: bool) -> None:
    """Makes an archive if it is missing, and measures one change after the other.

    Args:
        folder: The archive's folder.
        shape: Of `SHAPES`.
        slides: The number of slides.
        meaning: Whether to encode the slides, too.
    """
    site, index = folder / "site", folder / "site" / ".slidescan"
    ingest = ("ingest", str(site / "static"), "--index", str(index), "--site", str(site))
    configuration = folder / "slidescan.toml"
    folder.mkdir(parents=True, exist_ok=True)
    configuration.write_text('embedder = "none"\n')

    def run(name: str, *arguments: str, codes: Sequence[int] = (0,)) -> None:
        report(name, run_command(folder, *arguments, codes=codes))

    if not index.exists():
        make_archive(folder, shape, slides)
    with Catalogue.open(index) as catalogue:
        is_derived = catalogue.count() > 0
    if not is_derived:
        run("first derivation, with full text", *ingest)
        if meaning:
            configuration.unlink()
            run("vectors of all slides", *ingest)
    if meaning:
        configuration.unlink(missing_ok=True)
    at = ("--index", str(index))
    run("ingest with nothing new", *ingest)
    add_photos(folder, shape, slides, 1)
    run("ingest with one new photo", *ingest)
    image = image_of(shape, slides // 2)
    run("status", "status", *at)
    run("similar", "similar", str(site / image), *at)
    run("search near:", "search", f"near:{image}", *at)
    run("alt", "alt", *at)
    run("alt --check", "alt", "--check", *at, codes=(0, 1))
    with Catalogue.open(index) as catalogue:
        slide = next(catalogue.slides((image,)))
    measure_page(index, image, slide.reading.lines[0].text.split()[0])
    measure_edits(Library(index), image)
    (site / image_of(shape, slides)).unlink()
    run("ingest without that photo", *ingest, "--prune")


def add_photos(folder: Path, shape: str, first: int, count: int) -> None:
    """Adds files whose readings are stored already."""
    import hashlib

    site, index = folder / "site", folder / "site" / ".slidescan"
    library = Library(index, Options(index=str(index), site=str(site)))
    options = resolve([site / "static"], library.options).options
    texts = Texts()
    texts.random.seed(first)
    with Catalogue.open(index, write=True) as catalogue, catalogue.transaction():
        for number in range(first, first + count):
            path = site / image_of(shape, number)
            path.parent.mkdir(parents=True, exist_ok=True)
            data = f"made photo {number} {time.time_ns()}".encode()
            path.write_bytes(data)
            sha256 = hashlib.sha256(data).hexdigest()
            made = reading_of(number, sha256, texts, reader_of(options), options)
            catalogue.put_reading(made)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slides", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--shapes", nargs="+", choices=SHAPES, default=SHAPES)
    parser.add_argument("--without-meaning", action="store_true")
    parser.add_argument("--keep", type=Path, help="a folder for the archives")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        for slides in options.slides:
            for shape in options.shapes:
                row(f"{slides} slides, folders {shape}", "")
                folder = (options.keep or Path(temporary)).resolve() / f"{shape}-{slides}"
                measure(folder, shape, slides, meaning=not options.without_meaning)


if __name__ == "__main__":
    main()
