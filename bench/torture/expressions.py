"""Tries each regular expression of the package on repeated pieces.

One that can read a text in many ways tries them all before it gives up.

    python -m bench.torture.expressions    prints the expressions that take exponential time
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench.torture.outcome import Outcome

REPETITIONS = 30
"""Times that a piece is repeated: two ways to read each make a thousand million."""

MAX_TRY_SECONDS = 1.0
"""The CPU time of one try; expressions without this fault take microseconds."""

MAX_SIGNS, MAX_PAIRED_SIGNS, MAX_WORDS = 26, 16, 4
"""The most signs of an expression that are repeated, that are paired, and its most words."""

USUAL_SIGNS = "aA1 \n-_é"
"""Signs that are repeated for each expression."""

OPERATORS = "\\^$|?*+()[]{}"
"""Signs of an expression that stand for no text."""

ENDS = ("\x00", "1")
"""What follows the pieces, so that the expression fails."""

_CACHED = type(functools.cache(len))


class _TimeIsUpError(Exception):
    """A try took too long."""


def slow_piece(expression: re.Pattern[str]) -> str | None:
    """Returns a piece whose repetition keeps an expression busy; None if there seems to be none."""

    def stop(*_: object) -> None:
        raise _TimeIsUpError

    before = signal.signal(signal.SIGVTALRM, stop)
    try:
        for piece in _pieces(expression.pattern):
            for end in ENDS:
                text = piece * REPETITIONS + end
                signal.setitimer(signal.ITIMER_VIRTUAL, MAX_TRY_SECONDS)
                expression.search(text)
                expression.fullmatch(text)
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except _TimeIsUpError:
        return piece
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return None


def _pieces(pattern: str) -> Iterator[str]:
    """Yields signs, pairs of signs and words that an expression may match."""
    signs = [*dict.fromkeys(c for c in USUAL_SIGNS + pattern if c not in OPERATORS)][:MAX_SIGNS]
    yield from signs
    yield from (a + b for a in signs[:MAX_PAIRED_SIGNS] for b in signs[:MAX_PAIRED_SIGNS])
    yield from re.findall(r"[A-Za-z]{2,}", pattern)[:MAX_WORDS]


def package_expressions() -> dict[re.Pattern[str], str]:
    """Imports the whole package; returns its expressions, each with the module that compiles it."""
    compiled: dict[re.Pattern[str], str] = {}
    compile_: Callable[..., Any] = re.compile

    def record(pattern: Any, flags: int = 0) -> Any:  # noqa: ANN401 - text or bytes
        expression = compile_(pattern, flags)
        frame = inspect.currentframe()
        module = frame.f_back.f_globals["__name__"] if frame and frame.f_back else ""
        if isinstance(expression.pattern, str) and module.startswith("slidescan"):
            compiled.setdefault(expression, module)
        return expression

    re.compile = record
    try:
        package = importlib.import_module("slidescan")
        for found in pkgutil.walk_packages(package.__path__, "slidescan."):
            # Some need another system, or an extra.
            with suppress(ImportError):
                if not found.name.endswith("__main__"):
                    module = importlib.import_module(found.name)
                    _compile_late(vars(module).values())
    finally:
        re.compile = compile_
    return compiled


def _compile_late(values: Iterable[object]) -> None:
    """Calls cached functions without parameters, which compile when they are first needed."""
    for value in list(values):
        if isinstance(value, _CACHED):
            signature = inspect.signature(value)
            if not signature.parameters and "Pattern" in str(signature.return_annotation):
                value()


def repeated() -> Outcome:
    """Tries all expressions, in a process of its own, which imports the package anew."""
    outcome = Outcome("regular expressions: no text is read in many ways")
    started = time.monotonic()
    command = [sys.executable, "-m", "bench.torture.expressions"]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    *slow, last = done.stdout.splitlines() or [""]
    tried = int(last) if last.isdigit() else 0
    outcome.tried, outcome.survived, outcome.lost = tried, tried - len(slow), slow
    outcome.check(f"expressions were tried: {done.stderr[-200:]}", tried > 0)
    outcome.seconds = time.monotonic() - started
    return outcome


if __name__ == "__main__":
    EXPRESSIONS = package_expressions()
    for each, name in EXPRESSIONS.items():
        if (piece := slow_piece(each)) is not None:
            print(f"{name}: {piece!r} in {each.pattern!r}", flush=True)
    print(len(EXPRESSIONS))
