"""Names of version 0.2, which keep working with a `DeprecationWarning` until version 1.0.

Nothing here is loaded until code uses an old name: `slidescan` looks for old modules only if no
other finder knows them, and `Library` for old methods only if it has none with this name.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from importlib import import_module
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

MODULES: Mapping[str, str] = {
    "slidescan.describe": "slidescan.alt.describe",
    "slidescan.diff": "slidescan.core.diff",
    "slidescan.geometry": "slidescan.core.geometry",
    "slidescan.likeness": "slidescan.core.similarity",
    "slidescan.link": "slidescan.posts.links",
    "slidescan.mend": "slidescan.ingest.edits",
    "slidescan.ocr.inference": "slidescan.imaging.inference",
    "slidescan.picture": "slidescan.imaging.render",
    "slidescan.placing": "slidescan.core.frames",
    "slidescan.records": "slidescan.core.records",
    "slidescan.records.mends": "slidescan.core.records.edits",
    "slidescan.records.options": "slidescan.core.records.options",
    "slidescan.records.posts": "slidescan.core.records.posts",
    "slidescan.records.reports": "slidescan.core.records",
    "slidescan.records.slides": "slidescan.core.records",
    "slidescan.selection": "slidescan.search.selection",
    "slidescan.slide": "slidescan.ingest.read_photo",
    "slidescan.status": "slidescan.ingest.status",
    "slidescan.text": "slidescan.core.text",
    "slidescan.toml": "slidescan.core.toml",
    "slidescan.verify": "slidescan.ingest.verify",
    "slidescan.watch": "slidescan.ingest.watch",
    "slidescan.writeback": "slidescan.alt.propose",
    "slidescan.writeback.faults": "slidescan.alt.checks",
    "slidescan.writeback.known": "slidescan.alt.context",
    "slidescan.writeback.longtext": "slidescan.alt.long_forms",
    "slidescan.writeback.propose": "slidescan.alt.propose",
}
"""The new module of each old one."""

_RECORDS: Mapping[str, str] = {
    "AltFault": "slidescan.core.records.AltIssue",
    "Author": "slidescan.core.records.AltSource",
    "Corners": "slidescan.core.records.CornersCorrection",
    "FaultKind": "slidescan.core.records.AltIssueKind",
    "Finder": "slidescan.core.records.CornersSource",
    "Finding": "slidescan.core.records.Issue",
    "Mend": "slidescan.core.records.Edit",
    "Options": "slidescan.Options",
    "Places": "slidescan.core.records.WordSpans",
    "Reader": "slidescan.core.records.TextSource",
    "What": "slidescan.core.records.edits.EditKind",
    "Word": "slidescan.core.records.TextBox",
}

_PROPOSE: Mapping[str, str] = {
    "AltChange": "slidescan.alt.changes.AltChange",
    "Asked": "slidescan.AltOptions",
    "readable": "slidescan.alt.targets.posts_with_bytes",
    "repeated_alts": "slidescan.alt.repeated.repeated_alts",
    "reviewed": "slidescan.alt.write.apply_decisions",
    "shown_slides": "slidescan.alt.targets.slide_references",
    "takes_alt": "slidescan.alt.targets.takes_alt",
    "wanted": "slidescan.alt.targets.select_targets",
    "write": "slidescan.alt.write.write",
}

RENAMED: Mapping[str, Mapping[str, str]] = {
    "slidescan.describe": {
        "ask": "slidescan.alt.describe.describe_slides",
        "OpenAiDescriber": "slidescan.alt.openai.OpenAiDescriber",
        "configured": "slidescan.alt.openai.configured_describer",
        "unsupported": "slidescan.alt.describe.unsupported_words",
    },
    "slidescan.geometry": {
        "ASPECTS": "slidescan.core.aspect_ratio.COMMON_RATIOS",
        "Quad": "slidescan.Quad",
        "aspect_ratio": "slidescan.core.aspect_ratio.aspect_ratio",
        "composed": "slidescan.core.geometry.compose",
        "proportions": "slidescan.core.aspect_ratio.slide_aspect_ratio",
    },
    "slidescan.mend": {
        "decision": "slidescan.ingest.edits.alt_decision",
        "note_corners": "slidescan.ingest.edits.set_corners",
        "note_post": "slidescan.ingest.edits.put_post_edit",
        "remake": "slidescan.ingest.edits.rederive_slide",
        "slide_named": "slidescan.ingest.edits.find_slide",
        "word_alt": "slidescan.ingest.edits.set_alt",
        "writing": "slidescan.ingest.edits.open_for_writing",
    },
    "slidescan.diff": {"unified": "slidescan.core.diff.unified_diff"},
    "slidescan.likeness": {
        "distance": "slidescan.core.similarity.hash_distance",
        "said": "slidescan.core.similarity.content_words",
        "same_picture": "slidescan.core.similarity.picture_similarity",
        "same_slide": "slidescan.core.similarity.is_same_slide",
        "same_words": "slidescan.core.similarity.word_similarity",
        "words_hash": "slidescan.core.similarity.simhash",
    },
    "slidescan.placing": {
        "part_of": "slidescan.core.frames.span_quad",
        "runs_left": "slidescan.core.text.is_rtl",
        "words_of": "slidescan.core.frames.word_boxes",
    },
    "slidescan.records": _RECORDS,
    "slidescan.records.mends": _RECORDS,
    "slidescan.records.options": _RECORDS,
    "slidescan.records.reports": _RECORDS,
    "slidescan.records.slides": _RECORDS,
    "slidescan.selection": {"Selection": "slidescan.Selection"},
    "slidescan.slide": {"assemble": "slidescan.ingest.assemble.assemble"},
    "slidescan.text": {
        "look": "slidescan.core.text.lookalike_key",
        "similarity": "slidescan.core.text.text_similarity",
    },
    "slidescan.writeback": _PROPOSE,
    "slidescan.writeback.known": {"Known": "slidescan.alt.context.AltContext"},
    "slidescan.writeback.propose": _PROPOSE,
}
"""The new names of objects that were renamed, by old module."""

LIBRARY_METHODS: Mapping[str, str] = {"mends": "edits", "word_alt": "set_alt"}
"""The new name of each old method of `Library`."""


def find_spec(name: str) -> ModuleSpec | None:
    """The spec of a module of version 0.2; None if there was no such module."""
    if name not in MODULES:
        return None
    is_package = any(old.startswith(f"{name}.") for old in MODULES)
    return ModuleSpec(name, _Loader(), is_package=is_package)


def library_attribute(library: object, name: str) -> Any:  # noqa: ANN401 - of any type
    """The method of a `Library` with this name in version 0.2.

    Raises:
        AttributeError: Version 0.2 had no such method.
    """
    if name not in LIBRARY_METHODS:
        raise AttributeError(f"{type(library).__name__!r} object has no attribute {name!r}")
    new = LIBRARY_METHODS[name]
    # Stack level 3 is the line that uses the old name, above `Library.__getattr__`.
    warnings.warn(f"Library.{name} is Library.{new} now", DeprecationWarning, stacklevel=3)
    return getattr(library, new)


class _Loader(Loader):
    """Loads an old module, whose attributes are those of the new one."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _OldModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Executes nothing."""


class _OldModule(ModuleType):
    """A module of version 0.2."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - of any type
        old = self.__name__
        if name == "__all__":
            new = import_module(MODULES[old])
            return [*RENAMED.get(old, ()), *(n for n in vars(new) if not n.startswith("_"))]
        if name.startswith("__"):
            raise AttributeError(f"module {old!r} has no attribute {name!r}")
        path = RENAMED.get(old, {}).get(name, f"{MODULES[old]}.{name}")
        module, _, attribute = path.rpartition(".")
        try:
            value = getattr(import_module(module), attribute)
        except AttributeError:
            raise AttributeError(f"module {old!r} has no attribute {name!r}") from None
        warnings.warn(f"{old}.{name} is {path} now", DeprecationWarning, stacklevel=2)
        setattr(self, name, value)  # an import gets it twice
        return value
