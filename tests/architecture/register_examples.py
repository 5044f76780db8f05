"""A pytest plugin that adds the rows of the examples, as a contributor would to the registries."""

from __future__ import annotations

from slidescan.export.registry import EXPORTS, TextExport
from slidescan.ocr.registry import ENGINES

ENGINES["example"] = "example_engine"
EXPORTS["example"] = TextExport("example", "a feed of slides", "example_export")
