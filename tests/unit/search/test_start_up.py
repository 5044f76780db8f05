"""What parsing a query and searching load."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("cv2", "numpy", "whoosh", "PIL", "rapidocr", "rapidfuzz", "psycopg", "markdown_it", "yaml")
ROOMS = ("ocr", "imaging", "layout", "posts", "alt", "ingest", "export", "web")


def loaded(code: str) -> set[str]:
    """The modules that a new process has loaded after some code."""
    code += "\nimport sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "code",
    [
        "from slidescan.search.parser import parse\n"
        "assert parse('data lang:deu is:slide near:a.jpg after:2017 title:lake').warning == ''",
        "import slidescan.search.service",
    ],
)
def test_parsing_a_query_imports_nothing_heavy(code: str) -> None:
    modules = loaded(code)
    assert modules.isdisjoint(HEAVY)
    assert not [
        name for name in modules if name.startswith(tuple(f"slidescan.{room}" for room in ROOMS))
    ]


def test_a_parser_needs_no_index() -> None:
    modules = loaded("import slidescan.search.parser")
    assert not [name for name in modules if name.startswith("slidescan.store")]
    assert "sqlite3" not in modules
