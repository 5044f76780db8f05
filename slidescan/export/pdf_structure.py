"""The structure of a slide's text in a tagged PDF: heading, nested lists, paragraphs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from slidescan.core.records import Line, Slide
from slidescan.layout.blocks import Points
from slidescan.layout.list_items import NestedItem, has_disjoint_lines, nested, runs
from slidescan.layout.structure import outline_of


class AddsElement(Protocol):
    """Adds a structure element below another, and returns it."""

    def __call__(self, kind: str, parent: Any, /) -> Any:  # noqa: ANN401 - PDF objects
        """Adds it."""
        ...


class TextStructure:
    """The structure elements of a slide's lines.

    Elements have the order and the nesting of `show` and of long descriptions (ISO 32000-1,
    14.8.4.3.3: a nested list is in the body of the item above it). All lines of a title are one
    heading, and all lines of a point one item.
    """

    def __init__(self, slide: Slide, drawn: Iterable[Line], section: Any, add: AddsElement) -> None:  # noqa: ANN401
        """Adds the elements of lines below a section.

        Args:
            slide: The slide.
            drawn: The lines on the PDF's page; no other line gets an element.
            section: The structure element of the slide.
            add: Adds an element.
        """
        self._add = add
        self._drawn = {id(line): line for line in drawn}
        self._elements: dict[int, Any] = {}
        outline = outline_of(slide)
        self._join(outline.title, section, "H1")
        for block in outline.blocks:
            if isinstance(block, Points) and has_disjoint_lines(block):
                for run in runs(block):
                    if run[0].is_paragraph:
                        self._join(run[0].lines, section, "P")
                    else:
                        self._add_list(nested(run), section)
        for line in self._drawn.values():
            self._join([line], section, "P")

    def element_of(self, line: Line) -> Any:  # noqa: ANN401 - a PDF object
        """The element of a line that is drawn."""
        return self._elements[id(line)]

    def _join(self, lines: Iterable[Line], parent: Any, kind: str) -> None:  # noqa: ANN401
        """Gives lines without an element one in common."""
        new = [n for n in lines if id(n) in self._drawn and id(n) not in self._elements]
        if new:
            element = self._add(kind, parent)
            self._elements |= dict.fromkeys(map(id, new), element)

    def _add_list(self, items: tuple[NestedItem, ...], parent: Any) -> None:  # noqa: ANN401
        if not all(id(n) in self._drawn for each in items for n in _lines_of(each)):
            return
        element = self._add("L", parent)
        for each in items:
            body = self._add("LBody", self._add("LI", element))
            self._elements |= dict.fromkeys(map(id, each.item.lines), body)
            if each.below:
                self._add_list(each.below, body)


def _lines_of(item: NestedItem) -> list[Line]:
    return [*item.item.lines, *(line for below in item.below for line in _lines_of(below))]
