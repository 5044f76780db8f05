"""Tells the options of `slidescan search` from the words of its query.

A word with a minus excludes slides (`-lake`), so a query looks like options. A word with two
minuses must be an option; a mistyped one is an error. Everything after `--` is the query.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from typer.core import TyperCommand

from slidescan.errors import UsageError

MIN_OPTION_SIMILARITY = 0.6
"""Similarity of a mistyped option to the one that is suggested, 0..1 (Ratcliff and Obershelp)."""


def split_arguments(
    arguments: Sequence[str], takes_value: Mapping[str, bool]
) -> tuple[list[str], list[str]]:
    """Splits the arguments of a search into its options and the words of its query.

    Args:
        arguments: As typed.
        takes_value: Whether an option takes a value, by the option's name.

    Raises:
        UsageError: A word with two minuses isn't an option.
    """
    options: list[str] = []
    query: list[str] = []
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if argument == "--":
            return options, [*query, *rest]
        name, has_value, _ = argument.partition("=")
        # `-n5` is `-n 5`, but `-native` is an excluded word.
        joined = re.fullmatch(r"(-[a-zA-Z])([0-9]+)", argument)
        if argument in takes_value:
            options.append(argument)
            if takes_value[argument] and rest:
                options.append(rest.pop(0))
        elif has_value and name.startswith("--") and name in takes_value:
            options.append(argument)
        elif joined and takes_value.get(joined[1]):
            options += [joined[1], joined[2]]
        elif re.match(r"--\w", argument):
            raise UsageError(f"there is no option {name}", _remedy(name, takes_value))
        else:
            query.append(argument)
    return options, query


def _remedy(name: str, takes_value: Mapping[str, bool]) -> str:
    long_options = [option for option in takes_value if option.startswith("--")]
    near = difflib.get_close_matches(name, long_options, n=1, cutoff=MIN_OPTION_SIMILARITY)
    words = "put -- before the query if it is a word"
    return f"did you mean {near[0]}? Or {words}" if near else f"see --help, or {words}"


class QueryCommand(TyperCommand):
    """A command whose arguments are a query."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's own type
        """Parses the arguments after sorting options and words; see `split_arguments`."""
        takes_value = {
            name: not getattr(parameter, "is_flag", False) and not _is_help(parameter)
            for parameter in self.get_params(ctx)
            if parameter.param_type_name == "option"
            for name in (*parameter.opts, *parameter.secondary_opts)
        }
        options, query = split_arguments(args, takes_value)
        return super().parse_args(ctx, [*options, "--", *query] if query else options)


def _is_help(parameter: object) -> bool:
    return getattr(parameter, "name", "") == "help"
