"""What a pattern of sentences is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from slidescan.alt.draft import Draft
from slidescan.alt.phrases import Wording
from slidescan.layout.structures.protocol import Structure

AnyStructure = TypeVar("AnyStructure", bound=Structure)

Drafting: TypeAlias = Callable[[AnyStructure, str, Wording], Draft]
"""Drafts the alt text of a structure; takes the slide's title, which may be empty, and the wording.
Each phrase is on the slide, or is a connecting word of `kind_words`."""


@dataclass(frozen=True)
class Pattern(Generic[AnyStructure]):
    """A row of the registry.

    Attributes:
        structure: The class of the structures that it describes.
        draft: Drafts their alt texts.
        word: The word in `kind_words` that announces them; empty if none does.
    """

    structure: type[AnyStructure]
    draft: Drafting[AnyStructure]
    word: str = ""
