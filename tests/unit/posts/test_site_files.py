"""Which files of a site are left out."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from slidescan.posts.generators.plain import Plain
from slidescan.posts.site_files import SiteFiles, matches_pattern

SITE = Path("/nowhere")
RULES = Plain(SITE)

NAMES = st.lists(st.sampled_from(["a", "b", "ab", "a.jpg"]), min_size=1, max_size=5)
PATTERNS = st.lists(st.sampled_from(["a", "/a", "a/b", "*.jpg", "a*/", "b/*", "/"]), max_size=3)


@given(st.lists(NAMES.map("/".join), max_size=6), PATTERNS)
def test_what_a_pattern_matches_or_lies_below_is_excluded(
    paths: list[str], patterns: list[str]
) -> None:
    tree = SiteFiles(SITE, RULES, tuple(patterns))
    for path in paths:
        assert tree.is_excluded(path) == any(matches_pattern(path, p) for p in patterns)


def test_a_path_may_be_deeper_than_calls_may_be() -> None:
    tree = SiteFiles(SITE, RULES, ("drafts",))
    deep = "/".join("a" * 2000)
    assert not tree.is_excluded(f"{deep}/b.jpg")
    assert tree.is_excluded(f"a/drafts/{deep}/b.jpg")
