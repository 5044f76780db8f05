"""Which folders of a site that no rules know are rendered."""

from __future__ import annotations

from pathlib import Path

from support.sites import make_site, write


def test_public_without_a_page_is_a_source(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"public/a.jpg": b"x", "dist/b.jpg": b"x", "posts/p.md": "# P"})
    assert site.files == ("posts/p.md", "public/a.jpg")
    write(tmp_path / "public/index.html", "<html>")
    assert make_site(tmp_path, {}).files == ("posts/p.md",)
