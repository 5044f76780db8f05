"""Indexes of made slides, and slides for them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from slidescan.core.records import Failure, Slide
from slidescan.search import manager as fulltext
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import StoredPhoto, StoredReading
from support.factories import link, slide

LAKE = slide("a.jpg", ("Building a Data Lake", "Kinesis streams", "Amazon S3"), links=[link()])
PIPE = slide(
    "b.jpg",
    ("AWS CodePipeline", "Builds and deploys data"),
    links=[link("p/b.md", date="2024-01-05", tags=("ops",), title="Ops", section=("Delivery",))],
)
RUN = slide("c.jpg", ("Running shoes", "the runner runs"), links=())


def filled(folder: Path, *slides: Slide) -> Path:
    """Writes an index of slides without photos; returns its folder."""
    with Catalogue.open(folder, write=True) as catalogue:
        with catalogue.transaction():
            for made in slides:
                catalogue.put_slide(made)
        fulltext.update(catalogue)
    return folder


def stored(root: Path, slides: Iterable[Slide], failures: Iterable[Failure] = ()) -> Path:
    """Writes an index of slides, whose photos lie below `root`; returns its folder."""
    folder = root / "index"
    with Catalogue.open(folder, write=True) as catalogue:
        with catalogue.transaction():
            catalogue.set_site(str(root))
            for slide in slides:
                found = (root / slide.image).stat()
                digest = slide.photo.sha256
                catalogue.put_photo(
                    StoredPhoto(slide.image, digest, found.st_size, found.st_mtime_ns)
                )
                catalogue.put_reading(
                    StoredReading("reader", slide.photo, slide.detection, slide.reading)
                )
                catalogue.put_slide(slide)
            for failure in failures:
                catalogue.put_failure(failure)
            catalogue.set_derived()
        fulltext.update(catalogue)
    return folder
