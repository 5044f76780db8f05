"""The Whoosh index on disk."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from support.factories import slide

from slidescan.search.analysis import Document
from slidescan.search.indexes.whoosh import WhooshIndex


def test_an_index_opens_without_the_classes_that_its_pickled_schema_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = WhooshIndex.create(tmp_path / "1", ("en",))
    index.replace([Document.of(slide("a.jpg", ("Data lakes",)))], [])
    assert index.seal(tmp_path / "1", "1")
    index.close()

    def unpickle(data: bytes) -> object:
        raise AssertionError(data)

    monkeypatch.setattr(pickle, "loads", unpickle)
    reopened = WhooshIndex.open_sealed(tmp_path / "1", "1", ("en",))
    assert reopened is not None
    assert reopened.count() == 1
    reopened.close()
