"""Of several copies of one picture, one votes."""

from __future__ import annotations

import pytest

from slidescan.ingest.picture_groups import Picture, has_vote

LINES = ["datalakes", "rawdatafirst", "schemaonread"]


def voters(*pictures: tuple[str, list[str]]) -> list[int]:
    """The numbers of the pictures that vote."""
    listed = [
        Picture(f"{n}.jpg", each, frozenset(lines)) for n, (each, lines) in enumerate(pictures)
    ]
    return [
        number
        for number, picture in enumerate(listed)
        if has_vote(picture, [other for other in listed if other is not picture])
    ]


def test_of_copies_in_other_sizes_the_one_with_the_most_lines_votes() -> None:
    assert voters(
        ("2b6cd2b52d1354a9", LINES[:2]),
        ("2b6cd2b52d1354a8", LINES),
        ("2b6cd2b52d135488", ["datalakes", "schemaonread", "rawdatafrst"]),
    ) == [1]


def test_another_text_on_the_same_template_is_another_picture() -> None:
    other = ["streaming", "eventsinorder", "exactlyonce"]
    assert voters(("2b6cd2b52d1354a9", LINES), ("2b6cd2b52d1354a9", other)) == [0, 1]


def test_another_picture_with_the_same_text_is_not_a_copy() -> None:
    assert voters(("2b6cd2b52d1354a9", LINES), ("d4932d4ad2ecab56", LINES)) == [0, 1]


@pytest.mark.parametrize("fingerprint", ["", "0000000000000000"])
def test_pictures_without_a_hash_or_lines_are_no_copies(fingerprint: str) -> None:
    assert voters(("", LINES), ("", LINES), (fingerprint, []), (fingerprint, [])) == [0, 1, 2, 3]
