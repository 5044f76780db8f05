"""Corrections in a catalogue."""

from __future__ import annotations

from pathlib import Path

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import (
    CornersCorrection,
    Detection,
    Photo,
    Reading,
    person_corners,
)
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import StoredReading


def test_corners_are_stored_and_outdate_the_reading(tmp_path: Path) -> None:
    photo = Photo("ab" * 32, 800, 600)
    quad = PhotoQuad((1.0, 2.0), (700.5, 3.0), (690.0, 500.0), (4.0, 480.0))
    with Catalogue.open(tmp_path / "index", write=True) as catalogue, catalogue.transaction():
        read = Reading("rapidocr", "test", ("en",), ())
        catalogue.put_reading(StoredReading("r", photo, Detection.of(None, 0.1), read, "picture"))
        assert catalogue.readers() == {photo.sha256: "r"}
        for corners in (
            CornersCorrection("a.jpg", photo.sha256, 800, 600, person_corners(quad)),
            CornersCorrection("a.jpg", photo.sha256, 800, 600, person_corners(None)),
        ):
            catalogue.edits.put_corners(corners)
            assert catalogue.edits.corners() == (corners,)
            assert catalogue.readers() == {photo.sha256: ""}
        stored = catalogue.reading(photo.sha256)
        assert stored is not None
        assert stored.kind == "picture"
        catalogue.edits.drop_corners("other.jpg", photo.sha256)
        assert catalogue.edits.corners() == ()


def test_the_last_assistant_s_text_counts_and_describers_keep_theirs(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path / "index", write=True) as catalogue, catalogue.transaction():
        catalogue.edits.put_described("ab", "http://localhost/v1 assistant", "a model's")
        catalogue.edits.put_assistant_alt("ab", "claude", "first")
        catalogue.edits.put_assistant_alt("ab", "other", "second")
        catalogue.edits.put_assistant_alt("cd", "claude", "third")
        assert catalogue.edits.assistant_alts() == {
            "ab": ("other", "second"),
            "cd": ("claude", "third"),
        }
        assert catalogue.edits.described("http://localhost/v1 assistant") == {"ab": "a model's"}
