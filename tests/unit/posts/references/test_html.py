"""The names that ARIA gives to images in HTML, or takes from them."""

from __future__ import annotations

import pytest

from slidescan.posts import markdown
from slidescan.posts.dialect import MDX, Dialect
from slidescan.posts.references.scanner import scan


@pytest.mark.parametrize(
    ("tag", "alt"),
    [
        ('<img src="a.png">', None),
        ('<img src="a.png" title="no alt" data-alt="x">', None),
        ('<img src="a.png" aria-hidden=true>', ""),
        ('<img src="a.png" aria-hidden="true" alt="A lake">', "A lake"),
        ('<img src="a.png" aria-hidden="false">', None),
        ('<img src="a.png" role="presentation">', ""),
        ("<img src='a.png' role='none'>", ""),
        ('<img src="a.png" role="img">', None),
        ('<img src="a.png" aria-label="A lake">', "A lake"),
        ('<img src="a.png" aria-label="  ">', None),
        ('<img src="a.png" aria-label="A lake" alt="The lake">', "The lake"),
    ],
)
def test_what_aria_says_of_an_image_is_its_alt_text(tag: str, alt: str | None) -> None:
    text = f"x {tag}\n"
    (found,) = scan(text, markdown.parse(text)).references
    assert found.alt.text == alt


def test_a_new_text_goes_into_the_attribute_that_names_the_image() -> None:
    text = '<img src="a.png" aria-label="A lake">'
    (found,) = scan(text, markdown.parse(text)).references
    assert text[found.alt.start : found.alt.end] == "A lake"


def test_vue_shows_images_that_a_script_imports() -> None:
    text = (
        "<script setup>\n  import lake from './a.png'\n  import { x } from './x'\n</script>\n\n"
        '<img :src="lake">\n\n<img v-bind:src="\'/b.png\'">\n\n<img :src="other">\n'
    )
    dialect = Dialect(vue_bindings=True)
    found = scan(text, markdown.parse(text, 0, dialect)).references
    assert [r.target for r in found] == ["./a.png", "/b.png"]


def test_sveltekit_s_images_are_images() -> None:
    text = '<enhanced:img src="./a.png" alt="" />\n'
    (found,) = scan(text, markdown.parse(text, 0, MDX)).references
    assert (found.target, found.alt.text) == ("./a.png", "")


@pytest.mark.parametrize(
    ("tag", "targets"),
    [
        ("<div class=x style=\"background-image: url('/img/a.png');\">", ["/img/a.png"]),
        ("<div style='background: url(a.png), url( \"b c.jpg\" )'>", ["a.png", "b c.jpg"]),
        ("<img src=a.png style='background:url(b.png)'>", ["a.png", "b.png"]),
        ("<video src='v.mp4' poster=\"/img/a.png\"></video>", ["/img/a.png"]),
        ("<div style='background: url(#gradient)' title='url(a.png)'>", []),
        ("<style>.a { background: url(a.png) }</style>", []),
        ("`<div style='background: url(a.png)'>`", []),
    ],
)  # fmt: skip
def test_backgrounds_and_posters_are_shown(tag: str, targets: list[str]) -> None:
    for text in (f"{tag}\n", f"x {tag}\n"):
        assert sorted(r.target for r in scan(text, markdown.parse(text)).references) == targets


def test_a_background_has_no_place_for_an_alt_text() -> None:
    text = "<div style='background: url(a.png)'></div>\n"
    (found,) = scan(text, markdown.parse(text)).references
    assert found.alt.start == -1


LOOSE_TAGS = [
    ('<img src="a.png" alt="A lake" width="80%" \\>', "A lake"),
    ('<img src="a.png"alt="A lake"width=3>', "A lake"),
    ("<img src='a.png' / >", None),
    ('<img alt="A lake" , src="a.png" 2x="y">', "A lake"),
    ("<img/src=a.png ,>", None),
]
"""Tags of the image `a.png` that browsers know, though CommonMark doesn't, and their alt texts."""


@pytest.mark.parametrize(("tag", "alt"), LOOSE_TAGS)
def test_browsers_read_the_tags_in_a_block_of_html(tag: str, alt: str | None) -> None:
    text = f'<p align="center">\n  <kbd>{tag}</kbd>\n</p>\n'
    (found,) = scan(text, markdown.parse(text)).references
    assert (found.target, found.alt.text) == ("a.png", alt)
    slot = found.alt
    closing = slot.quote if slot.insert else ""
    written = text[: slot.start] + slot.insert + "new" + closing + text[slot.end :]
    (again,) = scan(written, markdown.parse(written)).references
    assert (again.target, again.alt.text) == ("a.png", "new")


@pytest.mark.parametrize(("tag", "alt"), LOOSE_TAGS)
def test_markdown_decides_what_is_a_tag_in_a_text(tag: str, alt: str | None) -> None:
    text = f"A text with {tag} in it\n"
    assert scan(text, markdown.parse(text)).references == ()
    block, kramdown = f"<p>\n{tag}\n</p>\n", Dialect(loose_tags=False)
    assert scan(block, markdown.parse(block, 0, kramdown)).references == ()


@pytest.mark.parametrize(
    "tag", ['<img src="a.png alt="x">', '<img alt="x",src="a.png">', "<img src", "<img src='a.png>"]
)
def test_a_tag_in_which_no_browser_finds_the_address_is_no_image(tag: str) -> None:
    text = f"<p>\n{tag}\n</p>\n"
    targets = [reference.target for reference in scan(text, markdown.parse(text)).references]
    assert "a.png" not in targets
