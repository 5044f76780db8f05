"""Hostile and broken pages: reading never raises anything unexpected, and takes bounded time."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slidescan.core.records import Page
from slidescan.posts.rendered.addresses import Addresses
from slidescan.posts.rendered.file_names import original_stems
from slidescan.posts.rendered.image_addresses import srcset_addresses, style_addresses
from slidescan.posts.rendered.page_reader import MAX_IMAGE_ADDRESSES, MAX_PAGE_IMAGES, read_page

TAGS = (
    "html", "head", "body", "base", "link", "meta", "title", "time", "nav", "header", "main", "article",
    "section", "aside", "div", "p", "h1", "h2", "h6", "a", "img", "picture", "source", "video",
    "noscript", "template", "script", "style", "svg", "image", "table", "td", "li", "amp-img", "b", "x-y",
)  # fmt: skip

NAMES = (
    "src", "srcset", "href", "id", "name", "style", "data-src", "data-bg", "poster", "rel", "content",
    "property", "hreflang", "role", "class", "alt", "http-equiv", "datetime", "aria-level", "xlink:href",
)  # fmt: skip

VALUES = st.one_of(
    st.sampled_from(
        [
            *("a.jpg", "/b.png?x#y", "http://[", "//x.org/a.webp", "data:image/png;base64,AAAA"),
            *("canonical", "refresh", "0;url=/a", "url(a.jpg)", "a.jpg 1x, b.jpg 2x", "heading"),
            *("javascript:alert(1)", "%00.jpg", "../../../../etc/passwd.jpg", "\x00", "#", ""),
        ]
    ),
    st.text(max_size=20),
)


@st.composite
def tags(draw: st.DrawFn) -> str:
    """A tag, opened, closed or broken."""
    tag = draw(st.sampled_from(TAGS))
    kind = draw(st.integers(0, 4))
    if kind == 0:
        return f"</{tag}>"
    attributes = draw(st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=4))
    quote = draw(st.sampled_from(['"', "'", "", '"']))
    text = "".join(f" {name}={quote}{value}{quote}" for name, value in attributes)
    return f"<{tag}{text}" + draw(st.sampled_from([">", "/>", "", ">text", "<!--"]))


@given(st.lists(tags(), max_size=60))
def test_any_tags(parts: list[str]) -> None:
    found = read_page("".join(parts).encode("utf-8", "surrogatepass"))
    for image in found.images:
        assert -1 <= image.heading < len(found.headings)
        assert 0 < len(image.addresses) <= MAX_IMAGE_ADDRESSES
        assert image.line >= 1
    addresses = Addresses.of("https://x.org/", {"a/b.html": found})
    for image in found.images:
        for address in image.addresses:
            path = addresses.path_of(address, "a/b.html", found.base)
            assert path is None or not path.startswith(("/", "../"))
    addresses.url("a/b.html", found)


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    assert isinstance(read_page(data), Page)
    assert isinstance(read_page(b"<html><body>" + data + b"<img src=a.jpg>"), Page)


@given(st.text(max_size=200), st.text(max_size=40))
def test_any_address(address: str, base_url: str) -> None:
    addresses = Addresses.of(base_url, {"a/b.html": Page(canonical=address, base=address)})
    for base in ("", address):
        path = addresses.path_of(address, "a/b.html", base)
        assert path is None or not path.startswith(("/", "../"))
    addresses.url("a/b.html", Page(canonical=address), address)
    list(srcset_addresses(address))
    list(style_addresses(f"url({address})"))


@given(st.text(string.ascii_letters + string.digits + "-_.@", max_size=250))
def test_any_file_name(name: str) -> None:
    assert len(list(original_stems(name, is_checked=True))) <= 400


@pytest.mark.parametrize(
    "data",
    [
        b"<div>" * 100_000 + b"<img src=a.jpg>",
        b"<img src=a.jpg>" * 100_000,
        b"<a href=/x><img src=a.jpg>" * 50_000,
        b"<h1>" * 100_000,
        b"<article><h1>x</h1><img src=a.jpg>" * 20_000,
        b"<section><a href=/x>y</a><img src=a.jpg>" * 20_000,
        b"<picture>" + b"<source srcset=a.jpg>" * 50_000 + b"<img src=b.jpg>" * 500,
        b"<b><i><u>" * 50_000,
        b"<table><tr><td>" * 30_000 + b"<img src=a.jpg>",
        b"<img " + b"data-x=a.jpg " * 100_000 + b">",
        b"<img srcset='" + b"a.jpg 1x," * 20_000 + b"'>",
        b"<img srcset='" + b"," * 90_000 + b"'>",
        b"<p style='background:" + b"url(" * 20_000 + b"'>",
        b"<!--" * 100_000,
        b"<" * 900_000,
        b"&" * 1_000_000,
        b"<title>" + b"x" * 5_000_000,
        b"<h2>" + b"x" * 5_000_000 + b"</h2>",
        b"<meta http-equiv=refresh content='" + b" " * 100_000 + b"'>",
        b"<template>" * 50_000 + b"<img src=a.jpg>" * 1000,
    ],
    ids=range(20),
)
def test_hostile_pages_are_read(data: bytes) -> None:
    assert len(read_page(data).images) <= MAX_PAGE_IMAGES
