"""Photographed slides in ten languages are read with an F1 of at least 0.9."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.languages import SLIDE_TEXTS, photographed, words_or_characters

from slidescan.core.records import Options
from slidescan.errors import EngineUnavailable
from slidescan.ingest.read_photo import read_photo
from slidescan.ocr.registry import choose, load

pytestmark = [pytest.mark.slow, pytest.mark.ocr]


@pytest.mark.parametrize("language", SLIDE_TEXTS)
def test_a_photographed_slide_is_read_in_its_language(language: str, tmp_path: Path) -> None:
    try:
        engine = load(choose("auto", (language,)), (language,))
    except EngineUnavailable as error:
        pytest.skip(str(error))
    right = found = true = 0
    for path, lines in photographed(language, tmp_path):
        read = read_photo(path, engine, Options(languages=(language,)))
        on_slide, in_reading = (
            words_or_characters(language, " ".join(texts))
            for texts in (lines, [line.text for line in read.reading.lines])
        )
        right += (on_slide & in_reading).total()
        found, true = found + in_reading.total(), true + on_slide.total()
        assert [line.text for line in read.reading.lines if line.role == "title"]
    f1 = 2 * right / (found + true)
    assert f1 >= 0.9, f1
