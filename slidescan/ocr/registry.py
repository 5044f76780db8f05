"""The OCR engines, one row each, and the choice of an engine for a set of languages.

Importing the registry doesn't import any engine.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from slidescan.errors import EngineUnavailable, UsageError

if TYPE_CHECKING:
    from slidescan.core.records import EngineStatus
    from slidescan.ocr.protocol import EngineSpec, Languages, OcrEngine

AUTO = "auto"
"""The value of `--engine` that chooses the first engine that reads all languages."""

ENGINES: dict[str, str] = {
    "rapidocr": "slidescan.ocr.engines.rapidocr",
    "tesseract": "slidescan.ocr.engines.tesseract",
    "both": "slidescan.ocr.engines.ensemble",
}
"""Name → module with an `EngineSpec` called `ENGINE`. `auto` tries the engines in this order. If
all refuse, people see the last refusal, so the engine with the most languages comes last."""


def choices() -> tuple[str, ...]:
    """The values of `--engine`, without importing any engine."""
    return AUTO, *ENGINES


def choose(name: str, languages: Languages) -> str:
    """The name of the engine that reads `languages`.

    Args:
        name: `auto`, or the name of an engine.
        languages: ISO 639-1 codes.

    Raises:
        UsageError: No engine has that name.
        EngineUnavailable: The engine is not installed or doesn't know a language; the remedy
            tells what to install.
    """
    if name == AUTO:
        return _first_of(_single_engines(), languages)
    spec = _spec(name, choices())
    for part in spec.parts or (spec,):
        _check(part, languages)
    return name


def load(name: str, languages: Languages) -> OcrEngine:
    """Loads the engine that reads `languages`; arguments and errors are as for `choose`."""
    name = choose(name, languages)
    return _spec(name, choices()).load(languages)


def model_of(name: str, languages: Languages) -> str:
    """The `model` that an engine would have, without loading it.

    Args:
        name: The name of an engine, not `auto`.
        languages: ISO 639-1 codes.

    Raises:
        UsageError: No engine has that name.
    """
    return _spec(name, tuple(ENGINES)).model(languages)


def status(name: str) -> EngineStatus:
    """The status of one engine on this machine.

    Raises:
        UsageError: No engine has that name.
    """
    return _spec(name, tuple(ENGINES)).status()


def available() -> Mapping[str, EngineStatus]:
    """The status of each engine that is not a combination of others."""
    return {name: spec.status() for name, spec in _single_engines().items()}


def _single_engines() -> Mapping[str, EngineSpec]:
    specs = {name: _spec(name, tuple(ENGINES)) for name in ENGINES}
    return {name: spec for name, spec in specs.items() if not spec.parts}


def _first_of(specs: Mapping[str, EngineSpec], languages: Languages) -> str:
    refusals = []
    for name, spec in specs.items():
        try:
            _check(spec, languages)
            return name
        except EngineUnavailable as error:
            refusals.append(error)
    raise refusals[-1]


def _check(spec: EngineSpec, languages: Languages) -> None:
    status = spec.status()
    if not status.available:
        raise EngineUnavailable(f"the engine {status.name} is not installed", status.remedy)
    missing = tuple(code for code in languages if code not in status.languages)
    if missing:
        raise spec.refusal(missing)


def _spec(name: str, allowed: Sequence[str]) -> EngineSpec:
    if name not in ENGINES:
        raise UsageError(f"there is no engine “{name}”", f"choose one of {', '.join(allowed)}")
    spec: EngineSpec = importlib.import_module(ENGINES[name]).ENGINE
    return spec
