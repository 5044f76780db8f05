"""What an export format is: one file that writes slides, in one of three shapes of output."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TextIO, TypeAlias

from slidescan.core.records import AltDecision, Failure, Slide
from slidescan.export.page import Frame
from slidescan.search.selection import Chosen

Written: TypeAlias = tuple[str, Path | Failure]
"""A photo, and the file that shows it or the reason why none does."""


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How to write.

    Attributes:
        frame: The frame of coordinates, for formats that hold any.
        variant: One of the format's variants; empty for its first.
        title: Title of a deck or a site; None for one made from the posts.
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
        decisions: Decisions of people about alt texts.
        catalogue: Everything else that the index holds; None for slides alone.
    """

    chosen: Sequence[Chosen[Slide]] | Iterator[Chosen[Slide]]
    root: Path
    decisions: Sequence[AltDecision] = ()
    catalogue: Mapping[str, Any] | None = None

    @property
    def slides(self) -> Iterator[Slide]:
        """The slides alone, one at a time."""
        return (each.slide for each in self.chosen)


class TextWriter(Protocol):
    """Writes all slides as one text."""

    def __call__(self, source: ExportSource, options: ExportOptions, out: TextIO) -> None:
        """Write to `out`.

        Raises:
            UsageError: The options or the slides don't fit the format.
        """
        ...


class PathWriter(Protocol):
    """Writes slides into a file or a folder."""

    def __call__(
        self, source: ExportSource, options: ExportOptions, out: Path
    ) -> Iterator[Written]:
        """Write to `out`; yields each slide's photo as it is done.

        Raises:
            UsageError: A package is missing, or `out` can't be written.
        """
        ...
