"""Reads the values that a Python configuration assigns, without running it.

Literals, names of earlier values, concatenations, f-strings and `os.path.join` are evaluated. A
variable of the environment is its default. What calls anything else is `Computed`.
"""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MAX_VALUE_ITEMS = 10_000
"""Longer texts and collections that a configuration concatenates count as computed."""

_ENVIRONMENT_CALLS = ("os.environ.get", "environ.get", "os.getenv", "getenv")
_CHANGING_METHODS = ("append", "extend", "insert", "update", "remove", "pop", "setdefault")


@dataclass(frozen=True, slots=True)
class Computed:
    """A value that only running the configuration gives.

    Attributes:
        source: The expression, as written.
    """

    source: str


def python_values(text: str, imported: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    """The values that a Python file assigns at its top level, by name; never raises.

    A value that can't be evaluated is `Computed`, in a list or mapping too.

    Args:
        text: The file.
        imported: Values that the file imports with `*`.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return dict(imported or {})
    values: dict[str, Any] = dict(imported or {})
    for statement in tree.body:
        try:
            _run(statement, values)
        except (TypeError, ValueError, LookupError, RecursionError):
            continue
    return values


def has_computed(value: object) -> bool:
    """Whether a value, or an item of a collection, is computed."""
    if isinstance(value, dict):
        return any(has_computed(item) for pair in value.items() for item in pair)
    if isinstance(value, (list, tuple)):
        return any(has_computed(item) for item in value)
    return isinstance(value, Computed)


def _run(statement: ast.stmt, values: dict[str, Any]) -> None:
    """Applies an assignment, or a call that changes a collection, to the values so far."""
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            _assign(target, _evaluate(statement.value, values), values)
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        _assign(statement.target, _evaluate(statement.value, values), values)
    elif isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
        name = statement.target.id
        values[name] = (
            _added(values.get(name), _evaluate(statement.value, values))
            if isinstance(statement.op, ast.Add) and name in values
            else Computed(name)
        )
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        _call(statement.value, values)
    elif isinstance(statement, (ast.If, ast.Try, ast.With, ast.For)):
        for inner in ast.walk(statement):
            if isinstance(inner, ast.Assign):
                for target in inner.targets:
                    if isinstance(target, ast.Name):
                        values.setdefault(target.id, Computed(ast.unparse(inner.value)))


def _assign(target: ast.expr, value: object, values: dict[str, Any]) -> None:
    if isinstance(target, ast.Name):
        values[target.id] = value
    elif isinstance(target, ast.Subscript):
        container = _evaluate(target.value, values)
        if isinstance(container, dict):
            container[_evaluate(target.slice, values)] = value


def _call(call: ast.Call, values: dict[str, Any]) -> None:
    """`LIST.append(…)`, `DICT.update(…)`: done where the arguments are known."""
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr not in _CHANGING_METHODS:
        return
    container = _evaluate(function.value, values)
    arguments = [_evaluate(argument, values) for argument in call.args]
    if (
        function.attr in ("append", "extend", "update")
        and len(arguments) == 1
        and not call.keywords
    ):
        argument = arguments[0]
        if isinstance(container, list):
            container += [argument] if function.attr == "append" else list(argument)
        elif isinstance(container, dict) and isinstance(argument, dict):
            container.update(argument)
    elif isinstance(function.value, ast.Name):
        values[function.value.id] = Computed(ast.unparse(call))


def _evaluate(node: ast.expr, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any literal
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return values.get(node.id, Computed(node.id))
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        items = [_evaluate(item, values) for item in node.elts]
        return tuple(items) if isinstance(node, ast.Tuple) else items
    if isinstance(node, ast.Dict):
        return {
            _evaluate(key, values): _evaluate(value, values)
            for key, value in zip(node.keys, node.values, strict=True)
            if key is not None
        }
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _added(_evaluate(node.left, values), _evaluate(node.right, values))
    if isinstance(node, ast.JoinedStr):
        parts = [_text_part(part, values) for part in node.values]
        return "".join(parts) if None not in parts else Computed(ast.unparse(node))  # type: ignore[arg-type]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _evaluate(node.operand, values)
        return -value if isinstance(value, (int, float)) else Computed(ast.unparse(node))
    if isinstance(node, ast.Subscript):
        container = _evaluate(node.value, values)
        if isinstance(container, (dict, list, tuple)):
            return container[_evaluate(node.slice, values)]
    if isinstance(node, ast.Call) and ast.unparse(node.func) in ("os.path.join", "path.join"):
        folders = [_evaluate(argument, values) for argument in node.args]
        if folders and all(isinstance(folder, str) for folder in folders):
            return posixpath.join(*folders)
    if isinstance(node, ast.Call) and ast.unparse(node.func) in _ENVIRONMENT_CALLS:
        defaults = [*node.args[1:], *(k.value for k in node.keywords if k.arg == "default")]
        if defaults:
            return _evaluate(defaults[0], values)
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        return _first_true(node, values)
    return Computed(ast.unparse(node))


def _first_true(node: ast.BoolOp, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any literal
    """`os.environ.get("A") or "default"`: the first value that is set where the site is read."""
    for operand in node.values:
        is_variable = isinstance(operand, ast.Call) and len(operand.args) == 1
        if is_variable and ast.unparse(operand.func) in _ENVIRONMENT_CALLS:  # type: ignore[attr-defined]
            continue
        value = _evaluate(operand, values)
        if isinstance(value, Computed):
            break
        if value:
            return value
    return Computed(ast.unparse(node))


def _text_part(part: ast.expr, values: Mapping[str, Any]) -> str | None:
    """A part of an f-string; None if it isn't known."""
    if isinstance(part, ast.Constant):
        return str(part.value)
    if isinstance(part, ast.FormattedValue) and part.format_spec is None:
        value = _evaluate(part.value, values)
        return value if isinstance(value, str) else None
    return None


def _added(left: Any, right: Any) -> Any:  # noqa: ANN401 - any literal
    kinds = (str, list, tuple)
    if any(isinstance(left, kind) and isinstance(right, kind) for kind in kinds):
        total = left + right
        return total if len(total) <= MAX_VALUE_ITEMS else Computed("a long value")
    return Computed("a sum")
