"""Protocols of OCR: engines, line readers, and what the module of an engine offers.

An engine is one file in `engines/` that assigns an `EngineSpec` to `ENGINE`, and one row in
`registry.ENGINES`. Importing the file loads no model and no picture library.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from slidescan.core.geometry import FlatQuad
from slidescan.core.records import EngineStatus, TextBox
from slidescan.errors import EngineUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Languages = tuple[str, ...]
"""ISO 639-1 codes; empty where neither a person nor the site names a language."""


class OcrEngine(Protocol):
    """Finds and reads text in pictures. Loaded once per process; uses one thread."""

    @property
    def name(self) -> str:
        """The engine's name in the registry."""
        ...

    @property
    def model(self) -> str:
        """The engine's models and settings: equal strings mean equal readings."""
        ...

    def read(self, pixels: NDArray[np.uint8]) -> Sequence[TextBox]:
        """Finds and reads the text in a picture.

        Args:
            pixels: Height × width × 3, BGR, 8 bit.

        Returns:
            Words, or runs of words on one line, in the frame of `pixels`, in any order.
        """
        ...


class LineReader(Protocol):
    """Reads lines of text whose corners the detector has found."""

    @property
    def name(self) -> str:
        """The engine's name in the registry."""
        ...

    def read_lines(
        self, pixels: NDArray[np.uint8], quads: Sequence[FlatQuad]
    ) -> Sequence[TextBox | None]:
        """Reads lines.

        Args:
            pixels: Height × width × 3, BGR, 8 bit.
            quads: The lines' corners in the frame of `pixels`.

        Returns:
            The text of each line, in the order of `quads`; None where nothing is legible.
        """
        ...


@dataclass(frozen=True, slots=True)
class EngineSpec:
    """What the module of an engine offers as `ENGINE`.

    Attributes:
        status: Tells whether the engine can be used on this machine, and which languages it
            reads. Cached by the engine where it is slow.
        refusal: The error, with its remedy, for languages that `status` does not list.
        model: The `OcrEngine.model` for languages; loads nothing.
        load: Loads the engine. Called only after `status` allows the languages.
        parts: The engines that a combination needs. `auto` does not choose a combination, and
            `available` does not list it.
    """

    status: Callable[[], EngineStatus]
    refusal: Callable[[Languages], EngineUnavailable]
    model: Callable[[Languages], str]
    load: Callable[[Languages], OcrEngine]
    parts: tuple[EngineSpec, ...] = ()
