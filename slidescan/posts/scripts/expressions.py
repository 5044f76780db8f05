"""Expressions compiled to Python functions of a scope."""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from slidescan.posts.scripts.members import member
from slidescan.posts.scripts.operators import (
    BINARY,
    UNARY,
    is_nullish,
    iterate,
    to_number,
    to_string,
    truthy,
)
from slidescan.posts.scripts.regexes import regex
from slidescan.posts.scripts.values import (
    UNDEFINED,
    Budget,
    Function,
    Opaque,
    Scope,
    Unevaluable,
    Value,
    call,
    limited,
)

if TYPE_CHECKING:
    from tree_sitter import Node

Compiled: TypeAlias = Callable[[Scope], Value]
"""Computes the value of an expression in a scope."""

Binder: TypeAlias = Callable[[Scope, Value], None]
"""Binds the variables of a pattern to a value in a scope."""

MAX_SYNTAX_DEPTH = 200
"""Expressions within expressions."""

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_ESCAPE = re.compile(r"\\(?:u\{(\w+)\}|u(\w{4})|x(\w{2})|(.))", re.DOTALL)
_WRAPPERS = frozenset(
    {
        "parenthesized_expression", "as_expression", "satisfies_expression", "await_expression",
        "non_null_expression", "instantiation_expression",
    }
)  # fmt: skip
"""Expressions that have the value of the expression that they hold."""

_CONSTANTS: Mapping[str, Value] = {
    "true": True, "false": False, "null": None, "undefined": UNDEFINED,
    "this": Opaque("this"),
}  # fmt: skip


def text_of(node: Node) -> str:
    """The source of a node."""
    return (node.text or b"").decode("utf-8", "replace")


def field(node: Node, name: str) -> Node:
    """A field that a node of its type has.

    Raises:
        Unevaluable: It lacks it: the source has a syntax error.
    """
    child = node.child_by_field_name(name)
    if child is None:
        raise Unevaluable("its code has a syntax error")
    return child


def parts(node: Node) -> list[Node]:
    """The named children of a node, without comments."""
    return [child for child in node.named_children if child.type != "comment"]


def unescape(source: str) -> str:
    """A string's text with its escapes resolved."""

    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2] or match[3]
        try:
            return chr(int(code, 16)) if code else _ESCAPES.get(match[4], match[4])
        except (ValueError, OverflowError):
            return match[0]

    return _ESCAPE.sub(character, source)


def attempt(compiled: Compiled, scope: Scope) -> Value:
    """The value of an expression; opaque if it can't be computed.

    Whatever depends on it can't be computed either, but often nothing does.
    """
    try:
        return compiled(scope)
    except Unevaluable as error:
        return Opaque(str(error))


def fails(reason: str) -> Compiled:
    """An expression that can't be computed; it fails when it is evaluated, not before."""

    def run(scope: Scope) -> Value:
        del scope
        raise Unevaluable(reason)

    return run


class Expressions(ABC):
    """Compiles expressions; `function` compiles the functions within them.

    Args:
        budget: Counts the steps of all functions.
    """

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self._depth = 0

    @abstractmethod
    def function(self, node: Node) -> Callable[[Scope], Function]:
        """Compiles a function, with the statements in its body."""

    def compile(self, node: Node) -> Compiled:
        """Compiles an expression."""
        kind = node.type
        if kind in _WRAPPERS:
            inner = parts(node)
            return self.compile(inner[0]) if inner else fails("its code has a syntax error")
        if kind in _CONSTANTS:
            value = _CONSTANTS[kind]
            return lambda _: value
        if kind in ("arrow_function", "function_expression", "function_declaration"):
            return self.function(node)
        compile_kind = getattr(self, f"_{kind}", None)
        if compile_kind is None:
            return fails(f"its code has a {kind.replace('_', ' ')}, which is not computed")
        self._depth += 1
        try:
            if self._depth > MAX_SYNTAX_DEPTH:
                return fails("its code is nested too deeply")
            compiled: Compiled = compile_kind(node)
        except Unevaluable as error:
            return fails(str(error))
        finally:
            self._depth -= 1
        return compiled

    def _identifier(self, node: Node) -> Compiled:
        name = text_of(node)
        return lambda scope: scope.get(name)

    _shorthand_property_identifier = _identifier

    def _number(self, node: Node) -> Compiled:
        source = text_of(node).replace("_", "")
        number: float = int(source, 0) if source.isalnum() and "e" not in source else float(source)
        return lambda _: number

    def _string(self, node: Node) -> Compiled:
        text = unescape(text_of(node)[1:-1])
        return lambda _: text

    def _template_string(self, node: Node) -> Compiled:
        pieces: list[Compiled] = []
        source, begin = node.text or b"", node.start_byte
        at = 1
        for child in node.named_children:
            if child.type == "template_substitution":
                pieces.append(_constant(unescape(source[at : child.start_byte - begin].decode())))
                pieces.append(self.compile(parts(child)[0]))
                at = child.end_byte - begin
        pieces.append(_constant(unescape(source[at:-1].decode())))
        return lambda scope: limited("".join(to_string(piece(scope)) for piece in pieces))

    def _regex(self, node: Node) -> Compiled:
        flags = node.child_by_field_name("flags")
        value = regex(text_of(field(node, "pattern")), text_of(flags) if flags else "")
        return lambda _: value

    def _array(self, node: Node) -> Compiled:
        return self._list(parts(node))

    def _list(self, nodes: list[Node]) -> Compiled:
        spreads = [n.type == "spread_element" for n in nodes]
        compiled = [
            self.compile(parts(n)[0] if spread else n)
            for n, spread in zip(nodes, spreads, strict=True)
        ]
        items = list(zip(spreads, compiled, strict=True))

        def run(scope: Scope) -> list[Value]:
            values: list[Value] = []
            for is_spread, item in items:
                value = item(scope)
                values.extend(iterate(value)) if is_spread else values.append(value)
            limited(values)
            return values

        return run

    def _object(self, node: Node) -> Compiled:
        entries = [self._entry(child) for child in parts(node)]

        def run(scope: Scope) -> dict[str, Value]:
            result: dict[str, Value] = {}
            for key, value in entries:
                if key is not None:
                    result[to_string(key(scope))] = attempt(value, scope)
                    continue
                spread = attempt(value, scope)
                if isinstance(spread, Mapping):
                    result.update(spread)
                elif isinstance(spread, Opaque):
                    result["..."] = spread
            return result

        return run

    def _entry(self, node: Node) -> tuple[Compiled | None, Compiled]:
        if node.type == "spread_element":
            return None, self.compile(parts(node)[0])
        if node.type == "shorthand_property_identifier":
            return _constant(text_of(node)), self._identifier(node)
        if node.type == "pair":
            return self._key(field(node, "key")), self.compile(field(node, "value"))
        if node.type == "method_definition":
            return self._key(field(node, "name")), self.function(node)
        raise Unevaluable("its code has a syntax error")

    def _key(self, node: Node) -> Compiled:
        if node.type == "computed_property_name":
            return self.compile(parts(node)[0])
        return self._string(node) if node.type == "string" else _constant(text_of(node))

    def _member_expression(self, node: Node) -> Compiled:
        source = text_of(node)
        if source == "import.meta.env":
            return lambda scope: scope.get("import.meta.env")
        name = _constant(text_of(field(node, "property")))
        return self._access(node, name)

    def _subscript_expression(self, node: Node) -> Compiled:
        return self._access(node, self.compile(field(node, "index")))

    def _access(self, node: Node, name: Compiled) -> Compiled:
        target = self.compile(field(node, "object"))
        is_optional = _is_optional_chain(node)

        def run(scope: Scope) -> Value:
            value = target(scope)
            if is_optional and is_nullish(value):
                return UNDEFINED
            return member(value, name(scope))

        return run

    def _call_expression(self, node: Node) -> Compiled:
        arguments = field(node, "arguments")
        if arguments.type != "arguments":
            return fails("its code has a tagged template, which is not computed")
        function_node = field(node, "function")
        if function_node.type == "import":
            return self._import_call(arguments)
        function, values = self.compile(function_node), self._list(parts(arguments))
        is_optional = _is_optional_chain(node)
        budget = self.budget

        def run(scope: Scope) -> Value:
            budget.step()
            called = function(scope)
            if is_optional and is_nullish(called):
                return UNDEFINED
            return call(called, *values(scope))

        return run

    def _import_call(self, arguments: Node) -> Compiled:
        """`import("./a.js")`: a module of the site, else what no code here stands for."""
        values, text = self._list(parts(arguments)), text_of(arguments)

        def run(scope: Scope) -> Value:
            module = call(scope.get("import"), *values(scope))
            return Opaque(f"import{text}") if module is UNDEFINED else module

        return run

    def _new_expression(self, node: Node) -> Compiled:
        made = self.compile(field(node, "constructor"))
        arguments = node.child_by_field_name("arguments")
        values = self._list(parts(arguments)) if arguments else _constant([])
        return lambda scope: call(made(scope), *values(scope))

    def _binary_expression(self, node: Node) -> Compiled:
        left, right = self.compile(field(node, "left")), self.compile(field(node, "right"))
        operator = text_of(field(node, "operator"))
        if operator == "&&":
            return lambda scope: right(scope) if truthy(value := left(scope)) else value
        if operator in ("||", "??"):
            return self._alternative(left, right, truthy if operator == "||" else _is_given)
        apply = BINARY.get(operator)
        if apply is None:
            return fails(f"its code has the operator {operator}, which is not computed")
        return lambda scope: apply(left(scope), right(scope))

    def _alternative(
        self, left: Compiled, right: Compiled, accepts: Callable[[Value], bool]
    ) -> Compiled:
        """`left || right`; a configuration's default replaces what can't be computed."""
        budget = self.budget

        def run(scope: Scope) -> Value:
            try:
                value = left(scope)
                if budget.is_tolerant and isinstance(value, Opaque):
                    return right(scope)
                return value if accepts(value) else right(scope)
            except Unevaluable:
                if not budget.is_tolerant:
                    raise
                return right(scope)

        return run

    def _unary_expression(self, node: Node) -> Compiled:
        operator = text_of(field(node, "operator"))
        apply, value = UNARY.get(operator), self.compile(field(node, "argument"))
        if apply is None:
            return fails(f"its code has the operator {operator}, which is not computed")
        return lambda scope: apply(value(scope))

    def _ternary_expression(self, node: Node) -> Compiled:
        condition = self.compile(field(node, "condition"))
        yes, no = self.compile(field(node, "consequence")), self.compile(field(node, "alternative"))
        return lambda scope: yes(scope) if truthy(condition(scope)) else no(scope)

    def _sequence_expression(self, node: Node) -> Compiled:
        items = [self.compile(child) for child in parts(node)]
        return lambda scope: [item(scope) for item in items][-1]

    def _assignment_expression(self, node: Node) -> Compiled:
        assign, value = self.target(field(node, "left")), self.compile(field(node, "right"))

        def run(scope: Scope) -> Value:
            result = value(scope)
            assign(scope, result)
            return result

        return run

    def _augmented_assignment_expression(self, node: Node) -> Compiled:
        left = field(node, "left")
        assign, old, new = self.target(left), self.compile(left), self.compile(field(node, "right"))
        operator = text_of(field(node, "operator")).removesuffix("=")
        apply = BINARY.get(operator)

        def run(scope: Scope) -> Value:
            value = old(scope)
            if operator == "??":
                result = new(scope) if is_nullish(value) else value
            elif operator in ("||", "&&"):
                result = new(scope) if truthy(value) == (operator == "&&") else value
            elif apply is not None:
                result = apply(value, new(scope))
            else:
                raise Unevaluable(f"its code has the operator {operator}=, which is not computed")
            assign(scope, result)
            return result

        return run

    def _update_expression(self, node: Node) -> Compiled:
        argument = field(node, "argument")
        assign, old = self.target(argument), self.compile(argument)
        operator = field(node, "operator")
        step = 1 if text_of(operator) == "++" else -1
        is_prefix = operator.start_byte == node.start_byte

        def run(scope: Scope) -> Value:
            before = to_number(old(scope))
            assign(scope, before + step)
            return before + step if is_prefix else before

        return run

    def target(self, node: Node) -> Binder:
        """Compiles the left side of an assignment."""
        if node.type == "identifier":
            name = text_of(node)
            return lambda scope, value: scope.assign(name, value)
        if node.type not in ("member_expression", "subscript_expression"):
            raise Unevaluable("its code assigns to a pattern")
        container = self.compile(field(node, "object"))
        is_member = node.type == "member_expression"
        key = (
            _constant(text_of(field(node, "property")))
            if is_member
            else self.compile(field(node, "index"))
        )

        def assign(scope: Scope, value: Value) -> None:
            owner, name = container(scope), key(scope)
            if isinstance(owner, dict):
                owner[to_string(name)] = value
            elif isinstance(owner, list) and not math.isnan(to_number(name)):
                index = int(to_number(name))
                if index > len(owner):
                    raise Unevaluable("it leaves a gap in a list")
                owner[index : index + 1] = [value]
            else:
                raise Unevaluable("it assigns to what is no object")

        return assign


def _is_given(value: Value) -> bool:
    return not is_nullish(value)


def _constant(value: Value) -> Compiled:
    return lambda _: value


def _is_optional_chain(node: Node) -> bool:
    """Whether a member or call has `?.`, or a part of the chain before it has."""
    while node.type in ("member_expression", "subscript_expression", "call_expression"):
        if any(child.type in ("optional_chain", "?.") for child in node.children):
            return True
        inner = node.child_by_field_name("object") or node.child_by_field_name("function")
        if inner is None:
            return False
        node = inner
    return False
