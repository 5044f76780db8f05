"""Help pages, short options, and suggestions for what is mistyped."""

from __future__ import annotations

import re
import shlex
from typing import Any

import pytest
import typer
from support.cli import cli

from slidescan.cli.app import build_app
from slidescan.cli.commands import COMMANDS, EXIT_CODES, Command, command

NAMES = [row.name for row in COMMANDS]
NARROW = {"COLUMNS": "40"}


def flags_of(name: str) -> dict[str, bool]:
    """The options of a command, and whether each takes a value."""
    group: Any = typer.main.get_command(build_app())
    chosen = group.commands[name]
    context = chosen.make_context(name, ["--help"], resilient_parsing=True)
    flags: dict[str, bool] = chosen.option_flags(context)
    return flags


def test_without_a_command_the_help_page_is_the_output() -> None:
    bare = cli()
    assert (bare.returncode, bare.stderr) == (0, "")
    assert bare.stdout == cli("--help").stdout == cli("help").stdout
    assert all(re.search(rf"^  {name} ", bare.stdout, re.MULTILINE) for name in NAMES)
    assert "..." not in bare.stdout


@pytest.mark.parametrize("name", NAMES)
def test_help_shows_options_examples_and_exit_codes(name: str) -> None:
    page = cli(name, "--help").stdout
    assert page == cli("help", name).stdout == cli(name, "-h").stdout
    row = command(name)
    assert row is not None
    for line, _ in row.examples:
        assert f"  {line}" in page
    exits = page.split("Exit codes:")[1]
    for code, meaning in row.exit_codes.items():
        assert re.search(rf"^  {code} +{re.escape(meaning[:20])}", exits, re.MULTILINE)
    assert row.exit_codes.keys() >= EXIT_CODES.keys()
    for flag in flags_of(name):
        assert re.search(rf"(^| ){flag}[ ,\n]", page, re.MULTILINE), flag


@pytest.mark.parametrize("name", ["", *NAMES])
def test_help_fits_forty_columns(name: str) -> None:
    page = cli(*filter(None, ["help", name]), env=NARROW).stdout
    examples = {line for row in COMMANDS for line, _ in row.examples}
    # What a reader copies stays on one line.
    broken = [line for line in page.splitlines() if len(line) > 40]
    assert all(line.strip() in examples for line in broken)


@pytest.mark.parametrize(
    ("row", "line"), [(row, line) for row in COMMANDS for line, _ in row.examples]
)
def test_examples_use_commands_and_options_that_exist(row: Command, line: str) -> None:
    program, name, *words = shlex.split(line)
    assert (program, name) == ("slidescan", row.name)
    flags = flags_of(name)
    assert [w for w in words if re.match(r"--?[a-z]", w) and w not in {*flags, "-aws"}] == []


def test_help_on_something_else_is_an_error() -> None:
    done = cli("help", "serch")
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean slidescan search?" in done.stderr


@pytest.mark.parametrize("name", [n for n in NAMES if n != "search"])
def test_every_command_refuses_unknown_options(name: str) -> None:
    for flag in ("--xyzzy", "-Z", "--xyzzy=1"):
        done = cli(name, "a", flag)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            f"slidescan: there is no option {flag.partition('=')[0]}: see slidescan {name} --help\n"
        )


@pytest.mark.parametrize(
    ("args", "meant"),
    [
        (("ingest", ".", "--forse"), "--force"),
        (("ingest", ".", "--dryrun"), "--dry-run"),
        (("ingest", ".", "--job", "2"), "--jobs"),
        (("search", "lake", "--limits", "3"), "--limit"),
        (("corners", "a.jpg", "--nonne"), "--none"),
        (("export", "pdf", "--output", "x.pdf"), "--out"),
        (("status", "--VERIFY"), "--verify"),
        (("--versoin",), "--version"),
        (("-v",), "-V"),
        (("alts",), "slidescan alt"),
        (("Ingest", "."), "slidescan ingest"),
        (("export", "jsn"), "json"),
        (("alt", "--check", "--format", "sariff"), "sarif"),
        (("search", "x", "--sort", "dates"), "date"),
    ],
)
def test_a_typo_is_answered_with_what_was_meant(args: tuple[str, ...], meant: str) -> None:
    done = cli(*args)
    assert done.returncode == 2
    assert f"did you mean {meant}?" in done.stderr
    assert done.stderr.count("\n") == 1


def test_negative_coordinates_are_no_options() -> None:
    done = cli("corners", "none.jpg", "-5,-5", "10,-5", "10,10", "-5.5,10", "--index", "none")
    # It gets as far as the index.
    assert done.returncode == 3


@pytest.mark.parametrize(
    ("name", "short", "long"),
    [
        *((name, "-i", "--index") for name in NAMES if name not in ("copy", "help")),
        ("search", "-n", "--limit"),
        ("similar", "-n", "--limit"),
        ("export", "-o", "--out"),
        ("ingest", "-v", "--verbose"),
        ("ingest", "-j", "--jobs"),
        ("watch", "-j", "--jobs"),
        ("ingest", "-q", "--quiet"),
    ],
)
def test_short_options_follow_convention(name: str, short: str, long: str) -> None:
    assert re.search(rf"^  {short}, {long}\b", cli("help", name).stdout, re.MULTILINE)


def test_the_version_has_a_short_option() -> None:
    assert cli("-V").stdout == cli("--version").stdout != ""
