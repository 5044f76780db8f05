"""Measures the layout of the package: rooms, arrows between them, cycles, sizes, names.

python scripts/layout_report.py

`make check` prints it; `tests/architecture/` holds the limits.
"""

from __future__ import annotations

import ast
import re
import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = "slidescan"

RETIRED_WORDS = (
    *("place", "places", "placed", "found", "print", "prints", "whole", "even"),
    *("said", "returning", "settled", "mend", "mends", "mended", "worded", "likeness", "alike"),
    *("named", "names", "shown", "sound", "stray", "strays", "fault", "faults", "damage"),
    *("finding", "fact", "facts", "widened", "spoken", "often", "sure", "many", "longest"),
    *("doubtful", "unsure", "own", "strict", "transfer", "copying", "idle", "kept", "parted"),
    *("nowhere", "knock", "veiled", "marks", "asked", "known", "shelf", "buckets", "alphabet"),
    *("note", "blind", "anchors"),
)
RETIRED_PHRASES = ("word_alt", "runs_left", "at_once", "told_apart", "held_back")
"""Retired words of `docs/glossary.md`: no identifier contains one of them."""

ALLOWED_IDENTIFIERS: Mapping[str, str] = {
    "print_json": "print is the verb for standard output",
    "SiteNotFound": "Python's own term, as in FileNotFoundError",
}
"""Identifiers with a retired word, and why they may have it."""


@dataclass(frozen=True)
class Module:
    """A module of the package.

    Attributes:
        name: Dotted name; a package's is its folder's.
        path: The file.
    """

    name: str
    path: Path

    @cached_property
    def source(self) -> str:
        """The text."""
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.source)

    @property
    def room(self) -> str:
        """The folder below the package, or the module itself at the root."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else PACKAGE

    @property
    def lines(self) -> int:
        """Lines of the file."""
        return self.source.count("\n")


def modules(root: Path = ROOT) -> dict[str, Module]:
    """All modules of the package, by dotted name."""
    listed = {}
    for path in sorted((root / PACKAGE).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        listed[name] = Module(name, path)
    return listed


def imports(module: Module, by_name: Mapping[str, Module]) -> set[str]:
    """The modules that a module imports, inside functions and for types, too."""
    targets = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            targets |= {f"{node.module}.{alias.name}" for alias in node.names}
            targets.add(node.module)
        elif isinstance(node, ast.Import):
            targets |= {alias.name for alias in node.names}
    # A name taken from a package's submodule is an import of that submodule alone.
    hits = {target for target in targets if target in by_name and target != PACKAGE}
    return {t for t in hits if not any(o.startswith(f"{t}.") for o in hits)} - {module.name}


def arrows(graph: Mapping[str, set[str]], by_name: Mapping[str, Module]) -> set[tuple[str, str]]:
    """Pairs of rooms of which the first imports the second."""
    return {
        (by_name[source].room, by_name[target].room)
        for source, targets in graph.items()
        for target in targets
        if by_name[source].room != by_name[target].room
    }


def cycles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Groups of modules that import each other (Tarjan, 1972)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    groups: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in graph[node]:
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            group: list[str] = []
            while not group or group[-1] != node:
                group.append(stack.pop())
            if len(group) > 1:
                groups.append(sorted(group))

    for node in graph:
        if node not in index:
            visit(node)
    return groups


def lazy_imports(module: Module) -> Iterator[tuple[int, bool]]:
    """Imports inside functions: their line, and whether the block they are in has a reason."""
    text = module.source.split("\n")
    for function in ast.walk(module.tree):
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        for body in _bodies(function):
            reason = False
            previous: ast.stmt | None = None
            for statement in body:
                if not isinstance(statement, (ast.Import, ast.ImportFrom)):
                    previous = None
                    continue
                if previous is None:
                    end = statement.end_lineno or statement.lineno
                    reason = any("# lazy: " in line for line in text[statement.lineno - 1 : end])
                previous = statement
                yield statement.lineno, reason


def _bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """All blocks of statements in a function, without those of functions inside it."""
    for field in ("body", "orelse", "finalbody"):
        block = getattr(node, field, None)
        if isinstance(block, list) and block:
            yield block
            for child in block:
                if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                    yield from _bodies(child)
    for handler in getattr(node, "handlers", ()):
        yield from _bodies(handler)


CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]+")


def constants(module: Module) -> dict[str, tuple[int, ast.expr | None]]:
    """Constants of a module: the line, and the value."""
    listed: dict[str, tuple[int, ast.expr | None]] = {}
    for node in module.tree.body:
        targets: Sequence[ast.expr] = ()
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign):
            targets = (node.target,)
        for target in targets:
            for each in target.elts if isinstance(target, ast.Tuple) else (target,):
                if isinstance(each, ast.Name) and CONSTANT.fullmatch(each.id):
                    value = None if isinstance(target, ast.Tuple) else getattr(node, "value", None)
                    listed.setdefault(each.id, (each.lineno, value))
    return listed


def misplaced_constants(module: Module) -> list[str]:
    """Constants below the first function or class; tables of these must stand there."""
    start = min(
        (
            node.lineno
            for node in module.tree.body
            if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef))
        ),
        default=0,
    )
    return sorted(
        f"{module.name}: {name}"
        for name, (line, value) in constants(module).items()
        if 0 < start < line and not _holds_functions(value, module)
    )


def _holds_functions(value: ast.expr | None, module: Module) -> bool:
    """Whether a value needs functions, classes or tables of its own module, which stand above."""
    if value is None:
        return False
    local = {
        node.name
        for node in module.tree.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef))
    }
    used = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
    if used & local:
        return True
    defined = constants(module)
    return any(_holds_functions(defined[name][1], module) for name in used & defined.keys())


def ambiguous_constants(listed: Mapping[str, Module]) -> dict[str, list[str]]:
    """Numeric constants whose name has several values in the package."""
    values: dict[str, dict[str, str]] = defaultdict(dict)
    for module in listed.values():
        for name, (_, value) in constants(module).items():
            if isinstance(value, ast.Constant) and isinstance(value.value, (int, float)):
                values[name][module.name] = repr(value.value)
    return {
        name: sorted(f"{module} {value}" for module, value in by_module.items())
        for name, by_module in values.items()
        if len(set(by_module.values())) > 1
    }


def identifiers(module: Module) -> Iterator[tuple[int, str]]:
    """Every name that a module gives: functions, classes, parameters, variables, attributes."""
    for node in ast.walk(module.tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr


def retired(module: Module) -> list[str]:
    """Identifiers that contain a retired word."""
    hits = []
    for line, name in identifiers(module):
        snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_")
        parts = snake.split("_")
        if name in ALLOWED_IDENTIFIERS:
            continue
        if any(word in parts for word in RETIRED_WORDS) or any(
            f"_{phrase}_" in f"_{snake}_" for phrase in RETIRED_PHRASES
        ):
            hits.append(f"{module.name}:{line} {name}")
    return hits


def contents(package: Module) -> tuple[set[str], set[str]]:
    """What the docstring of a room lists, and what its folder holds."""
    docstring = ast.get_docstring(package.tree) or ""
    listed = set(re.findall(r"(?m)^(\w+) {2,}\S", docstring))
    folder = package.path.parent
    held = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    held |= {path.parent.name for path in folder.glob("*/__init__.py")}
    return listed, held


def main() -> None:
    """Prints the counts."""
    by_name = modules()
    graph = {name: imports(module, by_name) for name, module in by_name.items()}
    rooms = {module.room for module in by_name.values()}
    sizes = [module.lines for module in by_name.values() if module.path.name != "__init__.py"]
    lazy = [each for module in by_name.values() for each in lazy_imports(module)]
    early = [name for module in by_name.values() for name in misplaced_constants(module)]
    old = [name for module in by_name.values() for name in retired(module)]
    print(
        f"{len(rooms)} rooms, {len(arrows(graph, by_name))} arrows between them,"
        f" {len(cycles(graph))} cycles"
    )
    print(
        f"{len(sizes)} modules: {sum(sizes)} lines, median {statistics.median(sizes):.0f},"
        f" longest {max(sizes)}"
    )
    print(f"{len(lazy)} imports inside functions, {sum(not r for _, r in lazy)} without a reason")
    print(
        f"{len(early)} constants below the first function,"
        f" {len(ambiguous_constants(by_name))} names with several values,"
        f" {len(old)} identifiers with a retired word"
    )


if __name__ == "__main__":
    main()
