"""The list of files as it is stored."""

from __future__ import annotations

import base64
import zlib

import pytest

from slidescan.store import linked_files
from slidescan.store.linked_files import pack, unpack


def test_a_list_is_read_as_it_was_stored() -> None:
    files = ("a.png", "b\nc.png", "é/日本.md", "\udcff.png")
    assert unpack(pack(files)) == frozenset(files)


@pytest.mark.parametrize("text", ["", "x", "é", "AAAA", base64.b64encode(b"no zlib").decode()])
def test_a_malformed_list_is_none(text: str) -> None:
    assert unpack(text) is None


def test_a_list_that_ends_early_is_none() -> None:
    data = base64.b64decode(pack(f"{n}.png" for n in range(100)))
    assert unpack(base64.b64encode(data[:-5]).decode()) is None


def test_a_list_that_would_fill_the_memory_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linked_files, "MAX_LIST_BYTES", 1000)
    assert unpack(base64.b64encode(zlib.compress(b"x" * 1001)).decode()) is None
    assert unpack(base64.b64encode(zlib.compress(b"x" * 999)).decode()) == frozenset({"x" * 999})
