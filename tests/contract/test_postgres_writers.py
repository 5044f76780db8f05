"""Two writers on one PostgreSQL index, while others read: no edit is lost, none is half there."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable

import pytest
from support.samples import Ingested
from support.servers import Postgres

from slidescan.errors import EditConflict, IndexLocked
from slidescan.library import Library

ROUNDS = 6


def run_all(*acts: Callable[[], None]) -> list[Exception]:
    """Runs functions side by side; returns their errors."""
    errors: list[Exception] = []

    def run(act: Callable[[], None]) -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 - reported by the test
            errors.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.fixture
def url(ingested: Ingested, postgres: Postgres) -> str:
    url = postgres.database()
    ingested.library.copy(url)
    return url


def test_two_writers_lose_no_edit_while_others_read(url: str) -> None:
    images = [card.image for card in Library(url).cards()]
    shared, *rest = images
    accepted: dict[str, str] = {}
    wins: list[tuple[str, str]] = []
    done = threading.Event()

    def write(number: int) -> Callable[[], None]:
        def act() -> None:
            library = Library(url)
            for step in range(ROUNDS):
                image = rest[(2 * step + number) % len(rest)]
                text = f"Text {step} of writer {number}"
                library.set_alt(image, text)
                accepted[image] = text
                # Both change the same slide, and tell which text they saw.
                was = library.slide(shared).alt
                try:
                    library.set_alt(shared, text, was=was)
                    wins.append((was, text))
                except EditConflict:
                    continue

        return act

    def read() -> None:
        library = Library(url)
        while not done.is_set():
            slides = {slide.image: slide for slide in library.slides()}
            assert set(slides) == set(images)
            results = library.search("writer OR lake")
            assert results.total == len({hit.slide.image for hit in results.hits}) or results.total
            assert all(hit.slide.image in slides for hit in results.hits)

    def write_both() -> None:
        errors = run_all(write(0), write(1))
        done.set()
        if errors:
            raise errors[0]

    errors = run_all(write_both, read, read)
    assert errors == []
    library = Library(url)
    for image, text in accepted.items():
        assert library.slide(image).alt == text, image
    # Each accepted change follows the one that it saw: no change is overwritten unseen.
    edits = sorted(library.edits(shared), key=lambda edit: edit.number)
    assert len(edits) == len(wins)
    assert {text for _, text in wins} == {edit.after for edit in edits}
    assert library.slide(shared).alt == edits[-1].after
    for earlier, later in itertools.pairwise(edits):
        assert later.before == earlier.after
    assert library.verify() == ()


def test_a_writer_waits_for_another_and_says_who_holds_the_index(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from slidescan.store import lock
    from slidescan.store.backends.registry import parse_location

    image = Library(url).cards()[0].image
    location = parse_location(url)
    with lock.exclusive(location):
        release = threading.Timer(0.5, lambda: None)
        release.start()
        monkeypatch.setattr(lock, "WAIT_SECONDS", 0.2)
        with pytest.raises(IndexLocked) as caught, lock.exclusive(location, wait=0.2):
            pass
        release.join()
    assert "\n" not in str(caught.value)
    assert Library(url).set_alt(image, "Afterwards").alt == "Afterwards"
