"""Exports slides without an index."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from slidescan.core.records import Slide
from slidescan.export.folder import write_folder
from slidescan.export.protocol import ExportOptions, ExportSource, Written
from slidescan.export.registry import FolderExport, export_format, variant_of
from slidescan.search.selection import Chosen


def export_text(name: str, slides: Iterable[Slide], variant: str = "", **options: Any) -> str:
    """Returns the text that a format writes for `slides`."""
    row, out = export_format(name), io.StringIO()
    settings = ExportOptions(variant=variant_of(row, variant), **options)
    row.load().write(_source(slides, Path()), settings, out)
    return out.getvalue()


def export_path(
    name: str,
    slides: Iterable[Slide] | Sequence[Chosen[Slide]],
    root: Path,
    out: Path,
    variant: str = "",
    public_decks: frozenset[str] = frozenset(),
    **options: Any,
) -> list[Written]:
    """Exports `slides`, whose photos lie below `root`, to a file or folder; returns what was written."""
    row = export_format(name)
    settings = ExportOptions(variant=variant_of(row, variant), **options)
    source = replace(_source(slides, root), public_decks=public_decks)
    if isinstance(row, FolderExport):
        return list(write_folder(row, lambda to: row.load().write(source, settings, to), out))
    return list(row.load().write(source, settings, out))


def _source(slides: Iterable[Slide] | Sequence[Chosen[Slide]], root: Path) -> ExportSource:
    chosen = [each if isinstance(each, Chosen) else Chosen(each, None) for each in slides]
    return ExportSource(chosen, root)
