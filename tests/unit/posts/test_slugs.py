"""Slugs as Hugo makes them."""

from __future__ import annotations

from slidescan.posts.slugs import hugo_blackfriday, hugo_github_ascii


def test_hugo_styles_github_ascii_and_blackfriday() -> None:
    assert hugo_github_ascii("Größe é") == "groe-e"
    assert hugo_blackfriday("  What's new?! (in 2)") == "what-s-new-in-2"
