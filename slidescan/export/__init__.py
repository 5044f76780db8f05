"""Slides in other people's formats: one file per format, one table of all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TextIO

from slidescan.records import AltDecision, Slide


class Exporter(Protocol):
    """Writes slides in one format."""

    def write(self, slides: Iterable[Slide], out: TextIO) -> None:
        """Write all slides to `out`."""
        ...


def exporters(decisions: Sequence[AltDecision] = ()) -> Mapping[str, Exporter]:
    """Every format by its name; some hold what persons decided of alt texts as well."""
    from slidescan.export.json import JsonExporter
    from slidescan.export.markdown import MarkdownExporter

    return {"json": JsonExporter(decisions), "markdown": MarkdownExporter()}
