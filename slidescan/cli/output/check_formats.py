"""The issues of `slidescan alt --check`, in the formats of `--format`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from slidescan.alt.annotated_paths import site_prefix
from slidescan.cli.output.alts import show_alt_issues
from slidescan.cli.output.document import print_json
from slidescan.cli.output.ingests import show_failures
from slidescan.cli.output.terminal import Terminal
from slidescan.core.records import AltIssue, Failure
from slidescan.export.issue_formats import github, sarif


def _write_text(issues: Sequence[AltIssue], _: Sequence[Failure], root: Path | None) -> None:
    show_alt_issues(issues, Terminal.of(sys.stdout, root))


def _write_json(issues: Sequence[AltIssue], failures: Sequence[Failure], _: Path | None) -> None:
    rows = [issue.to_json() for issue in issues]
    # "alts" is the older name of "faults".
    document = {"faults": rows, "alts": rows, "failures": [each.to_json() for each in failures]}
    print_json(document)


def _write_sarif(issues: Sequence[AltIssue], _: Sequence[Failure], root: Path | None) -> None:
    print_json(sarif(issues, site_prefix(root)))


def _write_github(issues: Sequence[AltIssue], _: Sequence[Failure], root: Path | None) -> None:
    # The runner takes paths from its workspace, in which the repository may lie in a folder.
    for line in github(issues, site_prefix(root, os.environ.get("GITHUB_WORKSPACE"))):
        sys.stdout.write(line + "\n")


Writer = Callable[[Sequence[AltIssue], Sequence[Failure], Path | None], None]

CHECK_FORMATS: Mapping[str, Writer] = {
    "text": _write_text,
    "json": _write_json,
    "github": _write_github,
    "sarif": _write_sarif,
}
"""The functions that print the issues, by the name of the format."""


def write_issues(
    format_: str, issues: Sequence[AltIssue], failures: Sequence[Failure], root: Path | None = None
) -> None:
    """Prints issues on standard output, and failures on standard error.

    Args:
        format_: One of `CHECK_FORMATS`.
        issues: The issues.
        failures: Posts that could not be read.
        root: The site, for links to its files; None if it is not known.
    """
    CHECK_FORMATS[format_](issues, failures, root)
    show_failures(failures, Terminal.of(sys.stderr, None))
