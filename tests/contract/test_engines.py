"""The contract of OCR engines, tested on each that is installed."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from decks import BLACK, LIGHT, Theme, bullets
from numpy.typing import NDArray

from slidescan.core import languages as iso
from slidescan.core.geometry import FlatQuad
from slidescan.core.records import TextBox
from slidescan.core.text import words
from slidescan.errors import EngineUnavailable, UsageError
from slidescan.ocr.engines.ensemble import combine
from slidescan.ocr.registry import ENGINES, available, choose, load, model_of

INSTALLED = [
    pytest.param(
        name,
        marks=[]
        if status.available
        else pytest.mark.skip(reason=f"{name} is not installed: {status.remedy}"),
    )
    for name, status in (*available().items(), ("both", available()["tesseract"]))
]
LINES = ["Measure before you cut", "Every table has an owner", "Old versions stay readable"]


def picture(theme: Theme) -> NDArray[np.uint8]:
    pixels = bullets(theme, LINES[:1], LINES[1:], 7).pixels()
    return np.ascontiguousarray(pixels[:, :, ::-1])


@pytest.mark.ocr
@pytest.mark.parametrize("name", INSTALLED)
@pytest.mark.parametrize("theme", [LIGHT, BLACK], ids=["light", "dark"])
def test_words_are_read_with_their_boxes(name: str, theme: Theme) -> None:
    engine = load(name, ("en",))
    pixels = picture(theme)
    before = pixels.copy()
    found = engine.read(pixels)
    assert (pixels == before).all()
    text = " ".join(word.text for word in found)
    true = words(" ".join(LINES))
    assert sum(word in words(text) for word in true) >= len(true) - 1, text
    height, width = pixels.shape[:2]
    for word in found:
        assert 0 <= word.confidence <= 1
        assert word.text.strip() or not word.confidence
        left, top, right, bottom = word.quad.bounds
        assert -5 <= left < right <= width + 5
        assert -5 <= top < bottom <= height + 5
    title = next(word for word in found if "Measure" in word.text)
    assert abs(title.quad.tl[0] - 70) < 20
    assert abs(title.quad.center[1] - 75) < 20


@pytest.mark.ocr
def test_small_text_is_read_in_a_second_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    from slidescan.ocr import detector

    engine = load("rapidocr", ("en",))
    photo = np.full((1800, 2400, 3), 235, np.uint8)
    small = cv2.resize(picture(LIGHT), (600, 338), interpolation=cv2.INTER_AREA)
    photo[700 : 700 + 338, 600 : 600 + 600] = small
    true = set(words(" ".join([*LINES, "Northwind Days 2025"])))
    assert true <= set(words(" ".join(word.text for word in engine.read(photo))))
    monkeypatch.setattr(detector, "SMALL_LINE_HEIGHT", 0.0)
    monkeypatch.setattr(detector, "TINY_LINE_HEIGHT", 0.0)
    once = set(words(" ".join(word.text for word in engine.read(photo))))
    assert not true <= once


@pytest.mark.ocr
@pytest.mark.parametrize("name", INSTALLED)
@pytest.mark.parametrize("shape", [(40, 60), (8, 8), (600, 900)])
def test_a_blank_picture_has_no_text(name: str, shape: tuple[int, int]) -> None:
    assert list(load(name, ("en",)).read(np.full((*shape, 3), 200, np.uint8))) == []


@pytest.mark.ocr
@pytest.mark.parametrize("name", INSTALLED)
def test_the_model_is_known_without_loading_it(name: str) -> None:
    engine = load(name, ("en",))
    assert engine.name == name
    assert engine.model == model_of(name, ("en",))


def test_auto_chooses_rapidocr_for_the_languages_of_its_model() -> None:
    assert choose("auto", ("en", "ja", "pl")) == "rapidocr"
    assert not {"ru", "el", "ko", "ar"} & set(available()["rapidocr"].languages)


def test_a_language_that_no_engine_has_names_its_package() -> None:
    with pytest.raises(EngineUnavailable, match="tesseract-ocr") as caught:
        choose("auto", ("km",))
    assert "install" in caught.value.remedy


def test_an_unknown_engine_is_an_error_that_names_the_choices() -> None:
    with pytest.raises(UsageError, match="rapidocr"):
        choose("magic", ("en",))
    assert set(ENGINES) == {"rapidocr", "tesseract", "both"}


@pytest.mark.ocr
@pytest.mark.skipif(not available()["tesseract"].available, reason="Tesseract is not installed")
def test_tesseract_reads_more_lines_than_fit_on_a_page() -> None:
    from slidescan.ocr.engines.tesseract import TesseractReader

    pixels = picture(LIGHT)
    title = next(word for word in load("rapidocr", ("en",)).read(pixels) if "Measure" in word.text)
    read = TesseractReader(("en",)).read_lines(pixels, [title.quad] * 620)
    assert [each.text for each in read if each] == [LINES[0]] * 620


def word(text: str, confidence: float) -> TextBox:
    return TextBox(text, confidence, FlatQuad.rectangle(100, 20))


@pytest.mark.parametrize(
    ("one", "other", "kept", "beside"),
    [
        (word("data lake", 0.9), word("data lake", 0.99), "data lake", ""),
        (word("dota lake", 0.9), word("data lake", 0.99), "data lake", "dota lake"),
        (word("data lake", 0.9), word("dota lake", 0.93), "data lake", "dota lake"),
        (word("Data Lake", 0.9), word("data lake!", 0.2), "Data Lake", ""),
        (word("data", 0.5), None, "data", ""),
        (None, word("data", 0.95), "data", ""),
        (None, word("||| l", 0.5), None, ""),
        (None, None, None, ""),
    ],
)
def test_the_more_confident_reading_wins_and_the_other_is_an_alternative(
    one: TextBox | None, other: TextBox | None, kept: str | None, beside: str
) -> None:
    found = combine(one, other)
    assert (found.text if found else None) == kept
    assert (found.alternative_text if found else "") == beside


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ("de", ("de",)),
        ("deu", ("de",)),
        ("ger", ("de",)),
        ("eng+fra", ("en", "fr")),
        ("ja, en", ("ja", "en")),
        ("de-AT", ("de",)),
        ("en_US", ("en",)),
        ("zh-TW", ("zh-hant",)),
        ("chi_sim", ("zh",)),
        ("en+en", ("en",)),
    ],
)
def test_language_codes(codes: str, expected: tuple[str, ...]) -> None:
    assert iso.parse_codes(codes) == expected


def test_an_unknown_language_code_is_an_error() -> None:
    with pytest.raises(UsageError, match="“klingon”"):
        iso.parse_codes("en+klingon")
