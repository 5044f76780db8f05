"""Slides in other people's formats: one file per format, one table of all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, TextIO

from slidescan.records import Slide


class Exporter(Protocol):
    """Writes slides in one format."""

    def write(self, slides: Iterable[Slide], out: TextIO) -> None:
        """Write all slides to `out`."""
        ...


def exporters() -> Mapping[str, Exporter]:
    """Every format by its name."""
    from slidescan.export.json import JsonExporter

    return {"json": JsonExporter()}
