"""`export images`: a clean picture for each slide, without metadata."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.cli import cli
from support.exports import export_path
from support.samples import Ingested, copy_samples

from slidescan.core.export_list import EXPORT_LIST_NAME
from slidescan.core.records import Failure, Options
from slidescan.errors import UsageError
from slidescan.library import Library


def test_each_slide_becomes_a_picture_without_metadata(ingested: Ingested, tmp_path: Path) -> None:
    out = tmp_path / "slides"
    slides = list(ingested.library.slides())
    written = dict(export_path("images", slides, ingested.site, out))
    expected = {slide.image for slide in slides if not slide.textless}
    assert set(written) == expected
    assert len(expected) == len(slides) - 1
    files = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    files.remove(EXPORT_LIST_NAME)
    assert "static/img/northwind/IMG_4104.jpg" in files
    assert "static/img/northwind/IMG_4203.jpg" in files  # a HEIC
    assert len(files) == len(expected)
    for slide in slides:
        path = written.get(slide.image)
        if path is None:
            continue
        assert isinstance(path, Path)
        with Image.open(path) as picture:
            assert picture.format == "JPEG"
            assert not picture.getexif()
            assert "exif" not in picture.info
            assert "icc_profile" not in picture.info
            ratio = picture.width / picture.height
        if slide.detection.quad is not None:
            assert min(abs(ratio / a - 1) for a in (16 / 9, 16 / 10, 4 / 3)) < 0.01


def test_missing_and_changed_photos_are_failures(ingested: Ingested, tmp_path: Path) -> None:
    site = copy_samples(tmp_path / "site")
    folder = site / "static" / "img" / "northwind"
    (folder / "IMG_4104.jpg").unlink()
    shutil.copy(folder / "IMG_4102.jpg", folder / "IMG_4103.jpg")
    slides = [s for s in ingested.library.slides() if "northwind/IMG_410" in s.image]
    written = dict(export_path("images", slides, site, tmp_path / "out", "webp"))
    failed = written.pop("static/img/northwind/IMG_4104.jpg")
    assert isinstance(failed, Failure)
    changed = written.pop("static/img/northwind/IMG_4103.jpg")
    assert isinstance(changed, Failure)
    assert "has changed since it was read" in changed.reason
    assert {path.suffix for path in written.values() if isinstance(path, Path)} == {".webp"}
    # Their common folder is left out.
    assert (tmp_path / "out" / "IMG_4101.webp").is_file()
    assert [path.name for path in (tmp_path / "out").glob(".*")] == [EXPORT_LIST_NAME]


def test_pictures_stay_below_the_output_folder(ingested: Ingested, tmp_path: Path) -> None:
    from dataclasses import replace

    slide = next(s for s in ingested.library.slides() if s.image.endswith("IMG_4104.jpg"))
    root = tmp_path / "a" / "b"
    (root / "in").mkdir(parents=True)
    for place in ("in/x.jpg", "in/x.png", "../../x.jpg"):
        target = Path(os.path.normpath(root / place))
        shutil.copy(ingested.site / slide.image, target)
    strange = [replace(slide, image=i) for i in ("in/x.jpg", "in/x.png", "../../x.jpg")]
    out = tmp_path / "a" / "out"
    written = dict(export_path("images", strange, root, out))
    for path in written.values():
        assert isinstance(path, Path)
        assert path.resolve().is_relative_to(out.resolve())
    assert len({str(path).casefold() for path in written.values()}) == 3


def test_the_command_needs_a_folder_and_a_known_format(ingested: Ingested, tmp_path: Path) -> None:
    index = ingested.site / "index"
    done = cli("export", "images", "--index", index, cwd=tmp_path)
    assert done.returncode == 2
    assert "--out DIR" in done.stderr
    done = cli("export", "images", "--index", index, "--out", "o", "--as", "gif", cwd=tmp_path)
    assert done.returncode == 2
    assert "choose from jpeg, webp" in done.stderr
    done = cli("export", "images", "--index", index, "--out", "o", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("→") == 15
    (tmp_path / "file").write_text("no folder")
    done = cli("export", "images", "--index", index, "--out", "file", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_an_unknown_format_is_an_error() -> None:
    with pytest.raises(UsageError):
        export_path("images", [], Path(), Path(), "gif")


def test_paper_is_white(ingested: Ingested, tmp_path: Path) -> None:
    slide = next(s for s in ingested.library.slides() if s.image.endswith("IMG_4104.jpg"))
    (_, path), *_ = export_path("images", [slide], ingested.site, tmp_path)
    assert isinstance(path, Path)
    with Image.open(path) as picture:
        pixels = np.asarray(picture)
    height, width = pixels.shape[:2]
    paper = pixels[int(0.7 * height) : int(0.85 * height), int(0.6 * width) : int(0.9 * width)]
    assert np.median(paper) > 225


def test_an_ingest_leaves_out_what_was_exported(ingested: Ingested, tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(ingested.site, site)
    library = Library(site / "index", Options(jobs=1))
    before = library.ingest([site / "static"])
    count = len(list(library.slides()))
    assert before.exported == 0
    out = site / "static/clean"
    done = cli("export", "images", "--index", site / "index", "--out", out)
    assert done.returncode == 0, done.stderr
    written = done.stdout.count("→")
    after = library.ingest([site / "static"])
    assert (after.photos, after.exported, after.pruned) == (before.photos, written, 0)
    assert after.photos_read == 0

    # Another version has read the pictures as photos; they leave the index again.
    (out / EXPORT_LIST_NAME).rename(out / "list")
    assert library.ingest([out]).photos_read == written
    (out / "list").rename(out / EXPORT_LIST_NAME)
    assert library.ingest([out]).pruned == written
    assert len(list(library.slides())) == count
