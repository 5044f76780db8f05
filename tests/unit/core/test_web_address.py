"""Addresses that a page may offer to open."""

from __future__ import annotations

import pytest

from slidescan.core.web_address import host_relative, web_address


@pytest.mark.parametrize(
    "url",
    ["https://e.org/p/#s", "HTTP://e.org", "/p/#s", "/", "https://e.org:80/ä?x=1", "http://[::1]/"],
)
def test_addresses_of_the_web_may_be_opened(url: str) -> None:
    assert web_address(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None, "", "javascript:alert(1)", "JavaScript:alert(1)", "java\nscript:alert(1)",
        " javascript:alert(1)", "\x01javascript:alert(1)", "javascript://e.org/%0aalert(1)",
        "data:text/html,x", "file:///etc/passwd", "vbscript:x", "//e.org/p", "/\\e.org/p",
        "\\\\e.org", "p/q", "https:p", "https:///p", "http://[", "http://[::1", "mailto:a@e.org",
        "https://e.org/\x1b[31m", "/p/\x07", "https://e.org/\x9b31m", "https://e.org/\n",
    ],
)  # fmt: skip
def test_other_addresses_may_not(url: str | None) -> None:
    assert web_address(url) is None


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://e.org/p/#s", "/p/#s"),
        ("https://e.org", "/"),
        ("https://e.org?q=1", "/?q=1"),
        ("/p/?a=b#c", "/p/?a=b#c"),
        ("https://e.org//x.org/p", "/x.org/p"),
        ("https://e.org/\\x.org/p", "/x.org/p"),
        ("https://e.org/javascript:alert(1)", "/javascript:alert(1)"),
    ],
)
def test_the_host_is_left_out_and_never_another(url: str, path: str) -> None:
    assert host_relative(url) == path
