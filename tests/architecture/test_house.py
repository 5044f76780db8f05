"""The layout of the package keeps to its limits; `scripts/layout_report.py` measures it."""

from __future__ import annotations

import statistics

import layout_report as report
import pytest
from layout_report import Module
from support import ROOT

MODULES = report.modules()
GRAPH = {name: report.imports(module, MODULES) for name, module in MODULES.items()}
PACKAGES = sorted(name for name, m in MODULES.items() if m.path.name == "__init__.py")

MAX_ROOMS = 22
MAX_ARROWS = 86
MAX_ROOT_MODULES = 6
MAX_MODULE_LINES = 500
MAX_MEDIAN_LINES = 150
MAX_LAZY_IMPORTS = 113


def each(modules: dict[str, Module]) -> list[Module]:
    return list(modules.values())


def test_rooms_and_arrows_between_them_are_few() -> None:
    assert len({module.room for module in each(MODULES)}) <= MAX_ROOMS
    assert len(report.arrows(GRAPH, MODULES)) <= MAX_ARROWS


def test_the_root_holds_entry_points_only() -> None:
    loose = [name for name, m in MODULES.items() if m.path.parent.name == report.PACKAGE]
    assert len(loose) <= MAX_ROOT_MODULES, loose


def test_no_modules_import_each_other() -> None:
    assert report.cycles(GRAPH) == []


def test_modules_are_short() -> None:
    sizes = {name: module.lines for name, module in MODULES.items()}
    assert {name: n for name, n in sizes.items() if n > MAX_MODULE_LINES} == {}
    assert statistics.median(sizes.values()) <= MAX_MEDIAN_LINES


def test_imports_inside_functions_are_few_and_have_a_reason() -> None:
    lazy = [(name, *found) for name, m in MODULES.items() for found in report.lazy_imports(m)]
    assert [f"{name}:{line}" for name, line, reason in lazy if not reason] == []
    assert len(lazy) <= MAX_LAZY_IMPORTS


def test_constants_stand_above_the_first_function() -> None:
    assert [c for m in each(MODULES) for c in report.misplaced_constants(m)] == []


def test_a_numeric_constant_has_one_value_in_the_package() -> None:
    assert report.ambiguous_constants(MODULES) == {}


def test_no_identifier_contains_a_retired_word() -> None:
    assert [name for m in each(MODULES) for name in report.retired(m)] == []


@pytest.mark.parametrize("name", [p for p in PACKAGES if p != report.PACKAGE])
def test_a_room_lists_what_it_holds(name: str) -> None:
    listed, held = report.contents(MODULES[name])
    assert listed == held


def test_the_glossary_lists_every_retired_word() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    words = (*report.RETIRED_WORDS, *report.RETIRED_PHRASES)
    assert [word for word in words if f"`{word}`" not in glossary] == []
