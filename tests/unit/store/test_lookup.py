"""Posts are found by path and title without reading their references."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.derived import TALKS, derived_site

from slidescan.errors import NotInIndex
from slidescan.store.catalogue import Catalogue
from slidescan.store.lookup import find_posts


def test_a_post_is_found_without_reading_all_posts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = derived_site(tmp_path) / "index"
    monkeypatch.setattr(Catalogue, "posts", None)
    every = tuple(f"content/talk-{number}.md" for number in range(TALKS))
    with Catalogue.open(index) as catalogue:
        assert find_posts(catalogue, "content/talk-3.md") == ("content/talk-3.md",)
        assert find_posts(catalogue, str(tmp_path / "content/talk-3.md")) == ("content/talk-3.md",)
        assert find_posts(catalogue, "talk-3.md") == ("content/talk-3.md",)
        assert find_posts(catalogue, "talk-3") == ("content/talk-3.md",)
        assert find_posts(catalogue, "TALK 3") == ("content/talk-3.md",)
        assert find_posts(catalogue, "talk ") == every
        for name in ("talk 99", "\0", "\udcff"):
            with pytest.raises(NotInIndex):
                find_posts(catalogue, name)
