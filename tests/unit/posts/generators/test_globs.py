"""JavaScript's glob patterns."""

from __future__ import annotations

import pytest

from slidescan.posts.generators.globs import matches_any_glob


@pytest.mark.parametrize(
    ("pattern", "path", "is_match"),
    [
        ("parts/**", "parts/a/b.md", True),
        ("**/README.md", "README.md", True),
        ("**/README.md", "a/b/README.md", True),
        ("*.md", "a/b.md", False),
        ("./a/*.{md,mdx}", "a/b.mdx", True),
        ("a/?.md", "a/b.md", True),
        ("[a-c].md", "b.md", True),
        ("[!a].md", "a.md", False),
        ("(a", "(a", True),
        ("a" * 400, "a" * 400, False),
    ],
)
def test_globs(pattern: str, path: str, is_match: bool) -> None:
    assert matches_any_glob(path, [pattern]) is is_match
