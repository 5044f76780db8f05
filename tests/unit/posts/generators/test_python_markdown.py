"""Python-Markdown's ids, and what its extensions take out of them."""

from __future__ import annotations

import pytest

from slidescan.posts import slugs
from slidescan.posts.generators.python_markdown import python_markdown_ids, toc_slug
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
    ("options", "right"),
    [
        (None, "groe-x"),
        ({"separator": "_"}, "groe_x"),
        ({"slugify": Computed("slugify_unicode")}, "größe-x"),
        ({"slugify": {"object": "pymdownx.slugs.slugify", "kwds": {"case": "lower"}}}, "größe-x"),
        ({"slugify": {"!": "pymdownx.slugs.slugify", "kwds": {}}}, "Größe-X"),
    ],
)
def test_options_of_toc_choose_the_slug(options: object, right: str) -> None:
    assert toc_slug(options)("Größe X") == right
