"""Footnotes that a post defines: where they begin and end, and their numbers."""

from __future__ import annotations

import pytest

from slidescan.posts.footnotes import footnotes_of, open_footnotes


def notes(text: str) -> list[tuple[str, str, int]]:
    """The labels, contents and numbers of the footnotes of a text."""
    return [(n.label, text[n.content : n.end], n.number) for n in footnotes_of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A[^1].\n\n[^1]: One.\n", [("1", "One.\n", 1)]),
        ("A.\n\n[^1]: One.\n", [("1", "One.\n", 0)]),
        ("A[^Ab].\n\n[^aB]: One.", [("aB", "One.", 1)]),
        ("A[^b] and[^a].\n\n[^a]: One.\n[^b]: Two.\n", [("a", "One.\n", 2), ("b", "Two.\n", 1)]),
        ("A[^1].\n\n[^1]: One\nmore.\n\n    Second.\n\nEnd.\n", [("1", "One\nmore.\n\n    Second.\n", 1)]),
        ("A[^1].\n\n[^1]:\n    One.\n\n\tTwo.\n# End\n", [("1", "\n    One.\n\n\tTwo.\n", 1)]),
        ("A[^1].\n\n[^1]: One.\n## Heading\n", [("1", "One.\n", 1)]),
        ("```\n[^1]: code\n```\n\nA[^1].\n", []),
        ("A[^1] without one, [^2]: in a line.\n", []),
    ],
)  # fmt: skip
def test_footnotes(text: str, expected: list[tuple[str, str, int]]) -> None:
    assert notes(text) == expected


def test_open_footnotes_keep_the_length_of_the_text() -> None:
    text = "A[^long].\n\n[^long]: ![x](a.png)\n\n    ![y](b.png)\n"
    opened = open_footnotes(text, footnotes_of(text))
    assert opened == "A[^long].\n\n-   xxxxx![x](a.png)\n\n    ![y](b.png)\n"


def test_many_footnotes_take_linear_time() -> None:
    text = "".join(f"x[^{n}]\n\n[^{n}]: note\nlazy\n" for n in range(20_000))
    assert len(footnotes_of(text)) == 20_000
    assert len(footnotes_of("[^a]: x\n" + "lazy\n" * 200_000)) == 1
