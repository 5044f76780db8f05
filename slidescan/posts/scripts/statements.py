"""Statements and functions compiled to Python functions of a scope."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from slidescan.posts.scripts.expressions import (
    Binder,
    Compiled,
    Expressions,
    attempt,
    field,
    parts,
    text_of,
)
from slidescan.posts.scripts.members import member
from slidescan.posts.scripts.operators import is_nullish, iterate, to_string, truthy
from slidescan.posts.scripts.values import (
    MAX_CALL_DEPTH,
    UNDEFINED,
    Function,
    Opaque,
    Scope,
    Unevaluable,
    Value,
)

if TYPE_CHECKING:
    from tree_sitter import Node


_IGNORED = frozenset(
    {
        "comment", "empty_statement", "type_alias_declaration", "interface_declaration",
        "import_statement", "ambient_declaration", "debugger_statement",
    }
)  # fmt: skip
"""Statements without an effect."""


class Completion(NamedTuple):
    """How a statement ends that doesn't go on with the next one.

    Attributes:
        kind: `return`, `break` or `continue`.
        value: The value that it returns.
    """

    kind: str
    value: Value = UNDEFINED


Statement: TypeAlias = Callable[[Scope], "Completion | None"]
"""Runs a statement in a scope; None goes on with the next statement."""


class Statements(Expressions):
    """Compiles statements, functions and the patterns of their parameters."""

    def statement(self, node: Node) -> Statement:
        """Compiles a statement."""
        if node.type in _IGNORED:
            return lambda _: None
        compile_kind = getattr(self, f"_{node.type}", None)
        if compile_kind is None:
            reason = f"its code has a {node.type.replace('_', ' ')}, which is not computed"
            return _failing(reason)
        try:
            compiled: Statement = compile_kind(node)
        except Unevaluable as error:
            return _failing(str(error))
        return compiled

    def block(self, nodes: list[Node]) -> Statement:
        """Compiles statements that follow each other; functions are declared first."""
        functions = [n for n in nodes if n.type == "function_declaration"]
        others = [n for n in nodes if n.type != "function_declaration"]
        statements = [self.statement(n) for n in (*functions, *others)]

        def run(scope: Scope) -> Completion | None:
            for statement in statements:
                try:
                    completion = statement(scope)
                except Unevaluable:
                    if not self.budget.is_tolerant:
                        raise
                    continue
                if completion is not None:
                    return completion
            return None

        return run

    def _statement_block(self, node: Node) -> Statement:
        body = self.block(parts(node))
        return lambda scope: body(Scope(parent=scope))

    def _expression_statement(self, node: Node) -> Statement:
        expression = self.compile(parts(node)[0])

        def run(scope: Scope) -> None:
            expression(scope)

        return run

    def _return_statement(self, node: Node) -> Statement:
        values = parts(node)
        if not values:
            return lambda _: Completion("return")
        value = self.compile(values[0])
        return lambda scope: Completion("return", value(scope))

    def _break_statement(self, node: Node) -> Statement:
        del node
        return lambda _: Completion("break")

    def _continue_statement(self, node: Node) -> Statement:
        del node
        return lambda _: Completion("continue")

    def _throw_statement(self, node: Node) -> Statement:
        del node
        return _failing("its code throws an error")

    def _try_statement(self, node: Node) -> Statement:
        return self._statement_block(field(node, "body"))

    def _lexical_declaration(self, node: Node) -> Statement:
        declarations = [self.declaration(n) for n in parts(node) if n.type == "variable_declarator"]

        def run(scope: Scope) -> None:
            for bind, value in declarations:
                bind(scope, attempt(value, scope))

        return run

    _variable_declaration = _lexical_declaration

    def declaration(self, node: Node) -> tuple[Binder, Compiled]:
        """The pattern and the value of a declared variable."""
        value = node.child_by_field_name("value")
        compiled = self.compile(value) if value else (lambda _: UNDEFINED)
        return self.pattern(field(node, "name")), compiled

    def _function_declaration(self, node: Node) -> Statement:
        name, function = text_of(field(node, "name")), self.function(node)

        def run(scope: Scope) -> None:
            scope.variables[name] = function(scope)

        return run

    def _if_statement(self, node: Node) -> Statement:
        condition = self.compile(field(node, "condition"))
        yes = self.statement(field(node, "consequence"))
        alternative = node.child_by_field_name("alternative")
        no = self.statement(parts(alternative)[0]) if alternative else None

        def run(scope: Scope) -> Completion | None:
            if truthy(condition(scope)):
                return yes(scope)
            return no(scope) if no else None

        return run

    def _for_in_statement(self, node: Node) -> Statement:
        """`for (const item of items)`, `for (const key in object)`."""
        bind = self.pattern(field(node, "left"))
        items, body = self.compile(field(node, "right")), self.statement(field(node, "body"))
        is_in = text_of(field(node, "operator")) == "in"

        def run(scope: Scope) -> Completion | None:
            value = items(scope)
            keys = list(value) if is_in and isinstance(value, Mapping) else iterate(value)
            for item in keys:
                self.budget.step()
                inner = Scope(parent=scope)
                bind(inner, item)
                completion = body(inner)
                if completion is not None and completion.kind != "continue":
                    return completion if completion.kind == "return" else None
            return None

        return run

    def _for_statement(self, node: Node) -> Statement:
        start = self.statement(field(node, "initializer"))
        condition_node, step_node = field(node, "condition"), field(node, "increment")
        if condition_node.type == "expression_statement":
            condition_node = parts(condition_node)[0]
        condition, step = self.compile(condition_node), self.compile(step_node)
        body = self.statement(field(node, "body"))

        def run(scope: Scope) -> Completion | None:
            inner = Scope(parent=scope)
            start(inner)
            while truthy(condition(inner)):
                self.budget.step()
                completion = body(inner)
                if completion is not None and completion.kind != "continue":
                    return completion if completion.kind == "return" else None
                step(inner)
            return None

        return run

    def _while_statement(self, node: Node) -> Statement:
        condition = self.compile(field(node, "condition"))
        body = self.statement(field(node, "body"))

        def run(scope: Scope) -> Completion | None:
            while truthy(condition(scope)):
                self.budget.step()
                completion = body(scope)
                if completion is not None and completion.kind != "continue":
                    return completion if completion.kind == "return" else None
            return None

        return run

    def function(self, node: Node) -> Callable[[Scope], Function]:
        """Compiles a function; the result makes a function of the scope around it."""
        bind = self._parameters(node)
        body_node = field(node, "body")
        if body_node.type == "statement_block":
            body = self.block(parts(body_node))
        else:
            value = self.compile(body_node)

            def body(scope: Scope) -> Completion | None:
                return Completion("return", value(scope))

        budget = self.budget

        def make(scope: Scope) -> Function:
            def run(arguments: list[Value]) -> Value:
                budget.step()
                if budget.depth >= MAX_CALL_DEPTH:
                    raise Unevaluable("its functions call each other too deeply")
                budget.depth += 1
                try:
                    inner = Scope(parent=scope)
                    bind(inner, arguments)
                    completion = body(inner)
                finally:
                    budget.depth -= 1
                return completion.value if completion else UNDEFINED

            return run

        return make

    def _parameters(self, node: Node) -> Callable[[Scope, list[Value]], None]:
        single = node.child_by_field_name("parameter")
        given = node.child_by_field_name("parameters")
        nodes = [single] if single else parts(given) if given else []
        binders = [self._parameter(n) for n in nodes]

        def bind(scope: Scope, arguments: list[Value]) -> None:
            for i, (binder, is_rest) in enumerate(binders):
                value = arguments[i] if i < len(arguments) else UNDEFINED
                binder(scope, arguments[i:] if is_rest else value)

        return bind

    def _parameter(self, node: Node) -> tuple[Binder, bool]:
        default = None
        if node.type in ("required_parameter", "optional_parameter"):
            default = node.child_by_field_name("value")
            node = field(node, "pattern")
        if node.type == "rest_pattern":
            return self.pattern(parts(node)[0]), True
        bind = self.pattern(node)
        return (self._with_default(bind, default) if default else bind), False

    def _with_default(self, bind: Binder, default: Node) -> Binder:
        value = self.compile(default)
        return lambda scope, given: bind(scope, value(scope) if given is UNDEFINED else given)

    def pattern(self, node: Node) -> Binder:
        """Compiles a pattern: `name`, `{ a, b: c }`, `[a, b]`, each with defaults."""
        if node.type in ("identifier", "shorthand_property_identifier_pattern"):
            name = text_of(node)

            def bind(scope: Scope, value: Value) -> None:
                scope.variables[name] = value

            return bind
        if node.type in ("assignment_pattern", "object_assignment_pattern"):
            return self._with_default(self.pattern(field(node, "left")), field(node, "right"))
        if node.type == "object_pattern":
            return self._object_pattern(parts(node))
        if node.type == "array_pattern":
            binders = list(self._array_pattern(node))

            def bind_items(scope: Scope, value: Value) -> None:
                is_opaque = isinstance(value, Opaque)
                items = [value] * len(binders) if is_opaque else list(iterate(value))
                for i, (binder, is_rest) in enumerate(binders):
                    item = items[i] if i < len(items) else UNDEFINED
                    binder(scope, items[i:] if is_rest else item)

            return bind_items
        raise Unevaluable(f"its code has a {node.type.replace('_', ' ')}, which is not computed")

    def _object_pattern(self, nodes: list[Node]) -> Binder:
        binders: list[tuple[str | None, Binder]] = []
        for node in nodes:
            if node.type == "pair_pattern":
                key = text_of(field(node, "key")).strip("\"'")
                binders.append((key, self.pattern(field(node, "value"))))
            elif node.type == "rest_pattern":
                binders.append((None, self.pattern(parts(node)[0])))
            else:
                left = node.child_by_field_name("left") or node
                binders.append((text_of(left), self.pattern(node)))
        keys = {key for key, _ in binders}

        def bind(scope: Scope, value: Value) -> None:
            if is_nullish(value):
                raise Unevaluable("it takes apart what is undefined")
            for key, binder in binders:
                if key is not None:
                    binder(scope, member(value, key))
                elif isinstance(value, Mapping):
                    binder(scope, {k: v for k, v in value.items() if to_string(k) not in keys})
                else:
                    binder(scope, Opaque("..."))

        return bind

    def _array_pattern(self, node: Node) -> Iterator[tuple[Binder, bool]]:
        """The patterns of an array's items; a gap binds nothing."""
        is_gap = True
        for child in node.children:
            if child.type == "[":
                continue
            if child.type in (",", "]"):
                if is_gap and child.type == ",":
                    yield _ignore, False
                is_gap = True
            elif child.type != "comment":
                is_gap = False
                is_rest = child.type == "rest_pattern"
                yield self.pattern(parts(child)[0] if is_rest else child), is_rest


def _ignore(scope: Scope, value: Value) -> None:
    """Binds nothing: a gap in a pattern."""
    del scope, value


def _failing(reason: str) -> Statement:
    def run(scope: Scope) -> Completion | None:
        del scope
        raise Unevaluable(reason)

    return run
