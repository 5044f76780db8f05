"""The roles of a deck's lines: notices and page numbers return on many pages."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from support.deck_files import Drawn, Text, bullets, read_here, write_pdf


def roles(path: Path, index: int) -> dict[str, str]:
    return {line.text: line.role for line in read_here(path).pages[index].page.lines}


def test_the_notice_of_a_page_with_nothing_else_is_a_footer(tmp_path: Path) -> None:
    pages = [bullets(f"Title {n}", "a point", "another", number=n) for n in range(1, 6)]
    alone: Drawn = [
        Image.new("RGB", (16, 9)),
        Text("Northwind Days 2025", 60, 520, 12),
        Text("6", 890, 520, 12),
    ]
    path = write_pdf(tmp_path / "a.pdf", [*pages, alone])
    assert roles(path, 5) == {"Northwind Days 2025": "footer", "6": "footer"}
    assert roles(path, 0)["Title 1"] == "title"


def test_a_title_that_returns_stays_a_title(tmp_path: Path) -> None:
    pages = [bullets("Agenda", f"point {n}", "another", number=n) for n in range(1, 6)]
    path = write_pdf(tmp_path / "a.pdf", pages)
    assert roles(path, 2)["Agenda"] == "title"


def test_footers_come_last_wherever_the_file_has_them(tmp_path: Path) -> None:
    pages = [
        [Text("Northwind Days 2025", 60, 520, 12), Text(f"Title {n}", 60, 90, 40),
         Text("a point of this page", 80, 200, 26)]
        for n in range(5)
    ]  # fmt: skip
    lines = read_here(write_pdf(tmp_path / "a.pdf", pages)).pages[1].page.lines
    assert [line.text for line in lines] == [
        "Title 1",
        "a point of this page",
        "Northwind Days 2025",
    ]
