"""The library for a command, and values of its options."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from slidescan.cli.arguments import suggestion
from slidescan.core.languages import parse_codes
from slidescan.core.presence import check_readable, is_folder, is_there
from slidescan.errors import UsageError

DEFAULT_GC_THRESHOLDS = (700, 10, 10)
"""Python's own: new objects, and collections of a generation, after which it looks for garbage."""

if TYPE_CHECKING:
    from slidescan.config import Config
    from slidescan.core.records import Options
    from slidescan.library import Library


def library_of(**given: Any) -> tuple[Library, Config]:  # noqa: ANN401
    """The library of an existing index.

    Options come from the command line, the environment and the configuration; the index is found
    from the current folder if none of them names one.
    """
    from slidescan import config  # lazy: help needs none of it
    from slidescan.store.discovery import index_for_reading

    settings = config.find(Path.cwd())
    options = config.resolve(settings, given)
    if config.index_of(settings, given.get("index")) is None:
        options = replace(options, index=index_for_reading(Path.cwd()))
    return _library(options), settings


def library_for_ingest(paths: Sequence[Path], **given: Any) -> Library:  # noqa: ANN401
    """The library for an ingest of these photos; its index may not exist yet."""
    from slidescan import config  # lazy: help needs none of it
    from slidescan.ingest.request import index_for_ingest

    start = paths[0] if paths else Path.cwd()
    settings = config.find(Path.cwd())
    if settings.file is None and is_there(start):
        if is_folder(start):
            check_readable(start)
        settings = config.find(start if is_folder(start) else start.parent)
    options = config.resolve(settings, given)
    if config.index_of(settings, given.get("index")) is None:
        options = replace(options, index=index_for_ingest(paths, options, Path.cwd()))
    return _library(options)


def _library(options: Options) -> Library:
    from slidescan.library import Library  # lazy: help needs none of it

    return Library(options.index, options)


def collect_garbage() -> None:
    """Looks for garbage as Python does by default: a server would fill up with it.

    A command that ends soon does it hardly ever; see `app.main`.
    """
    gc.set_threshold(*DEFAULT_GC_THRESHOLDS)
    gc.freeze()


def parse_languages(codes: str | None) -> tuple[str, ...]:
    """The languages in an option such as `de` or `eng+fra`; empty without an option."""
    return parse_codes(codes) if codes else ()


Choice = TypeVar("Choice", bound=str)


def choice_of(what: str, value: str, choices: Sequence[Choice]) -> Choice:
    """The choice with this name.

    Args:
        what: The option in words, such as `format`.
        value: As typed.
        choices: What there is.

    Raises:
        UsageError: There is no such choice.
    """
    for choice in choices:
        if choice == value:
            return choice
    near = suggestion(value, choices)
    meant = f"did you mean {near}? " if near else ""
    remedy = f"{meant}choose from {', '.join(choices)}"
    raise UsageError(f"there is no {what} “{value}”", remedy)
