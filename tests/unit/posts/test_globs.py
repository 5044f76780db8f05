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
        ("**/README.md", "README.md", True),
        ("./a/*.{md,mdx}", "a/b.mdx", True),
        ("[a-c].md", "b.md", True),
        ("(a", "(a", True),
        ("blog/**{.ipynb,.md}", "blog/a.md", True),
        ("blog/**{.ipynb,.md}", "blog/b/a.md", False),
        ("blog/**.md", "blog/b/a.md", False),
        ("blog**/a.md", "blog/b/a.md", False),
        ("{blog/**,x}", "blog/b/a.md", True),
        ("*" * 20, "a", False),
        ("a" * 2000, "a" * 2000, False),
    ],
)
def test_patterns(pattern: str, path: str, matches: bool) -> None:
    assert matches_glob(path, pattern) is matches


def test_two_stars_of_go_cross_folders_beside_other_text() -> None:
    assert matches_glob("img/a/b.png", "img/**.png", crosses_folders=True)
    assert not matches_glob("img/a/b.png", "img/*.png", crosses_folders=True)


def test_a_pattern_after_an_exclamation_mark_excludes() -> None:
    patterns = ["**/*.md", "!en/**"]
    assert matches_globs("de/a.md", patterns)
    assert not matches_globs("en/a.md", patterns)
