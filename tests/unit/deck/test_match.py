"""Photos of a talk find their pages: words, pictures, order, strangers, builds, near pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.deck_files import (
    Box,
    Drawn,
    Shot,
    Text,
    bullets,
    grey_of,
    read_here,
    shoot,
    write_pdf,
)

from slidescan.core.records import Detection
from slidescan.deck.match import Match, PhotoView, match
from slidescan.deck.pages import Deck
from slidescan.deck.photo_pixels import GreyPhoto

WORDS = """account alert archive audit backup balance batch branch budget cache capacity catalogue
    channel cluster column compute container contract control customer delivery design device
    discount domain engine event failure feature field filter gateway growth history""".split()  # noqa: SIM905


def phrase(rng: np.random.Generator, count: int) -> str:
    return " ".join(rng.choice(WORDS, count))


def picture(seed: int) -> Image.Image:
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 255, (5, 8, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize((640, 360), Image.Resampling.BICUBIC)


def talk(count: int, seed: int = 1) -> list[Drawn]:
    rng = np.random.default_rng(seed)
    return [
        bullets(phrase(rng, 3), *(phrase(rng, 4) for _ in range(4)), number=number)
        for number in range(1, count + 1)
    ]


def view(name: str, shot: Shot, *, pixels: bool = True) -> PhotoView:
    grey = GreyPhoto(grey_of(shot.jpeg), 1.0)
    return PhotoView(name, shot.photo, shot.detection, shot.lines, lambda: grey if pixels else None)


def matched(
    folder: Path, pages: Sequence[Drawn], order: Sequence[int], *, pixels: bool = True
) -> tuple[Deck, list[Match]]:
    path = write_pdf(folder / "talk.pdf", pages)
    deck = read_here(path)
    views = [
        view(f"{i}.jpg", shoot(path, deck, index, 50 + i), pixels=pixels)
        for i, index in enumerate(order)
    ]
    return deck, match(deck, views)


def test_each_photo_finds_its_page_with_pages_left_out_repeated_and_gone_back_to(
    tmp_path: Path,
) -> None:
    order = [0, 1, 2, 2, 5, 6, 3, 7]
    _, matches = matched(tmp_path, talk(9), order)
    assert [each.page for each in matches] == order
    assert min(each.confidence for each in matches) > 0.95


def test_words_alone_are_enough_without_pixels(tmp_path: Path) -> None:
    _, matches = matched(tmp_path, talk(6), [0, 3, 5], pixels=False)
    assert [each.page for each in matches] == [0, 3, 5]
    assert not any(each.has_pixels for each in matches)


def test_photos_of_another_talk_have_no_page(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "talk.pdf", talk(6))
    rng = np.random.default_rng(9)
    others = ["tomato", "garden", "spade", "water", "garlic", "summer", "basket", "shovel"]
    strange = write_pdf(
        tmp_path / "other.pdf",
        [bullets(*(" ".join(rng.choice(others, 4)) for _ in range(5)), number=n) for n in (1, 2)],
    )
    deck, other = read_here(path), read_here(strange)
    views = [
        view("a.jpg", shoot(path, deck, 1, 5)),
        view("x.jpg", shoot(strange, other, 0, 6)),
        view("y.jpg", shoot(strange, other, 1, 7)),
        view("b.jpg", shoot(path, deck, 2, 8)),
    ]
    assert [each.page for each in match(deck, views)] == [1, None, None, 2]


def test_pages_without_text_are_told_by_their_pictures(tmp_path: Path) -> None:
    pages = [[picture(seed)] for seed in range(6)]
    _, matches = matched(tmp_path, pages, [0, 2, 3, 5])
    assert [each.page for each in matches] == [0, 2, 3, 5]


def test_a_picture_of_another_talk_has_no_page(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "talk.pdf", [[picture(seed)] for seed in range(6)])
    strange = write_pdf(tmp_path / "other.pdf", [[picture(99)]])
    deck = read_here(path)
    shot = shoot(strange, read_here(strange), 0, 3)
    (only,) = match(deck, [view("x.jpg", shot)])
    assert only.page is None


def test_charts_of_the_same_words_are_told_by_their_columns(tmp_path: Path) -> None:
    heads = [Text(word, 120 + 200 * i, 480, 20) for i, word in enumerate(WORDS[:4])]
    pages = talk(3)
    for heights in ((300, 100, 180, 60), (80, 260, 120, 300), (200, 60, 300, 140)):
        bars = [Box(120 + 200 * i, 440 - h, 90, h, 0.3) for i, h in enumerate(heights)]
        pages.append([Text("Growth by quarter", 60, 90, 40), *heads, *bars])
    _, matches = matched(tmp_path, pages, [0, 4, 5, 3])
    assert [each.page for each in matches] == [0, 4, 5, 3]


def test_equal_pages_that_nothing_tells_apart_get_no_pair_and_are_told(tmp_path: Path) -> None:
    agenda = [
        Text("Agenda", 60, 90, 40),
        *(Text(w, 80, 180 + 60 * i) for i, w in enumerate(WORDS[:4])),
    ]
    pages = [agenda, *talk(3), agenda, *talk(3, seed=2)]
    _, (only,) = matched(tmp_path, pages, [0])
    assert only.page is None
    assert set(only.candidates) == {0, 4}


@pytest.mark.parametrize("index", [0, 3])
def test_the_corners_of_the_page_are_those_of_the_slide(tmp_path: Path, index: int) -> None:
    path = write_pdf(tmp_path / "talk.pdf", talk(4))
    deck = read_here(path)
    shot = shoot(path, deck, index, 11)
    (only,) = match(deck, [view("a.jpg", shot)])
    assert only.quad is not None
    assert shot.detection.quad is not None
    for mine, true in zip(only.quad.corners, shot.detection.quad.corners, strict=True):
        assert np.hypot(mine[0] - true[0], mine[1] - true[1]) < 12


def test_a_build_hides_the_lines_that_are_not_there_yet(tmp_path: Path) -> None:
    pages = talk(5)
    path = write_pdf(tmp_path / "talk.pdf", pages)
    states = list(pages)
    states[2] = [*pages[2][:3], *pages[2][5:]]
    screens = write_pdf(tmp_path / "screens.pdf", states)
    deck, shown = read_here(path), read_here(screens)
    shot = shoot(screens, shown, 2, 21)
    (only,) = match(deck, [view("a.jpg", shot)])
    assert only.page == 2
    texts = [deck.pages[2].page.lines[i].text for i in only.hidden]
    assert texts == [each.text for each in pages[2][3:5] if isinstance(each, Text)]


def test_lines_that_ocr_missed_are_not_hidden(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "talk.pdf", talk(5))
    deck = read_here(path)
    lines = deck.pages[2].page.lines
    shot = shoot(path, deck, 2, 22, texts=[line.text for line in lines[:3]])
    (only,) = match(deck, [view("a.jpg", shot)])
    assert (only.page, only.hidden) == (2, ())


def test_a_build_that_is_printed_page_by_page_finds_the_right_page(tmp_path: Path) -> None:
    """As Beamer prints overlays: each page has a line more than the one before."""
    points = [phrase(np.random.default_rng(seed), 4) for seed in range(4)]
    build: list[Drawn] = [bullets("Streams into the lake", *points[:n]) for n in range(1, 5)]
    _, matches = matched(tmp_path, [*talk(2), *build, *talk(2, seed=5)], [0, 3, 4, 5, 6])
    assert [each.page for each in matches] == [0, 3, 4, 5, 6]
    assert [each.hidden for each in matches] == [()] * 5


def test_a_picture_with_wrong_corners_is_found_by_its_features(tmp_path: Path) -> None:
    pages = [[Image.effect_noise((160, 90), 120).resize((640, 360))] for _ in range(4)]
    path = write_pdf(tmp_path / "talk.pdf", pages)
    deck = read_here(path)
    shot = shoot(path, deck, 2, 31)
    wrong = replace(shot, detection=Detection.of(None, 0.2))
    (only,) = match(deck, [view("a.jpg", wrong)])
    assert only.page == 2
