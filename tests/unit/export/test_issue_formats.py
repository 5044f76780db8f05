"""Issues as annotations of GitHub."""

from __future__ import annotations

from pathlib import Path

from support.factories import slide

from slidescan.alt.checks import check
from slidescan.alt.context import AltContext
from slidescan.core.records import Slide
from slidescan.export.issue_formats import github
from slidescan.posts.discovery import find_site
from slidescan.posts.read import read_post
from slidescan.posts.site import Site

LAKE = slide("a.jpg", ("Data lakes", "first a swamp", "then a map of 12 tables"))
OTHER = slide("b.jpg", ("Release trains", "leave every second week", "nobody waits"))


def site_of(folder: Path, post: str) -> Site:
    (folder / "post.md").write_bytes(post.encode())
    for name in ("a.jpg", "b.jpg", "IMG_1.jpg"):
        (folder / name).write_bytes(b"x")
    return find_site(folder, site=folder)


def known_of(site: Site, *slides: Slide, **more: object) -> AltContext:
    posts = {path: read_post(site, path) for path in site.post_paths}
    return AltContext({s.image: s for s in slides or (LAKE, OTHER)}, posts, **more)  # type: ignore[arg-type]


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
