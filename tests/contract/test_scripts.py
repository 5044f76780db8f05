"""Slides in a script that the options don't name."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.languages import photographed, words_or_characters

from slidescan.core.records import Options
from slidescan.ingest.read_photo import read_photo
from slidescan.ocr.engines.rapidocr import SCRIPTS
from slidescan.ocr.engines.script_fallback import fallback_languages, one_per_script
from slidescan.ocr.registry import available, load, model_of


def test_one_language_stands_for_its_script() -> None:
    installed = ("ar", "bg", "de", "el", "en", "fa", "ja", "ru", "uk")
    assert one_per_script(installed, {"latin", "japanese"}) == ("ru", "ar", "el")
    assert one_per_script(("bg", "mk"), {"latin"}) == ("bg",)
    assert one_per_script(("de", "en"), {"latin"}) == ()


@pytest.mark.slow
@pytest.mark.ocr
@pytest.mark.parametrize("language", ["de", "ja", "ru", "ko", "el", "ar"])
def test_a_script_is_recognised_without_its_language(language: str, tmp_path: Path) -> None:
    known = {"de", "ja", *available()["tesseract"].languages}
    if language not in known:
        pytest.skip(f"Tesseract has no data for {language}")
    engine = load("rapidocr", ())
    right = both = 0
    for path, lines in photographed(language, tmp_path):
        result = read_photo(path, engine, Options())
        true, read = (
            words_or_characters(language, " ".join(texts))
            for texts in (lines, [line.text for line in result.reading.lines])
        )
        right, both = right + 2 * (true & read).total(), both + true.total() + read.total()
    assert right / both > 0.75


@pytest.mark.parametrize("languages", [(), ("en",)])
def test_the_model_names_its_fallback(languages: tuple[str, ...]) -> None:
    model = model_of("rapidocr", languages)
    assert ("tesseract" in model) is bool(fallback_languages(SCRIPTS))
