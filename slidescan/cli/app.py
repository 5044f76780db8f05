"""Builds and runs the command line; reports every user error as one line and an exit code."""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any, NoReturn

import typer
from typer.exceptions import TyperException

from slidescan.cli.arguments import Commands
from slidescan.cli.commands import COMMANDS, HEADINGS, Command
from slidescan.cli.output.terminal import Terminal
from slidescan.core.presence import REACH_REMEDY, reason_of
from slidescan.core.versions import PACKAGE_VERSION
from slidescan.errors import SlidescanError, one_line, without_passwords

UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""Errors that show that standard output can't be written."""

MATRIX_THREADS_VARIABLE = "OPENBLAS_NUM_THREADS"
"""The environment variable for the threads of numpy's matrix library. A query is too small for
several; while they wait, they take as much time as the search."""


def build_app(commands: Sequence[Command] = COMMANDS) -> typer.Typer:
    """Builds the command line with these commands."""
    headings = [(h, [row.name for row in commands if row.heading == h]) for h in HEADINGS]
    app = typer.Typer(
        name="slidescan",
        cls=Commands,
        help="Makes the slide photos of your posts searchable, and writes their alt text.",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "obj": headings},
    )
    app.callback()(_options)
    for row in commands:
        register = app.command(name=row.name, cls=row.kind, context_settings=row.settings())
        register(row.load())
    return app


def _show_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"slidescan {PACKAGE_VERSION}\n")
        raise typer.Exit


def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", "-V", help="Show the version.", is_eager=True, callback=_show_version
        ),
    ] = False,
) -> None:
    del version


def main() -> NoReturn:
    """Runs the command line and exits with its code.

    Loads only the requested command, because typer builds all options of the commands it has.
    """
    os.environ.setdefault(MATRIX_THREADS_VARIABLE, "1")
    chosen = [row for row in COMMANDS if row.name in sys.argv[1:2] and row.name != "help"]
    code = run(build_app(chosen or COMMANDS))
    # Garbage collection at exit would take a twentieth of a search.
    gc.freeze()
    sys.exit(code)


def run(command: Callable[..., Any], args: list[str] | None = None) -> int:
    """Runs a command; returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A character outside the terminal's encoding must not end the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        result = command(args, standalone_mode=False, prog_name="slidescan")
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except SlidescanError as error:
        return _report_error(str(error), error.exit_code)
    except TyperException as error:
        return _report_error(error.format_message(), 2)
    except (typer.Abort, KeyboardInterrupt):
        return _report_error("interrupted", 130)
    except (BrokenPipeError, SystemExit):
        # The reader of the pipe (head, less) closed it; typer turns this into an exit.
        _close_output()
        return 0
    except OSError as error:
        if is_output_error(error):
            _close_output()
            return _report_error(
                f"the output can't be written ({reason_of(error)}): send it elsewhere", 3
            )
        # An error of a file system comes with no bug of slidescan.
        if isinstance(error.filename, (str, bytes)):
            what = f"{os.fsdecode(error.filename)} can't be used ({reason_of(error)})"
        else:
            what = f"reading or writing failed ({reason_of(error)})"
        return _report_error(f"{what}: {REACH_REMEDY}", 1)


def is_output_error(error: OSError) -> bool:
    """Whether an error comes from writing to standard output, which then fails again."""
    if error.errno not in UNWRITABLE or error.filename is not None:
        return False
    try:
        # Python drops what a failed flush held: without a text, another flush would succeed.
        sys.stdout.write("\n")
        sys.stdout.flush()
    except OSError as again:
        return again.errno == error.errno
    return False


def _close_output() -> None:
    """Discards further output, so that Python doesn't complain when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report_error(message: str, code: int) -> int:
    text = f"slidescan: {without_passwords(one_line(message))}"
    Terminal(sys.stderr, color=False).line(text)
    return code
