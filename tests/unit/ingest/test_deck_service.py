"""Slides take the words of their deck's page; later ingests keep them, and people can undo it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pptx import Presentation
from support.deck_files import Text, write_pdf
from support.drawing_program import print_this
from support.samples import Ingested, truth

from slidescan.core.records import DeckReport, Options, PageEdit, Slide
from slidescan.deck.readers import printing
from slidescan.errors import NotInIndex, UsageError
from slidescan.ingest import deck_service
from slidescan.ingest.derive import rederive
from slidescan.ingest.edits import open_for_writing
from slidescan.library import Library
from slidescan.store.catalogue import Catalogue
from slidescan.store.decks import pair_to_json

FOLDER = "static/img/northwind"
DECK = "static/northwind.pdf"
DAY_1 = tuple(f"{FOLDER}/IMG_410{n}.jpg" for n in range(1, 8))
LINES = {each["image"]: each["lines"] for each in truth()}


@pytest.fixture
def library(ingested: Ingested, tmp_path: Path) -> Library:
    """The index of a copy of the samples, with the deck of the first day's talks."""
    site = shutil.copytree(ingested.site, tmp_path / "site")
    pages = []
    for image in DAY_1:
        texts = [Text(LINES[image][0], 60, 90, 40)]
        texts += [Text(text, 80, 150 + 28 * i, 20) for i, text in enumerate(LINES[image][1:])]
        pages.append(texts)
    pages.insert(3, [Text("A page that nobody photographed", 60, 90, 40)])
    write_pdf(site / DECK, pages)
    return Library(site / "index", Options(jobs=1))


def site_of(library: Library) -> Path:
    return library.folder.parent


def pair(library: Library, *, dry_run: bool = False, notes: bool = False) -> DeckReport:
    return library.decks.pair(site_of(library) / DECK, folder=FOLDER, dry_run=dry_run, notes=notes)


def pages_of(report: DeckReport) -> dict[str, int | None]:
    return {p.image: p.pair.number if p.pair else None for p in report.proposals}


def state(library: Library) -> list[Slide]:
    return list(library.slides())


EXPECTED = dict(zip(DAY_1, (1, 2, 3, 5, 6, 7, 8), strict=True))


def test_a_dry_run_shows_the_pairs_and_changes_nothing(library: Library) -> None:
    before = state(library)
    report = pair(library, dry_run=True)
    pages = pages_of(report)
    assert {image: pages[image] for image in DAY_1} == EXPECTED
    # The photos of the second day show no page of this deck.
    assert {page for image, page in pages.items() if "IMG_42" in image} == {None}
    assert report.unseen == (4,)
    assert not report.written
    assert state(library) == before
    assert not library.edits(DAY_1[0])


def test_slides_take_the_decks_words_and_keep_what_ocr_read(library: Library) -> None:
    before = {slide.image: slide for slide in state(library)}
    pair(library)
    slide = library.slide(DAY_1[3])
    assert slide.page is not None
    assert (slide.page.pair.deck, slide.page.pair.number) == (DECK, 5)
    assert slide.page.link == f"{DECK}#page=5"
    assert slide.title == LINES[DAY_1[3]][0]
    content = [line.text for line in slide.reading.lines if line.by == "deck"]
    assert content == LINES[DAY_1[3]]
    ocr = tuple(line.text for line in before[DAY_1[3]].reading.lines)
    assert slide.page.ocr_lines == ocr
    # Photos without a page stay as they were.
    for image, old in before.items():
        if image not in DAY_1:
            assert library.slide(image).reading == old.reading


def test_search_and_alt_text_and_json_use_the_decks_words(library: Library) -> None:
    path = site_of(library) / DECK
    write_pdf(path, [[Text(t, 60, 90 + 50 * i) for i, t in enumerate(
        [*LINES[DAY_1[0]], "zebrafish economics"])]])  # fmt: skip
    library.decks.set_page(DAY_1[0], path, 1)
    slide = library.slide(DAY_1[0])
    assert [hit.slide.image for hit in library.search("zebrafish").hits] == [DAY_1[0]]
    assert "zebrafish economics" in slide.description.lower()
    deck = json.loads(json.dumps(slide.to_json()))["deck"]
    assert (deck["page"], deck["link"], deck["by"]) == (1, f"{DECK}#page=1", "person")


def test_later_ingests_keep_the_pages(library: Library) -> None:
    pair(library)
    after = state(library)
    again = Library(library.folder, Options(jobs=1, force=True))
    again.ingest([site_of(library) / DAY_1[0]])
    assert library.slide(DAY_1[0]) == after[[s.image for s in after].index(DAY_1[0])]
    # The same once more changes nothing: no edit is repeated.
    edits = len(library.edits(DAY_1[0]))
    assert not any(p.changed for p in pair(library).proposals)
    assert len(library.edits(DAY_1[0])) == edits == 1


def test_a_wrong_page_is_undone_like_any_correction(library: Library) -> None:
    before = library.slide(DAY_1[0])
    pair(library)
    slide, edit = library.undo(DAY_1[0])
    assert edit.what == "page"
    assert slide == before
    pair(library)
    assert library.decks.undo(DAY_1[0]) == before
    with pytest.raises(NotInIndex, match="no page of a deck"):
        library.decks.undo(DAY_1[0])


def test_what_a_person_decides_holds_in_later_runs(library: Library) -> None:
    path = site_of(library) / DECK
    library.decks.drop_page(DAY_1[0])
    library.decks.set_page(DAY_1[1], path, 8)
    pages = pages_of(pair(library))
    assert (pages[DAY_1[0]], pages[DAY_1[1]], pages[DAY_1[2]]) == (None, 8, 3)
    assert library.slide(DAY_1[0]).page is None
    with pytest.raises(UsageError, match="has no page 99"):
        library.decks.set_page(DAY_1[1], path, 99)


def test_a_corrected_line_of_the_deck_stays_corrected(library: Library) -> None:
    pair(library)
    was = library.slide(DAY_1[0]).reading.lines[1].text
    library.correct_line(DAY_1[0], 1, was, "Three tracks")
    line = library.slide(DAY_1[0]).reading.lines[1]
    assert (line.text, line.by, line.raw_text) == ("Three tracks", "person", was)


def test_photos_whose_files_are_gone_are_matched_by_words_and_it_is_told(library: Library) -> None:
    (site_of(library) / DAY_1[3]).unlink()
    proposal = next(p for p in pair(library, dry_run=True).proposals if p.image == DAY_1[3])
    assert proposal.pair is not None
    assert "words alone" in proposal.reason


def test_notes_come_only_on_request(library: Library) -> None:
    deck = Presentation()
    for image in DAY_1[:3]:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = LINES[image][0]
        slide.placeholders[1].text_frame.text = "\n".join(LINES[image][1:])
        slide.notes_slide.notes_text_frame.text = "Say hello"
    path = site_of(library) / "static" / "northwind.pptx"
    deck.save(str(path))
    library.decks.pair(path, folder=FOLDER)
    page = library.slide(DAY_1[2]).page
    assert page is not None
    assert page.notes == ""
    library.decks.pair(path, folder=FOLDER, notes=True)
    page = library.slide(DAY_1[2]).page
    assert page is not None
    assert page.notes == "Say hello"


def test_the_pages_move_with_an_export_and_a_copy(library: Library, tmp_path: Path) -> None:
    pair(library)
    slide = library.slide(DAY_1[2])
    copied = tmp_path / "copied"
    library.copy(copied, site_of(library))
    assert Library(copied).slide(DAY_1[2]) == slide
    with Catalogue.open(copied) as catalogue:
        assert len(catalogue.decks.all()) == len(DAY_1)
    Library(copied).undo(DAY_1[2])
    assert Library(copied).slide(DAY_1[2]).page is None


def test_verify_finds_nothing_wrong_with_pairs(library: Library) -> None:
    pair(library)
    assert library.verify() == ()


def test_pages_that_no_edit_names_are_dropped(library: Library) -> None:
    pair(library)
    for image in DAY_1:
        library.decks.undo(image)
    with Catalogue.open(library.folder) as catalogue:
        assert catalogue.decks.all() == {}


def test_without_photos_it_is_wrong_usage(library: Library) -> None:
    with pytest.raises(UsageError, match="no photos"):
        library.decks.pair(site_of(library) / DECK, folder="nowhere")


def test_decks_that_the_generator_publishes_are_told(library: Library) -> None:
    assert library.decks.published() == frozenset()
    pair(library)
    assert library.decks.published() == {DECK}
    private = site_of(library) / "talk.pdf"
    shutil.copy(site_of(library) / DECK, private)
    write_pdf(private, [[Text("One")]])
    library.decks.set_page(DAY_1[0], private, 1)
    assert library.decks.published() == {DECK}


def test_only_what_changed_is_derived_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    derived: list[str] = []

    def counted(catalogue: Catalogue, images: Sequence[str], alt_length: int) -> None:
        derived.extend(images)
        rederive(catalogue, images, alt_length)

    pair(library)
    after = state(library)
    library.decks.undo(DAY_1[2])
    monkeypatch.setattr(deck_service, "rederive", counted)
    pair(library)
    assert set(derived) == {DAY_1[2], *library.slide(DAY_1[2]).duplicates}
    assert state(library) == after
    derived.clear()
    pair(library)
    assert derived == []


def write_pptx(library: Library, *pages: Sequence[str]) -> Path:
    deck = Presentation()
    for title, *points in pages:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text_frame.text = "\n".join(points)
    path = site_of(library) / "static" / "northwind.pptx"
    deck.save(str(path))
    return path


def test_a_pptx_tells_what_drew_it_or_why_nothing_did(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_pptx(library, LINES[DAY_1[0]])
    lines = [Text(text, 60, 90 + 40 * i, 20) for i, text in enumerate(LINES[DAY_1[0]])]
    print_this(monkeypatch, tmp_path, write_pdf(tmp_path / "print.pdf", [lines]))
    report = library.decks.pair(path, folder=FOLDER, dry_run=True)
    assert (report.undrawn, report.drawn_with) == ((), "LibreOffice")
    assert report.to_json()["drawn_with"] == "LibreOffice"
    assert "undrawn_reason" not in report.to_json()
    monkeypatch.setattr(printing, "find_program", lambda: None)
    report = library.decks.pair(path, folder=FOLDER, dry_run=True)
    assert report.undrawn == (1,)
    assert "no LibreOffice" in report.to_json()["undrawn_reason"]
    report = library.decks.pair(path, folder=FOLDER, dry_run=True, draw=False)
    assert "not wanted" in report.undrawn_reason


def test_hidden_lines_stay_hidden_when_a_drawn_page_breaks_them_elsewhere(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [LINES[image][:4] for image in DAY_1]
    path = write_pptx(library, *pages)
    # A person said that the second photo shows the page; a build hides its last point there.
    library.decks.set_page(DAY_1[1], path, 1)
    with open_for_writing(library.location) as catalogue:
        (page,) = catalogue.decks.all().values()
        (edit,) = [e for e in catalogue.edits.history(DAY_1[1]) if isinstance(e, PageEdit)]
        assert edit.pair is not None
        hidden = replace(edit.pair, hidden=(len(page.lines) - 1,))
        with catalogue.transaction():
            catalogue.edits.put(replace(edit, pair=hidden, after=pair_to_json(hidden)))
        rederive(catalogue, [DAY_1[1]], 150)
    # The print breaks the first point into its words.
    texts = [pages[0][0], *pages[0][1].split(), *pages[0][2:]]
    drawn = [[Text(t, 60, 60 + 60 * i, 24) for i, t in enumerate(p)] for p in (texts, *pages[1:])]
    print_this(monkeypatch, tmp_path, write_pdf(tmp_path / "print.pdf", drawn))
    assert pages_of(library.decks.pair(path, folder=FOLDER))[DAY_1[0]] == 1
    for image, expected in ((DAY_1[0], texts), (DAY_1[1], texts[:-1])):
        slide = library.slide(image)
        assert [line.text for line in slide.reading.lines if line.by == "deck"] == expected
