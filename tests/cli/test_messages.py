"""What messages tell people to type exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from support import ROOT
from support.cli import cli
from support.factories import link, slide

from slidescan.cli.app import build_app
from slidescan.cli.commands import COMMANDS
from slidescan.store.catalogue import Catalogue

OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+\b")
LINE = re.compile(r"\bslidescan ([a-z]+)\b([^,;:()]*)")

ARGUMENT = re.compile(r"--[a-z-]+(?:=\S*)?")
"""A whole text that is an option: one that slidescan hands to another program, or declares."""

OTHER_PROGRAMS = {
    "--alt": "Jekyll's picture tag",
    "--builder": "Sphinx",
    "--directory": "Quartz",
    "--encoding": "Org's notebooks",
    "--force-reinstall": "pip",
    "--init": "Git",
    "--list-langs": "Tesseract",
    "--nthreads": "Dask",
    "--psm": "Tesseract",
    "--template": "Hugo",
}
"""Options in texts that are not for slidescan, and whose they are."""


def options() -> dict[str, set[str]]:
    """The options of each command."""
    group: Any = typer.main.get_command(build_app())
    found = {}
    for name, each in group.commands.items():
        context = each.make_context(name, ["--help"], resilient_parsing=True)
        found[name] = set(each.option_flags(context))
    return found


def texts() -> Iterator[tuple[str, str]]:
    """The texts in the code that are no docstrings, with their file and line."""
    for path in sorted((ROOT / "slidescan").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        docstrings = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [n.value if isinstance(n, ast.Constant) else "X" for n in node.values]
                yield f"{path.name}:{node.lineno}", "".join(map(str, parts))
            elif isinstance(node, ast.Constant) and id(node) not in docstrings:
                yield f"{path.name}:{node.lineno}", str(node.value)


def test_messages_name_options_and_commands_that_exist() -> None:
    by_command = options()
    every = {"--version", *OTHER_PROGRAMS, *(flag for each in by_command.values() for flag in each)}
    wrong = []
    seen = 0
    for where, text in texts():
        if ARGUMENT.fullmatch(text):
            continue
        for flag in OPTION.findall(text):
            seen += 1
            if flag not in every:
                wrong.append(f"{where}: {flag}")
        for name, rest in LINE.findall(text):
            flags = set(OPTION.findall(rest))
            if flags and not flags <= by_command.get(name, set()):
                wrong.append(f"{where}: slidescan {name} {' '.join(flags)}")
    assert wrong == []
    # It reads the texts.
    assert seen > 100


def test_the_docs_name_options_and_commands_that_exist() -> None:
    by_command = options()
    names = {row.name for row in COMMANDS}
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    wrong = []
    for page in pages:
        text = page.read_text("utf-8")
        blocks = re.findall(r"```(?:sh|console|text|bash)\n(.*?)```", text, re.DOTALL)
        lines = [line for block in blocks for line in block.splitlines()]
        spans = re.findall(r"`(slidescan [^`\n]*)`", text)
        for line in (*lines, *spans):
            for name, rest in re.findall(r"^(?:\$ )?slidescan ([a-z]+)([^#|;&]*)", line):
                flags = set(OPTION.findall(rest))
                if name not in names or not flags <= by_command[name]:
                    wrong.append(f"{page.name}: slidescan {name}{rest}")
    assert wrong == []


@pytest.mark.parametrize("args", [(), ("--site", ".")])
def test_a_copy_that_would_replace_slides_names_what_copy_has(
    tmp_path_factory: pytest.TempPathFactory, args: tuple[str, ...]
) -> None:
    folder = tmp_path_factory.mktemp("copies")
    for name in ("one", "two"):
        with Catalogue.open(folder / name, write=True) as catalogue, catalogue.transaction():
            catalogue.put_slide(slide("a.jpg", links=[link()]))
            catalogue.set_meta("site", "..")
    done = cli("copy", "one", "two", *args, cwd=folder)
    assert done.returncode == 2
    assert set(OPTION.findall(done.stderr)) <= options()["copy"]
