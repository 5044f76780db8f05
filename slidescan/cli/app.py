"""The table of commands; reports every user error as one line and an exit code."""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand
from typer.exceptions import TyperException

from slidescan.cli.query_arguments import QueryCommand
from slidescan.core.versions import PACKAGE_VERSION
from slidescan.errors import SlidescanError, one_line

UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""Errors that show that standard output can't be written."""

COLLECTED_ALLOCATIONS = 200_000
"""New objects after which Python looks for garbage. With its own 700, it looks through all loaded
modules again and again, which takes an eighth of a search."""

MATRIX_THREADS_VARIABLE = "OPENBLAS_NUM_THREADS"
"""The environment variable for the threads of numpy's matrix library. A query is too small for
several; while they wait, they take as much time as the search."""

LENIENT = {"ignore_unknown_options": True}
"""For commands whose arguments may start with a minus, such as negative coordinates."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command.

    Attributes:
        name: Its name.
        module: Its module below `slidescan.cli`, loaded on first use.
        examples: The last line of the help text.
        settings: Settings of click's context.
        function: The function that typer calls, if it has another name; its docstring is the
            help text.
        kind: The class that parses its arguments.
    """

    name: str
    module: str
    examples: str | None = None
    settings: Mapping[str, bool] = field(default_factory=dict)
    function: str = ""
    kind: type[TyperCommand] = TyperCommand

    def load(self) -> Callable[..., None]:
        """Loads the function that typer calls."""
        module = import_module(f"slidescan.cli.{self.module}")
        function: Callable[..., None] = getattr(module, self.function or self.name)
        return function


COMMANDS = (
    Command("ingest", "ingest", "Example: slidescan ingest static/img/ --lang de"),
    Command(
        "search",
        "search",
        "Examples: slidescan search data lake, slidescan search 'title:\"data lake\" -aws', "
        "slidescan search lake lang:de after:2017-11 --sort date",
        kind=QueryCommand,
    ),
    Command("similar", "search", "Example: slidescan similar IMG_3031.jpg --limit 5"),
    Command("duplicates", "search"),
    Command(
        "show",
        "show",
        "Examples: slidescan show IMG_3031.jpg, slidescan show IMG_3031.jpg --picture found.png",
    ),
    Command(
        "corners",
        "show",
        "Example: slidescan corners IMG_3031.jpg 102,88 1710,130 1698,1040 96,1002",
        LENIENT,
    ),
    Command(
        "alt",
        "alt",
        "Examples: slidescan alt content/blog/my-post.md, slidescan alt --write, "
        "slidescan alt --check --format github",
    ),
    Command(
        "export",
        "export",
        "Examples: slidescan export json --out slides.json, "
        "slidescan export pdf --post my-post --out deck.pdf, "
        "slidescan export site --out static/slides/",
    ),
    Command("import", "archive", "Example: slidescan import slides.json", function="import_"),
    Command(
        "copy",
        "archive",
        "Example: slidescan copy index/ postgresql://slides@db.example.org/slides",
    ),
    Command("serve", "serve", "Example: slidescan serve --open"),
    Command("watch", "watch", "Example: slidescan watch static/img/"),
    Command("status", "status"),
)
"""In the order of the help text."""


def build_app(commands: Sequence[Command] = COMMANDS) -> typer.Typer:
    """Builds the command line with these commands."""
    app = typer.Typer(
        name="slidescan",
        help="Makes the slide photos of your posts searchable, and writes their alt text.",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        epilog="Start with: slidescan ingest static/img/ then slidescan search “data lake”.",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_options)
    for command in commands:
        register = app.command(
            name=command.name,
            cls=command.kind,
            epilog=command.examples,
            context_settings=dict(command.settings),
        )
        register(command.load())
    return app


def _show_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"slidescan {PACKAGE_VERSION}\n")
        raise typer.Exit


def _options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", is_eager=True, callback=_show_version),
    ] = False,
) -> None:
    del version


def main() -> NoReturn:
    """Runs the command line and exits with its code.

    Loads only the requested command, because typer builds all options of the commands it knows.
    """
    gc.set_threshold(COLLECTED_ALLOCATIONS)
    os.environ.setdefault(MATRIX_THREADS_VARIABLE, "1")
    chosen = [command for command in COMMANDS if command.name in sys.argv[1:2]]
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
        if error.errno not in UNWRITABLE:
            raise
        _close_output()
        reason = (error.strerror or str(error)).lower()
        return _report_error(f"the output can't be written ({reason}): send it elsewhere", 3)


def _close_output() -> None:
    """Discards further output, so that Python doesn't complain when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report_error(message: str, code: int) -> int:
    sys.stderr.write(f"slidescan: {one_line(message)}\n")
    return code
