"""A pytest plugin that adds the rows of the examples, as a contributor would to the registries."""

from __future__ import annotations

from architecture.example_generator import HonKit
from architecture.example_generator_site import honkit_example
from support.generator_sites.sites import SITES

from slidescan.export.registry import EXPORTS, TextExport
from slidescan.ocr.registry import ENGINES
from slidescan.posts.generators.registry import GENERATORS

ENGINES["example"] = "example_engine"
EXPORTS["example"] = TextExport("example", "a feed of slides", "example_export")
GENERATORS.insert(0, HonKit)
SITES["honkit_example"] = honkit_example
