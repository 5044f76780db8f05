"""Classes that parse arguments: they refuse unknown options and suggest the right one.

A command whose arguments may start with a minus, such as a query or a coordinate, sorts options
and words first.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from slidescan.cli.help_page import command_page, overview
from slidescan.errors import UsageError

MIN_OPTION_SIMILARITY = 0.6
"""Similarity of a mistyped option to the one that is suggested, 0..1 (Ratcliff and Obershelp)."""

VALUE_KINDS = (
    (re.compile(r"\bvalid int(?:eger)?\b"), "a whole number"),
    (re.compile(r"\bvalid (?:float|number)\b"), "a number"),
    (re.compile(r"\b(\d+)<=x<=(\d+)"), r"\1 to \2"),
    (re.compile(r"(?:\bx>=|\bgreater than or equal to )(\d+)"), r"\1 or more"),
    (re.compile(r"(?:\bx<=|\bless than or equal to )(\d+)"), r"\1 or less"),
)
"""What a value must be, by what typer's message says (0.28 and 0.29 differ)."""

PATH_METAVARS = frozenset(("DIR", "FILE", "FROM", "PATH", "PHOTO", "PNG", "TO"))
"""How help pages call names of files, folders and photos."""

MAY_BE_EMPTY = frozenset(("rendered",))
"""Parameters whose empty name means none."""

_NUMBER = re.compile(r"-[0-9.]")


def suggestion(name: str, choices: Iterable[str]) -> str:
    """The choice that is most like a mistyped name; empty if none is like it."""
    candidates = [choice for choice in choices if len(choice) > 2 or len(name) <= 2]
    lower = {choice.lower(): choice for choice in candidates}
    if name.lower() in lower:
        return lower[name.lower()]
    near = difflib.get_close_matches(name, candidates, n=1, cutoff=MIN_OPTION_SIMILARITY)
    return near[0] if near else ""


def unknown_option(
    name: str, options: Iterable[str], command: str, otherwise: str = ""
) -> UsageError:
    """The error for an option that a command doesn't have.

    Args:
        name: As typed.
        options: The command's options.
        command: As the user calls it, such as `slidescan search`.
        otherwise: What else the user can do.
    """
    near = suggestion(name, options)
    remedy = f"did you mean {near}?" if near else f"see {command} --help"
    if otherwise:
        remedy += f" Or {otherwise}" if near else f", or {otherwise}"
    return UsageError(f"there is no option {name}", remedy)


def split_arguments(
    arguments: Sequence[str],
    takes_value: Mapping[str, bool],
    is_word: Callable[[str], bool],
    refuse: Callable[[str], UsageError],
) -> tuple[list[str], list[str]]:
    """Splits arguments into options and words.

    Everything after `--` is a word.

    Args:
        arguments: As typed.
        takes_value: Whether an option takes a value, by the option's name.
        is_word: Whether an argument that isn't an option is a word.
        refuse: Makes the error for an argument that is neither.

    Raises:
        UsageError: An argument is neither.
    """
    options: list[str] = []
    words: list[str] = []
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if argument == "--":
            return options, [*words, *rest]
        name, has_value, _ = argument.partition("=")
        # `-n5` is `-n 5`, but `-native` is a word.
        joined = re.fullmatch(r"(-[a-zA-Z])([0-9]+)", argument)
        if argument in takes_value:
            options.append(argument)
            if takes_value[argument] and rest:
                options.append(rest.pop(0))
        elif has_value and name.startswith("--") and name in takes_value:
            options.append(argument)
        elif joined and takes_value.get(joined[1]):
            options += [joined[1], joined[2]]
        elif is_word(argument):
            words.append(argument)
        else:
            raise refuse(name)
    return options, words


def _value_error(error: TyperException, command: str) -> Exception:
    """The error for a value that is missing or not of its type, in words of our own."""
    remedy = f"see {command} --help"
    # The error for an option without its value has the option's name alone.
    if option := getattr(error, "option_name", ""):
        return UsageError(f"{option} needs a value", remedy)
    parameter = getattr(error, "param", None)
    if parameter is None:
        return error
    name = _name_of(parameter)
    if type(error).__name__ == "MissingParameter":
        return UsageError(f"{name} is missing", remedy)
    for sign, needed in VALUE_KINDS:
        if match := sign.search(error.message):
            return UsageError(f"{name} takes {match.expand(needed)}", remedy)
    return error


def _name_of(parameter: Any) -> str:  # noqa: ANN401 - typer's own type
    """The name of an option or argument on help pages."""
    is_option = parameter.param_type_name == "option"
    name = max(parameter.opts, key=len) if is_option else parameter.metavar
    return str(name or parameter.name.upper())


def _refuse_empty_paths(
    parameters: Iterable[Any], values: Mapping[str, Any], arguments: Sequence[str], command: str
) -> None:
    """Refuses the empty name of a file, folder or photo, as from a variable that is not set.

    To pathlib, it is the current folder.
    """
    here = Path()
    words = [a.partition("=")[2] if a.startswith("--") and "=" in a else a for a in arguments]
    if "" not in words:
        return
    has_dot = any(word and Path(word) == here for word in words)
    empty = ("",) if has_dot else ("", here)
    for parameter in parameters:
        value = values.get(parameter.name)
        given = value if isinstance(value, list | tuple) else (value,)
        is_path = parameter.metavar in PATH_METAVARS and parameter.name not in MAY_BE_EMPTY
        if is_path and any(each in given for each in empty):
            remedy = f"set the variable that holds it, or see {command} --help"
            raise UsageError(f"{_name_of(parameter)} is empty", remedy)


class CheckedCommand(TyperCommand):
    """A command that refuses unknown options, and shows its help page."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's own type
        """Parses the arguments.

        Raises:
            UsageError: An option doesn't exist, a value is missing or isn't of its type, or the
                name of a file is empty.
        """
        given = list(args)
        try:
            rest = super().parse_args(ctx, args)
        except TyperException as error:
            # Only the error for an unknown option has possibilities.
            if not hasattr(error, "possibilities"):
                raise _value_error(error, ctx.command_path) from error
            name = str(getattr(error, "option_name", ""))
            raise unknown_option(name, self.option_flags(ctx), ctx.command_path) from error
        _refuse_empty_paths(self.get_params(ctx), ctx.params, given, ctx.command_path)
        return rest

    def option_flags(self, ctx: Any) -> dict[str, bool]:  # noqa: ANN401 - typer's own type
        """Whether an option takes a value, by the option's name."""
        return {
            name: not getattr(parameter, "is_flag", False) and parameter.name != "help"
            for parameter in self.get_params(ctx)
            if parameter.param_type_name == "option"
            for name in (*parameter.opts, *parameter.secondary_opts)
        }

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer's own types
        """Writes the help page."""
        formatter.write(command_page(self, ctx))


class PointsCommand(CheckedCommand):
    """A command whose arguments may be negative numbers."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's own type
        """Parses the arguments after sorting options and numbers."""
        flags = self.option_flags(ctx)
        options, words = split_arguments(
            args,
            flags,
            lambda word: not word.startswith("-") or _NUMBER.match(word) is not None,
            lambda name: unknown_option(name, flags, ctx.command_path),
        )
        return super().parse_args(ctx, [*options, "--", *words] if words else options)


class Commands(TyperGroup):
    """All commands; without one, it shows the help page."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's own type
        """Parses the options before the command.

        Raises:
            UsageError: There is no such option or command.
        """
        if not args and not ctx.resilient_parsing:
            args = ["--help"]
        try:
            rest = super().parse_args(ctx, args)
        except TyperException as error:
            if not hasattr(error, "possibilities"):
                raise
            options = [name for parameter in self.get_params(ctx) for name in parameter.opts]
            raise unknown_option(
                str(getattr(error, "option_name", "")), options, "slidescan"
            ) from error
        return rest

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - typer's own types
        """Finds the command.

        Raises:
            UsageError: There is no such command.
        """
        if args and not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            near = suggestion(args[0], self.list_commands(ctx))
            remedy = f"did you mean slidescan {near}?" if near else "see slidescan --help"
            raise UsageError(f"there is no command “{args[0]}”", remedy)
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer's own types
        """Writes the help page."""
        formatter.write(overview(self, ctx))
