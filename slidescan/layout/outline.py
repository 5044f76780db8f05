"""The outline of a slide: its title, and the structure of the rest."""

from __future__ import annotations

from dataclasses import dataclass

from slidescan.core.records import Line
from slidescan.layout.blocks import Block
from slidescan.layout.structures.protocol import Structure


@dataclass(frozen=True, slots=True)
class Outline:
    """The content of a slide.

    Attributes:
        title: Its title lines.
        structure: The rest, without footers.
    """

    title: tuple[Line, ...]
    structure: Structure

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The rest as blocks in reading order."""
        return self.structure.blocks

    def has(self, kind: type[Block]) -> bool:
        """Whether the slide has a block of this kind."""
        return any(isinstance(block, kind) for block in self.blocks)
