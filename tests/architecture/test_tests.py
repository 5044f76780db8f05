"""The tests mirror the package, and no file is long."""

from __future__ import annotations

from support import ROOT

TESTS = ROOT / "tests"
MAX_LINES = 500
OF_WHOLE_ROOMS = {"alt/test_rule_tables.py", "search/test_start_up.py"}


def test_a_unit_test_stands_where_its_module_stands() -> None:
    paths = {path.relative_to(TESTS / "unit") for path in TESTS.glob("unit/**/test_*.py")}
    astray = {
        path.as_posix()
        for path in paths
        if not (ROOT / "slidescan" / path.with_name(path.name.removeprefix("test_"))).is_file()
    }
    assert astray == OF_WHOLE_ROOMS


def test_no_file_is_long() -> None:
    lines = {path.name: path.read_text("utf-8").count("\n") for path in TESTS.rglob("*.py")}
    assert {name: count for name, count in lines.items() if count > MAX_LINES} == {}
