"""What persons correct is kept by every later ingest, and can be undone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from support.samples import Ingested

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Failure, Line, LineEdit, Options, Photo
from slidescan.errors import IndexLocked, NotInIndex, PostChanged, UsageError
from slidescan.ingest.corrections import Corrections, relative_quad
from slidescan.ingest.progress import NullProgress, PublishedProgress, running
from slidescan.library import Library
from slidescan.store.catalogue import Catalogue
from slidescan.store.lock import exclusive

IMAGE = "static/img/northwind/IMG_4101.jpg"
POST = "content/posts/northwind-day-1.md"


@pytest.fixture
def library(ingested: Ingested, tmp_path: Path) -> Library:
    """The samples' index, one's own copy of it and of the site."""
    shutil.copytree(ingested.site, tmp_path / "site")
    return Library(tmp_path / "site" / "index", Options(jobs=1))


def site_of(library: Library) -> Path:
    return library.folder.parent


def test_a_corrected_line_is_kept_found_and_undone(library: Library) -> None:
    before = library.slide(IMAGE)
    was = before.reading.lines[1].text
    after = library.correct_line(IMAGE, 1, was, "  Zebrafish  economics ")
    line = after.reading.lines[1]
    assert (line.text, line.by, line.raw_text, line.confidence) == (
        "Zebrafish economics",
        "person",
        was,
        1.0,
    )
    assert [hit.slide.image for hit in library.search("zebrafish").hits] == [IMAGE]
    # Read again by the engine, it still says what the person said.
    again = Library(library.folder, Options(jobs=1, force=True))
    again.ingest([site_of(library) / IMAGE])
    assert library.slide(IMAGE).reading.lines[1].text == "Zebrafish economics"
    slide, mend = library.undo(IMAGE)
    assert mend.what == "line"
    assert slide == before == library.slide(IMAGE)
    assert not library.edits(IMAGE)
    with pytest.raises(NotInIndex, match="nothing was changed"):
        library.undo(IMAGE)


def test_a_line_that_is_noise_can_be_emptied(library: Library) -> None:
    before = library.slide(IMAGE)
    after = library.correct_line(IMAGE, 1, before.reading.lines[1].text, "")
    assert len(after.reading.lines) == len(before.reading.lines) - 1
    assert library.undo(IMAGE)[0] == before


def test_a_line_that_changed_meanwhile_is_not_corrected(library: Library) -> None:
    with pytest.raises(UsageError, match="no such line"):
        library.correct_line(IMAGE, 1, "something else", "new")
    with pytest.raises(UsageError, match="too many"):
        library.correct_line(IMAGE, 1, library.slide(IMAGE).reading.lines[1].text, "x" * 5000)
    assert not library.edits(IMAGE)


def test_an_alt_text_of_ones_own_is_proposed_for_every_post(library: Library) -> None:
    before = library.slide(IMAGE)
    library.set_alt(IMAGE, "First words")
    slide = library.set_alt(IMAGE, "Where the data goes")
    assert (slide.alt, slide.alt_by) == ("Where the data goes", "person")
    changes, _ = library.alts([IMAGE])
    assert {p.proposed for change in changes for p in change.proposals} == {"Where the data goes"}
    first = library.edits(IMAGE)[0]
    assert library.undo(IMAGE, first.number)[0].alt == "Where the data goes"
    assert library.undo(IMAGE)[0] == before
    with pytest.raises(UsageError, match="needs words"):
        library.set_alt(IMAGE, " \n ")


def test_an_alt_text_accepted_for_a_post_is_written_and_undone_to_the_byte(
    library: Library,
) -> None:
    path = site_of(library) / POST
    before = path.read_bytes()
    link = next(link for link in library.slide(IMAGE).links if link.post == POST)
    library.accept_alt(IMAGE, POST, link.line, 'Data [lakes] & "rivers"')
    written = path.read_bytes()
    assert written != before
    changes, _ = library.alts([IMAGE])
    assert changes[0].proposals[0].current == 'Data [lakes] & "rivers"'
    # What else a person changes in the post meanwhile stays.
    path.write_bytes(b"---\ntitle: Day one\n---\nNew words.\n\n" + written + b"\nThe end.\n")
    assert library.undo(IMAGE)[1].what == "post"
    assert path.read_bytes() == (
        b"---\ntitle: Day one\n---\nNew words.\n\n" + before + b"\nThe end.\n"
    )
    assert library.decisions() == ()


def test_what_a_person_changed_in_the_post_itself_is_not_undone(library: Library) -> None:
    path = site_of(library) / POST
    link = next(link for link in library.slide(IMAGE).links if link.post == POST)
    library.accept_alt(IMAGE, POST, link.line, "Data lakes and rivers")
    edited = path.read_bytes().replace(b"lakes and rivers", b"lakes, and rivers")
    path.write_bytes(edited)
    with pytest.raises(PostChanged):
        library.undo(IMAGE)
    assert path.read_bytes() == edited
    assert library.edits(IMAGE)
    with pytest.raises(NotInIndex, match="doesn't show"):
        library.accept_alt(IMAGE, POST, 1, "nowhere")


def test_corners_are_undone_step_by_step(library: Library) -> None:
    before = library.slide(IMAGE)
    assert before.detection.quad is not None
    first = before.detection.quad.scaled(0.9)
    library.set_corners(IMAGE, first)
    library.set_corners(IMAGE, None)
    with pytest.raises(NotInIndex, match="later changes"):
        library.undo(IMAGE, library.edits(IMAGE)[0].number)
    slide, _ = library.undo(IMAGE)
    assert slide.detection.quad is not None
    assert slide.detection.quad.to_json() == first.to_json()
    assert library.undo(IMAGE)[0] == before


def test_a_correction_finds_its_line_by_its_place() -> None:
    photo = Photo("ab" * 32, 1000, 500)

    def line(text: str, y: float, scale: float = 1.0) -> Line:
        quad = PhotoQuad((10, y), (400, y), (400, y + 30), (10, y + 30))
        return Line(text, 0.9, quad.scaled(1.0).stretched(scale, scale))

    lines = (line("frist", 10), line("second", 60))
    mend = LineEdit(
        1, "", "a.jpg", photo.sha256, "frist", "first", relative_quad(lines[0].quad, photo)
    )
    later = LineEdit(
        2, "", "a.jpg", photo.sha256, "first", "First!", relative_quad(lines[0].quad, photo)
    )
    mended = Corrections.of([mend, later])
    assert [each.text for each in mended.apply_to_lines(lines, "a.jpg", photo)] == [
        "First!",
        "second",
    ]
    # Under another name, and read otherwise.
    other = (line("fist", 12), line("second", 60))
    assert [each.text for each in mended.apply_to_lines(other, "b.jpg", photo)] == [
        "First!",
        "second",
    ]
    # Saved anew at half the size; then without that line; then another photo altogether.
    half = Photo("cd" * 32, 500, 250)
    small = (line("frist", 10, 0.5), line("second", 60, 0.5))
    assert [each.text for each in mended.apply_to_lines(small, "a.jpg", half)] == [
        "First!",
        "second",
    ]
    assert [each.text for each in mended.apply_to_lines(lines[1:], "a.jpg", photo)] == ["second"]
    assert mended.apply_to_lines(small, "other.jpg", half) == small
    assert mended.apply_to_lines((), "a.jpg", photo) == ()


def test_how_far_an_ingest_is_can_be_seen_from_outside(tmp_path: Path) -> None:
    assert running(tmp_path) is None
    with exclusive(tmp_path), Catalogue.open(tmp_path, write=True) as catalogue:
        with PublishedProgress(catalogue.database, NullProgress()) as told:
            told.start(3)
            told.advance("a.jpg", Failure("a.jpg", "no"))
            told.phase("indexing")
            seen = running(tmp_path)
            assert seen is not None
            assert (seen.total, seen.done, seen.failed, seen.phase) == (3, 1, 1, "indexing")
            kept = (tmp_path / "progress.json").read_bytes()
        assert running(tmp_path) is None
        for junk in (b"", b"[]", b'{"started": "x"}', b"\xff", b"[" * 5000):
            (tmp_path / "progress.json").write_bytes(junk)
            assert running(tmp_path) is None
    # Left behind by one that was killed.
    (tmp_path / "progress.json").write_bytes(kept)
    assert json.loads(kept)["done"] == 1
    assert running(tmp_path) is None


def test_nothing_is_mended_while_another_writes(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    import slidescan.ingest.edits as module

    monkeypatch.setattr(module, "exclusive", lambda folder: exclusive(folder, wait=0.1))
    with exclusive(library.folder), pytest.raises(IndexLocked):
        library.set_alt(IMAGE, "words")
