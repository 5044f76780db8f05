"""Texts that programs fill in are no alt texts."""

from __future__ import annotations

import pytest

from slidescan.alt.default_names import is_default_name
from slidescan.alt.placeholder import is_placeholder


@pytest.mark.parametrize(
    "alt",
    [
        "Screen Shot 2021-03-23 at 5 09 37 PM",
        "Screen Shot 2021-03-23 at 5.09.37 PM",
        "Screenshot from 2024-01-02 10-00-00",
        "Screencast from 23 02 2024 19 15 19",
        "Pasted image 20230520224902",
        "Bildschirmfoto 2024-01-02 um 10.00.00",
        "Capture d’écran 2024-01-02 à 10.00.00",
        "Captura de pantalla 2024-01-02",
        "Schermata 2024-01-02 alle 10.00.00",
        "enter image description here",
        "Enter image description here",
        "image description",
        "alt text here",
        "Alt Text",
        "image alt text",
        "insert alt text here",
        "Screenshot (12)",
        "Screenshot_20210101-123456_Chrome",
        "IMG-20200101-WA0001",
        "PXL_20230101_101010",
        "CleanShot 2023-01-02 at 10.00.00@2x",
        "WhatsApp Image 2023-01-02 at 10.00.00",
        "photo_2023-01-01 12.00.00",
        "Untitled 1",
        "image-20240101123000123",
        "スクリーンショット 2024-01-02 10.00.00",
        "屏幕截图 2024-01-02 100000",
        "截屏2024-01-02 10.00.00",
        "Unbenannt",
        "Sans titre",
        "Exported image 20260302234735-0",
        "Image",
        "Afbeelding 3",
        "Képernyőkép 2024-01-02",
        "Снимок экрана 2024-01-02",
        "2af6b0b8-4a2e-4f3c-9d2a-0c5f4f6b7a11",
        "f3c9d2a0c5f4f6b7a112af6b0b84a2e4",
        "DJI_0012",
        "GOPR0001",
        "alt",
        "Alternative text",
        "Screen recording 2024-01-02",
    ],
)
def test_names_that_programs_give_are_placeholders(alt: str) -> None:
    assert is_placeholder(alt)


@pytest.mark.parametrize(
    "alt",
    [
        "Screenshot of the sales dashboard",
        "Image of a lake",
        "Data lakes in 2024",
        "Photo by Ann",
        "Untitled, oil on canvas",
        "A picture says more",
        "Figure 3: revenue by region",
        "Enter your name here",
        "Description of the three layers",
        "DSC meeting minutes",
        "Screen sharing in Zoom",
        "Pasted into the lake",
        "The null hypothesis",
        "Alternative text formats",
        "2024 in numbers",
        "Screenshot at the bottom",
        "Decade",
        "Image processing",
        "Facade of 1920",
        "Scan your badge",
        "File 1099 by April",
    ],
)
def test_words_of_people_are_no_default_names(alt: str) -> None:
    assert not is_default_name(alt)
