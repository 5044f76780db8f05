"""The help pages: of all commands, and of one with its options, examples and exit codes."""

from __future__ import annotations

import inspect
import shutil
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

MAX_WIDTH = 90
"""Columns of the widest page; longer lines are hard to read."""

MIN_TWO_COLUMNS_WIDTH = 60
"""Columns from which descriptions stand beside their terms, not below."""

MAX_TERM_WIDTH = 24
"""Columns of the widest term that has its description beside it."""

INDENT = "  "

START = (
    ("slidescan ingest", "read the photos that the posts of this site show"),
    ("slidescan search data lake", "find slides"),
    ("slidescan alt", "see the alt texts that it proposes"),
)
"""The first steps on the page of all commands."""

Row = tuple[str, str]
"""A term and its description."""


def page_width() -> int:
    """Columns of a help page on this terminal."""
    return min(shutil.get_terminal_size().columns, MAX_WIDTH)


def overview(group: Any, ctx: Any) -> str:  # noqa: ANN401 - typer's own types
    """The page of all commands.

    Args:
        group: The group of commands.
        ctx: Its context, whose `obj` is the pairs of a heading and the commands below it.
    """
    width = page_width()
    parts = [
        _text(group.help, width),
        _text("Usage: slidescan COMMAND [OPTIONS] [ARGUMENTS]", width),
    ]
    parts.append(_section("Start with", START, width, stacked=True))
    headings: Sequence[tuple[str, Sequence[str]]] = ctx.obj
    commands = {name: group.get_command(ctx, name) for name in group.list_commands(ctx)}
    widest = max(map(len, commands), default=0)
    for heading, listed in headings:
        rows = [(f"{n:<{widest}}", summary_of(commands[n])) for n in listed if n in commands]
        parts.append(_section(heading, rows, width))
    parts.append(_section("Options", _options(group, ctx), width))
    parts.append(
        _text("slidescan help COMMAND shows a command's options, examples and exit codes.", width)
    )
    return "\n".join(part for part in parts if part)


def summary_of(command: Any) -> str:  # noqa: ANN401 - typer's own type
    """The first sentence of a command's help text."""
    first = " ".join(inspect.cleandoc(command.help or "").partition("\n\n")[0].split())
    return first.partition(". ")[0].rstrip(".")


def command_page(command: Any, ctx: Any) -> str:  # noqa: ANN401 - typer's own types
    """The page of one command.

    Args:
        command: The command.
        ctx: Its context, whose `obj` has `examples` and `exit_codes`.
    """
    width = page_width()
    arguments = [p for p in command.get_params(ctx) if p.param_type_name == "argument"]
    usage = " ".join([ctx.command_path, "[OPTIONS]", *map(_usage_of, arguments)])
    parts = [
        textwrap.fill(f"Usage: {usage}", width, subsequent_indent=" " * 7) + "\n",
        _text(command.help, width),
        _section("Arguments", [(_term_of(p), p.help or "") for p in arguments], width),
        _section("Options", _options(command, ctx), width),
    ]
    row = ctx.obj
    if row is not None:
        codes = [(str(code), meaning) for code, meaning in row.exit_codes.items()]
        parts.append(_section("Examples", row.examples, width, stacked=True))
        parts.append(_section("Exit codes", [(f"{c:<3}", m) for c, m in codes], width))
    return "\n".join(part for part in parts if part)


def _text(text: str | None, width: int) -> str:
    """The paragraphs of a help text, each wrapped."""
    paragraphs = inspect.cleandoc(text or "").split("\n\n")
    wrapped = [textwrap.fill(" ".join(each.split()), width) for each in paragraphs if each]
    return "\n\n".join(wrapped) + "\n" if wrapped else ""


def _term_of(parameter: Any) -> str:  # noqa: ANN401 - typer's own type
    return str(parameter.metavar or parameter.name.upper())


def _usage_of(parameter: Any) -> str:  # noqa: ANN401 - typer's own type
    term = _term_of(parameter)
    if parameter.nargs == -1 and not term.endswith("]"):
        term += "…"
    return term if parameter.required or term.startswith("[") else f"[{term}]"


def _options(command: Any, ctx: Any) -> list[Row]:  # noqa: ANN401 - typer's own types
    rows = []
    for parameter in command.get_params(ctx):
        if parameter.param_type_name != "option" or parameter.hidden:
            continue
        short = [name for name in parameter.opts if not name.startswith("--")]
        long = [name for name in parameter.opts if name.startswith("--")]
        long += parameter.secondary_opts  # --no-NAME beside --NAME
        # Long options stand in one column, whether they have a short one or not.
        term = ", ".join([*short, *long]) if short else INDENT * 2 + ", ".join(long)
        if not parameter.is_flag:
            term += f" {_term_of(parameter)}"
        is_pair = bool(parameter.secondary_opts)
        default = long[0] if is_pair and parameter.default is True else parameter.default
        text = parameter.help or ""
        if default not in (None, False, "", ()) and parameter.show_default:
            text += f" [default: {default}]"
        rows.append((term, text))
    return rows


def _section(heading: str, rows: Iterable[Row], width: int, *, stacked: bool = False) -> str:
    """A heading and rows of a term and its description, in two columns if there is room.

    Args:
        heading: The heading.
        rows: The rows.
        width: Columns of the page.
        stacked: Whether terms are lines of a shell, which are never broken.
    """
    lines = [f"{heading}:"]
    listed = list(rows)
    widest = max((len(term) for term, _ in listed), default=0)
    column = min(widest, MAX_TERM_WIDTH) if not stacked else widest
    beside = width >= MIN_TWO_COLUMNS_WIDTH and (not stacked or widest <= width // 2)
    for term, text in listed:
        if beside and len(term) <= column:
            indent = " " * (column + 4)
            head = f"{INDENT}{term:<{column}}{INDENT}"
            filled = textwrap.fill(text, width, initial_indent=head, subsequent_indent=indent)
            lines += filled.rstrip().splitlines()
            continue
        # On a narrow terminal, or after a long term, the description stands below.
        indent = " " * (column + 4) if beside else INDENT * 4
        start = INDENT + (term if beside else term.strip())
        lines.append(start.rstrip())
        if text:
            filled = textwrap.fill(text, width, initial_indent=indent, subsequent_indent=indent)
            lines += filled.splitlines()
    return "\n".join(lines) + "\n" if listed else ""
