"""Later ingests keep what people correct, and people can undo it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from support.samples import Ingested

from slidescan.alt.service import AltService
from slidescan.core.records import Options
from slidescan.errors import IndexLocked, NotInIndex, PostChanged, UsageError
from slidescan.library import Library
from slidescan.store.lock import exclusive

IMAGE = "static/img/northwind/IMG_4101.jpg"
POST = "content/posts/northwind-day-1.md"


@pytest.fixture
def library(ingested: Ingested, tmp_path: Path) -> Library:
    """The index of a copy of the samples."""
    shutil.copytree(ingested.site, tmp_path / "site")
    return Library(tmp_path / "site" / "index", Options(jobs=1))


def site_of(library: Library) -> Path:
    return library.folder.parent


def test_a_corrected_line_is_stored_found_and_can_be_undone(library: Library) -> None:
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
    # After another reading, the correction holds.
    again = Library(library.folder, Options(jobs=1, force=True))
    again.ingest([site_of(library) / IMAGE])
    assert library.slide(IMAGE).reading.lines[1].text == "Zebrafish economics"
    slide, mend = library.undo(IMAGE)
    assert mend.what == "line"
    assert slide == before == library.slide(IMAGE)
    assert not library.edits(IMAGE)
    with pytest.raises(NotInIndex, match="has no changes"):
        library.undo(IMAGE)


def test_a_line_that_is_noise_can_be_emptied(library: Library) -> None:
    before = library.slide(IMAGE)
    after = library.correct_line(IMAGE, 1, before.reading.lines[1].text, "")
    assert len(after.reading.lines) == len(before.reading.lines) - 1
    assert library.undo(IMAGE)[0] == before


def test_a_line_that_changed_in_the_meantime_is_not_corrected(library: Library) -> None:
    with pytest.raises(UsageError, match="no longer has this line"):
        library.correct_line(IMAGE, 1, "something else", "new")
    with pytest.raises(UsageError, match="too many"):
        library.correct_line(IMAGE, 1, library.slide(IMAGE).reading.lines[1].text, "x" * 5000)
    assert not library.edits(IMAGE)


def test_a_person_s_alt_text_is_proposed_for_every_post(library: Library) -> None:
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
    # Other changes of the post stay.
    path.write_bytes(b"---\ntitle: Day one\n---\nNew words.\n\n" + written + b"\nThe end.\n")
    assert library.undo(IMAGE)[1].what == "post"
    assert path.read_bytes() == (
        b"---\ntitle: Day one\n---\nNew words.\n\n" + before + b"\nThe end.\n"
    )
    assert library.decisions() == ()


def test_undoing_an_alt_text_keeps_what_the_author_saved_right_after_it_was_written(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = site_of(library) / POST
    before = path.read_bytes()
    write = AltService.write

    def write_and_save(self: AltService, *args: Any) -> object:
        written = write(self, *args)
        path.write_bytes(b"\nThe author's line.\n" + path.read_bytes())
        return written

    monkeypatch.setattr(AltService, "write", write_and_save)
    link = next(link for link in library.slide(IMAGE).links if link.post == POST)
    library.accept_alt(IMAGE, POST, link.line, "Data lakes and rivers")
    library.undo(IMAGE)
    assert path.read_bytes() == b"\nThe author's line.\n" + before


def test_an_alt_text_edited_in_the_post_is_not_undone(library: Library) -> None:
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


def test_an_edit_waits_for_the_lock_and_gives_up(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    import slidescan.ingest.edits as module

    monkeypatch.setattr(module, "exclusive", lambda folder: exclusive(folder, wait=0.1))
    with exclusive(library.folder), pytest.raises(IndexLocked):
        library.set_alt(IMAGE, "words")
