"""Mistakes are one line and an exit code; help and docs agree with the program."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest
import reference
from support import ROOT
from support.cli import cli
from support.factories import link, slide, tamper

from slidescan.cli.app import run
from slidescan.store.backends.sqlite import CATALOGUE_FILE
from slidescan.store.catalogue import Catalogue
from slidescan.store.lock import exclusive

COMMANDS = (
    "ingest",
    "search",
    "show",
    "corners",
    "alt",
    "export",
    "import",
    "copy",
    "serve",
    "watch",
    "status",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Catalogue.open(tmp_path / "index", write=True) as catalogue, catalogue.transaction():
        catalogue.put_slide(slide("a.jpg", links=[link()]))
        catalogue.put_slide(slide("b/a.jpg"))
        catalogue.set_meta("site", "..")
    return tmp_path


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("ingest", "none"), 2, "none doesn't exist"),
        (("ingest",), 2, "PATH"),
        (("ingest", ".", "--jobs", "0"), 2, "--jobs"),
        (("ingest", ".", "--engine", "magic"), 2, "choose one of auto, rapidocr, tesseract"),
        (("ingest", ".", "--lang", "xx-nothing"), 2, "ISO 639"),
        (("ingest", ".", "--engine", "rapidocr", "--lang", "ru"), 2, "--engine auto"),
        (("ingest", ".", "--site", "none"), 2, "no folder"),
        (("search",), 2, "QUERY is missing: see slidescan search --help"),
        (("copy",), 2, "FROM is missing"),
        (("search", "x", "--limit", "many"), 2, "--limit takes a whole number"),
        (("export", "pdf", "--title"), 2, "--title needs a value: see slidescan export --help"),
        (("search", "x", "--limit", "0"), 2, "--limit takes 1 or more"),
        (("search", "x", "--since", "yesterday"), 2, "2017-11-29"),
        (("search", "x", "--post", "none"), 2, "no post none"),
        (("show", "none.jpg"), 2, "no photo none.jpg"),
        (("alt", "none.md"), 2, "none.md doesn't exist"),
        (("ingest", ""), 2, "PATH is empty: set the variable that holds it"),
        (("ingest", ".", "--site", ""), 2, "--site is empty"),
        (("alt", "--write", ""), 2, "PATH is empty"),
        (("show", ""), 2, "PHOTO is empty"),
        (("export", "site", "--out="), 2, "--out is empty"),
        (("search", "x", "--index", ""), 2, "--index is empty"),
        (("alt", "--write", "--check"), 2, "choose one"),
        (("export", "xml"), 2, "choose from json"),
        (("export", "json", "--out", "no/where/x.json"), 2, "can't be written"),
        (("nonsense",), 2, "nonsense"),
        (("status", "--nonsense"), 2, "nonsense"),
    ],
)
def test_mistakes_are_one_line_errors(
    folder: Path, args: tuple[str, ...], code: int, message: str
) -> None:
    done = cli(*args, cwd=folder)
    assert done.returncode == code
    assert done.stdout == ""
    assert message in done.stderr
    assert done.stderr.startswith("slidescan: ")
    assert done.stderr.count("\n") == 1


def test_a_language_without_an_engine_names_the_package(folder: Path) -> None:
    done = cli("ingest", ".", "--lang", "km", cwd=folder)
    assert done.returncode == 2
    assert "tesseract-ocr-khm" in done.stderr or "install tesseract-ocr" in done.stderr


def test_a_missing_index_says_how_to_make_one(tmp_path: Path) -> None:
    for args in (
        ("search", "x"),
        ("show", "x"),
        ("alt",),
        ("export", "json"),
        ("corners", "x", "--none"),
        ("status", "--repair"),
    ):
        done = cli(*args, cwd=tmp_path)
        assert done.returncode == 3
        assert "slidescan ingest PATH" in done.stderr
    assert cli("status", cwd=tmp_path).returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_photos_without_text_are_found_with_all(folder: Path) -> None:
    with (
        Catalogue.open(folder / "index", write=True) as catalogue,
        catalogue.transaction(),
    ):
        catalogue.put_slide(slide("blank.jpg", (), links=[link(section=("Hallway chats",))]))
    assert json.loads(cli("search", "hallway", "--json", cwd=folder).stdout)["total"] == 0
    found = json.loads(cli("search", "hallway", "--all", "--json", cwd=folder).stdout)
    assert [hit["image"] for hit in found["hits"]] == ["blank.jpg"]
    assert "hallway-chats" in found["hits"][0]["links"][0]["url"]


def test_a_damaged_index_says_what_to_do(folder: Path) -> None:
    (folder / "index" / CATALOGUE_FILE).write_bytes(b"x" * 5000)
    done = cli("search", "x", cwd=folder)
    assert done.returncode == 3
    assert "delete it and ingest again" in done.stderr


def test_a_newer_index_is_refused(folder: Path) -> None:
    tamper(folder / "index" / CATALOGUE_FILE, "PRAGMA user_version = 99")
    done = cli("search", "x", cwd=folder)
    assert done.returncode == 3
    assert "newer" in done.stderr


def test_a_locked_index_refuses_writers_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest = import_module("slidescan.ingest.run")
    monkeypatch.setattr(ingest, "ingesting", partial(exclusive, wait=0.1))
    with exclusive(folder / "index"):
        done = cli("ingest", ".", cwd=folder)
        assert done.returncode == 3
        assert "is writing the index" in done.stderr
        # Readers don't wait.
        assert cli("search", "title", cwd=folder).returncode == 0


def test_an_index_belongs_to_one_site(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with Catalogue.open(folder / "index", write=True) as catalogue, catalogue.transaction():
        from slidescan.store.stored import StoredPhoto

        catalogue.put_photo(StoredPhoto("a.jpg", "0" * 64, 1, 1))
    other = tmp_path_factory.mktemp("other")
    done = cli("ingest", other, "--index", folder / "index", cwd=other)
    assert done.returncode == 2
    assert "belongs to the site" in done.stderr


def test_an_ambiguous_photo_lists_the_choices(folder: Path) -> None:
    assert cli("show", "b/a.jpg", cwd=folder).returncode == 0
    with Catalogue.open(folder / "index", write=True) as catalogue, catalogue.transaction():
        catalogue.put_slide(slide("c/a.jpg"))
        catalogue.forget(["a.jpg"])
    done = cli("show", "a.jpg", cwd=folder)
    assert done.returncode == 2
    assert "b/a.jpg, c/a.jpg" in done.stderr


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("engin = 'x'", "not an option"),
        ("jobs = 'many'", "jobs"),
        ("posts = [1]", "list of texts"),
        ("x = ", "can't be read"),
        ("x = " + "[" * 9999, "nested too deeply"),
        ("a." * 5000 + "b = 1", "too many parts"),
        ('index = "/elsewhere"', "outside its folder"),
        ('index = "../../elsewhere"', "outside its folder"),
        ('site = "/"', "outside its folder"),
        ('posts = ["~/notes"]', "outside its folder"),
        ('index = "a\\u0000b"', "an invalid path"),
        ('describe_url = "https://api.example.org/v1"', "another machine"),
        ('describe_url = "http://127.evil.example/v1"', "another machine"),
    ],
)
def test_invalid_configurations_are_one_line_errors(
    folder: Path, config: str, message: str
) -> None:
    (folder / "slidescan.toml").write_text(config)
    done = cli("search", "x", cwd=folder)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_configuration_gives_defaults_and_the_command_line_overrides(folder: Path) -> None:
    (folder / "index").rename(folder / "kept")
    below = folder / "deep" / "er"
    below.mkdir(parents=True)
    (folder / "pyproject.toml").write_text(
        '[tool.slidescan]\nindex = "kept"\nengine = "tesseract"\n'
    )
    assert cli("search", "title", cwd=below).returncode == 0
    status = cli("status", "--config", cwd=below).stdout
    assert "engine = tesseract" in status
    assert str(folder / "pyproject.toml") in status
    assert cli("search", "title", "--index", "none", cwd=below).returncode == 3
    assert cli("search", "title", cwd=below, env={"SLIDESCAN_INDEX": "none"}).returncode == 3


def test_hostile_text_reaches_no_terminal(folder: Path) -> None:
    bad = slide(
        "evil\x1b[31m\n.jpg", ("\x1b]0;pwned\x07 \x1b[2J title", "<script>x</script> \u202e")
    )
    with Catalogue.open(folder / "index", write=True) as catalogue, catalogue.transaction():
        catalogue.put_slide(bad)
    for args in (("search", "pwned"), ("status",), ("search", "script", "--json")):
        done = cli(*args, cwd=folder)
        assert done.returncode == 0
        assert not any(ord(c) < 32 and c != "\n" for c in done.stdout)
        assert "--json" not in args or "<script>" not in done.stdout


def test_every_command_has_help() -> None:
    assert cli("--version").stdout.startswith("slidescan 0.")
    overview = cli("--help").stdout
    for command in COMMANDS:
        assert command in overview
        assert cli(command, "--help").returncode == 0


def test_pages_made_from_the_code_are_up_to_date(tmp_path: Path) -> None:
    reference.write(tmp_path)
    for page in ("cli.md", "exports.md", "alt-text.md"):
        fresh = (tmp_path / page).read_text("utf-8")
        assert fresh == (ROOT / "docs" / page).read_text("utf-8"), "run: make docs"
    citation = reference.CITATION.read_text("utf-8")
    assert reference.citation(citation) == citation, "run: make docs"


def test_only_what_make_docs_writes_repeats_the_address_of_the_project() -> None:
    address = reference.repository().removeprefix("https://")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("this is no checkout of git")
    names = [name for name in listed.stdout.split("\0") if name]
    paths = [ROOT / name for name in names if (ROOT / name).is_file()]
    holding = {
        path.relative_to(ROOT).as_posix() for path in paths if address.encode() in path.read_bytes()
    }
    assert holding == {"pyproject.toml", "CITATION.cff", "docs/alt-text.md"}


def test_a_reader_is_told_that_the_project_has_no_address() -> None:
    note = "The project has no address yet"
    unset = reference.repository().startswith(reference.PLACEHOLDER)
    assert (note in reference.ci_examples()) == unset


def test_a_closed_pipe_is_no_error(folder: Path) -> None:
    command = f"{sys.executable} -m slidescan export json | head -c 1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "args", [("search", "title"), ("show", "b/a.jpg"), ("export", "json"), ("status",)]
)
def test_output_without_a_reader_is_no_error(folder: Path, args: tuple[str, ...]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "slidescan", *args],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(timeout=600) == 0
    process.stderr.close()


def test_every_command_is_in_the_docs() -> None:
    reference = (ROOT / "docs" / "cli.md").read_text("utf-8")
    readme = (ROOT / "README.md").read_text("utf-8")
    for command in COMMANDS:
        assert f"## slidescan {command}" in reference
        assert command in readme


def test_links_within_the_docs_exist() -> None:
    import re

    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        # What a block of code holds is no link of the page.
        text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
        text = re.sub(r"`[^`\n]*`", "", text)
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
            if "://" not in target and "…" not in target and "address" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_an_error_of_a_disk_is_not_blamed_on_the_output(capsys: pytest.CaptureFixture[str]) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "Input/output error", "/photos/a.jpg")

    assert run(fail) == 1
    error = capsys.readouterr().err
    assert error.startswith("slidescan: /photos/a.jpg can't be used (input/output error)")
    assert "output can't be written" not in error


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("args", [("search", "title"), ("export", "json"), ("status",), ("help",)])
def test_a_full_disk_for_the_output_is_told_as_such(folder: Path, args: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "slidescan", *args],
            cwd=folder,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=600,
        )
    assert done.returncode == 3
    assert done.stderr.startswith("slidescan: the output can't be written (no space left on")


def test_an_empty_name_of_a_built_site_means_none(folder: Path) -> None:
    for path in (".", "./"):
        assert cli("ingest", path, "--rendered", "", "--dry-run", cwd=folder).returncode == 0
