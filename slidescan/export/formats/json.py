"""JSON: all slides in one document, as in the contract."""

from __future__ import annotations

import json
from typing import TextIO

from slidescan.core.versions import EXPORT_VERSION
from slidescan.export.protocol import ExportOptions, ExportSource


def write(source: ExportSource, options: ExportOptions, out: TextIO) -> None:
    """Writes `{"version": 1, "slides": [SLIDE, …], "alts": […], "catalogue": {…}}`.

    Each slide is one line, written before the next one is loaded. `slidescan import` reads the
    member `catalogue`, which is missing if only some slides are exported.
    """
    del options
    out.write(f'{{"version": {EXPORT_VERSION}, "slides": [')
    for i, slide in enumerate(source.slides):
        out.write(",\n" if i else "\n")
        out.write(json.dumps(slide.to_json(), ensure_ascii=False))
    alts = [decision.to_json() for decision in source.decisions]
    out.write(f'\n], "alts": {json.dumps(alts, ensure_ascii=False)}')
    if source.catalogue is not None:
        out.write(f',\n"catalogue": {json.dumps(source.catalogue, ensure_ascii=False)}')
    out.write("}\n")
