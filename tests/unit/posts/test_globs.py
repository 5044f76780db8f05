"""Patterns of files match as picomatch and Go's glob do."""

from __future__ import annotations

import pytest

from slidescan.posts.globs import matches_glob, matches_globs


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("**/*.{md,mdx}", "a/b/c.mdx", True),
        ("**/*.{md,mdx}", "c.md", True),
        ("*.md", "a/c.md", False),
        ("**/[^_]*.md", "a/_c.md", False),
        ("**/[!_]*.md", "a/c.md", True),
        ("*feature*", "my-feature.jpg", True),
        ("img/{01,02}.png", "img/02.png", True),
        ("**/!(draft).md", "a/post.md", True),
        ("**/!(draft).md", "a/draft.md", False),
        ("@(a|b)/?.md", "b/c.md", True),
        ("**", "a/b", True),
        ("*" * 20, "a", False),
    ],
)
def test_patterns(pattern: str, path: str, matches: bool) -> None:
    assert matches_glob(path, pattern) is matches


def test_a_pattern_after_an_exclamation_mark_excludes() -> None:
    patterns = ["**/*.md", "!en/**"]
    assert matches_globs("de/a.md", patterns)
    assert not matches_globs("en/a.md", patterns)
