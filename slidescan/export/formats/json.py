"""All slides as one JSON document, as in the contract."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from slidescan.core.records import AltDecision, Slide
from slidescan.core.versions import EXPORT_VERSION


@dataclass(frozen=True)
class JsonExporter:
    """`{"version": 1, "slides": [SLIDE, …], "alts": […], "catalogue": {…}}`, a slide a line.

    Attributes:
        decisions: What persons decided of alt texts, so that a check knows it, too.
        catalogue: All else that the index holds, for `slidescan import`; None for slides alone.
    """

    decisions: Sequence[AltDecision] = ()
    catalogue: Mapping[str, Any] | None = None

    def write(self, slides: Iterable[Slide], out: TextIO) -> None:
        """As the Protocol says; slides are written one by one, never held together."""
        out.write(f'{{"version": {EXPORT_VERSION}, "slides": [')
        for i, slide in enumerate(slides):
            out.write(",\n" if i else "\n")
            out.write(json.dumps(slide.to_json(), ensure_ascii=False))
        alts = [decision.to_json() for decision in self.decisions]
        out.write(f'\n], "alts": {json.dumps(alts, ensure_ascii=False)}')
        if self.catalogue is not None:
            out.write(f',\n"catalogue": {json.dumps(self.catalogue, ensure_ascii=False)}')
        out.write("}\n")
