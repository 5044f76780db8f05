"""Names of files are exchanged in one step."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from slidescan.core.renames import exchange


@pytest.mark.skipif(sys.platform != "linux", reason="exchanges names on Linux alone")
def test_two_files_exchange_their_names(tmp_path: Path) -> None:
    one, other = tmp_path / "ä.md", tmp_path / "b.md"
    one.write_text("one")
    other.write_text("other")
    if not exchange(one, other):
        pytest.skip("this file system can't exchange names")
    assert (one.read_text(), other.read_text()) == ("other", "one")
    with pytest.raises(FileNotFoundError):
        exchange(one, tmp_path / "missing.md")
    assert one.read_text() == "other"
