"""Tells the options of `slidescan search` from the words of its query.

A word with a minus excludes slides (`-lake`), so a query looks like options. A word with two
minuses must be an option; a mistyped one is an error. Everything after `--` is the query.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from slidescan.cli.arguments import CheckedCommand, split_arguments, unknown_option
from slidescan.errors import UsageError

WORDS_REMEDY = "put -- before the query if it is a word"
"""What to do about a word of a query that looks like an option."""


def split_query(
    arguments: Sequence[str], takes_value: Mapping[str, bool]
) -> tuple[list[str], list[str]]:
    """Splits the arguments of a search into its options and the words of its query.

    Args:
        arguments: As typed.
        takes_value: Whether an option takes a value, by the option's name.

    Raises:
        UsageError: A word with two minuses isn't an option.
    """

    def refuse(name: str) -> UsageError:
        return unknown_option(name, takes_value, "slidescan search", WORDS_REMEDY)

    return split_arguments(
        arguments, takes_value, lambda word: re.match(r"--\w", word) is None, refuse
    )


class QueryCommand(CheckedCommand):
    """A command whose arguments are a query."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's own type
        """Parses the arguments after sorting options and words; see `split_query`."""
        options, query = split_query(args, self.option_flags(ctx))
        return super().parse_args(ctx, [*options, "--", *query] if query else options)
