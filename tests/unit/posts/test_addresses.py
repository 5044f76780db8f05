"""Addresses are resolved as RFC 3986 has it."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slidescan.posts.addresses import join_addresses

PARTS = ("/", "//", ".", "..", "a", "b.png", "?", "#", ";", ":", " ", "\t", "\n", "é", "%2F", "//h")


@given(
    base=st.sampled_from(["/", "/blog/post/", "/blog/post.html", "", "https://e.org/a/", "//h/a"]),
    address=st.lists(st.sampled_from(PARTS), max_size=6).map("".join),
)
def test_joining(base: str, address: str) -> None:
    assert join_addresses(base, address) == urljoin(base, address)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/img/a.png", "/img/a.png"),
        ("/img/../a.png", "/a.png"),
        ("a.png", "/blog/a.png"),
        ("http://[", None),
    ],
)
def test_from_a_page(address: str, expected: str | None) -> None:
    assert join_addresses("/blog/", address) == expected
