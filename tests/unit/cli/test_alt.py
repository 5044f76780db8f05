"""What `slidescan alt` shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.derived import derived_site

from slidescan.cli import alt
from slidescan.core.records import AltProposal
from slidescan.library import Library


@pytest.mark.parametrize("write", [False, True])
def test_no_proposal_is_compared_with_all_others(
    write: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def compared(self: AltProposal, other: object) -> bool:
        raise AssertionError("100,000 proposals would be compared ten thousand million times")

    library = Library(derived_site(tmp_path) / "index")
    (tmp_path / "content/latin.md").unlink()  # a failure would end with another code
    changes, failures = library.alts()
    monkeypatch.setattr(AltProposal, "__eq__", compared)
    alt._show(library, changes, failures, {}, write=write, diff=False, as_json=False, all_=True)
    shown = capsys.readouterr().out
    assert "talk-0.md" in shown
    assert ("left as they were" in shown) == write
