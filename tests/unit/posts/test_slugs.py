"""Slugs as Hugo makes them."""

from __future__ import annotations

from slidescan.posts.slugs import hugo_blackfriday, hugo_github_ascii, pelican


def test_hugo_styles_github_ascii_and_blackfriday() -> None:
    assert hugo_github_ascii("Größe é") == "groe-e"
    assert hugo_blackfriday("  What's new?! (in 2)") == "what-s-new-in-2"


def test_pelican_transliterates_what_is_known() -> None:
    assert pelican("It’s “quoted” – Größe 数据湖 & Łódź") == "its-quoted-grosse-shu-ju-hu-lodz"
    assert pelican("什么是 Привет €5") == "shi-yao-shi-privet-eur5"
    assert pelican("<b>C++</b> &amp; C", [(r"C\+\+", "cpp"), (r"\W+", "_")]) == "cpp_c"
    assert pelican("Größe X", keep_unicode=True, keep_case=True) == "Größe-X"
    assert pelican("مرحبا") is None
    assert pelican("x", [("(", "")]) is None
