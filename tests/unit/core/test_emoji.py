"""Emoji as search terms."""

from __future__ import annotations

import pytest

from slidescan.core.text import tokens, words

ROCKET, WOMAN, LAPTOP, HEART, FLAG = (
    "\U0001f680",
    "\U0001f469",
    "\U0001f4bb",
    "\u2764",
    "\U0001f1eb\U0001f1f7",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{ROCKET} Launch day", [("launch", 0), (ROCKET, 0), ("day", 1)]),
        (f"data {ROCKET} lake", [("data", 0), (ROCKET, 0), ("lake", 1)]),
        (f"{WOMAN}\U0001f3fd\u200d{LAPTOP}", [(WOMAN, 0), (LAPTOP, 1)]),
        (f"I {HEART}\ufe0f it", [("i", 0), (HEART, 0), ("it", 1)]),
        (f"{FLAG} France", [("france", 0), (FLAG, 0)]),
        (f"検索{ROCKET}", [("検索", 0), ("検", 0), ("索", 0), (ROCKET, 0)]),
    ],
)
def test_an_emoji_shares_the_position_of_its_word(text: str, expected: list[object]) -> None:
    assert [(t.term, t.position) for t in tokens(text)] == expected


def test_an_emoji_is_no_word() -> None:
    assert words(f"{ROCKET} Launch") == ["launch"]
