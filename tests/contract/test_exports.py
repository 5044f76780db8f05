"""The contract of export formats, tested on each row of the registry."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support.exports import export_path, export_text
from support.photos import HOSTILE, photographed
from support.samples import Ingested

from slidescan.core.records import Failure, Slide
from slidescan.errors import UsageError
from slidescan.export.protocol import Written
from slidescan.export.registry import (
    EXPORTS,
    DeckExport,
    ExportFormat,
    FolderExport,
    TextExport,
    export_format,
    variant_of,
)

FEW = 4
"""Number of exported slides; the tests of each format export all samples."""

FORMATS = [pytest.param(row, id=name) for name, row in EXPORTS.items()]
VARIANTS = [
    pytest.param(row, variant, id=f"{name}-{variant or 'default'}")
    for name, row in EXPORTS.items()
    for variant in (row.variants or ("",))
]


def exported(
    row: ExportFormat, slides: list[Slide], root: Path, out: Path, variant: str = ""
) -> list[Written]:
    """Writes slides in a format of any kind; returns photos with their files."""
    if isinstance(row, TextExport) and not row.suffix_per_slide:
        out.write_text(export_text(row.name, slides, variant), "utf-8")
        return [(slide.image, out) for slide in slides]
    if isinstance(row, TextExport):
        out.write_text(export_text(row.name, slides[:1], variant), "utf-8")
        return [(slides[0].image, out)]
    return export_path(row.name, slides, root, out, variant)


@pytest.mark.parametrize(("row", "variant"), VARIANTS)
def test_a_format_writes_slides(
    row: ExportFormat, variant: str, ingested: Ingested, tmp_path: Path
) -> None:
    slides = [slide for slide in ingested.library.slides() if slide.links and not slide.textless]
    written = exported(row, slides[:FEW], ingested.site, tmp_path / "out", variant)
    assert [image for image, _ in written]
    assert not [result for _, result in written if isinstance(result, Failure)]
    assert all(isinstance(result, Path) and result.exists() for _, result in written)


@pytest.mark.parametrize("row", FORMATS)
def test_hostile_names_and_texts_stay_below_the_output(row: ExportFormat, tmp_path: Path) -> None:
    slides = [photographed(tmp_path, "a.jpg", [HOSTILE, HOSTILE])]
    written = exported(row, slides, tmp_path, tmp_path / "out")
    assert all((tmp_path / "out") in (p, *p.parents) for _, p in written if isinstance(p, Path))


@pytest.mark.parametrize(
    "row", [p for p in FORMATS if isinstance(EXPORTS[str(p.id)], (DeckExport, FolderExport))]
)
def test_a_photo_that_is_gone_is_a_failure_and_the_others_go_on(
    row: ExportFormat, ingested: Ingested, tmp_path: Path
) -> None:
    slides = [slide for slide in ingested.library.slides() if slide.links and not slide.textless]
    first, second = slides[:2]
    (tmp_path / first.image).parent.mkdir(parents=True)
    (tmp_path / first.image).write_bytes((ingested.site / first.image).read_bytes())
    written = dict(export_path(row.name, [first, second], tmp_path, tmp_path / "out"))
    assert isinstance(written[first.image], Path)
    assert isinstance(written[second.image], Failure)


@pytest.mark.parametrize("row", FORMATS)
def test_an_unknown_variant_is_an_error_that_names_the_choices(row: ExportFormat) -> None:
    with pytest.raises(UsageError) as caught:
        variant_of(row, "nothing")
    assert all(variant in caught.value.remedy for variant in row.variants)


def test_an_unknown_format_is_an_error_that_names_the_choices() -> None:
    with pytest.raises(UsageError) as caught:
        export_format("nothing")
    assert all(name in caught.value.remedy for name in EXPORTS)


def test_help_lists_every_format_and_variant() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "slidescan", "export", "--help"], capture_output=True, text=True
    )
    help_text = " ".join(done.stdout.split())
    for row in EXPORTS.values():
        assert f"{row.name} ({row.summary})" in help_text
        assert all(variant in help_text for variant in row.variants)
