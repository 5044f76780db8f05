"""Copies of one picture are one group."""

from __future__ import annotations

import pytest

from slidescan.ingest.picture_groups import PictureGroups

LINES = ["datalakes", "rawdatafirst", "schemaonread"]


def groups(*pictures: tuple[str, list[str]]) -> list[int]:
    known = PictureGroups()
    return [known.add(fingerprint, lines) for fingerprint, lines in pictures]


def test_copies_in_other_sizes_are_one_picture() -> None:
    assert groups(
        ("2b6cd2b52d1354a9", LINES),
        ("2b6cd2b52d1354a8", LINES),
        ("2b6cd2b52d135488", ["datalakes", "schemaonread", "rawdatafrst"]),
    ) == [0, 0, 0]


def test_another_text_on_the_same_template_is_another_picture() -> None:
    other = ["streaming", "eventsinorder", "exactlyonce"]
    assert groups(("2b6cd2b52d1354a9", LINES), ("2b6cd2b52d1354a9", other)) == [0, 1]


def test_another_picture_with_the_same_text_is_not_a_copy() -> None:
    assert groups(("2b6cd2b52d1354a9", LINES), ("d4932d4ad2ecab56", LINES)) == [0, 1]


@pytest.mark.parametrize("fingerprint", ["", "0000000000000000"])
def test_pictures_without_a_hash_or_lines_are_no_copies(fingerprint: str) -> None:
    assert groups(("", LINES), ("", LINES), (fingerprint, [])) == [0, 1, 2]


def test_many_pictures_are_grouped() -> None:
    known = PictureGroups()
    numbers = [known.add(f"{n * 0x9E3779B97F4A7C15 % 2**64:016x}", [str(n)]) for n in range(600)]
    assert numbers == list(range(600))
    assert len(known) == 600
