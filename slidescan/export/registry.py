"""Slides in other people's formats: one file per format, one table of all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TextIO

from slidescan.core.records import AltDecision, Slide
from slidescan.export.page import Frame


class Exporter(Protocol):
    """Writes slides in one format."""

    def write(self, slides: Iterable[Slide], out: TextIO) -> None:
        """Write all slides to `out`."""
        ...


def exporters(
    decisions: Sequence[AltDecision] = (),
    catalogue: Mapping[str, Any] | None = None,
    *,
    frame: Frame = "photo",
    theme: str = "papermod",
) -> Mapping[str, Exporter]:
    """Every format that is one text, by its name.

    Args:
        decisions: What persons decided of alt texts, for those that hold it.
        catalogue: All else that the index holds, for those that hold it.
        frame: Where coordinates are, for those that hold any.
        theme: Which search index.
    """
    from slidescan.export.formats.alto import AltoExporter
    from slidescan.export.formats.csv import CsvExporter
    from slidescan.export.formats.hocr import HocrExporter
    from slidescan.export.formats.json import JsonExporter
    from slidescan.export.formats.markdown import MarkdownExporter
    from slidescan.export.formats.search_index import SearchIndexExporter

    return {
        "json": JsonExporter(decisions, catalogue),
        "csv": CsvExporter(),
        "markdown": MarkdownExporter(),
        "hocr": HocrExporter(frame),
        "alto": AltoExporter(frame),
        "search-index": SearchIndexExporter(theme),
    }
