"""`slidescan alt` as a user runs it: writing, long texts, reviews, checks, a describer."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from support import ROOT
from support.cli import cli
from support.endpoints import Asked, endpoint
from support.samples import Ingested
from support.terminals import Terminal

DAY_1 = "content/posts/northwind-day-1.md"


@pytest.fixture
def site(ingested: Ingested, tmp_path: Path) -> Path:
    return shutil.copytree(ingested.site, tmp_path / "site")


def posts(site: Path) -> dict[Path, bytes]:
    return {post: post.read_bytes() for post in sorted((site / "content").rglob("*.md"))}


def talk(site: Path, answers: Sequence[str], *args: str) -> str:
    """Reviews the proposals in a terminal; returns what it shows."""
    with Terminal("alt", *args, cwd=site) as terminal:
        for answer in answers:
            terminal.wait_for("[?] help: ")
            terminal.type(answer[0])
            if answer[1:]:
                terminal.wait_for("alt: ")
                terminal.type("\x15" + answer[1:])  # Ctrl-U clears the line
        assert terminal.finish() == 0, terminal.shown
    return terminal.shown


@pytest.mark.parametrize("form", ["details", "figcaption", "caption-file"])
def test_long_texts_are_written_once(site: Path, form: str) -> None:
    first = cli("alt", "--write", "--long", form, "--json", cwd=site)
    assert first.returncode == 0, first.stderr
    after = posts(site)
    text = (site / DAY_1).read_text("utf-8")
    if form == "details":
        assert text.count('<details class="slidescan"><summary>Text of the slide') == 6
        assert "<tr><td>Storage</td><td>410</td><td>265</td></tr>" in text
    elif form == "figcaption":
        assert text.count("<figure>") == text.count("</figure>") == 6
    else:
        beside = site / "static/img/northwind/IMG_4104.jpg.txt"
        assert "Every table has an owner" in beside.read_text("utf-8")
        assert "[Text of the slide](/img/northwind/IMG_4104.jpg.txt)" in text
    again = cli("alt", "--write", "--long", form, "--json", cwd=site)
    assert json.loads(again.stdout)["written"] == 0
    assert posts(site) == after
    # A person's changes stay.
    changed = text.replace("Every table has an owner", "Every table has one owner")
    changed = changed.replace("[Text of the slide](", "[Text of the slide](/x")
    (site / DAY_1).write_text(changed, "utf-8")
    kept = cli("alt", "--write", "--long", form, DAY_1, cwd=site)
    assert kept.returncode == 0
    assert (site / DAY_1).read_text("utf-8") == changed


def test_long_texts_in_lists_and_quotes_stay_there(site: Path) -> None:
    assert cli("alt", "--write", "--long", "details", cwd=site).returncode == 0
    text = (site / "content/posts/northwind-day-2.md").read_text("utf-8")
    assert re.search(r"^> !\[[^\n]*\n>\n> <details[^\n]*\n(> [^\n]*\n)*> </details>$", text, re.M)
    assert re.search(r"^- !\[[^\n]*\n\n  <details[^\n]*\n(  [^\n]*\n)*  </details>$", text, re.M)


def test_a_person_s_text_file_stays(site: Path) -> None:
    theirs = site / "static/img/northwind/IMG_4104.jpg.txt"
    theirs.write_text("mine\n", "utf-8")
    done = cli("alt", "--write", "--long", "caption-file", DAY_1, cwd=site)
    assert done.returncode == 0, done.stderr
    assert theirs.read_text("utf-8") == "mine\n"
    assert "IMG_4104.jpg.txt" not in (site / DAY_1).read_text("utf-8")


def test_a_folder_in_place_of_a_text_file_is_skipped(site: Path) -> None:
    (site / "static/img/northwind/IMG_4104.jpg.txt").mkdir()
    done = cli("alt", "--write", "--long", "caption-file", DAY_1, cwd=site)
    assert done.returncode == 0, done.stderr
    assert "IMG_4104.jpg.txt" not in (site / DAY_1).read_text("utf-8")
    assert "IMG_4106.jpg.txt" in (site / DAY_1).read_text("utf-8")


def test_a_review_can_be_stopped_and_continued(site: Path) -> None:
    before = (site / DAY_1).read_text("utf-8")
    first = talk(site, ["a", "eTalks by year, rising\r", "s", "d", "q"], "--review", DAY_1)
    assert "2 of 6" in first
    assert "3 written, 1 skipped, 2 left for the next time" in first
    text = (site / DAY_1).read_text("utf-8")
    assert "![Welcome to Northwind Days: " in text
    assert "![Talks by year, rising](/img/northwind/IMG_4102.jpg)" in text
    assert '<img src="/img/northwind/IMG_4103.jpg" width="600">' in text  # skipped
    assert "![](/img/northwind/IMG_4104.jpg)" in text  # decoration
    assert len(text.splitlines()) == len(before.splitlines())
    second = talk(site, ["x", "a", "q"], "--review", DAY_1)
    assert "1 of 2" in second  # decided images aren't asked again
    assert "IMG_4105.jpg" in second
    assert "![From raw files to answers: " in (site / DAY_1).read_text("utf-8")
    # --write follows the decisions, and --check knows the decorative image.
    assert cli("alt", "--write", cwd=site).returncode == 0
    text = (site / DAY_1).read_text("utf-8")
    assert "![Talks by year, rising](" in text
    assert "![](/img/northwind/IMG_4104.jpg)" in text
    assert '<img src="/img/northwind/IMG_4103.jpg" width="600">' in text
    faults = json.loads(cli("alt", "--check", "--json", cwd=site).stdout)["faults"]
    assert [(f["line"], f["kind"]) for f in faults if f["post"] == DAY_1] == [(18, "missing")]
    third = talk(site, ["a", "q"], "--review", "--again", DAY_1)
    assert '<img alt="Where the budget goes' in (site / DAY_1).read_text("utf-8"), third


def test_a_post_that_changes_during_a_review_is_left_alone(site: Path) -> None:
    from slidescan.core.records import AltDecision
    from slidescan.library import Library

    library = Library(site / "index")
    changes, _ = library.alts([site / DAY_1])
    (site / DAY_1).write_text("changed meanwhile\n", "utf-8")
    decision = AltDecision(DAY_1, changes[0].proposals[0].image, "accepted", "x")
    written, failures = library.write_alts(changes, [{0: decision}])
    assert written == ()
    assert [failure.path for failure in failures] == [DAY_1]
    assert (site / DAY_1).read_text("utf-8") == "changed meanwhile\n"
    assert library.decisions() == ()


def test_checking_by_an_export_needs_no_index(site: Path) -> None:
    talk(site, ["d", "q"], "--review", DAY_1)
    wanted = json.loads(cli("alt", "--check", "--json", cwd=site).stdout)
    assert cli("export", "json", "--out", "slides.json", cwd=site).returncode == 0
    shutil.rmtree(site / "index")
    done = cli("alt", "--check", "--from", "slides.json", "--json", cwd=site)
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout) == wanted
    for format_, message in (("github", "::error file=content/posts/"), ("sarif", '"2.1.0"')):
        shown = cli(
            "alt", "content", "--check", "--from", "slides.json", "--format", format_, cwd=site
        )
        assert shown.returncode == 1
        assert message in shown.stdout
    (site / "slides.json").write_text('{"slides": [{}]}', "utf-8")
    broken = cli("alt", "--check", "--from", "slides.json", cwd=site)
    assert broken.returncode == 2
    assert "is not an export of slidescan" in broken.stderr


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--write", "--review"), "exclude each other"),
        (("--long", "poem"), "there is no form"),
        (("--check", "--format", "xml"), "there is no format"),
        (("--format", "sarif"), "need --check"),
        (("--describe",), "no describer is configured"),
        (
            ("--describe", "--describe-url", "file:///x", "--describe-model", "m"),
            "is not an endpoint",
        ),
        (
            ("--describe", "--describe-url", "http://127.0.0.1:9", "--describe-model", "m"),
            "no answer",
        ),
        (("--max-length", "3"), "--max-length"),
    ],
)
def test_mistakes_are_one_line_errors(site: Path, args: tuple[str, ...], message: str) -> None:
    before = posts(site)
    done = cli("alt", *args, cwd=site)
    assert done.returncode == 2
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert posts(site) == before


@contextmanager
def model(answer: str, questions: list[Asked]) -> Iterator[str]:
    """A model that answers every question alike; without an answer it refuses."""

    def reply(asked: Asked) -> Any:
        questions.append(asked)
        return {"choices": [{"message": {"content": answer}}]}

    with endpoint(reply, 200 if answer else 404) as url:
        yield url


PHOTO = "static/img/northwind/IMG_4104.jpg"


def test_a_describer_s_text_is_written_only_on_request(site: Path) -> None:
    asked: list[Asked] = []
    before = posts(site)
    with model("Every data lake needs a map and an owner.", asked) as url:
        args = ("--describe", "--describe-url", url, "--describe-model", "tiny")
        env = {"SLIDESCAN_DESCRIBE_KEY": "secret"}
        shown = cli("alt", PHOTO, *args, "--json", cwd=site, env=env)
        assert shown.returncode == 0, shown.stderr
        (proposal,) = json.loads(shown.stdout)["alts"]
        assert proposal["proposed"] == "Every data lake needs a map and an owner."
        assert proposal["described"] is True
        # Shown, but written only on request.
        assert cli("alt", PHOTO, *args, "--write", cwd=site).returncode == 0
        assert posts(site) == before
        done = cli("alt", PHOTO, *args, "--write", "--accept-described", cwd=site)
        assert done.returncode == 0, done.stderr
    assert "![Every data lake needs a map and an owner.](" in (site / DAY_1).read_text("utf-8")
    (request,) = asked  # once: the answer is cached
    assert request.path == "/v1/chat/completions"
    assert request.headers["Authorization"] == "Bearer secret"
    text, image = request.content["messages"][0]["content"]
    assert "Why a data lake needs a map" in text["text"]
    assert image["image_url"]["url"].startswith("data:image/jpeg;base64,/9j/")


def test_a_describer_s_foreign_words_are_refused(site: Path) -> None:
    with model("A beautiful data lake at sunset.", []) as url:
        args = ("--describe", "--describe-url", url, "--describe-model", "tiny")
        shown = cli("alt", PHOTO, *args, cwd=site)
    assert shown.returncode == 0, shown.stderr
    assert "the describer's words are not on the slide: beautiful, sunset" in shown.stdout
    assert "alt: Why a data lake needs a map" in shown.stdout


def test_an_error_of_the_describer_is_reported(site: Path) -> None:
    with model("", []) as url:
        args = ("--describe", "--describe-url", url, "--describe-model", "none")
        done = cli("alt", PHOTO, *args, cwd=site)
    assert done.returncode == 2
    assert "refuses (404 Not Found)" in done.stderr


def test_the_hook_runs_as_pre_commit_would(site: Path) -> None:
    """pre-commit appends file names to the arguments of the hook."""
    import yaml

    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    hook = next(hook for hook in hooks if hook["id"] == "slidescan-alt")
    entry = hook["entry"].split()
    assert entry[0] == "slidescan"
    done = cli(*entry[1:], DAY_1, cwd=site)
    assert done.returncode == 1
    assert DAY_1 + ":10: " in done.stdout
    assert re.search(hook["files"], DAY_1)
