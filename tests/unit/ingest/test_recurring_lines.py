"""Lines that recur on a talk's slides: the consensus of their readings, and who takes it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Detection, Line, Photo, Reading
from slidescan.ingest.picture_groups import has_vote
from slidescan.ingest.recurring_lines import RecurringLine, apply_consensus
from slidescan.ingest.traces import edges_in, picture_of, trace_of
from slidescan.ingest.votes import ScopeVotes
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import StoredReading

NOTICE = "© 2017, Example Web Services, Inc. All rights reserved."
LOGO = (0.03, 0.90, 0.17, 0.94)
FOOT = (0.04, 0.95, 0.36, 0.98)


def line(text: str, place: tuple[float, float, float, float], quad: PhotoQuad | None) -> Line:
    """A line at a position given in shares of the slide's width and height."""
    left, top, right, bottom = place
    width, height = (1000.0, 500.0) if quad is None else (quad.width, quad.height)
    x, y = (0.0, 0.0) if quad is None else quad.tl
    corners = [
        (x + u * width, y + v * height)
        for u, v in ((left, top), (right, top), (right, bottom), (left, bottom))
    ]
    return Line(text, 0.8, PhotoQuad.of(corners))


def slide(
    *lines: tuple[str, tuple[float, float, float, float]], at: float = 100.0, found: bool = True
) -> StoredReading:
    quad = PhotoQuad.of([(at, 50), (at + 800, 50), (at + 800, 500), (at, 500)]) if found else None
    body = line("What the slide says", (0.1, 0.3, 0.9, 0.4), quad)
    read = (body, *(line(text, place, quad) for text, place in lines))
    return StoredReading(
        "r", Photo("0" * 64, 1000, 600), Detection.of(quad, 0.9), Reading("e", "m", ("en",), read)
    )


def recurring_lines(readings: Sequence[StoredReading]) -> tuple[RecurringLine, ...]:
    """The lines that recur in one folder."""
    traces = [trace_of(f"a/b/{n}.jpg", reading) for n, reading in enumerate(readings)]
    pictures = [picture_of(trace) for trace in traces]
    with (
        tempfile.TemporaryDirectory() as folder,
        Catalogue.open(Path(folder) / "index", write=True) as catalogue,
        catalogue.transaction(),
    ):
        votes = ScopeVotes(catalogue.derivation, "b", is_new=True)
        for trace, picture in zip(traces, pictures, strict=True):
            others = [other for other in pictures if other is not picture]
            votes.add(edges_in(trace), 1, votes=has_vote(picture, others))
        return votes.recurring()


def texts(stored: StoredReading, others: list[StoredReading]) -> list[tuple[str, str, str]]:
    lines = apply_consensus(stored, recurring_lines([*others, stored]))
    return [(found.text, found.role, found.raw_text) for found in lines[1:]]


CLEAR = [slide((NOTICE, FOOT), ("reInvent", LOGO), at=100.0 + i) for i in range(6)]
MARKED = [slide((NOTICE, FOOT), ("re:Invent", LOGO)) for _ in range(2)]


def test_an_unclear_copy_takes_the_consensus_and_keeps_its_raw_text() -> None:
    unclear = slide(("© 2O17, Exarnple Web Servioes, lnc. Ail rights reserved.", FOOT))
    assert texts(unclear, CLEAR) == [(NOTICE, "footer", unclear.reading.lines[1].text)]


def test_a_truncated_copy_takes_the_consensus() -> None:
    cut = slide(("©2017_Exa", (0.04, 0.95, 0.10, 0.98)))
    assert texts(cut, CLEAR) == [(NOTICE, "footer", "©2017_Exa")]


def test_of_copies_with_the_same_letters_the_fullest_wins() -> None:
    misread = slide(("relnvent", LOGO))
    assert texts(misread, CLEAR + MARKED) == [("re:Invent", "footer", "relnvent")]
    assert texts(misread, CLEAR) == [("reInvent", "footer", "relnvent")]


def test_a_clear_copy_stays_as_it_is() -> None:
    assert texts(CLEAR[0], CLEAR) == [(NOTICE, "footer", ""), ("reInvent", "footer", "")]


def test_a_recurring_line_at_the_foot_is_read_last() -> None:
    beside = slide(("reInvent", LOGO), ("in the next column", (0.5, 0.5, 0.9, 0.6)))
    assert [text for text, _, _ in texts(beside, CLEAR)] == ["in the next column", "reInvent"]


def test_other_text_at_the_same_position_stays() -> None:
    other = slide(("Source: annual report, page 12", FOOT), ("Chapter 7", LOGO))
    assert [text for text, _, _ in texts(other, CLEAR)] == [
        "Source: annual report, page 12", "Chapter 7",
    ]  # fmt: skip


def test_the_same_words_elsewhere_on_the_slide_are_no_footer() -> None:
    label = slide(("reInvent", (0.6, 0.82, 0.75, 0.86)))
    assert texts(label, CLEAR) == [("reInvent", "body", "")]


def test_without_a_quad_only_clear_copies_are_recognised() -> None:
    known = slide((NOTICE, FOOT), found=False)
    assert texts(known, CLEAR) == [(NOTICE, "footer", "")]
    unclear = slide(("© 2O17, Exarnple Web Servioes, lnc.", FOOT), found=False)
    assert texts(unclear, CLEAR)[0][1:] == ("body", "")


def test_few_copies_make_no_consensus() -> None:
    assert recurring_lines(CLEAR[:3]) == ()
    assert recurring_lines([]) == ()
    many = [slide((f"Line {i}", FOOT)) for i in range(30)]
    assert recurring_lines([*many, *CLEAR[:4]]) == ()


def test_text_outside_the_slide_stays_outside() -> None:
    stored = slide((NOTICE, FOOT))
    lines = tuple(replace(line, role="outside") for line in stored.reading.lines)
    banner = replace(stored, reading=replace(stored.reading, lines=lines))
    assert texts(banner, CLEAR) == [(NOTICE, "outside", "")]


def test_copies_of_two_pictures_make_no_footer() -> None:
    """Responsive sizes: five copies of each picture, and lines at the foot of both."""
    made = []
    for fingerprint, text in (("2b6cd2b52d1354a9", "Schema on read"), ("d4932d4ad2ecab56", "Once")):
        for _ in range(5):
            copy = slide((text, FOOT), found=False)
            made.append(replace(copy, detection=replace(copy.detection, fingerprint=fingerprint)))
    assert recurring_lines(made) == ()


def test_different_pictures_with_one_notice_still_vote() -> None:
    hashes = ("2b6cd2b52d1354a9", "d4932d4ad2ecab56", "0f0f33335555aaaa", "f00fcc3c99a66a59")
    made = [slide((NOTICE, FOOT), ("re:Invent", LOGO)) for _ in hashes]
    different = [
        replace(copy, detection=replace(copy.detection, fingerprint=fingerprint))
        for copy, fingerprint in zip(made, hashes, strict=True)
    ]
    assert {line.text for line in recurring_lines(different)} == {NOTICE, "re:Invent"}
