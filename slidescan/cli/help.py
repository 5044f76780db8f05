"""`slidescan help`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from slidescan.cli.completion import complete_commands


def help_(
    ctx: typer.Context,
    command: Annotated[
        str | None,
        typer.Argument(
            metavar="COMMAND",
            help="A command [default: all of them].",
            autocompletion=complete_commands,
        ),
    ] = None,
) -> None:
    """Show the help page of a command."""
    arguments = ["--help"] if command is None else [command, "--help"]
    root = ctx.find_root()
    # The same page, by the same way, as slidescan COMMAND --help.
    root.command.main(arguments, prog_name=root.info_name, standalone_mode=False)
    sys.stdout.flush()
