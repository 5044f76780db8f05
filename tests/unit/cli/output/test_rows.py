"""Rows of a terminal."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from slidescan.cli.output.rows import width_of, wrap_styled

BOLD, RESET = "\x1b[1m", "\x1b[0m"


def bare(text: str) -> str:
    return re.sub(r"\x1b\]8;.*?\x1b\\|\x1b\[[0-9;]*m", "", text)


def test_rows_end_at_spaces_and_go_on_below_the_text() -> None:
    assert list(wrap_styled("    photo  a lake with a map of its zones", 30)) == [
        "    photo  a lake with a map",
        "    of its zones",
    ]
    assert list(wrap_styled("14 slides: 14 shown by a post, 0 by none", 32)) == [
        "14 slides: 14 shown by a post, 0",
        "  by none",
    ]
    assert list(wrap_styled("  alt  a lake with a map of its zones", 32, hang=7)) == [
        "  alt  a lake with a map of its",
        "       zones",
    ]


def test_styles_and_links_take_no_columns() -> None:
    link = "\x1b]8;id=1;file:///a/very/long/address/of/a/photo.jpg\x1b\\a.jpg\x1b]8;;\x1b\\"
    rows = list(wrap_styled(f"  {BOLD}one two{RESET} {link} three four five six seven", 30))
    assert [bare(row) for row in rows] == ["  one two a.jpg three four", "    five six seven"]
    assert "".join(rows).count("\x1b") == 6


def test_a_path_stays_whole() -> None:
    path = "static/img/northwind/2025/october/IMG_4104.jpg"
    assert list(wrap_styled(f"  photo       {path}  1600 × 1200", 40, hang=14)) == [
        "  photo",
        f"    {path}",
        "              1600 × 1200",
    ]


def test_ideographs_may_begin_a_row_and_closing_signs_may_not() -> None:
    rows = list(wrap_styled("    全文検索の仕組み、文書を単語に分ける。", 28))
    assert "".join(row.strip() for row in rows) == "全文検索の仕組み、文書を単語に分ける。"
    assert all(width_of(row) <= 28 + 2 for row in rows)
    assert not any(row.strip().startswith(("、", "。")) for row in rows)


WORDS = st.text(st.sampled_from("ab é全索、。-/ "), max_size=60)


@given(parts=st.lists(st.tuples(WORDS, st.sampled_from(("", BOLD, RESET))), max_size=8),
       columns=st.integers(20, 60), hang=st.none() | st.integers(0, 30))  # fmt: skip
def test_nothing_is_lost(parts: list[tuple[str, str]], columns: int, hang: int | None) -> None:
    text = "".join(style + words for words, style in parts)
    rows = list(wrap_styled(text, columns, hang))
    assert "".join(bare("".join(rows)).split()) == "".join(bare(text).split())
    if bare(text).strip():
        assert "".join(rows).count("\x1b") == text.count("\x1b")
    for row in rows:
        longest = max((width_of(word) for word in bare(row).split()), default=0)
        assert width_of(bare(row)) <= columns or len(bare(row).split()) == 1 or longest > columns
