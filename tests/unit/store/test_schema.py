"""Catalogues, archives and statements follow from the table of tables."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from slidescan.store import serialization
from slidescan.store.archive import EXPORTED_SEPARATELY, SHAPED, copy, sections
from slidescan.store.backends.sqlite import CATALOGUE_FILE
from slidescan.store.catalogue import Catalogue
from slidescan.store.schema import BY_NAME, RECORD_TABLES, TABLES, Column, upsert


def test_a_new_catalogue_has_every_table_and_column(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path, write=True) as catalogue:
        for table in TABLES:
            assert catalogue.database.columns(table.name) == tuple(table.columns)
    with contextlib.closing(sqlite3.connect(tmp_path / CATALOGUE_FILE)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_an_archive_holds_every_record_table() -> None:
    names = {section.name for section in sections()}
    for table in RECORD_TABLES:
        section = SHAPED.get(table.name)
        assert table.name in EXPORTED_SEPARATELY or (section or table).name in names


ROW = ("p.md", "a.jpg", "text")


@pytest.mark.parametrize("name", ["written", "long_texts", "described"])
def test_rows_are_copied_archived_checked_and_deleted(tmp_path: Path, name: str) -> None:
    (section,) = (each for each in sections() if each.name == name)
    with (
        Catalogue.open(tmp_path / "a", write=True) as source,
        Catalogue.open(tmp_path / "b", write=True) as target,
    ):
        source.put_rows(name, [ROW])
        assert section.dump(source, {}) == [list(ROW)]
        section.load(source, list(ROW), {})
        assert tuple(source.rows(name)) == (ROW,)
        copy(source, target, tmp_path, replace=False)
        assert tuple(target.rows(name)) == (ROW,)
        with pytest.raises(serialization.MALFORMED):
            section.load(target, ["p.md", "a.jpg", 7], {})
        target.empty()
        assert tuple(target.rows(name)) == ()


def test_flags_are_truth_values_and_serial_numbers_are_assigned(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path, write=True) as catalogue:
        catalogue.put_rows("photos", [("a.jpg", "ab", 1, 2, 1)])
        edit = (70, "now", "a.jpg", "ab", "alt", "a", "b", "null", "")
        catalogue.put_rows("mended", [edit, edit])
        assert [each.number for each in catalogue.edits.history()] == [1, 2]
        assert catalogue.underived() == ()


def test_upsert_names_the_key() -> None:
    assert upsert("meta").endswith("ON CONFLICT (key) DO UPDATE SET value = excluded.value")
    assert upsert("removed").endswith("ON CONFLICT DO NOTHING")
    assert Column.SERIAL in BY_NAME["mended"].columns.values()
    assert "number" not in upsert("mended").partition("VALUES")[0]
