"""Two people edit one slide at once, from two processes and on the page: no edit is lost."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.derived import derived_site, image_of

from slidescan.library import Library

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

ROUNDS = 8

FIRST, SECOND = image_of(0, 0), image_of(0, 3)

POST = "content/talk-0.md"

WRITER = """
import json, sys
from slidescan.errors import EditConflict
from slidescan.library import Library
index, writer, image, rounds = sys.argv[1:]
library = Library(index)
sys.stdin.readline()
wins = []
for step in range(int(rounds)):
    was = library.slide_at(image).alt
    text = f"Text {step} of writer {writer}"
    try:
        library.set_alt(image, text, was=was)
        wins.append([was, text])
    except EditConflict as error:
        assert error.current != was
print(json.dumps(wins))
"""
"""Changes the alt text of a slide again and again; prints the changes that were accepted."""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(derived_site(tmp_path) / "index")


def test_two_processes_change_one_alt_text_and_no_change_is_overwritten_unseen(
    library: Library,
) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(library.folder), name, FIRST, str(ROUNDS)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for name in "ab"
    ]  # fmt: skip
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
    results = [writer.communicate(timeout=300) for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], results
    wins = [tuple(win) for output, _ in results for win in json.loads(output)]
    edits = sorted(library.edits(FIRST), key=lambda edit: edit.number)
    assert sorted(wins) == sorted((edit.before, edit.after) for edit in edits)
    for earlier, later in itertools.pairwise(edits):
        assert later.before == earlier.after
    slide = library.slide_at(FIRST)
    assert slide is not None
    assert slide.alt == edits[-1].after


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Calls functions at the same moment; returns what they return."""
    start = threading.Barrier(len(acts))
    answers: list[Any] = [None] * len(acts)

    def run(number: int) -> None:
        start.wait()
        answers[number] = acts[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def page(library: Library) -> Any:
    from starlette.testclient import TestClient

    from slidescan.web.app import create_app
    from slidescan.web.guard import TOKEN_HEADER, Access

    access = Access()
    with TestClient(
        create_app(library, access),
        base_url="http://127.0.0.1:8765",
        headers={TOKEN_HEADER: access.write_token},
    ) as client:
        yield client


def test_two_people_change_one_alt_text_on_the_page(page: Any, library: Library) -> None:
    for step in range(ROUNDS):
        was = page.get("/api/slide", params={"photo": FIRST}).json()["alt"]
        texts = [f"Words {step} of {who}" for who in ("the first", "the second")]
        sent = [{"photo": FIRST, "text": text, "was": was} for text in texts]
        answers = at_once(*(lambda r=r: page.post("/api/alt", json=r) for r in sent))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        (winner,) = [t for t, a in zip(texts, answers, strict=True) if a.status_code == 200]
        (told,) = [answer.json() for answer in answers if answer.status_code == 409]
        assert winner in json.dumps(told)
        slide = library.slide_at(FIRST)
        assert slide is not None
        assert slide.alt == winner


def test_two_people_correct_two_lines_and_both_stay(page: Any, library: Library) -> None:
    before = library.slide_at(FIRST)
    assert before is not None
    lines = [line.text for line in before.reading.lines]
    wanted = [f"{lines[1]} now", f"{lines[2]} now"]
    answers = at_once(
        *(
            lambda n=n, text=text: page.post(
                "/api/line", json={"photo": FIRST, "number": n, "was": lines[n], "text": text}
            )
            for n, text in zip((1, 2), wanted, strict=True)
        )
    )
    assert [answer.status_code for answer in answers] == [200, 200]
    after = library.slide_at(FIRST)
    assert after is not None
    assert [line.text for line in after.reading.lines][1:3] == wanted
    assert len(library.edits(FIRST)) == 2


def test_two_people_correct_one_line_and_the_second_is_told(page: Any, library: Library) -> None:
    before = library.slide_at(FIRST)
    assert before is not None
    was = before.reading.lines[1].text
    answers = at_once(
        *(
            lambda text=text: page.post(
                "/api/line", json={"photo": FIRST, "number": 1, "was": was, "text": text}
            )
            for text in ("One reading", "Another reading")
        )
    )
    codes = sorted(answer.status_code for answer in answers)
    assert codes[0] == 200
    assert 400 <= codes[1] < 500
    assert len(library.edits(FIRST)) == 1


def test_two_people_accept_two_alt_texts_of_one_post(page: Any, library: Library) -> None:
    path = library.folder.parent / POST
    wanted: dict[str, dict[str, Any]] = {}
    for image in (FIRST, SECOND):
        slide = library.slide_at(image)
        assert slide is not None
        link = next(link for link in slide.links if link.post == POST)
        wanted[image] = {
            "photo": image, "post": POST, "line": link.line, "text": f"Words for {image[-5:]}",
        }  # fmt: skip
    answers = at_once(*(lambda r=r: page.post("/api/accept", json=r) for r in wanted.values()))
    written = path.read_text()
    for request, answer in zip(wanted.values(), answers, strict=True):
        # Who isn't told that the post has changed meanwhile finds the words in it.
        assert answer.status_code in (200, 409, 422, 423), answer.text
        assert (request["text"] in written) == (answer.status_code == 200)
    assert any(answer.status_code == 200 for answer in answers)
