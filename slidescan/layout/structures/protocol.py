"""What each kind of structure provides.

A kind is a frozen dataclass and a recogniser in a module of its own, a row in `registry`, and a
pattern for its sentence in `alt.patterns`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol, TypeAlias

from slidescan.core.records import SlideStructure
from slidescan.layout.blocks import Block
from slidescan.layout.structures.flat_slide import FlatSlide


class Structure(Protocol):
    """The structure of one slide."""

    kind: ClassVar[str]
    """The kind's name in JSON."""

    @property
    def confidence(self) -> float:
        """How certain the kind is, 0..1."""
        ...

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All lines of the body as blocks, in reading order; long descriptions show them."""
        ...

    def summary(self) -> SlideStructure:
        """The structure as stored and exported."""
        ...


Recogniser: TypeAlias = Callable[[FlatSlide], Structure | None]
"""The structure of a slide if the slide may be of the recogniser's kind, else None."""


@dataclass(frozen=True, slots=True)
class StructureKind:
    """A row of the registry.

    Attributes:
        structure: The class of its structures.
        recognise: Its recogniser.
        min_confidence: A structure below this confidence is not used.
    """

    structure: type[Structure]
    recognise: Recogniser
    min_confidence: float

    @property
    def name(self) -> str:
        """The kind's name in JSON."""
        return self.structure.kind
