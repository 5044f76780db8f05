"""The Protocols of an export format: one module that writes slides as text, file or folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TextIO, TypeAlias

from slidescan.core.records import AltDecision, Failure, Slide
from slidescan.export.page import Frame
from slidescan.search.selection import Chosen


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A photo that an export leaves out.

    Attributes:
        reason: What it is instead of a slide, such as “logo”.
    """

    reason: str


Written: TypeAlias = tuple[str, Path | Failure]
"""A photo, and the file made of it or the failure to make one."""

Exported: TypeAlias = tuple[str, Path | Failure | LeftOut]
"""As `Written`, or a photo that the export leaves out."""


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How to write.

    Attributes:
        frame: The frame of coordinates, for formats with coordinates.
        variant: One of the format's variants; empty for its first.
        title: Title of a deck or a site; None for a title from the posts.
    """

    frame: Frame = "photo"
    variant: str = ""
    title: str | None = None


@dataclass(frozen=True, slots=True)
class ExportSource:
    """What to write.

    Attributes:
        chosen: The slides in order, each with the link that shows it.
        root: Folder that the photos' paths start at.
        decisions: People's decisions about alt texts.
        catalogue: Everything else in the index; None for slides alone.
        base: Folder that relative addresses of photos start at; None for `root`.
        public_decks: The speakers' decks that the site publishes.
    """

    chosen: Sequence[Chosen[Slide]] | Iterator[Chosen[Slide]]
    root: Path
    decisions: Sequence[AltDecision] = ()
    catalogue: Mapping[str, Any] | None = None
    base: Path | None = None
    public_decks: frozenset[str] = frozenset()

    @property
    def slides(self) -> Iterator[Slide]:
        """The slides alone, one at a time."""
        return (each.slide for each in self.chosen)


class TextWriter(Protocol):
    """Writes all slides as one text."""

    def __call__(self, source: ExportSource, options: ExportOptions, out: TextIO) -> None:
        """Writes to `out`.

        Raises:
            UsageError: The options or the slides don't fit the format.
        """
        ...


class PathWriter(Protocol):
    """Writes slides into a file or a folder."""

    def __call__(
        self, source: ExportSource, options: ExportOptions, out: Path
    ) -> Iterator[Written]:
        """Writes to `out`; yields each slide's photo when it is done.

        Raises:
            UsageError: A package is missing, or `out` can't be written.
        """
        ...
