"""The Protocols of engines and line readers, and the `EngineSpec` of an engine's module.

An engine is one file in `engines/` that assigns an `EngineSpec` to `ENGINE`, and one row in
`registry.ENGINES`. Importing the file must not load a model or a picture library.
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
"""ISO 639-1 codes; empty if neither a person nor the site sets a language."""


class OcrEngine(Protocol):
    """Finds and reads text in pictures; loaded once per process, and uses one thread."""

    @property
    def name(self) -> str:
        """The engine's name in the registry."""
        ...

    @property
    def model(self) -> str:
        """The engine's models and settings, as text: equal texts mean equal readings."""
        ...

    def read(self, pixels: NDArray[np.uint8]) -> Sequence[TextBox]:
        """Finds and reads the text in a picture.

        Args:
            pixels: Height × width × 3, BGR, 8 bit.

        Returns:
            Words, or runs of words on the same line, in the frame of `pixels`, in any order. A
            line that the engine finds but can't read has no text.
        """
        ...


class LineReader(Protocol):
    """Reads lines of text whose corners are known."""

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
            The text of each line, in the order of `quads`; None for an illegible line.
        """
        ...


@dataclass(frozen=True, slots=True)
class EngineSpec:
    """The description of an engine, which its module assigns to `ENGINE`.

    Attributes:
        status: Returns whether the engine can be used on this machine, and which languages it
            reads. The engine caches the answer if it is slow to find out.
        refusal: Returns the error, with its remedy, for languages that `status` doesn't list.
        model: Returns the `OcrEngine.model` for languages without loading anything.
        load: Loads the engine. Called only after `status` allows the languages.
        parts: The engines that a combination needs. `auto` doesn't choose combinations, and
            `available` doesn't list them.
    """

    status: Callable[[], EngineStatus]
    refusal: Callable[[Languages], EngineUnavailable]
    model: Callable[[Languages], str]
    load: Callable[[Languages], OcrEngine]
    parts: tuple[EngineSpec, ...] = ()
