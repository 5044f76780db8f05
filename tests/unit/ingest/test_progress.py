"""The progress of an ingest, as other processes see it."""

from __future__ import annotations

import json
from pathlib import Path

from slidescan.core.records import Failure
from slidescan.ingest.progress import NullProgress, PublishedProgress, running
from slidescan.store.catalogue import Catalogue
from slidescan.store.lock import exclusive


def test_progress_is_published_for_other_processes(tmp_path: Path) -> None:
    assert running(tmp_path) is None
    with exclusive(tmp_path), Catalogue.open(tmp_path, write=True) as catalogue:
        with PublishedProgress(catalogue.database, NullProgress()) as told:
            told.start(3)
            told.advance("a.jpg", Failure("a.jpg", "no"))
            told.phase("indexing")
            seen = running(tmp_path)
            assert seen is not None
            assert (seen.total, seen.done, seen.failed, seen.phase) == (3, 1, 1, "indexing")
            kept = (tmp_path / "progress.json").read_bytes()
        assert running(tmp_path) is None
        for junk in (b"", b"[]", b'{"started": "x"}', b"\xff", b"[" * 5000):
            (tmp_path / "progress.json").write_bytes(junk)
            assert running(tmp_path) is None
    # A killed ingest leaves the file.
    (tmp_path / "progress.json").write_bytes(kept)
    assert json.loads(kept)["done"] == 1
    assert running(tmp_path) is None
