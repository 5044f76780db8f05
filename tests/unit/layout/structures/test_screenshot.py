"""The screens of programs are known by their bars and prompts, and slides are none."""

from __future__ import annotations

from dataclasses import replace

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Line
from slidescan.layout.structure import outline

FRAME = PhotoQuad.rectangle(1600, 900)
CODE = ("def load(path):", "with open(path) as file:", "return json.load(file)", "print(load(a))")


def at(text: str, left: float, top: float, size: float = 24) -> Line:
    right = left + 0.5 * size * len(text)
    quad = PhotoQuad((left, top), (right, top), (right, top + size), (left, top + size))
    return Line(text, 0.99, quad, "body")


def program(lines: list[Line]) -> str | None:
    structure = outline(lines, FRAME).structure.summary()
    return dict(structure.attributes)["program"] if structure.kind == "screenshot" else None


def listing(top: float = 200) -> list[Line]:
    return [at(text, 200, top + 40 * i) for i, text in enumerate(CODE)]


def test_a_menu_bar_above_code_is_an_editor() -> None:
    bar = [at("File Edit Selection", 20, 10), at("View Go Run Terminal Help", 300, 10)]
    assert program([*bar, *listing()]) == "editor"
    assert program(listing()) is None
    assert program([at("File Edit Selection View", 20, 500), *listing()]) is None


def test_an_address_below_a_tab_is_a_browser() -> None:
    page = [at(f"Paragraph {i} of a page with words", 200, 240 + 60 * i) for i in range(8)]
    tab, address = at("Lakes at rest", 60, 10, 20), at("https://example.com/lakes", 60, 50, 20)
    assert program([tab, address, *page]) == "browser"
    assert program([address, *page]) is None  # a source above a slide
    assert program([tab, at("example.com", 60, 50, 20), *page]) is None


def test_prompts_are_a_terminal() -> None:
    shell = [at("anna@host:~/site$ ls img", 20, 60), at("a.jpg b.jpg", 20, 100)]
    shell += [at("anna@host:~/site$ slidescan ingest", 20, 140), at("2 photos read", 20, 180)]
    assert program(shell) == "terminal"
    assert program([at("Mail anna@host.example: ask her", 20, 60), *shell[1:2]]) is None


def test_a_list_of_files_beside_code_is_an_editor() -> None:
    names = ("main.py", "load.py", "save.py", "index.html", "style.css")
    files = [at(name, 20, 200 + 40 * i) for i, name in enumerate(names)]
    assert program([*files, *listing()]) == "editor"
    assert program([*files[:3], *listing()]) is None
    assert program(files) is None


def test_tabs_above_an_address_are_a_browser_whatever_the_size_of_their_letters() -> None:
    page = [at(f"Entry {i}", 200, 240 + 60 * i) for i in range(8)]
    tabs = [at(f"Lake{i} x", 60 + 200 * i, 10, 18) for i in range(3)]
    address = at("https://example.com/lakes", 60, 50, 27)
    assert program([*tabs, address, *page]) == "browser"
    assert program([*tabs[:2], address, *page]) is None


def test_the_menu_of_a_page_is_no_wall_of_logos() -> None:
    title = replace(at("A page about lakes at rest", 100, 300, 60), role="title")
    menu = [at(f"Entry{i}", 40 + 150 * i, 30 + 13 * (i % 3), 14 + 4 * (i % 4)) for i in range(9)]
    assert outline([title, *menu], FRAME).structure.kind == "text"
    wall = [replace(each, quad=each.quad.moved(0, 450)) for each in menu]
    assert outline([title, *wall], FRAME).structure.kind == "logos"
