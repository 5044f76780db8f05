"""The values of JavaScript in Python, and why one can't be computed.

Strings, numbers, booleans and null are Python's; arrays are lists, objects are dictionaries, and
functions are Python functions of a list of arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, runtime_checkable

MAX_STEPS = 100_000
"""Calls and loops of one evaluation; a real route takes a few hundred."""

MAX_CALL_DEPTH = 60
"""Calls within calls."""

MAX_VALUE_LENGTH = 100_000
"""Characters of a string and items of an array."""

Value: TypeAlias = Any
Function: TypeAlias = Callable[[list[Any]], Any]


class Unevaluable(Exception):
    """A value can't be computed; the message says why, for people."""


class Undefined:
    """The type of `undefined`."""

    def __repr__(self) -> str:
        return "undefined"

    def __bool__(self) -> bool:
        return False


UNDEFINED = Undefined()
"""JavaScript's `undefined`."""


@dataclass(frozen=True, slots=True)
class Opaque:
    """A value that only the running program has, such as a package's function.

    Attributes:
        name: What the code calls it: `slugify`, `process.env.BASE`; or a sentence that tells why
            it isn't known.
    """

    name: str

    def part(self, suffix: str) -> Opaque:
        """A member or the result of a call; for the same reason, if a sentence tells it."""
        return self if " " in self.name else Opaque(self.name + suffix)


@runtime_checkable
class HasMembers(Protocol):
    """An object whose properties Python code computes."""

    def member(self, name: str) -> Value:
        """The value of a property; `UNDEFINED` if it has none."""
        ...


@dataclass(frozen=True, slots=True)
class Builtin:
    """A global object: its properties, and what a call or `new` makes."""

    members: dict[str, Value]
    make: Function | None = None

    def member(self, name: str) -> Value:
        """The value of a property."""
        return self.members.get(name, UNDEFINED)


@dataclass(frozen=True, slots=True)
class Environment:
    """Environment variables: those given here; others are opaque."""

    name: str
    variables: dict[str, Value]

    def member(self, name: str) -> Value:
        """The value of a variable."""
        return self.variables.get(name, Opaque(f"{self.name}.{name}"))


@dataclass(slots=True)
class Budget:
    """Counts the steps of an evaluation, so that every evaluation ends.

    Attributes:
        is_tolerant: Whether a statement or property that can't be computed is left out, as suits
            a configuration; otherwise the whole evaluation fails, as suits an address.
        steps: Steps so far.
        depth: Calls that have not returned.
        reads: How often code has read what differs from one evaluation to the next.
    """

    is_tolerant: bool = False
    steps: int = 0
    reads: int = 0
    depth: int = 0

    def step(self) -> None:
        """Counts a step.

        Raises:
            Unevaluable: There were too many.
        """
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise Unevaluable("its code runs too long")

    def restart(self) -> None:
        """Begins an evaluation."""
        self.steps = 0


class Lazy:
    """The value of a module's variable, computed when it is first used."""

    def __init__(self, compute: Callable[[], Value]) -> None:
        self._compute = compute
        self._value: Value = None
        self._state = "waiting"

    def value(self) -> Value:
        """The value.

        Raises:
            Unevaluable: It depends on itself, or it can't be computed.
        """
        if self._state == "computing":
            raise Unevaluable("a variable depends on itself")
        if self._state == "waiting":
            self._state = "computing"
            try:
                self._value = self._compute()
            except BaseException:
                self._state = "waiting"
                raise
            self._state = "computed"
        return self._value


@dataclass(slots=True)
class Scope:
    """Variables of a block, and the scope around it.

    Attributes:
        variables: Their values by name.
        parent: The scope around it; None for global variables.
        is_assigned: Whether code has set a variable after its declaration.
    """

    variables: dict[str, Value] = field(default_factory=dict)
    parent: Scope | None = None
    is_assigned: bool = False

    def chain(self) -> Iterator[Scope]:
        """This scope and those around it."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def get(self, name: str) -> Value:
        """The value of a variable; opaque if no scope has it."""
        for scope in self.chain():
            if name in scope.variables:
                value = scope.variables[name]
                return value.value() if isinstance(value, Lazy) else value
        return Opaque(name)

    def assign(self, name: str, value: Value) -> None:
        """Sets a variable where it is declared."""
        for scope in self.chain():
            if name in scope.variables:
                scope.variables[name] = value
                scope.is_assigned = True
                return
        raise Unevaluable(f"{name} is not declared")


def limited(value: Value) -> Value:
    """The string or array, unless it is too long.

    Raises:
        Unevaluable: It is.
    """
    if isinstance(value, (str, list)) and len(value) > MAX_VALUE_LENGTH:
        raise Unevaluable("a text or list of its code grows too long")
    return value


def call(function: Value, *arguments: Value) -> Value:
    """Calls a function.

    Raises:
        Unevaluable: It is no function, or its result can't be computed.
    """
    if isinstance(function, Opaque):
        return function.part("()")
    if isinstance(function, Builtin):
        function = function.make
    if not callable(function):
        raise Unevaluable("it calls what is no function")
    return function(list(arguments))
