"""Alt texts in files that posts include."""

from __future__ import annotations

from pathlib import Path

from support.sites import make_site

from slidescan.alt.fragments import fragments_of
from slidescan.alt.targets import image_of, posts_with_bytes
from slidescan.core.records import Failure
from slidescan.posts.read import read_post


def test_included_files_are_checked_where_their_references_stand(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        ".vitepress/config.js": "export default { srcExclude: ['parts/**'] }",
        "talks/a.png": "x",
        "talks/one.md": "<!--@include: ../parts/p.md-->\n<!--@include: ./two.md-->",
        "talks/two.md": "# Two",
        "parts/p.md": "![](a.png)",
    })  # fmt: skip
    assert found.post_paths == ("talks/one.md", "talks/two.md")
    posts = [read_post(found, path) for path in found.post_paths]
    fragments = fragments_of(posts, found)
    assert fragments == {"parts/p.md": (("talks/one.md", "/talks/one.html"),)}
    ((post, data),) = (
        entry
        for entry in posts_with_bytes(found, fragments, fragments)
        if not isinstance(entry, Failure)
    )
    assert data == b"![](a.png)"
    assert image_of(found, post, post.references[0]) == "talks/a.png"
