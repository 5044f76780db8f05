"""The status counts; it reads no slide, no reading and no photo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.factories import slide

from slidescan.core import presence
from slidescan.core.records import Link, Slide
from slidescan.ingest import failures
from slidescan.ingest.failures import divide_absent
from slidescan.ingest.status import status
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import StoredPhoto, StoredReading

LINK = Link("post.md", 3, "A post", "2024-05-06", (), ("Part",), "part", None)


def slides() -> Iterator[Slide]:
    yield slide("img/a.jpg", links=[LINK])
    yield replace(slide("img/b.jpg", ("Ein Titel", "und ein Punkt")), language="de")
    yield replace(slide("img/c.jpg", ()), kind="picture")
    unread = slide("img/d.jpg")
    reading = replace(unread.reading, unread_scripts=("arabic",))
    yield replace(unread, reading=reading, photo=replace(unread.photo, frames=3))


@pytest.fixture
def index(tmp_path: Path) -> Path:
    folder = tmp_path / "index"
    (tmp_path / "img").mkdir()
    with Catalogue.open(folder, write=True) as catalogue, catalogue.transaction():
        catalogue.set_meta("site", "..")
        catalogue.set_meta("reader", "new")
        for number, made in enumerate(slides()):
            if number != 1:
                (tmp_path / made.image).touch()
            photo = replace(made.photo, sha256=f"{number:064x}")
            catalogue.put_photo(StoredPhoto(made.image, photo.sha256, 1, 1))
            reader = "old" if number == 2 else "new"
            catalogue.put_reading(StoredReading(reader, photo, made.detection, made.reading))
            catalogue.put_slide(replace(made, photo=photo))
        catalogue.set_derived()
    return folder


def test_the_status_reads_no_slides(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object, images: tuple[str, ...] | None = None) -> Iterator[Slide]:
        assert images == (), "it reads slides"
        return iter(())

    monkeypatch.setattr(Catalogue, "slides", refuse)
    state = status(index, "1")
    assert (state.slides, state.linked, state.unlinked) == (
        4, 1, ("img/b.jpg", "img/c.jpg", "img/d.jpg"),
    )  # fmt: skip
    assert (state.textless, state.gone) == (("img/c.jpg",), ("img/b.jpg",))
    assert state.outdated == ("img/c.jpg",)
    assert state.kinds == {"slide": 3, "picture": 1}
    assert state.languages_met == {"en": 2, "de": 1}
    assert [(each.kind, each.images) for each in state.unread] == [
        ("script", ("img/d.jpg",)), ("frames", ("img/d.jpg",)),
    ]  # fmt: skip


def test_the_status_is_the_same_without_cards(index: Path) -> None:
    before = status(index, "1")
    with Catalogue.open(index, write=True) as catalogue, catalogue.transaction():
        catalogue.database.execute("DELETE FROM cards")
    assert status(index, "1") == before


def test_only_photos_that_their_folder_does_not_list_are_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def counted(path: str) -> object:
        asked.append(Path(path).name)
        return presence.status_of(path)

    monkeypatch.setattr(failures, "status_of", counted)
    images = [f"img/{number}.jpg" for number in range(5)]
    (tmp_path / "img").mkdir()
    for image in images[:3]:
        (tmp_path / image).touch()
    (tmp_path / images[3]).symlink_to(tmp_path / "nowhere.jpg")
    gone, unreachable = divide_absent(tmp_path, [*images, "missing/9.jpg"])
    assert (gone, unreachable) == ((images[3], images[4], "missing/9.jpg"), [])
    assert asked == ["3.jpg", "4.jpg"]  # what a missing folder holds is gone
