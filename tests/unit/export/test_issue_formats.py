"""Issues as annotations of GitHub."""

from __future__ import annotations

from pathlib import Path

from support.alt_posts import known_of, site_of

from slidescan.alt.checks import check
from slidescan.export.issue_formats import github
from slidescan.posts.discovery import find_site


def test_annotations_escape_file_names(tmp_path: Path) -> None:
    site = site_of(tmp_path, "x\n")
    (tmp_path / "a,b%c.md").write_text("![50%](a.jpg) ![50%](b.jpg)\n", "utf-8")
    site = find_site(tmp_path, site=tmp_path)
    faults, _ = check(known_of(site), site)
    line = next(iter(github(faults)))
    assert line.startswith("::error file=a%2Cb%25c.md,line=1,")
    assert "“50%25”" in line


def test_annotations_have_no_terminal_escapes(tmp_path: Path) -> None:
    site = site_of(tmp_path, "![\x1bc five\x07](a.jpg) ![\x1bc five\x07](b.jpg)\n")
    faults, _ = check(known_of(site), site)
    assert faults
    for line in github(faults):
        assert "\x1b" not in line
        assert "\x07" not in line
