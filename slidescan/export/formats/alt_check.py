"""What `slidescan alt --check --from` needs of each slide, and nothing else: under 1 kB a photo."""

from __future__ import annotations

import json
from typing import TextIO

from slidescan.core.versions import EXPORT_VERSION
from slidescan.export.protocol import ExportOptions, ExportSource


def write(source: ExportSource, options: ExportOptions, out: TextIO) -> None:
    """Writes `{"version": 1, "slides": [{"image", "text", "alt", "duplicates"}, …], "alts": […]}`.

    Each slide is one line, so that a version of the file in a repository changes line by line.
    """
    del options
    out.write(f'{{"version": {EXPORT_VERSION}, "slides": [')
    for i, slide in enumerate(source.slides):
        row = {"image": slide.image, "text": slide.text, "alt": slide.alt or None}
        if slide.duplicates:
            row["duplicates"] = list(slide.duplicates)  # type: ignore[assignment]
        out.write(",\n" if i else "\n")
        out.write(json.dumps(row, ensure_ascii=False))
    alts = [decision.to_json() for decision in source.decisions]
    out.write(f'\n], "alts": {json.dumps(alts, ensure_ascii=False)}}}\n')
