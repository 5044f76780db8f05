"""How well photos are matched to a speaker's deck: python bench/deck.py WORK [--talks 0 1] [-v].

PPTX files are drawn by LibreOffice; --no-draw and --font NAME tell what it is worth.

Makes the six talks of samples/talk_decks.py, prints them to PDF (LibreOffice), photographs what the
audience sees (samples/camera.py), with pages left out, pages photographed again and photos of other
talks between, and reads the photos once. WORK keeps all that, so that a second run only matches.
Prints, by talk and kind of deck: the share of photos with the right answer, of wrong pairs, the F1
score of the words before and after, and the CPU time beside reading; as docs/research/decks.md has
them.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pypdfium2
from PIL import Image

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "samples"))
from camera import photograph, random_scene  # noqa: E402 - no package
from scene import Display  # noqa: E402
from talk_decks import TALKS, make_talk, write_deck  # noqa: E402

from slidescan.core.records import Options, Slide  # noqa: E402
from slidescan.core.text import words  # noqa: E402
from slidescan.library import Library  # noqa: E402

DISPLAYS: tuple[Display, ...] = ("screen", "projector", "television", "canvas")

MISSING_SHARE, REPEATED_SHARE, STRANGER_SHARE = 0.15, 0.12, 0.12
"""The shares of screens without a photo, with two photos, and with a photo of another talk after
them."""

SCREEN_PIXELS = 1600
"""The longer side of the picture that the projector shows."""


class Taken(NamedTuple):
    """A photo and what it shows.

    Attributes:
        image: Its path below the site.
        talk: The number of the talk that it shows.
        page: The page of that talk.
        words: The words of the screen.
    """

    image: str
    talk: int
    page: int
    words: list[str]


class Score(NamedTuple):
    """The score of one deck."""

    photos: int
    right: int
    wrong: int
    missed: int
    before: float
    after: float
    seconds: float


# Preparation


def prepare(work: Path) -> list[Taken]:
    """Makes the decks, photos and readings that aren't there yet."""
    work.mkdir(parents=True, exist_ok=True)
    site = work / "site"
    if not (work / "truth.json").exists():
        screens = {number: make_deck(site, work, number) for number, _, _ in TALKS}
        taken = [photo for number, _, _ in TALKS for photo in take(site, work, number, screens)]
        (work / "truth.json").write_text(json.dumps(taken, ensure_ascii=False), "utf-8")
    taken = [Taken(*row) for row in json.loads((work / "truth.json").read_text("utf-8"))]
    library = Library(work / "index", Options(site=str(site), languages=("en", "de", "fr")))
    library.ingest([site / "photos"])
    return taken


def make_deck(site: Path, work: Path, number: int) -> list[dict[str, Any]]:
    """Writes a talk as PPTX and PDF, and as a PDF of its screens; returns the screens."""
    talk = make_talk(*next(row for row in TALKS if row[0] == number))
    decks = site / "decks"
    decks.mkdir(parents=True, exist_ok=True)
    (site / "posts").mkdir(exist_ok=True)
    (site / "posts" / "talks.md").write_text("# Talks\n", "utf-8")
    write_deck(talk, decks / f"{talk.name}.pptx")
    screens = write_deck(talk, work / f"{talk.name}-screens.pptx", states=True)
    print_pdf(decks / f"{talk.name}.pptx", decks)
    print_pdf(work / f"{talk.name}-screens.pptx", work)
    return [asdict(screen) for screen in screens]


def print_pdf(deck: Path, folder: Path) -> None:
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(deck)]
    subprocess.run(command, check=True, capture_output=True)


def take(
    site: Path, work: Path, number: int, screens: dict[int, list[dict[str, Any]]]
) -> list[Taken]:
    """Photographs a talk: its screens in order, some not at all, some twice, strangers between."""
    rng = np.random.default_rng(77 + number)
    document = pypdfium2.PdfDocument(work / f"talk{number}-screens.pdf")
    others = [each for each in screens if each != number]
    shots: list[tuple[int, int]] = []
    for index in range(len(screens[number])):
        if rng.random() >= MISSING_SHARE:
            shots.append((number, index))
            if rng.random() < REPEATED_SHARE:
                shots.append((number, index))
        if rng.random() < STRANGER_SHARE:
            stranger = int(rng.choice(others))
            shots.append((stranger, int(rng.integers(len(screens[stranger])))))
    folder = site / "photos" / f"talk{number}"
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    for count, (talk, index) in enumerate(shots, 1):
        pdf = (
            document if talk == number else pypdfium2.PdfDocument(work / f"talk{talk}-screens.pdf")
        )
        page = pdf[index]
        scale = SCREEN_PIXELS / max(page.get_size())
        pixels = np.asarray(page.render(scale=scale).to_pil().convert("RGB"))
        scene = random_scene(DISPLAYS[number % len(DISPLAYS)], 9000 + 500 * number + count)
        photo, _ = photograph(pixels, replace(scene, beside=0.0), 9000 + 500 * number + count)
        path = folder / f"IMG_{count:04d}.jpg"
        exif = Image.Exif()
        minutes = 9 * 60 + count
        exif[306] = f"2025:05:{10 + number:02d} {minutes // 60:02d}:{minutes % 60:02d}:00"
        Image.fromarray(photo).save(path, quality=90, exif=exif)
        screen = screens[talk][index]
        text = [word for line in screen["lines"] for word in words(line)]
        taken.append(Taken(path.relative_to(site).as_posix(), talk, screen["page"], text))
    return taken


# Measurement


def f1(truth: list[str], text: str) -> float:
    """The F1 score of words, order aside."""
    wanted, read = Counter(truth), Counter(words(text))
    common = (wanted & read).total()
    return 2 * common / (wanted.total() + read.total()) if wanted or read else 1.0


def content(slide: Slide) -> str:
    """The slide's title and body."""
    return "\n".join(line.text for line in slide.reading.lines if line.is_content)


def in_font(deck: Path, font: str) -> Path:
    """A copy of a PPTX with all letters in another font, as on a machine without the deck's."""
    copy = deck.with_name(f"{deck.stem}-font.pptx")
    with zipfile.ZipFile(deck) as source, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as to:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith(".xml"):
                data = re.sub(
                    rb'<a:latin typeface="[^"]*"', b'<a:latin typeface="%s"' % font.encode(), data
                )
            to.writestr(name, data)
    return copy


def measure(
    work: Path,
    taken: list[Taken],
    number: int,
    suffix: str,
    *,
    draw: bool,
    font: str | None,
    verbose: bool,
) -> Score:
    """Matches one talk's photos to its deck in a copy of the index."""
    deck = work / "site" / "decks" / f"talk{number}{suffix}"
    if font is not None and suffix == ".pptx":
        deck = in_font(deck, font)
    shutil.rmtree(work / "copy", ignore_errors=True)
    shutil.copytree(work / "index", work / "copy")
    library = Library(work / "copy", Options(site=str(work / "site")))
    photos = {each.image: each for each in taken if f"/talk{number}/" in each.image}
    before = {slide.image: slide for slide in library.slides() if slide.image in photos}
    started = cpu_seconds()
    report = library.decks.pair(deck, folder=f"photos/talk{number}", draw=draw)
    seconds = cpu_seconds() - started
    after = {slide.image: slide for slide in library.slides() if slide.image in photos}
    right = wrong = missed = 0
    scores: list[tuple[float, float]] = []
    for proposal in report.proposals:
        truth = photos[proposal.image]
        wanted = truth.page if truth.talk == number else None
        page = proposal.pair.number if proposal.pair else None
        right += page == wanted
        wrong += page is not None and page != wanted
        missed += page is None and wanted is not None
        if page is not None and page == wanted:
            slides = before[proposal.image], after[proposal.image]
            scores.append(tuple(f1(truth.words, content(slide)) for slide in slides))  # type: ignore[arg-type]
            if verbose and scores[-1][1] < 0.97:
                print(f"  {proposal.image} words {scores[-1]}: {truth.words}")
                print(f"    {content(slides[1]).splitlines()}")
        if verbose and page != wanted:
            print(
                f"  {proposal.image} is {truth.talk}/{truth.page}: {page}"
                f" {proposal.pair.confidence if proposal.pair else ''} {proposal.candidates}"
            )
    means = [sum(each[i] for each in scores) / max(1, len(scores)) for i in (0, 1)]
    return Score(len(photos), right, wrong, missed, means[0], means[1], seconds)


def cpu_seconds() -> float:
    """The CPU time of this process and its finished children."""
    return sum(os.times()[:4])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path, help="folder for decks, photos and readings")
    parser.add_argument("--talks", type=int, nargs="*", default=[row[0] for row in TALKS])
    parser.add_argument("--kinds", nargs="*", default=[".pdf", ".pptx"])
    parser.add_argument("--no-draw", action="store_true", help="match PPTX by words alone")
    parser.add_argument("--font", help="match PPTX in this font, not in that of the photos")
    parser.add_argument("-v", "--verbose", action="store_true", help="list what is wrong")
    given = parser.parse_args()
    taken = prepare(given.work.resolve())
    for suffix in given.kinds:
        print(suffix[1:].upper())
        print("| talk | pages | photos | right | wrong | F1 before | after | CPU s |")
        total: list[Score] = []
        for number, pages, language in TALKS:
            if number not in given.talks:
                continue
            score = measure(
                *(given.work.resolve(), taken, number, suffix),
                draw=not given.no_draw, font=given.font, verbose=given.verbose,
            )  # fmt: skip
            total.append(score)
            print(
                f"| {number} ({language}) | {pages} | {score.photos} |"
                f" {score.right / score.photos:.3f} | {score.wrong / score.photos:.3f} |"
                f" {score.before:.3f} | {score.after:.3f} | {score.seconds:.1f} |"
            )
        photos = sum(score.photos for score in total)
        paired = [(s.photos - s.missed, s) for s in total]
        print(
            f"| all | | {photos} | {sum(s.right for s in total) / photos:.4f} |"
            f" {sum(s.wrong for s in total) / photos:.4f} |"
            f" {sum(n * s.before for n, s in paired) / sum(n for n, _ in paired):.4f} |"
            f" {sum(n * s.after for n, s in paired) / sum(n for n, _ in paired):.4f} |"
            f" {max(s.seconds for s in total):.1f} |"
        )


if __name__ == "__main__":
    main()
