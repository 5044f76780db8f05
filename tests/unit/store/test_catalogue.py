"""A catalogue returns what was stored, and refuses what it can't read."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.factories import tamper
from support.stored import LAKE, PIPE, RUN, filled

from slidescan.core.records import (
    Failure,
)
from slidescan.errors import (
    IndexDamaged,
    IndexMissing,
)
from slidescan.store.backends.sqlite import CATALOGUE_FILE
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import StoredPhoto, StoredReading


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return filled(tmp_path / "index", LAKE, PIPE, RUN)


def test_a_missing_catalogue_is_an_error_and_is_not_created(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="slidescan ingest"), Catalogue.open(tmp_path / "none"):
        pass
    assert not (tmp_path / "none").exists()


def test_an_unreadable_record_is_damage(index: Path) -> None:
    tamper(index / CATALOGUE_FILE, "UPDATE slides SET slide = '{\"quad\": 3}'")
    with pytest.raises(IndexDamaged, match="record"), Catalogue.open(index) as catalogue:
        list(catalogue.slides())


def test_an_invalid_digest_is_damage(index: Path) -> None:
    tamper(
        index / CATALOGUE_FILE,
        "UPDATE slides SET slide = json_set(slide, '$.photo.sha256', char(27) || ']0;mine')",
    )
    with pytest.raises(IndexDamaged, match="record"), Catalogue.open(index) as catalogue:
        list(catalogue.slides())


def test_readings_photos_and_failures_are_stored_and_returned(tmp_path: Path) -> None:
    stored = StoredReading("1 test", LAKE.photo, LAKE.detection, LAKE.reading)
    photo = StoredPhoto("a.jpg", LAKE.photo.sha256, 10, 20)
    with Catalogue.open(tmp_path, write=True) as catalogue:
        with catalogue.transaction():
            catalogue.put_reading(stored)
            catalogue.put_photo(photo)
            catalogue.put_failure(Failure("x.jpg", "why", "what"))
            catalogue.put_slide(LAKE)
        assert catalogue.reading(LAKE.photo.sha256) == stored
        assert catalogue.photos() == {"a.jpg": photo}
        assert catalogue.underived() == ("a.jpg",)
        assert catalogue.failures() == (Failure("x.jpg", "why", "what"),)
        assert list(catalogue.slides()) == [LAKE]
        with catalogue.transaction():
            catalogue.forget(["a.jpg"])
        assert catalogue.reading(LAKE.photo.sha256) is None


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path, write=True) as catalogue:
        with pytest.raises(RuntimeError), catalogue.transaction():
            catalogue.put_slide(LAKE)
            raise RuntimeError
        assert catalogue.images() == ()
