"""The features. To add one, write its module and add a row."""

from __future__ import annotations

from slidescan.editor.features.code_lens import CODE_LENS
from slidescan.editor.features.completion import COMPLETION
from slidescan.editor.features.definition import DEFINITION
from slidescan.editor.features.hover import HOVER
from slidescan.editor.features.quick_fix import QUICK_FIX
from slidescan.editor.protocol import Feature

FEATURES: tuple[Feature, ...] = (QUICK_FIX, HOVER, COMPLETION, DEFINITION, CODE_LENS)
