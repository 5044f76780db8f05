"""Heading ids as Hugo makes them."""

from __future__ import annotations

import pytest

from slidescan.posts.dialect import HUGO
from slidescan.posts.generators.hugo_ids import goldmark_ids
from slidescan.posts.markdown import parse


@pytest.mark.parametrize(
    ("heading", "heading_id"),
    [
        ("## **What's new**", "what"),
        ("## [a-b c](x)", "a-b-c"),
        ("## **a_b**", "a_"),
        ("## **a...b**", "a"),
        ("## **a `c` d**", "a"),
        ("## **a ~ b**", "a-"),
        ("## **a [b](c)**", "a"),
        ("## [**b** c](x)", "b"),
        ("## ~~a b's~~", "a-b"),
        ("## *what *if* x*", "what"),
        ("## **http://x.y z**", None),
        ("Multi\nline `c`\n---", "line-c"),
        ("## Text [one](x) two [three **four**](y)", "text-one-two-three"),
        ("## !!!", "heading"),
        ("## [`a`](x) and [`b` c](y)", "a-and-b"),
        ("## End <br>", "end"),
        ('## <img src="a.png"> Img first', "img-first"),
        ("## A [link](http://x.y) b", "a-link-b"),
        ("## ![img alt](a.png) after", "img-alt-after"),
        ("## A &amp; B &copy; C", "a--b--c"),
        ('## "Quoted" -- it\'s ... ok', "quoted--its--ok"),
        ("## --- dash", "-dash"),
        ("## a <!-- c -->", "a"),
        ("## See https://example.org/x now", "see--now"),
        ("## Mail <a@b.org> x", "mail--x"),
        ("## a **b *c* d**", "a-b"),
        ("## [l1](x) and ![i *em*](y.png)", "l1-and-i"),
        ("## a_b *c_d* e", "a_b-c_-e"),
    ],
)
def test_ids_are_made_of_the_plain_text(heading: str, heading_id: str | None) -> None:
    """As Hugo 0.168.0 renders them."""
    assert [h.value for h in goldmark_ids(parse(heading + "\n").headings)] == [heading_id]


@pytest.mark.parametrize(
    ("heading", "heading_id"),
    [("## A [link](http://x.y) b", "a-linkhttpxy-b"), ("## **b** &amp;", "b-amp")],
)
def test_older_versions_make_them_of_the_source(heading: str, heading_id: str) -> None:
    """As Hugo 0.111.3 renders them."""
    ids = goldmark_ids(parse(heading + "\n").headings, version=(0, 144, 0))
    assert [h.value for h in ids] == [heading_id]


def test_the_id_of_a_heading_with_a_shortcode_is_not_known() -> None:
    heading = parse('## With {{< icon "x" >}} inside\n', 0, HUGO).headings
    [heading_id] = goldmark_ids(heading)
    assert heading_id.value is None
    assert heading_id.unknown is not None
