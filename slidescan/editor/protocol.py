"""What a feature is, and what it works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from slidescan.editor.documents import Document
from slidescan.editor.index import LiveIndex


@dataclass(frozen=True, slots=True)
class Desk:
    """What a feature works with.

    Attributes:
        index: The index in memory.
        document: The post, as it is in the editor.
    """

    index: LiveIndex
    document: Document


Answer: TypeAlias = Any
"""What the protocol has for the method; None for nothing."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A request about a post that the server answers.

    Attributes:
        method: The protocol's method.
        answer: Answers it; gets the method's parameters.
        options: What the server tells the client about it, or None.
    """

    method: str
    answer: Callable[[Desk, Any], Answer]
    options: Any = None
