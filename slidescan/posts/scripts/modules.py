"""The modules of a site: their exports, and how they import each other."""

from __future__ import annotations

import json
import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from slidescan.core.regular_files import read_start
from slidescan.posts.scripts.builtins import GLOBALS
from slidescan.posts.scripts.expressions import field as node_field
from slidescan.posts.scripts.expressions import parts, text_of, unescape
from slidescan.posts.scripts.members import member
from slidescan.posts.scripts.statements import Statements
from slidescan.posts.scripts.values import (
    UNDEFINED,
    Budget,
    Builtin,
    Lazy,
    Opaque,
    Scope,
    Unevaluable,
    Value,
)

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

MAX_SCRIPT_BYTES = 512 * 1024
"""Longer scripts are not read."""

MAX_SITE_SCRIPTS = 300
"""The modules that one site can load."""

SCRIPT_SUFFIXES = (".ts", ".js", ".mjs", ".mts", ".cjs", ".tsx", ".jsx", ".json")
"""The suffixes that an import can leave out, in the order in which they are tried."""

_ASTRO_SCRIPT = re.compile(r"\A\s*---[ \t]*\r?\n(.*?)^---", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"(\"(?:[^\"\\\n]|\\.)*\")|//[^\n]*|/\*.*?\*/", re.DOTALL)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_TSCONFIGS = ("tsconfig.json", "jsconfig.json")


@dataclass(slots=True)
class Module:
    """A module whose variables are computed when they are used.

    Attributes:
        path: Its path below the site.
        source: Its text.
        scope: The variables of its top level.
        exports: What it exports, by name.
        stars: The modules whose exports it passes on.
    """

    path: str
    source: str
    scope: Scope
    exports: dict[str, Lazy] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Namespace:
    """`import * as name`: the exports of a module."""

    modules: Modules
    path: str

    def member(self, name: str) -> Value:
        """An export."""
        return self.modules.export(self.path, name)


@dataclass
class Modules:
    """The modules of a site.

    Attributes:
        root: The site; modules outside are never read.
        packages: The exports of packages that Python code stands for, by specifier and name.
        variables: Further global variables, such as `import.meta.env`.
        budget: Counts the steps of all evaluations.
    """

    root: Path
    packages: Mapping[str, Value] = field(default_factory=dict)
    variables: Mapping[str, Value] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)
    _modules: dict[str, Module | None] = field(default_factory=dict)

    def restart(self) -> None:
        """Begins a new evaluation: variables that code has assigned are as at first."""
        self.budget.restart()
        if any(module and module.scope.is_assigned for module in self._modules.values()):
            self._modules.clear()

    @property
    def sources(self) -> Iterator[str]:
        """The texts of the modules that were read so far."""
        return (module.source for module in self._modules.values() if module is not None)

    def export(self, path: str, name: str) -> Value:
        """The value that a module exports.

        Raises:
            Unevaluable: It can't be computed, or the module can't be read.
        """
        module = self.load(path)
        if module is None:
            raise Unevaluable(f"{path} can't be read")
        if name in module.exports:
            return module.exports[name].value()
        for specifier in module.stars:
            value = self._import(specifier, path, name)
            if value is not UNDEFINED and not isinstance(value, Opaque):
                return value
        if "default" in module.exports and path.endswith((".cjs", ".js")):
            value = module.exports["default"].value()  # CommonJS: a property of `module.exports`
            return member(value, name) if isinstance(value, Mapping) else UNDEFINED
        return UNDEFINED

    def load(self, path: str) -> Module | None:
        """Reads a module; None if it can't be read."""
        if path not in self._modules:
            if len(self._modules) >= MAX_SITE_SCRIPTS:
                return None
            self._modules[path] = None  # while it is being read
            source = self._read(path)
            if source is not None:
                self._modules[path] = self._parse(path, source)
        return self._modules[path]

    def _read(self, path: str) -> str | None:
        file = self.root / path
        try:
            inside = Path(os.path.realpath(file)).is_relative_to(os.path.realpath(self.root))
            if not inside or not file.is_file() or file.stat().st_size > MAX_SCRIPT_BYTES:
                return None
            text = read_start(file, MAX_SCRIPT_BYTES).decode("utf-8-sig")
        except (OSError, ValueError):
            return None
        if path.endswith(".astro"):
            script = _ASTRO_SCRIPT.match(text)
            return script[1] if script else ""
        return text

    @cached_property
    def _parser(self) -> Parser:
        import tree_sitter  # lazy: only sites with scripts need the parser
        import tree_sitter_typescript  # lazy: as above

        language = tree_sitter.Language(tree_sitter_typescript.language_typescript())
        return tree_sitter.Parser(language)

    def _parse(self, path: str, source: str) -> Module:
        module = Module(path, source, Scope(dict(self._globals(path)), None))
        module.scope = Scope(parent=module.scope)
        if path.endswith(".json"):
            module.exports["default"] = Lazy(lambda: _json(source))
            return module
        tree = self._parser.parse(source.encode())
        compiler = Statements(self.budget)
        for node in parts(tree.root_node):
            self._declare(node, module, compiler)
        return module

    def _globals(self, path: str) -> Mapping[str, Value]:
        def require(arguments: list[Value]) -> Value:
            return self._required(str(arguments[0]), path)

        def dynamic(arguments: list[Value]) -> Value:
            specifier = arguments[0] if arguments else UNDEFINED
            if isinstance(specifier, str) and specifier in self.packages:
                return self.packages[specifier]
            resolved = self.resolve(specifier, path) if isinstance(specifier, str) else None
            return UNDEFINED if resolved is None else Namespace(self, resolved)

        resolve = {"resolve": lambda arguments: arguments[0] if arguments else UNDEFINED}
        local = {
            "require": Builtin(resolve, require),
            "import": dynamic,
            "__dirname": posixpath.dirname(path),
        }
        return {**GLOBALS, **local, **self.variables}

    def _declare(self, node: Node, module: Module, compiler: Statements) -> None:
        """Declares the variables of a statement at a module's top level, without computing them."""
        if node.type == "import_statement":
            self._declare_import(node, module)
        elif node.type == "export_statement":
            self._declare_export(node, module, compiler)
        elif node.type in ("lexical_declaration", "variable_declaration"):
            for declarator in parts(node):
                if declarator.type == "variable_declarator":
                    _declare_variable(declarator, module, compiler)
        elif node.type == "function_declaration":
            name, make = text_of(node_field(node, "name")), compiler.function(node)
            module.scope.variables[name] = Lazy(lambda: make(module.scope))
        elif node.type == "enum_declaration":
            return
        elif node.type == "expression_statement":
            _declare_assignment(node, module, compiler)

    def _declare_import(self, node: Node, module: Module) -> None:
        source = node.child_by_field_name("source")
        clause = next((n for n in parts(node) if n.type == "import_clause"), None)
        if source is None or clause is None:
            return
        specifier = unescape(text_of(source)[1:-1])
        for child in parts(clause):
            if child.type == "identifier":
                self._bind(module, text_of(child), specifier, "default")
            elif child.type == "namespace_import":
                self._bind(module, text_of(parts(child)[0]), specifier, "*")
            else:
                for name, alias in _specifiers(child):
                    self._bind(module, alias, specifier, name)

    def _bind(self, module: Module, variable: str, specifier: str, name: str) -> None:
        module.scope.variables[variable] = Lazy(
            lambda: self._import(specifier, module.path, name, variable)
        )

    def _import(self, specifier: str, path: str, name: str, variable: str = "") -> Value:
        """What an import binds; opaque if the package is not one that Python stands for."""
        if specifier in self.packages:
            package = self.packages[specifier]
            return package if name == "*" else package.get(name, Opaque(variable or name))
        resolved = self.resolve(specifier, path)
        if resolved is None:
            return _unresolved(specifier, variable or f"{specifier}.{name}")
        if name == "*":
            return Namespace(self, resolved)
        value = self.export(resolved, name)
        return Opaque(variable or name) if value is UNDEFINED and name == "default" else value

    def _required(self, specifier: str, path: str) -> Value:
        """What `require` returns."""
        if specifier in self.packages:
            package = self.packages[specifier]
            return package.get("default", package)
        resolved = self.resolve(specifier, path)
        if resolved is None:
            return _unresolved(specifier, specifier)
        module = self.load(resolved)
        if module is not None and "default" in module.exports:
            return module.exports["default"].value()
        return Namespace(self, resolved)

    def _declare_export(self, node: Node, module: Module, compiler: Statements) -> None:
        source = node.child_by_field_name("source")
        specifier = unescape(text_of(source)[1:-1]) if source else None
        clause = next((n for n in parts(node) if n.type == "export_clause"), None)
        declaration = node.child_by_field_name("declaration")
        value = node.child_by_field_name("value")
        if clause is not None:
            for name, alias in _specifiers(clause):
                self._declare_reexport(module, name, alias, specifier)
        elif declaration is not None:
            before = set(module.scope.variables)
            self._declare(declaration, module, compiler)
            added = [name for name in module.scope.variables if name not in before]
            is_default = any(child.type == "default" for child in node.children)
            for name in added:
                _export_variable(module, name, "default" if is_default else name)
        elif value is not None:
            compiled = compiler.compile(value)
            module.exports["default"] = Lazy(lambda: compiled(module.scope))
        elif specifier is not None:
            module.stars.append(specifier)

    def _declare_reexport(
        self, module: Module, name: str, alias: str, specifier: str | None
    ) -> None:
        if specifier is None:
            _export_variable(module, name, alias)
        else:
            module.exports[alias] = Lazy(lambda: self._import(specifier, module.path, name))

    def resolve(self, specifier: str, path: str) -> str | None:
        """The file of the site that a module imports; None if it is no file of the site."""
        if specifier.startswith("."):
            folders = [posixpath.join(posixpath.dirname(path), specifier)]
        else:
            folders = [*self.aliased(specifier), specifier.lstrip("/")]
        for folder in folders:
            base = posixpath.normpath(folder.split("?")[0])
            for candidate in _candidates(base):
                if not candidate.startswith("../") and (self.root / candidate).is_file():
                    return candidate
        return None

    def aliased(self, specifier: str) -> tuple[str, ...]:
        """The paths that the aliases of `tsconfig.json` give, then usual ones."""
        return tuple(self._expanded(specifier))

    def _expanded(self, specifier: str) -> Iterator[str]:
        for alias, targets in self.aliases.items():
            prefix, star, suffix = alias.partition("*")
            if star and specifier.startswith(prefix) and specifier.endswith(suffix):
                middle = specifier[len(prefix) : len(specifier) - len(suffix)]
                yield from (target.replace("*", middle, 1) for target in targets)
            elif specifier == alias:
                yield from targets
        if specifier.startswith(("@/", "~/")):
            yield "src/" + specifier[2:]

    @cached_property
    def aliases(self) -> Mapping[str, tuple[str, ...]]:
        """`paths` of `tsconfig.json`, with paths below the site."""
        for name in _TSCONFIGS:
            text = self._read(name)
            if text is None:
                continue
            options = _json(_TRAILING_COMMA.sub("", _COMMENT.sub(lambda m: m[1] or "", text)))
            options = options.get("compilerOptions") if isinstance(options, dict) else None
            options = options if isinstance(options, dict) else {}
            base, given = options.get("baseUrl"), options.get("paths")
            folder = base if isinstance(base, str) else "."
            return {
                str(alias): tuple(posixpath.normpath(posixpath.join(folder, str(t))) for t in to)
                for alias, to in (given if isinstance(given, dict) else {}).items()
                if isinstance(to, list)
            }
        return {}


def _declare_variable(node: Node, module: Module, compiler: Statements) -> None:
    bind, compiled = compiler.declaration(node)
    pattern = node_field(node, "name")
    budget = compiler.budget

    def value() -> Value:
        reads = budget.reads
        result = compiled(module.scope)
        if budget.reads > reads:  # the next evaluation may read something else
            module.scope.is_assigned = True
        return result

    if pattern.type == "identifier":
        module.scope.variables[text_of(pattern)] = Lazy(value)
        return

    def taken_apart() -> dict[str, Value]:
        inner = Scope(parent=module.scope)
        bind(inner, value())
        return inner.variables

    variables = Lazy(taken_apart)
    for name in _variables(pattern):
        module.scope.variables[name] = Lazy(lambda name=name: variables.value()[name])  # type: ignore[misc]


def _variables(pattern: Node) -> Iterator[str]:
    """The names that a pattern binds."""
    if pattern.type in ("identifier", "shorthand_property_identifier_pattern"):
        yield text_of(pattern)
    elif pattern.type in ("assignment_pattern", "object_assignment_pattern"):
        yield from _variables(node_field(pattern, "left"))
    elif pattern.type == "pair_pattern":
        yield from _variables(node_field(pattern, "value"))
    elif pattern.type in ("object_pattern", "array_pattern", "rest_pattern"):
        for child in parts(pattern):
            yield from _variables(child)


def _declare_assignment(node: Node, module: Module, compiler: Statements) -> None:
    """`module.exports = …`, `exports.name = …`, also in parentheses."""
    expression = parts(node)[0]
    while expression.type == "parenthesized_expression" and parts(expression):
        expression = parts(expression)[0]
    if expression.type != "assignment_expression":
        return
    left = text_of(node_field(expression, "left"))
    value = compiler.compile(node_field(expression, "right"))
    if left == "module.exports":
        module.exports["default"] = Lazy(lambda: value(module.scope))
        return
    name = re.fullmatch(r"(?:module\.)?exports\.(\w+)", left)
    if name:
        module.exports[name[1]] = Lazy(lambda: value(module.scope))


def _export_variable(module: Module, name: str, alias: str) -> None:
    module.exports[alias] = Lazy(lambda: module.scope.get(name))


def _unresolved(specifier: str, name: str) -> Opaque:
    """What a package gives, or a file of the site that isn't at hand."""
    return Opaque(f"{specifier} can't be read" if specifier.startswith(".") else name)


def _specifiers(clause: Node) -> Iterator[tuple[str, str]]:
    """The names and aliases of `{ a, b as c }`."""
    for node in parts(clause):
        if node.type in ("import_specifier", "export_specifier"):
            name = text_of(node_field(node, "name"))
            alias = node.child_by_field_name("alias")
            yield name, text_of(alias) if alias else name


def _candidates(base: str) -> Iterator[str]:
    """The files that an import without a suffix can mean."""
    yield base
    yield from (base + suffix for suffix in SCRIPT_SUFFIXES)
    stem, suffix = posixpath.splitext(base)
    if suffix in (".js", ".mjs", ".jsx"):
        yield from (stem + other for other in (".ts", ".mts", ".tsx"))
    yield from (posixpath.join(base, "index" + suffix) for suffix in SCRIPT_SUFFIXES)


def _json(text: str) -> Value:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return {}
