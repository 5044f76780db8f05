"""References in the editor: their extents, whatever their form."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol.types import Position, Range
from support.talks import LAKE, make_talk

from slidescan.alt.live import LiveAlts
from slidescan.editor.documents import Document

PATH = "content/posts/new.md"


@pytest.fixture(scope="module")
def alts(tmp_path_factory: pytest.TempPathFactory) -> LiveAlts:
    return make_talk(tmp_path_factory.mktemp("talk")).alt_texts.live()


def document(alts: LiveAlts, text: str) -> Document:
    return Document("file:///x.md", alts, alts.read(PATH, text.encode()), "utf-16")


@pytest.mark.parametrize(
    "written",
    [
        "![](/img/lake.jpg)",
        "![old text](/img/lake.jpg)",
        '![](/img/lake.jpg "A title")',
        "![](</img/loose one.jpg>)",
        "![](/img/loose%20one.jpg)",
        '<img src="/img/lake.jpg">',
        "<img alt='slide' src=/img/lake.jpg width=60>",
        '{{< figure src="/img/lake.jpg" >}}',
        '{{< figure src="/img/lake.jpg" alt="x" >}}',
    ],
)
def test_an_extent_holds_the_address_and_the_alt_text(alts: LiveAlts, written: str) -> None:
    text = f"---\r\ntitle: ü\r\n---\r\n\r\nür 😀 {written} and more\r\n"
    made = document(alts, text)
    (spanned,) = made.references
    extent = text.encode()[spanned.start : spanned.end].decode()
    assert extent in written
    assert "lake.jpg" in extent or "one.jpg" in extent
    if written.startswith("![") and '"' not in written:
        assert extent == written
    span = spanned.live.reference.alt_span
    assert span is not None
    assert spanned.start <= span.start <= span.end <= spanned.end
    # In UTF-16, the emoji has two units.
    assert made.range_of(spanned).start.line == 4
    assert made.at(made.range_of(spanned).start) == spanned
    assert made.at(Position(0, 0)) is None


def test_several_references_of_a_line_have_their_own_extents(alts: LiveAlts) -> None:
    made = document(alts, "![](/img/lake.jpg) ![](/img/flow.jpg) ![](/img/lake.jpg)\n")
    assert [(each.start, each.end) for each in made.references] == [(0, 18), (19, 37), (38, 56)]
    inside = Range(Position(0, 20), Position(0, 40))
    assert [each.start for each in made.within(inside)] == [19, 38]


def test_edits_give_the_bytes_that_slidescan_writes(alts: LiveAlts) -> None:
    made = document(alts, "ü ![](/img/lake.jpg)\r\n")
    (spanned,) = made.references
    (edit,) = made.edits(spanned, "A [data] lake", None)
    assert (edit.range.start, edit.range.end) == (Position(0, 4), Position(0, 4))
    assert edit.new_text == r"A \[data\] lake"
    assert spanned.live.image == LAKE


def test_a_post_that_is_no_post_of_the_site_is_none(alts: LiveAlts) -> None:
    assert alts.is_post(PATH)
    assert not alts.is_post("static/img/lake.jpg")
    assert not alts.is_post("README.txt")
    assert alts.locate(Path("/elsewhere/x.md")) is None
