"""Where rules and built site disagree is listed, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.factories import link

from slidescan.core.records import Post
from slidescan.ingest.differences import differences
from slidescan.store.stored import StoredPageLinks, StoredPost

POST = Post("p.md", "P", None, (), None, "/p/", False, (), ())


@pytest.mark.parametrize(
    ("rules", "page", "text"),
    [
        ("/p/#a", "/p/#a", None),
        ("/p/#é", "/p/#%C3%A9", None),
        ("/p/#a", "/p/#b", "the rules link to /p/#a; the page shows it at /p/#b"),
        ("/p/#a", "", "the rules link to /p/#a; the page doesn't show it"),
        ("", "/p/#b", "the page shows it at /p/#b; the rules don't find it in the post"),
    ],
)
def test_differences(rules: str, page: str, text: str | None) -> None:
    def links(url: str) -> dict[str, tuple[object, ...]]:
        return {"a.jpg": (replace(link(), url=url),)} if url else {}

    posts = {"p.md": StoredPost(1, 1, "", POST, links(rules), ())}  # type: ignore[arg-type]
    pages = {
        "p.md": StoredPageLinks("p/index.html", links(page)),  # type: ignore[arg-type]
        "out/x.html": StoredPageLinks("x.html", links("/x.html")),  # type: ignore[arg-type]
    }
    found = list(differences(posts, pages))
    assert [(issue.path, issue.text) for issue in found] == (
        [("p.md", f"a.jpg: {text}")] if text else []
    )
    assert all(issue.kind == "differs" and not issue.remedy for issue in found)
