"""Options and query of a search."""

from __future__ import annotations

import pytest

from slidescan.cli.query_arguments import split_query
from slidescan.errors import UsageError

TAKES_VALUE = {"--limit": True, "-n": True, "--group": False, "--help": False, "-h": False}


@pytest.mark.parametrize(
    ("arguments", "options", "query"),
    [
        ("data lake --limit 3", ["--limit", "3"], ["data", "lake"]),
        ("data -lake -n 3", ["-n", "3"], ["data", "-lake"]),
        ("-native -n5", ["-n", "5"], ["-native"]),
        ("--limit=3 --group lake", ["--limit=3", "--group"], ["lake"]),
        ("lake -- --limit -n", [], ["lake", "--limit", "-n"]),
        ("-5 lake", [], ["-5", "lake"]),
        ("-h", ["-h"], []),
    ],
)
def test_options_and_words_are_told_apart(
    arguments: str, options: list[str], query: list[str]
) -> None:
    assert split_query(arguments.split(), TAKES_VALUE) == (options, query)


def test_a_mistyped_option_is_an_error_that_names_the_right_one() -> None:
    with pytest.raises(UsageError, match=r"no option --limits: did you mean --limit\?"):
        split_query(["lake", "--limits", "3"], TAKES_VALUE)
    with pytest.raises(UsageError, match="see slidescan search --help, or put -- before"):
        split_query(["--xyzzy"], TAKES_VALUE)
