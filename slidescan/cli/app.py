"""All commands in one table; every error that a person can cause is one line and an exit code."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, NoReturn

import typer
from typer.exceptions import TyperException

from slidescan.cli.alt import alt
from slidescan.cli.archive import copy, import_
from slidescan.cli.export import export
from slidescan.cli.ingest import ingest
from slidescan.cli.search import duplicates, search, similar
from slidescan.cli.serve import serve
from slidescan.cli.show import corners, show
from slidescan.cli.status import status
from slidescan.cli.watch import watch
from slidescan.core.versions import PACKAGE_VERSION
from slidescan.errors import SlidescanError, one_line

UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""Errors that mean that standard output can't be written."""

LENIENT = {"ignore_unknown_options": True}
"""For commands whose arguments may start with a minus: `-word`, negative coordinates."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command.

    Attributes:
        run: The function that typer calls; its docstring is the help text.
        examples: Last line of the help text.
        name: Its name, unless the function's.
        settings: Settings of click's context.
    """

    run: Callable[..., None]
    examples: str | None = None
    name: str | None = None
    settings: Mapping[str, bool] = field(default_factory=dict)


COMMANDS = (
    Command(ingest, "Example: slidescan ingest static/img/ --lang de"),
    Command(
        search,
        "Examples: slidescan search data lake, slidescan search 'title:\"data lake\" -aws', "
        "slidescan search lake lang:de after:2017-11 --sort date",
        settings=LENIENT,
    ),
    Command(similar, "Example: slidescan similar IMG_3031.jpg --limit 5"),
    Command(duplicates),
    Command(
        show,
        "Examples: slidescan show IMG_3031.jpg, slidescan show IMG_3031.jpg --picture found.png",
    ),
    Command(
        corners,
        "Example: slidescan corners IMG_3031.jpg 102,88 1710,130 1698,1040 96,1002",
        settings=LENIENT,
    ),
    Command(
        alt,
        "Examples: slidescan alt content/blog/my-post.md, slidescan alt --write, "
        "slidescan alt --check --format github",
    ),
    Command(
        export,
        "Examples: slidescan export json --out slides.json, "
        "slidescan export pdf --post my-post --out deck.pdf, "
        "slidescan export site --out static/slides/",
    ),
    Command(import_, "Example: slidescan import slides.json", name="import"),
    Command(copy, "Example: slidescan copy index/ postgresql://slides@db.example.org/slides"),
    Command(serve, "Example: slidescan serve --open"),
    Command(watch, "Example: slidescan watch static/img/"),
    Command(status),
)
"""In the order of the help text."""

app = typer.Typer(
    name="slidescan",
    help="Makes the slide photos of your posts searchable, and writes their alt text.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog="Start with: slidescan ingest static/img/ then slidescan search “data lake”.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in COMMANDS:
    app.command(
        name=command.name, epilog=command.examples, context_settings=dict(command.settings)
    )(command.run)


def _show_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"slidescan {PACKAGE_VERSION}\n")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", is_eager=True, callback=_show_version),
    ] = False,
) -> None:
    del version


def main() -> NoReturn:
    """Runs the command line and exits with its code."""
    sys.exit(run(app))


def run(command: Callable[..., Any], args: list[str] | None = None) -> int:
    """Runs a command; returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A character that the terminal's encoding lacks must not end the program.
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
        # The reader of a pipe (head, less) closed it; typer turns that into an exit.
        _close_output()
        return 0
    except OSError as error:
        if error.errno not in UNWRITABLE:
            raise
        _close_output()
        reason = (error.strerror or str(error)).lower()
        return _report_error(f"the output can't be written ({reason}): send it elsewhere", 3)


def _close_output() -> None:
    """Discards further output, so that Python does not complain when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report_error(message: str, code: int) -> int:
    sys.stderr.write(f"slidescan: {one_line(message)}\n")
    return code
