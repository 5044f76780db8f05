"""The issues of `slidescan alt --check`, in the formats of `--format`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from slidescan.cli.output.alts import show_alt_issues
from slidescan.cli.output.document import print_json
from slidescan.cli.output.ingests import show_failures
from slidescan.cli.output.terminal import Terminal
from slidescan.core.records import AltIssue, Failure
from slidescan.export.issue_formats import github, sarif
from slidescan.posts.repository import below, repository_root


def _write_text(issues: Sequence[AltIssue], _: Sequence[Failure], root: Path | None) -> None:
    show_alt_issues(issues, Terminal.of(sys.stdout, root))


def _write_json(issues: Sequence[AltIssue], failures: Sequence[Failure], _: Path | None) -> None:
    rows = [issue.to_json() for issue in issues]
    # "alts" is the older name of "faults".
    document = {"faults": rows, "alts": rows, "failures": [each.to_json() for each in failures]}
    print_json(document)


def _write_sarif(issues: Sequence[AltIssue], _: Sequence[Failure], root: Path | None) -> None:
    print_json(sarif(issues, _below(root, None)))


def _write_github(issues: Sequence[AltIssue], _: Sequence[Failure], root: Path | None) -> None:
    # The runner takes paths from its workspace, in which the repository may lie in a folder.
    for line in github(issues, _below(root, os.environ.get("GITHUB_WORKSPACE"))):
        sys.stdout.write(line + "\n")


def _below(site: Path | None, workspace: str | None) -> str:
    """The site's path below the workspace, else below its repository; empty if it is in none."""
    if site is None:
        return ""
    folder = Path(os.path.realpath(site))
    if workspace and folder.is_relative_to(os.path.realpath(workspace)):
        return below(folder, Path(os.path.realpath(workspace)))
    root = repository_root(folder)
    return "" if root is None else below(folder, root)


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
