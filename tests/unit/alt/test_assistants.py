"""Texts of assistants: stored for a person, and written only if the person accepts them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.cli import cli
from support.talks import COSTS, FLOW, LAKE, OTHER_POST, POST, make_talk
from support.terminals import Terminal

from slidescan.alt.assistants import MAX_ASSISTANT_NAME_CHARS
from slidescan.alt.changes import AltOptions
from slidescan.core.records import AltProposal
from slidescan.errors import IndexMissing, NotInIndex, ProposalRefused
from slidescan.library import Library

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")

TEXT = "Legacy data silos: a data lake needs an owner"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return make_talk(tmp_path)


def proposals(library: Library, image: str, options: AltOptions | None = None) -> list[AltProposal]:
    changes, _ = library.alts((), options)
    return [p for change in changes for p in change.proposals if p.image == image]


def posts_of(root: Path) -> dict[str, str]:
    return {post: (root / post).read_text("utf-8") for post in (POST, OTHER_POST)}


def test_a_text_awaits_a_review_wherever_slidescan_would_write(library: Library) -> None:
    before = posts_of(library.folder.parent)
    slide, stored = library.alt_texts.suggest(LAKE, TEXT, "claude")
    assert (slide.image, stored) == (LAKE, TEXT + ".")
    for proposal in proposals(library, LAKE):
        assert (proposal.action, proposal.awaits_review) == ("keep", True)
        assert (proposal.proposed, proposal.proposed_by) == (TEXT + ".", "claude")
        assert proposal.reason == "proposed by claude: --review decides"
    # Neither a plain --write nor that of a describer's words writes it.
    for options in (AltOptions(), AltOptions(described=True), AltOptions(replace=True)):
        changes, _ = library.alts([library.folder.parent / POST], options)
        library.write_alts([c for c in changes if c.post == POST])
        assert "an owner." not in (library.folder.parent / POST).read_text("utf-8")
    assert posts_of(library.folder.parent)[OTHER_POST] == before[OTHER_POST]


def test_slidescan_s_proposals_stay_its_own(library: Library) -> None:
    library.alt_texts.suggest(LAKE, TEXT, "claude")
    (costs,) = proposals(library, COSTS)
    assert (costs.action, costs.proposed_by, costs.awaits_review) == ("write", "", False)
    assert "proposed_by" not in costs.to_json()
    assert library.slide(LAKE).alt == "Legacy data silos: A data lake needs a map and an owner."
    (lake, _) = proposals(library, LAKE)
    assert lake.to_json()["proposed_by"] == "claude"
    assert lake.to_json()["awaits_review"] is True


def test_a_person_s_text_stays(library: Library) -> None:
    library.alt_texts.suggest(FLOW, "Pipeline: Kafka to Spark to Storage", "claude")
    (flow,) = proposals(library, FLOW)
    assert (flow.action, flow.awaits_review) == ("keep", False)
    library.set_alt(LAKE, "My own words about the lake.")
    with pytest.raises(ProposalRefused, match="a person set the alt text"):
        library.alt_texts.suggest(LAKE, TEXT, "claude")


def test_a_person_s_text_comes_before_an_assistant_s(library: Library) -> None:
    library.alt_texts.suggest(LAKE, TEXT, "claude")
    library.set_alt(LAKE, "My own words about the lake.")
    assert {p.proposed for p in proposals(library, LAKE)} == {"My own words about the lake."}


def test_a_refused_text_is_not_stored(library: Library) -> None:
    with pytest.raises(ProposalRefused, match="not on the slide: swamp") as refused:
        library.alt_texts.suggest(LAKE, "A data swamp", "claude")
    assert "\n" not in str(refused.value)
    assert {p.proposed_by for p in proposals(library, LAKE)} == {""}
    with pytest.raises(NotInIndex):
        library.alt_texts.suggest("nothing.jpg", TEXT, "claude")
    with pytest.raises(IndexMissing):
        Library(library.folder / "none").alt_texts.suggest(LAKE, TEXT, "claude")
    assert not (library.folder / "none").exists()


def test_the_last_text_counts_of_any_assistant(library: Library) -> None:
    library.alt_texts.suggest(LAKE, TEXT, "claude")
    library.alt_texts.suggest(LAKE, "A data lake needs a map", "other\n\x1b[31m" + "n" * 99)
    (lake, _) = proposals(library, LAKE)
    assert lake.proposed == "A data lake needs a map."
    assert lake.proposed_by.startswith("other")
    assert lake.proposed_by.isprintable()
    assert len(lake.proposed_by) <= MAX_ASSISTANT_NAME_CHARS


def test_a_text_that_the_slide_no_longer_says_does_not_count(library: Library) -> None:
    from slidescan.store.catalogue import Catalogue

    library.alt_texts.suggest(COSTS, "What the lake costs: scans −12 %", "claude")
    with Catalogue.open(library.location, write=True) as catalogue, catalogue.transaction():
        sha256 = library.slide(COSTS).photo.sha256
        catalogue.edits.put_assistant_alt(sha256, "claude", "What the lake costs: scans −21 %.")
    (costs,) = proposals(library, COSTS)
    assert (costs.action, costs.proposed_by) == ("write", "")
    assert costs.refusal == ("the text of claude has numbers that the slide doesn't show so: −21 %")


def review(site: Path, key: str, *args: str) -> str:
    """What a review of one place prints; a key answers, and Enter ends it."""
    with Terminal("alt", POST, "--review", *args, cwd=site) as terminal:
        terminal.wait_for("help: ")
        terminal.type(key)
        if key != "q":
            terminal.wait_for("Enter writes")
            terminal.type("\r")
        assert terminal.finish() == 0
        return terminal.shown


def test_a_review_writes_what_a_person_accepts(library: Library) -> None:
    site = library.folder.parent
    library.alt_texts.suggest(LAKE, TEXT, "claude")
    listed = cli("alt", cwd=site).stdout
    assert "keep: proposed by claude: --review decides" in listed
    assert "2 texts of assistants for a person to accept: slidescan alt --review" in listed
    assert "1 written" in review(site, "a")
    assert f"![{TEXT}.](/img/lake.jpg)" in (site / POST).read_text("utf-8")
    same, _ = proposals(library, LAKE)
    assert same.action == "same"


def test_who_skips_an_assistant_s_text_gets_slidescan_s(library: Library) -> None:
    site = library.folder.parent
    library.alt_texts.suggest(LAKE, TEXT, "claude")
    assert "0 written" in review(site, "s")
    lake, elsewhere = proposals(library, LAKE)
    assert (lake.action, lake.proposed_by) == ("write", "")
    assert (elsewhere.awaits_review, elsewhere.proposed_by) == (True, "claude")
    assert TEXT in review(site, "q", "--again")
    assert "1 written" in review(site, "a")
    assert "![Legacy data silos: A data lake needs a map" in (site / POST).read_text("utf-8")
