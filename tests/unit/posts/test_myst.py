"""MyST's directives."""

from __future__ import annotations

import pytest

from slidescan.posts import markdown
from slidescan.posts.dialect import MYST
from slidescan.posts.myst import include_directives, open_directives
from slidescan.posts.references.scanner import scan


def references(text: str) -> list[tuple[str, str | None]]:
    found = scan(text, markdown.parse(text, 0, MYST)).references
    return [(reference.target, reference.alt.text) for reference in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```{note}\n![x](a.png)\n```", [("a.png", "x")]),
        (":::{note}\n:class: tip\n\n- ![x](a.png)\n:::", [("a.png", "x")]),
        ("````{note}\n```{figure} a.png\n:alt: y\n\nCaption ![z](b.png)\n```\n````",
         [("a.png", "y"), ("b.png", "z")]),
        ("::::{grid} 2\n:::{grid-item-card} T\n:img-top: a.png\n:img-alt: y\n\n![x](b.png)\n:::\n::::",
         [("a.png", "y"), ("b.png", "x")]),
        ("- item\n\n  ```{image} a.png\n  ```", [("a.png", None)]),
        ("text\n:::{figure} a.png\n:::", [("a.png", None)]),
        ("```{eval-rst}\n.. figure:: a.png\n   :alt: y\n\n.. image:: b.png\n```",
         [("a.png", "y"), ("b.png", None)]),
        ("```{figure} a.png\n---\nalt: y\n---\n```", [("a.png", None)]),
        ("```{code-block} md\n![x](a.png)\n```", []),
        (":::{code-block} md\n![x](a.png)\n:::", []),
        ("```md\n```{note}\n![x](a.png)\n```", []),
        ("```{figure-md}\n![x](a.png)\n\nCaption\n```", [("a.png", "x")]),
        ("```{note}\nunclosed ![x](a.png)", [("a.png", "x")]),
    ],
)  # fmt: skip
def test_images_in_directives(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert references(text) == expected
    assert references(text.replace("\n", "\r\n")) == expected


def test_opened_text_keeps_its_length_and_hides_headings() -> None:
    text = "# One\n\n```{note} T\n:class: x\n\n## Two\n\ntext\n```\n\n## Three\n"
    opened = open_directives(text).text
    assert len(opened) == len(text)
    assert [h.visible_text for h in markdown.parse(text, 0, MYST).headings] == ["One", "Three"]


def test_include_directives_have_their_options() -> None:
    text = "````{note}\n```{include} a.md\n:start-line: 2\n```\n````\n\n```{include} b.md\n```"
    assert [(d.argument, dict(d.options)) for d in include_directives(text)] == [
        ("a.md", {"start-line": "2"}),
        ("b.md", {}),
    ]


def test_unclosed_directives_end() -> None:
    text = "```{note}\n" * 50_000
    assert len(open_directives(text).text) == len(text)
