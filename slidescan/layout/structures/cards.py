"""Cards: heads with a text or points below each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from slidescan.layout.blocks import Code
from slidescan.layout.structures.flat_slide import FlatSlide
from slidescan.layout.structures.sectioned import Sectioned, confidence_of


@dataclass(frozen=True, slots=True)
class Cards(Sectioned):
    """Cards side by side or one below the other: a section a card."""

    kind: ClassVar[str] = "cards"


def recognise(slide: FlatSlide) -> Cards | None:
    """Takes a slide whose columns begin with heads, or whose column has several heads."""
    columns = slide.headed_columns
    if columns is None or any(isinstance(block, Code) for block in slide.blocks):
        return None
    return Cards(columns, confidence_of(columns))
