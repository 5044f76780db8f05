"""`slidescan alt --review` on a pseudo-terminal."""

from __future__ import annotations

import json
import re
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from support.cli import cli
from support.factories import link, slide
from support.terminals import Terminal

from slidescan.core.records import Slide
from slidescan.store.catalogue import Catalogue

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")

POSTS = {"content/a.md": ("one", "two", "three"), "content/b.md": ("four",)}
ASKED = "[?] help: "


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of two posts with four slides, and its index; no photo is read for it."""
    slides: list[Slide] = []
    (tmp_path / "hugo.toml").write_text("baseURL = 'https://example.org/'\n")
    for post, names in POSTS.items():
        text = "---\ntitle: A post\n---\n\n## A section\n\n"
        for name in names:
            text += f"![](/img/{name}.png)\n\n"
            image = f"static/img/{name}.png"
            (tmp_path / image).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / image).write_bytes(b"")
            shown = link(post, line_number=text.count("\n") - 1)
            made = slide(image, (f"Slide {name}", "a point", "another point"), links=[shown])
            slides.append(_with_confidence(made, 0.5 + 0.1 * len(slides)))
        (tmp_path / post).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / post).write_text(text)
    with Catalogue.open(tmp_path / "index", write=True) as catalogue, catalogue.transaction():
        catalogue.set_meta("site", "..")
        for made in slides:
            catalogue.put_slide(made)
    return tmp_path


def _with_confidence(made: Slide, confidence: float) -> Slide:
    lines = tuple(replace(line, confidence=confidence) for line in made.reading.lines)
    return replace(made, reading=replace(made.reading, lines=lines))


def alts(site: Path) -> dict[str, str]:
    text = "".join((site / post).read_text() for post in POSTS)
    return {name: alt for alt, name in re.findall(r"!\[(.*?)\]\(/img/(\w+)\.png\)", text)}


def plain(text: str) -> str:
    return re.sub(r"\x1b\]8;[^\x1b\x07]*(?:\x1b\\|\x07)|\x1b\[[0-9;?]*[A-Za-z]", "", text)


def review(site: Path, *args: str, columns: int = 80) -> Terminal:
    return Terminal("alt", "--review", *args, cwd=site, columns=columns)


@pytest.mark.parametrize("columns", [40, 80])
def test_a_question_shows_the_slide_and_its_place(site: Path, columns: int) -> None:
    with review(site, columns=columns) as terminal:
        shown = terminal.wait_for(ASKED)
        rows = plain(shown).splitlines()
        assert rows[1].startswith("1 of 4  content/a.md:7")
        for row in (
            "  in    A section",
            "  photo static/img/one.png",
            "  alt   Slide one: a point",
        ):
            assert any(each.startswith(row) for each in rows), rows
        assert "  │ Slide one  (0.50?)" in rows
        assert "file://" in shown
        assert (site / "static/img/one.png").as_uri() in shown
        assert all(len(row) <= columns for row in rows if "content/" not in row)
        terminal.type("q")
        assert terminal.finish() == 0
    assert set(alts(site).values()) == {""}


def test_accepting_editing_skipping_and_decorative(site: Path) -> None:
    with review(site) as terminal:
        terminal.wait_for("1 of 4")
        terminal.wait_for(ASKED)
        terminal.type("a")
        terminal.wait_for("2 of 4")
        terminal.wait_for(ASKED)
        terminal.type("e")
        # The proposal is there to edit: its end is replaced.
        assert "Slide two" in terminal.wait_for("another point")
        terminal.type("\x17\x17by hand\r")
        terminal.wait_for("3 of 4")
        terminal.wait_for(ASKED)
        terminal.type("s")
        terminal.wait_for("4 of 4")
        terminal.wait_for(ASKED)
        terminal.type("d")
        terminal.wait_for("4 of 4 decided")
        assert set(alts(site).values()) == {""}, "nothing is written before the end"
        terminal.type("\r")
        assert terminal.finish() == 0
        assert "2 written, 1 decided that needed no change, 1 skipped, 0 left" in terminal.shown
    written = alts(site)
    assert written["one"].startswith("Slide one: ")
    assert written["two"].startswith("Slide two: a point")
    assert written["two"].endswith("by hand")
    assert (written["three"], written["four"]) == ("", "")
    with review(site) as terminal:
        terminal.wait_for("Nothing to review")
        assert terminal.finish() == 0


def test_back_changes_an_earlier_decision(site: Path) -> None:
    with review(site) as terminal:
        terminal.wait_for(ASKED)
        terminal.type("b")
        terminal.wait_for("this is the first one")
        terminal.wait_for(ASKED)
        terminal.type("a")
        terminal.wait_for("2 of 4")
        terminal.wait_for(ASKED)
        terminal.type("\x1b[D")  # the arrow
        assert "accepted" in terminal.wait_for(ASKED)
        terminal.type("d")
        terminal.wait_for("2 of 4")
        terminal.wait_for(ASKED)
        terminal.type("q")
        assert terminal.finish() == 0
    # Decorative: an empty text, and the decision is known.
    assert alts(site)["one"] == ""
    decided = json.loads(cli("export", "json", cwd=site).stdout)["alts"]
    assert [(d["image"], d["decision"]) for d in decided] == [("static/img/one.png", "decorative")]


def test_all_of_a_post_at_once(site: Path) -> None:
    with review(site) as terminal:
        terminal.wait_for(ASKED)
        terminal.type("s")
        terminal.wait_for("2 of 4")
        terminal.wait_for(ASKED)
        terminal.type("A")
        terminal.wait_for("accepted: 2 of content/a.md")
        terminal.wait_for("4 of 4")
        terminal.wait_for(ASKED)
        terminal.type("q")
        assert terminal.finish() == 0
    written = alts(site)
    assert (written["one"], written["four"]) == ("", "")
    assert written["two"].startswith("Slide two")
    assert written["three"].startswith("Slide three")


@pytest.mark.parametrize(("order", "names"), [("surest", "four"), ("doubtful", "one")])
def test_the_order_is_that_of_the_readings(site: Path, order: str, names: str) -> None:
    with review(site, "--order", order) as terminal:
        assert f"img/{names}.png" in terminal.wait_for(ASKED)
        terminal.type("q")
        assert terminal.finish() == 0


@pytest.mark.parametrize("how", ["key", "hangup", "term"])
def test_an_interruption_keeps_what_was_decided(site: Path, how: str) -> None:
    with review(site) as terminal:
        terminal.wait_for(ASKED)
        terminal.type("a")
        terminal.wait_for("2 of 4")
        terminal.wait_for(ASKED)
        if how == "key":
            terminal.type("\x03")
        else:
            terminal.send_signal(signal.SIGHUP if how == "hangup" else signal.SIGTERM)
        assert terminal.finish() == 130
        assert "1 written, 0 skipped, 3 left" in terminal.shown
    assert alts(site)["one"].startswith("Slide one")


def test_an_interruption_while_editing_keeps_the_question(site: Path) -> None:
    with review(site) as terminal:
        terminal.wait_for(ASKED)
        terminal.type("a")
        terminal.wait_for("2 of 4")
        terminal.wait_for(ASKED)
        terminal.type("e")
        terminal.wait_for("another point")
        # Python's editor sleeps through a signal that comes right before it waits for a key.
        terminal.settle(1)
        terminal.type("\x03")
        while terminal.is_silent(20):
            terminal.type("\x03")
        assert terminal.finish() == 130
    assert alts(site)["one"].startswith("Slide one")
    assert alts(site)["two"] == ""


def test_a_post_that_changes_meanwhile_keeps_both_changes(site: Path) -> None:
    post = site / "content/a.md"
    with review(site) as terminal:
        terminal.wait_for(ASKED)
        terminal.type("a")
        terminal.wait_for("2 of 4")
        terminal.wait_for(ASKED)
        post.write_text(post.read_text().replace("## A section", "A new line.\n\n## A section"))
        terminal.type("q")
        assert terminal.finish() == 0, terminal.shown
    assert "A new line." in post.read_text()
    assert alts(site)["one"].startswith("Slide one")


def test_keys_typed_ahead_are_kept_in_order(site: Path) -> None:
    with review(site) as terminal:
        terminal.wait_for(ASKED)
        terminal.type("asaq")
        assert terminal.finish() == 0
        assert "2 written, 1 skipped, 1 left" in terminal.shown


def test_without_a_terminal_the_error_says_what_to_do(site: Path) -> None:
    done = cli("alt", "--review", cwd=site, answers="a\n")
    assert done.returncode == 2
    assert done.stderr.startswith("slidescan: --review needs a terminal")
    assert "alt --diff" in done.stderr
    assert set(alts(site).values()) == {""}


def test_alt_lists_what_would_change_and_sums_up_the_rest(site: Path) -> None:
    post = site / "content/b.md"
    post.write_text(post.read_text().replace("![]", "![My own words about the slide]"))
    shown = cli("alt", cwd=site).stdout
    assert "3 of 4 would be written: slidescan alt --write" in shown
    assert "1 stays as it is (1 written by a person): --all lists it" in shown
    assert "content/b.md" not in shown
    everything = cli("alt", "--all", cwd=site).stdout
    assert "now: My own words about the slide" in everything
    assert "--all lists them" not in everything
    assert len(json.loads(cli("alt", "--json", cwd=site).stdout)["alts"]) == 4
