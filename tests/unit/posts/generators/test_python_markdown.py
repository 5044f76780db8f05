"""Python-Markdown's ids, and what its extensions take out of them."""

from __future__ import annotations

import pytest

from slidescan.core.records import UnknownUrl
from slidescan.posts import slugs
from slidescan.posts.generators.python_markdown import python_markdown_ids, slug_function, toc_ids
from slidescan.posts.markdown import parse
from slidescan.posts.python_config import Computed

HEADINGS = (
    "## :rocket: Launch\n\n## Note[^1] here\n\n## (c) a +/- b\n\n## A {#own}\n\n[^1]: A note.\n"
)


@pytest.mark.parametrize(
    ("extensions", "ids"),
    [
        ((), ["rocket-launch", "note1-here", "c-a-b", "a-own"]),
        (("extra",), ["rocket-launch", "note-here", "c-a-b", "own"]),
        (
            ("pymdownx.emoji", "footnotes", "pymdownx.smartsymbols", "attr_list"),
            ["launch", "note-here", "a-b", "own"],
        ),
    ],
)
def test_extensions_change_ids(extensions: tuple[str, ...], ids: list[str]) -> None:
    headings = parse(HEADINGS).headings
    made = python_markdown_ids(headings, slugs.python_markdown, extensions)
    assert [heading_id.value for heading_id in made] == ids


def test_without_toc_only_ids_that_are_written_out_exist() -> None:
    made = python_markdown_ids(parse(HEADINGS).headings, None, ("attr_list",))
    assert [heading_id.value for heading_id in made] == [None, None, None, "own"]


@pytest.mark.parametrize(
    ("given", "right"),
    [
        (None, "groe_x"),
        ("name:markdown.extensions.toc.slugify", "groe_x"),
        (Computed("slugify_unicode"), "größe_x"),
        (Computed("slugify(case='lower')"), "größe_x"),
        ({"object": "pymdownx.slugs.slugify", "kwds": {"case": "lower"}}, "größe_x"),
        ({"!": "object/apply:pymdownx.slugs.slugify", "kwds": {}}, "Größe_X"),
        ("name:pymdownx.slugs.uslugify", "größe_x"),
        ({"!": "object/apply:pymdownx.slugs.slugify", "kwds": {"percent_encode": True}},
         "Gr%C3%B6%C3%9Fe_X"),
    ],
)  # fmt: skip
def test_functions_that_make_slugs(given: object, right: str) -> None:
    function = slug_function(given, "_")
    assert function is not None
    assert function("Größe X") == right


@pytest.mark.parametrize("given", [Computed("slugify"), "name:my.slugify", Computed("f()"), "x y"])
def test_a_function_of_the_site_makes_unknown_ids(given: object) -> None:
    assert slug_function(given) is None
    headings = parse("## One\n\n## Two {#own}\n").headings

    def unknown(reason: str) -> UnknownUrl:
        return UnknownUrl(reason, "")

    made = toc_ids(headings, {"slugify": given}, ("attr_list",), unknown)
    assert [(i.value, i.unknown is None) for i in made] == [(None, False), ("own", True)]


def test_smarty_makes_a_dash_of_hyphens() -> None:
    headings = parse("## a--b ...\n").headings
    assert toc_ids(headings, None, ("smarty",), lambda r: UnknownUrl(r, ""))[0].value == "ab"
    assert toc_ids(headings, None, (), lambda r: UnknownUrl(r, ""))[0].value == "a-b"
