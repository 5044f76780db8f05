"""The table of export formats, which help texts and errors list."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from slidescan.errors import UsageError

_FORMATS = "slidescan.export.formats"


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format; its module is loaded on first use.

    Attributes:
        name: The name in `slidescan export NAME`.
        summary: Its purpose, as a short phrase.
        module: The module that writes it; its `write` is a `TextWriter` or a `PathWriter`.
        variants: The choices of `--as`, the default first.
        extra: slidescan's extra that the module needs; empty for none.
        slides_only: Whether pictures that are no slides are left out unless the request has them.
    """

    name: str
    summary: str
    module: str
    variants: tuple[str, ...] = ()
    extra: str = ""
    slides_only: bool = False

    def load(self) -> Any:  # noqa: ANN401 - `write` has the type that the subclass names
        """Loads the module that writes the format.

        Raises:
            UsageError: A package of the extra is missing.
        """
        try:
            return import_module(self.module)
        except ModuleNotFoundError as error:
            if not self.extra:
                raise
            raise UsageError(
                f"export {self.name} needs {error.name}",
                f"install it with pip install 'slidescan[{self.extra}]'",
            ) from error


@dataclass(frozen=True, slots=True)
class TextExport(ExportFormat):
    """One text, to a file or to standard output; `write` is a `TextWriter`.

    Attributes:
        holds_catalogue: Whether an export of all slides also includes the rest of the catalogue.
        suffix_per_slide: Suffix of the files that `write_each`, a `PathWriter`, writes into a
            folder; empty if the format has no `write_each`.
    """

    holds_catalogue: bool = False
    suffix_per_slide: str = ""


@dataclass(frozen=True, slots=True)
class DeckExport(ExportFormat):
    """One binary file with a page per slide; `write` is a `PathWriter`."""


@dataclass(frozen=True, slots=True)
class FolderExport(ExportFormat):
    """A folder of files; `write` is a `PathWriter`, and fills an empty folder.

    Attributes:
        replaces: Whether the files replace all those of an earlier export; else they are added.
        needs_empty_folder: Whether the folder must be empty before the first export.
        written_once: Paths of files that stay as they are once they are there.
        sign: A file by which an export of a version that kept no records is recognised; empty if
            there is none.
        earlier_patterns: Patterns of the paths of such an export, whose files are replaced.
    """

    replaces: bool = False
    needs_empty_folder: bool = False
    written_once: tuple[str, ...] = ()
    sign: str = ""
    earlier_patterns: tuple[str, ...] = ()


EXPORTS: dict[str, ExportFormat] = {
    row.name: row
    for row in (
        TextExport(
            "json", "everything, for import and programs", f"{_FORMATS}.json", holds_catalogue=True
        ),
        TextExport("alt-check", "what alt --check --from needs, no more", f"{_FORMATS}.alt_check"),
        TextExport(
            "csv",
            "a row per link from a post to a slide",
            f"{_FORMATS}.csv",
            ("plain", "spreadsheet"),
        ),
        TextExport(
            "markdown", "notes: a section per slide", f"{_FORMATS}.markdown", slides_only=True
        ),
        TextExport("hocr", "words with their boxes", f"{_FORMATS}.hocr"),
        TextExport("alto", "words with their boxes", f"{_FORMATS}.alto", suffix_per_slide=".xml"),
        TextExport(
            "search-index",
            "documents for a theme's search",
            f"{_FORMATS}.search_index",
            ("papermod", "lunr", "minisearch"),
        ),
        DeckExport(
            "pdf",
            "a searchable, tagged deck",
            f"{_FORMATS}.pdf",
            ("photos", "deck"),
            extra="pdf",
            slides_only=True,
        ),
        DeckExport(
            "pptx",
            "a deck for PowerPoint and LibreOffice",
            f"{_FORMATS}.pptx",
            extra="pptx",
            slides_only=True,
        ),
        FolderExport("images", "a picture of each slide", f"{_FORMATS}.images", ("jpeg", "webp")),
        FolderExport(
            "site",
            "pages and a search for readers",
            f"{_FORMATS}.site",
            extra="site",
            replaces=True,
            needs_empty_folder=True,
            sign="slidescan-site.txt",
            earlier_patterns=("*.html", "site.*", "slidescan-site.txt", "pictures/*", "pagefind/*"),
        ),
        FolderExport(
            "hugo",
            "data and a shortcode",
            f"{_FORMATS}.hugo",
            replaces=True,
            written_once=("layouts/shortcodes/slides.html",),
            sign="data/slidescan.json",
            earlier_patterns=("data/slidescan.json", "static/slidescan/*"),
        ),
    )
}
"""By name, in the order of the help text."""


def export_format(name: str) -> ExportFormat:
    """The format with this name.

    Raises:
        UsageError: No format has this name; the error lists the names.
    """
    row = EXPORTS.get(name)
    if row is None:
        raise UsageError(f"there is no format “{name}”", f"choose from {', '.join(EXPORTS)}")
    return row


def variant_of(row: ExportFormat, name: str) -> str:
    """The variant with this name, or the first one for an empty name.

    Raises:
        UsageError: The format has no such variant.
    """
    if not name:
        return row.variants[0] if row.variants else ""
    if name not in row.variants:
        choices = f"choose from {', '.join(row.variants)}" if row.variants else "leave out --as"
        raise UsageError(f"{row.name} has no variant “{name}”", choices)
    return name
