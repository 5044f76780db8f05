"""Addresses of pages, and what addresses in pages mean."""

from __future__ import annotations

import pytest

from slidescan.core.records import Page
from slidescan.posts.rendered.addresses import Addresses

PAGES = {path: Page() for path in ("index.html", "a/index.html", "b.html", "c d.html", "é.html")}


def canonical(**addresses: str) -> dict[str, Page]:
    return {path.replace("_", "/") + ".html": Page(canonical=c) for path, c in addresses.items()}


@pytest.mark.parametrize(
    ("path", "base_url", "url"),
    [
        ("index.html", "", "/"),
        ("a/index.html", "", "/a/"),
        ("b.html", "", "/b.html"),
        ("c d.html", "", "/c%20d.html"),
        ("é.html", "https://x.org", "https://x.org/é.html"),
        ("a/index.html", "https://x.org/base/", "https://x.org/base/a/"),
        ("a/index.html", "/base", "/base/a/"),
    ],
)
def test_addresses_by_path(path: str, base_url: str, url: str) -> None:
    assert Addresses.of(base_url, PAGES).url(path, PAGES[path]) == url


@pytest.mark.parametrize(
    ("link", "base_url", "url"),
    [
        ("https://x.org/a", "https://x.org", "https://x.org/a"),
        ("https://x.org/a", "", "https://x.org/a"),
        ("https://www.x.org/a", "https://x.org", "https://x.org/a"),
        ("/a.html", "https://x.org", "https://x.org/a.html"),
        ("/elsewhere/", "https://x.org", "https://x.org/elsewhere/"),
        ("https://dev.to/a", "https://x.org", "https://x.org/a/"),
        ("http://localhost:4000/a", "", "/a/"),
        ("http://[", "", "/a/"),
        ("mailto:x", "", "/a/"),
        ("https://x.org/%C3%BC", "https://x.org", "https://x.org/ü"),
    ],
)
def test_a_canonical_link_on_the_sites_host_decides(link: str, base_url: str, url: str) -> None:
    pages = {**PAGES, "a/index.html": Page(canonical=link)}
    assert Addresses.of(base_url, pages).url("a/index.html", pages["a/index.html"]) == url


def test_a_canonical_link_to_another_page_is_not_the_address() -> None:
    pages = {**PAGES, "a/index.html": Page(canonical="https://x.org/")}
    addresses = Addresses.of("https://x.org", pages)
    assert addresses.url("a/index.html", pages["a/index.html"]) == "https://x.org/a/"
    assert addresses.canonical_page("a/index.html", pages["a/index.html"]) == "index.html"


def test_most_canonical_links_tell_the_sites_address() -> None:
    pages = canonical(
        a="https://x.org/base/a", b="https://x.org/base/b", c="https://y.org/c", d="https://x.org/"
    )
    site = Addresses.of("", pages).site
    assert (site.origin, site.base) == ("https://x.org", "/base")
    site = Addresses.of("https://x.org/", pages).site
    assert (site.origin, site.base) == ("https://x.org", "/base")


def test_links_between_pages_tell_whether_addresses_end_in_html() -> None:
    pages = {"a.html": Page(link_forms=(0, 1, 9)), "b.html": Page(link_forms=(2, 0, 1))}
    assert Addresses.of("", pages).url("a.html", pages["a.html"]) == "/a"


def test_the_rules_choose_among_the_forms_of_an_address() -> None:
    addresses = Addresses.of("", PAGES)
    assert addresses.url("a/index.html", Page(), "/a") == "/a"
    assert addresses.url("b.html", Page(), "/b") == "/b"
    assert addresses.url("b.html", Page(), "/other/") == "/b.html"


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("x.jpg", "a/x.jpg"),
        ("../x.jpg", "x.jpg"),
        ("../../../etc/x.jpg", "etc/x.jpg"),
        ("/x.jpg?v=1#y", "x.jpg"),
        ("/base/x.jpg", "x.jpg"),
        ("https://x.org/base/p%20q.jpg", "p q.jpg"),
        ("//x.org/base/x.jpg", "x.jpg"),
        ("https://y.org/x.jpg", None),
        ("http://[x.jpg", None),
        ("javascript:x.jpg", None),
        ("/a%00.jpg", None),
        ("/b/", "b/"),
    ],
)
def test_what_an_address_in_a_page_means(address: str, path: str | None) -> None:
    addresses = Addresses.of("https://x.org/base/", PAGES)
    assert addresses.path_of(address, "a/index.html") == path


def test_a_page_may_name_another_base() -> None:
    addresses = Addresses.of("https://x.org", PAGES)
    assert addresses.path_of("x.jpg", "a/index.html", "/b/c/") == "b/c/x.jpg"
    assert addresses.path_of("x.jpg", "a/index.html", "https://x.org/b/") == "b/x.jpg"
    assert addresses.path_of("x.jpg", "a/index.html", "https://y.org/b/") is None
    assert addresses.path_of("/x.jpg", "a/index.html", "/b/c/") == "x.jpg"


def test_pages_at_addresses() -> None:
    addresses = Addresses.of("https://x.org", PAGES)
    for address in ("/a", "/a/", "/a/index.html", "/a.html", "https://x.org/a#x"):
        assert addresses.page_at(address) == "a/index.html"
    assert addresses.page_at("/") == "index.html"
    assert addresses.page_at("/none") is None


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("//x.org/a/", "a/"),
        ("/a//b.html", "a/b.html"),
        ("/a/./b.html", "a/b.html"),
        ("/a/../b.html", "b.html"),
        ("/.well-known/a", ".well-known/a"),
        ("HTTPS://X.org/a", "a"),
        ("https://x.org//a", "a"),
        ("/A~b_c-d.html", "A~b_c-d.html"),
        ("/", ""),
    ],
)
def test_plain_addresses_mean_what_others_mean(address: str, path: str) -> None:
    addresses = Addresses.of("https://x.org", PAGES)
    assert addresses.path_of(address, "b.html") == path
    assert addresses.path_of(address + "?query", "b.html") == path


def test_long_addresses_are_read_in_linear_time() -> None:
    addresses = Addresses.of("https://x.org", PAGES)
    assert addresses.path_of("/" + "a" * 4000 + "%", "b.html") == "a" * 4000 + "%"
    assert addresses.path_of("/" + "a/" * 2000 + "é", "b.html") == "a/" * 2000 + "é"


def test_a_redirect_tells_nothing_of_the_sites_address() -> None:
    # Hugo writes a canonical link into the pages of aliases, and many themes into no other page.
    moved = Page(canonical="https://x.org/new/a/", is_redirect=True)
    pages = {**PAGES, "a/index.html": moved, "new/a/index.html": Page()}
    addresses = Addresses.of("https://x.org", pages)
    assert addresses.url("b.html", pages["b.html"]) == "https://x.org/b.html"
    assert addresses.url("new/a/index.html", pages["new/a/index.html"]) == "https://x.org/new/a/"
