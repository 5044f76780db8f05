"""What every OCR engine promises, checked on each that is installed."""

from __future__ import annotations

import numpy as np
import pytest
from decks import BLACK, LIGHT, Theme, bullets
from numpy.typing import NDArray

from slidescan.errors import EngineUnavailable, UsageError
from slidescan.ocr import languages as iso
from slidescan.ocr.engine import ENGINES, available, choose, load, model_of
from slidescan.text import words

INSTALLED = [
    pytest.param(
        name,
        marks=[]
        if status.available
        else pytest.mark.skip(reason=f"{name} is not installed: {status.remedy}"),
    )
    for name, status in available().items()
]
LINES = ["Measure before you cut", "Every table has an owner", "Old versions stay readable"]


def picture(theme: Theme) -> NDArray[np.uint8]:
    pixels = bullets(theme, LINES[:1], LINES[1:], 7).pixels()
    return np.ascontiguousarray(pixels[:, :, ::-1])


@pytest.mark.parametrize("name", INSTALLED)
@pytest.mark.parametrize("theme", [LIGHT, BLACK], ids=["light", "dark"])
def test_words_are_read_where_they_stand(name: str, theme: Theme) -> None:
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
        assert word.text.strip()
        left, top, right, bottom = word.quad.bounds
        assert -5 <= left < right <= width + 5
        assert -5 <= top < bottom <= height + 5
    title = next(word for word in found if "Measure" in word.text)
    assert abs(title.quad.tl[0] - 70) < 20
    assert abs(title.quad.center[1] - 75) < 20


@pytest.mark.parametrize("name", INSTALLED)
def test_a_glance_misses_no_text(name: str) -> None:
    engine = load(name, ("en",))
    assert engine.glance(picture(LIGHT))
    # Read after it, and glanced at after that: neither changes the other.
    assert engine.read(picture(LIGHT))
    small = np.full((1500, 2000, 3), 235, np.uint8)
    small[700 : 700 + 288, 600 : 600 + 512] = (
        picture(BLACK)[::5, ::5][:144, :256].repeat(2, 0).repeat(2, 1)
    )
    assert engine.glance(small)
    if name == "rapidocr":
        assert not engine.glance(np.full((600, 900, 3), 200, np.uint8))


@pytest.mark.parametrize("name", INSTALLED)
@pytest.mark.parametrize("shape", [(40, 60), (8, 8), (600, 900)])
def test_nothing_is_read_where_nothing_stands(name: str, shape: tuple[int, int]) -> None:
    assert list(load(name, ("en",)).read(np.full((*shape, 3), 200, np.uint8))) == []


@pytest.mark.parametrize("name", INSTALLED)
def test_the_model_is_known_without_loading_it(name: str) -> None:
    engine = load(name, ("en",))
    assert engine.name == name
    assert engine.model == model_of(name, ("en",))


def test_auto_takes_rapidocr_where_its_model_knows_the_language() -> None:
    assert choose("auto", ("en", "ja", "el")) == "rapidocr"
    assert "ru" not in available()["rapidocr"].languages


def test_a_language_that_no_engine_has_names_its_package() -> None:
    with pytest.raises(EngineUnavailable, match="tesseract-ocr") as caught:
        choose("auto", ("km",))
    assert "install" in caught.value.remedy


def test_engines_that_do_not_exist() -> None:
    with pytest.raises(UsageError, match="rapidocr"):
        choose("magic", ("en",))
    assert set(ENGINES) == {"rapidocr", "tesseract"}


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
    assert iso.parse(codes) == expected


def test_codes_that_are_none() -> None:
    with pytest.raises(UsageError, match="“klingon”"):
        iso.parse("en+klingon")
