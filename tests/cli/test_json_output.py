"""`--json` of commands that write files or serve a page."""

from __future__ import annotations

import json
import signal
import urllib.request
from pathlib import Path

import pytest
from support.cli import cli, start
from support.factories import link, slide

from slidescan.store.catalogue import Catalogue


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Catalogue.open(tmp_path / "index", write=True) as catalogue, catalogue.transaction():
        catalogue.put_slide(slide("a.jpg", links=[link()]))
        catalogue.set_meta("site", "..")
    return tmp_path


def test_an_export_lists_what_it_wrote_and_what_failed(folder: Path) -> None:
    done = cli("export", "images", "-o", "out", "--json", cwd=folder)
    document = json.loads(done.stdout)
    # The photo is gone.
    assert done.returncode == 1
    assert document["written"] == []
    assert [failure["path"] for failure in document["failures"]] == ["a.jpg"]
    written = cli("export", "alto", "-o", "alto", "--json", cwd=folder)
    assert written.returncode == 0
    [entry] = json.loads(written.stdout)["written"]
    assert entry["image"] == "a.jpg"
    assert (folder / entry["path"]).is_file()


def test_json_and_a_text_on_standard_output_exclude_each_other(folder: Path) -> None:
    done = cli("export", "csv", "--json", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--out" in done.stderr
    done = cli("export", "csv", "-o", "x.csv", "--json", cwd=folder)
    assert json.loads(done.stdout)["out"] == "x.csv"


def test_serve_tells_programs_its_address(folder: Path) -> None:
    process = start("serve", "--port", "0", "--json", cwd=folder)
    try:
        assert process.stdout is not None
        text = ""
        while not text.endswith("}\n"):
            line = process.stdout.readline()
            assert line, f"it ended after {text!r}"
            text += line
        document = json.loads(text)
        assert document["pid"] == process.pid
        assert document["token"] is None
        with urllib.request.urlopen(document["url"], timeout=60) as answer:
            assert answer.status == 200
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def test_serve_does_not_start_with_an_index_that_cannot_be_used(folder: Path) -> None:
    (folder / "index" / "catalogue.sqlite").write_bytes(b"no catalogue" * 1000)
    done = cli("serve", "--port", "0", cwd=folder)
    assert (done.returncode, done.stdout) == (3, "")
    assert "damaged" in done.stderr
    assert "http" not in done.stderr


def test_a_spreadsheet_gets_a_byte_order_mark_and_programs_get_none(folder: Path) -> None:
    with Catalogue.open(folder / "index", write=True) as catalogue, catalogue.transaction():
        catalogue.put_slide(slide("b.jpg", ("Datenräume",)))
    for variant, mark in ((), b""), (("--as", "spreadsheet"), b"\xef\xbb\xbf"):
        done = cli("export", "csv", "-o", "x.csv", *variant, cwd=folder)
        assert (done.returncode, done.stdout) == (0, "x.csv: written\n")
        data = (folder / "x.csv").read_bytes()
        assert data.startswith(mark + b"image,title")
        assert "Datenräume".encode() in data
