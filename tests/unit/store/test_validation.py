"""Stored records of wrong types are reported as damage."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from support.factories import slide, tamper
from support.samples import Ingested

from slidescan.errors import IndexDamaged
from slidescan.library import Library
from slidescan.store.backends.sqlite import CATALOGUE_FILE
from slidescan.store.validation import check_path, check_slide


@pytest.fixture
def site(ingested: Ingested, tmp_path: Path) -> Path:
    return shutil.copytree(ingested.site, tmp_path / "site")


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (
            "UPDATE slides SET slide = json_set(slide, '$.confidence', 7, '$.title', 7)",
            "IndexDamaged",
        ),
        (
            "UPDATE slides SET slide = json_set(slide, '$.taken', 'x', '$.photo.taken', 'x')",
            "isoformat",
        ),
        ("UPDATE slides SET slide = json_set(slide, '$.image', '../a.jpg')", "leads out"),
        ("UPDATE slides SET slide = json_set(slide, '$.language', '../../x')", "no language"),
        ("UPDATE photos SET mtime = x'ff'", "neither text nor"),
        ("UPDATE meta SET value = printf('%.5000c', 'a') WHERE key = 'site'", "no path"),
    ],
)
def test_records_of_wrong_types_are_damage(site: Path, statement: str, message: str) -> None:
    tamper(site / "index" / CATALOGUE_FILE, statement)
    library = Library(site / "index")
    with pytest.raises(IndexDamaged) as caught:
        library.dump()
        library.status()
    assert message in repr(caught.value) or message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("column", ["size", "mtime"])
@pytest.mark.parametrize("value", ["x'ff'", "'null'", "'../../../etc/passwd'", "1e300"])
def test_files_of_posts_of_wrong_types_are_damage(site: Path, column: str, value: str) -> None:
    tamper(site / "index" / CATALOGUE_FILE, f"UPDATE posts SET {column} = {value}")
    with pytest.raises(IndexDamaged, match="can't be read"):
        Library(site / "index").alts()


def test_valid_records_are_accepted_and_unsafe_paths_refused() -> None:
    assert check_slide(slide("back\\slash.jpg"))
    assert check_path("a/b.jpg") == "a/b.jpg"
    for bad in ("", "/a", "../a", "a/../b", "a\0b", "a//b", "\ud800", "x" * 256):
        with pytest.raises((ValueError, TypeError)):
            check_path(bad)


@pytest.mark.parametrize("language", ["en", "zh-hant", "pt_BR", "deu", "Devanagari"])
def test_codes_of_languages_are_accepted(language: str) -> None:
    assert check_slide(replace(slide(), language=language)).language == language


@pytest.mark.parametrize("language", ["", "..", "../x", "a/b", "e", "en us", 'en"', "x" * 300])
def test_other_languages_are_refused(language: str) -> None:
    with pytest.raises(ValueError, match="no language"):
        check_slide(replace(slide(), language=language))
