"""What is read of a page: its headings with their ids, and every place that shows an image."""

from __future__ import annotations

import pytest
from support.built_sites import page

from slidescan.core.records import Page
from slidescan.errors import PageUnreadable
from slidescan.posts.rendered import neighbours, page_reader
from slidescan.posts.rendered.page_reader import read_page


def read(body: str, head: str = "") -> Page:
    return read_page(page(body, head, "The title | The site").encode())


def anchors(body: str) -> list[str | None]:
    return [heading.anchor for heading in read(body).headings]


def above(body: str) -> list[tuple[str, str | None]]:
    """Each image with the id of the heading above it."""
    found = read(body)
    return [
        (i.addresses[0], found.headings[i.heading].anchor if i.heading >= 0 else "-")
        for i in found.images
    ]


@pytest.mark.parametrize(
    ("body", "anchor"),
    [
        ('<h2 id="a">A</h2>', "a"),
        ('<h2><a id="a"></a>A</h2>', "a"),
        ('<h2><a name="a"></a>A</h2>', "a"),
        ('<h2><span id="a">A</span></h2>', "a"),
        ('<section id="a"><h2>A<a class="headerlink" href="#a">¶</a></h2></section>', "a"),
        ('<section id="a"><span id="label"></span><h2>A</h2></section>', "a"),
        (
            '<section id="a"><h2>A <a id="back" href="#note">1</a></h2></section>',
            "a",
        ),
        ('<h2><a id="a" href="page.html#a"></a>A</h2>', "a"),
        ('<div class="section" id="a"><h2>A</h2></div>', "a"),
        ('<div id="a"><h2>A</h2></div>', None),
        ('<section id="a"><p>Text</p><h2>A</h2></section>', None),
        ('<h2 aria-labelledby="a">A</h2>', None),
        ("<h2>A</h2>", None),
        ('<div role="heading" aria-level="3" id="a">A</div>', "a"),
        ('<h2 id="设定 1">A</h2>', "设定 1"),
    ],
)
def test_ids_of_headings(body: str, anchor: str | None) -> None:
    assert anchors(body) == [anchor]


def test_texts_of_headings_have_no_sign_of_a_link_to_themselves() -> None:
    found = read(
        '<h2>One <code>two</code>\n three<a href="#x">¶</a></h2><h3><a href="#y">#</a></h3>'
    )
    assert [(heading.text, heading.level) for heading in found.headings] == [
        ("One two three", 2),
        ("#", 3),
    ]


def test_the_nearest_heading_above() -> None:
    assert above(
        '<img src="0.jpg"><h1>T</h1><img src="1.jpg"><h2 id="a">A</h2><p><img src="2.jpg"></p>'
        '<h3>No id</h3><img src="3.jpg"><h2 id="b">B</h2><div><div><img src="4.jpg"></div></div>'
    ) == [("0.jpg", "-"), ("1.jpg", None), ("2.jpg", "a"), ("3.jpg", None), ("4.jpg", "b")]


def test_headings_of_the_navigation_and_of_other_articles_head_nothing() -> None:
    assert above(
        '<nav><h2 id="nav">N</h2></nav><header><h1 id="site">S</h1></header>'
        '<aside><h2 id="aside">A</h2><img src="0.jpg"></aside><main><img src="1.jpg">'
        '<article><header><h2 id="one">1</h2></header><img src="2.jpg"></article>'
        '<article><img src="3.jpg"></article></main>'
    ) == [("0.jpg", "aside"), ("1.jpg", "-"), ("2.jpg", "one"), ("3.jpg", "-")]


@pytest.mark.parametrize(
    ("body", "addresses"),
    [
        ('<img src="a.jpg">', ["a.jpg"]),
        ('<img src=" a.jpg " alt="b.jpg" title="c.jpg">', ["a.jpg"]),
        ('<img srcset="a-1.jpg 300w, a-2.jpg 2x,b.jpg">', ["a-1.jpg", "a-2.jpg", "b.jpg"]),
        (
            '<img src="low.gif" data-src="a.jpg" data-srcset="b.jpg 2x">',
            ["low.gif", "a.jpg", "b.jpg"],
        ),
        ('<img data-original="a.jpg" data-lazy="b.webp?w=3">', ["a.jpg", "b.webp?w=3"]),
        (
            '<picture><source srcset="a.avif 1x"><source srcset="a.webp"><img src="a.jpg"></picture>',
            ["a.jpg", "a.avif", "a.webp"],
        ),
        ('<a href="/page/"><figure><img src="small.jpg"></figure></a>', ["small.jpg"]),
        ('<video poster="a.jpg" src="film.mp4"></video>', ["a.jpg", "film.mp4"]),
        ("<div style=\"color: red; background: url('a b.jpg') no-repeat\">", ["a b.jpg"]),
        ('<div style="background-image:url(a.jpg)"></div>', ["a.jpg"]),
        ('<div data-bg="a.jpg"></div>', ["a.jpg"]),
        ('<noscript><img src="a.jpg"></noscript>', ["a.jpg"]),
        ('<svg><image xlink:href="a.jpg"/></svg>', ["a.jpg"]),
        ('<amp-img src="a.jpg"></amp-img>', ["a.jpg"]),
        (
            '<img src="/_next/image?url=%2Fp%2Fa%20b.jpg&amp;w=640&amp;q=75">',
            ["/_next/image?url=%2Fp%2Fa%20b.jpg&w=640&q=75", "/p/a b.jpg"],
        ),
        (
            '<img src="data:image/png;base64,AAAA">',
            ["sha256:709e80c88487a2411e1ee4dfb9f22a861492d20c4765150c0c794abd70f8147c"],
        ),
    ],
)
def test_addresses_of_an_image(body: str, addresses: list[str]) -> None:
    (image,) = read(body).images
    assert list(image.addresses) == addresses


def test_the_picture_that_a_thumbnail_opens_comes_after_it() -> None:
    page = read('<h2 id="a">A</h2><a href="big.jpg"><img src="small.jpg" alt="text"></a>')
    images = [(i.addresses, i.alt, i.heading, i.is_opened) for i in page.images]
    assert images == [(("small.jpg",), "text", 0, False), (("big.jpg",), "", 0, True)]
    (image,) = read('<a href="a.jpg"><img src="a.jpg"></a>').images
    assert not image.is_opened


@pytest.mark.parametrize(
    "body",
    [
        "<img>",
        '<img src="">',
        '<img src="#a">',
        '<a href="a.jpg">a photo</a>',
        '<template><img src="a.jpg"></template>',
        "<script>document.write('<img src=\"a.jpg\">')</script>",
        '<!-- <img src="a.jpg"> -->',
        '<pre>&lt;img src="a.jpg"&gt;</pre>',
        '<img src="data:text/html,x">',
        '<img src="data:image/png;base64,%%%">',
    ],
)
def test_what_shows_no_image(body: str) -> None:
    assert read(body).images == ()


def test_what_a_page_tells_about_itself() -> None:
    found = read(
        '<h1>Heading</h1><time datetime="2024-05-06T07:08">May</time>',
        '<link rel="Canonical" href=" https://x.org/a/ "><base href="/b/">'
        '<link rel="alternate" hreflang="fr" href="/fr/a/"><link rel="alternate" href="/feed.xml">'
        '<meta property="article:tag" content="aws"><meta property="article:tag" content="cloud">',
    )
    assert (found.title, found.canonical, found.base) == ("Heading", "https://x.org/a/", "/b/")
    assert (found.alternates, found.date, found.tags) == (
        ("/fr/a/",),
        "2024-05-06",
        ("aws", "cloud"),
    )
    assert not found.is_redirect
    assert read("", '<meta http-equiv="refresh" content="0; url=/a/">').is_redirect
    assert not read("", '<meta http-equiv="refresh" content="300">').is_redirect
    assert read("").title == "The title | The site"


def test_links_beside_an_image() -> None:
    body = (
        '<main><div class="card"><img src="0.jpg"><h3><a href="/a/">A</a></h3></div>'
        '<article><h2><a href="/b/">B</a></h2><p><img src="1.jpg"></p><p><img src="2.jpg"></p>'
        'As I wrote in <a href="/c/">an earlier post about slides</a>, this is prose.</article>'
        '<a href="/d/"><img src="3.jpg"></a></main>'
    )
    found = read(body)
    assert [image.near for image in found.images] == [("/a/",), (), (), ("/d/",)]
    assert found.headings[1].address == "/b/"


def test_images_outside_the_content_are_told_apart() -> None:
    found = read(
        '<nav><img src="0.jpg"></nav><div role="banner"><img src="1.jpg"></div>'
        '<main><article><header><img src="2.jpg"></header></article></main>'
        '<footer><img src="3.jpg"></footer>'
    )
    assert [image.is_aside for image in found.images] == [True, True, False, True]


@pytest.mark.parametrize("charset", ["", '<meta charset="iso-8859-1">'])
def test_encodings(charset: str) -> None:
    encoding = "iso-8859-1" if charset else "utf-8"
    found = read_page(page('<h2 id="ü">Größe</h2>', charset).encode(encoding))
    assert [(heading.text, heading.anchor) for heading in found.headings] == [("Größe", "ü")]


def test_what_is_around_many_tags_is_forgotten_and_seen_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    body = "".join(
        f'<nav><a href="/p{n}/"><img src="n{n}.jpg"></a></nav><article><h2 id="h{n}">T</h2><div>'
        f'<picture><source srcset="s{n}.jpg"><img src="{n}.jpg"></picture></div></article>'
        f'<img src="b{n}.jpg">'
        for n in range(5)
    )
    whole = read(body)
    assert [image.is_aside for image in whole.images] == [True, False, False] * 5
    assert [image.heading for image in whole.images[1::3]] == [0, 1, 2, 3, 4]
    assert whole.images[1].addresses == ("0.jpg", "s0.jpg")
    assert whole.images[0].near == ("/p0/",)
    monkeypatch.setattr(neighbours, "MAX_ENCLOSURES", 3)
    assert read(body) == whole


def test_lines_of_images() -> None:
    found = read("\n\n<img src=a.jpg>\n<p>\n<img src=b.jpg>")
    assert [image.line for image in found.images] == [3, 5]


def test_a_page_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_reader, "MAX_PAGE_BYTES", 1 << 20)
    with pytest.raises(PageUnreadable, match="longer than 1 MiB"):
        read_page(b"x" * ((1 << 20) + 1))
    monkeypatch.setattr(page_reader, "MAX_PAGE_TAGS", 100)
    with pytest.raises(PageUnreadable, match="more than 100 tags"):
        read_page(b"<b>" * 101)


@pytest.mark.parametrize(
    "data", [b"", b"\0\0\0", b"\xff\xfe\x00", b"<", b"no tags", b"<!doctype html>"]
)
def test_what_is_no_page_shows_nothing(data: bytes) -> None:
    assert read_page(data).images == ()
