"""All slides as one JSON document, as in the contract."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TextIO

from slidescan.records import Slide

VERSION = 1


class JsonExporter:
    """`{"version": 1, "slides": [SLIDE, …]}`, a slide a line."""

    def write(self, slides: Iterable[Slide], out: TextIO) -> None:
        """As the Protocol says; slides are written one by one, never held together."""
        out.write(f'{{"version": {VERSION}, "slides": [')
        for i, slide in enumerate(slides):
            out.write(",\n" if i else "\n")
            out.write(json.dumps(slide.to_json(), ensure_ascii=False))
        out.write("\n]}\n")
