"""Styling words in an image's brackets stay beside a new alt text."""

from __future__ import annotations

import pytest

from slidescan.posts.alt_styling import with_styling, without_styling


@pytest.mark.parametrize(
    ("old", "result"),
    [
        ("", "Data lakes"),
        ("slide", "Data lakes"),
        ("a left turn", "Data lakes"),
        ("bg", "bg Data lakes"),
        ("bg right:40% w:300", "bg right:40% w:300 Data lakes"),
        ("bg  fit  An old text", "bg  fit Data lakes"),
        ("w:300 An old text", "w:300 Data lakes"),
        ("left over from a talk", "Data lakes"),
        ("100% coverage", "Data lakes"),
        ("center", "center Data lakes"),
        ("300", "Data lakes|300"),
        ("300x200", "Data lakes|300x200"),
        ("slide|300", "Data lakes|300"),
        ("IMG_3031", "Data lakes"),
        ("2024 05 01", "Data lakes"),
        ("0", "Data lakes"),
        ("Data lakes", "Data lakes"),
    ],
)
def test_styling_stays_and_texts_are_replaced(old: str, result: str) -> None:
    assert with_styling(old, "Data lakes") == result


@pytest.mark.parametrize("text", ["300", "bg", "center"])
def test_a_text_that_is_written_again_stays_as_it_is(text: str) -> None:
    assert with_styling(text, text) == text


@pytest.mark.parametrize(
    ("text", "alt"),
    [
        ("slide|300", "slide"),
        ("Data lakes | 300x200", "Data lakes"),
        ("300", ""),
        ("bg right:40%", ""),
        ("center", ""),
        ("bg Data lakes", "Data lakes"),
        ("bg right:40% Cover of a book", "Cover of a book"),
        ("left over from a talk", "left over from a talk"),
        ("100% coverage", "100% coverage"),
        ("a left turn", "a left turn"),
        ("one | two", "one | two"),
        ("", ""),
    ],
)
def test_styling_is_no_alt_text(text: str, alt: str) -> None:
    assert without_styling(text) == alt
