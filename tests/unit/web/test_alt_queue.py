"""The queue of alt texts follows changes, and looks at no more posts than they affect."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.samples import Ingested

from slidescan.alt import parts as alt_parts
from slidescan.alt import service
from slidescan.core.records import AltDecision, Options
from slidescan.library import Library
from slidescan.store.catalogue import Catalogue
from slidescan.web import alt_queue
from slidescan.web.alt_queue import AltQueue

POST = "content/posts/northwind-day-1.md"
LAKE = "static/img/northwind/IMG_4104.jpg"


@pytest.fixture
def library(ingested: Ingested, tmp_path: Path) -> Library:
    site = shutil.copytree(ingested.site, tmp_path / "site")
    return Library(site / "index", Options(jobs=1))


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> list[frozenset[str]]:
    """The posts that were looked at."""
    looked: list[frozenset[str]] = []
    plain = alt_parts.post_parts

    def noted(*given: object) -> Iterator[frozenset[str]]:
        for part in plain(*given):  # type: ignore[arg-type]
            looked.append(part)
            yield part

    monkeypatch.setattr(service, "post_parts", noted)
    return looked


def places(queue: AltQueue) -> dict[str, object]:
    return {post: entries for post, entries in queue.by_post().items() if entries}


def test_the_queue_equals_a_fresh_one_after_each_change(
    library: Library, parts: list[frozenset[str]]
) -> None:
    site = library.folder.parent
    queue = AltQueue(library)
    every = places(queue)
    assert len(every) > 1
    showing = {post for post in every if LAKE in {e.proposal.image for e in every[post]}}  # type: ignore[attr-defined]
    assert 0 < len(showing) < len(every)

    def decide() -> None:
        decision = AltDecision(POST, LAKE, "skipped", "words")
        with Catalogue.open(library.location, write=True) as catalogue, catalogue.transaction():
            catalogue.edits.put_decision(decision)

    def add_line() -> None:
        post = site / POST
        post.write_text(post.read_text("utf-8") + "\nA last line.\n", "utf-8")

    def forget() -> None:
        (site / LAKE).unlink()
        options = Options(jobs=1, site=str(site), prune=True)
        Library(library.folder, options).ingest([site / "static"])

    line = library.slide(LAKE).reading.lines[0]
    looks: dict[str, tuple[Callable[[], object], set[str] | None]] = {
        "an alt text": (lambda: library.set_alt(LAKE, "Words of a person"), showing),
        "a line": (lambda: library.correct_line(LAKE, 0, line.text, "Why lakes?"), None),
        "an undone change": (lambda: library.undo(LAKE), None),
        "a decision": (decide, {POST}),
        "a changed post": (add_line, set()),
        "a photo that is gone": (forget, None),
    }
    for name, (change, affected) in looks.items():
        parts.clear()
        change()
        now = places(queue)
        looked = {post for part in parts for post in part}
        if affected is not None:
            assert looked == affected, name
        assert now == places(AltQueue(library)), name
    assert now != every


def test_places_of_a_large_archive_are_not_made_for_their_count(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert AltQueue(library).is_quick()
    monkeypatch.setattr(alt_queue, "MAX_QUICK_LINKS", 3)
    queue = AltQueue(library)
    assert not queue.is_quick()
    queue.by_post()
    assert queue.is_quick()


def test_excerpts_are_the_lines_around_a_place(library: Library) -> None:
    queue = AltQueue(library)
    entries = [entry for of_post in queue.by_post().values() for entry in of_post]
    excerpts = queue.excerpts(entries)
    for entry in entries:
        text = (library.folder.parent / entry.proposal.post).read_text("utf-8")
        lines = text.splitlines()
        excerpt = excerpts[entry.key]
        assert excerpt.at == lines[entry.proposal.line - 1].strip()
        above = [line.strip() for line in lines[: entry.proposal.line - 1] if _has_words(line)]
        assert list(excerpt.before) == above[-3:]


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)
