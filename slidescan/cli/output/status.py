"""Prints the contents and problems of the index."""

from __future__ import annotations

from collections.abc import Sequence

from slidescan.cli.output.ingests import (
    show_case_differences,
    show_failures,
    show_missing,
    show_shared,
    show_unclear,
    show_unknown,
    show_unread,
)
from slidescan.cli.output.terminal import Terminal, counted
from slidescan.core.records import Issue, Status
from slidescan.core.text import clean


def show_status(status: Status, to: Terminal) -> None:
    """Prints the contents of the index, the installed engines, and problems."""
    to.line(f"slidescan {status.version}, index {clean(status.index)}")
    if status.site:
        address = f", {clean(status.base_url)}" if status.base_url else ""
        to.line(f"site      {clean(status.site)} ({clean(status.generator or '')}{address})")
        to.line(
            f"slides    {status.slides}: {status.linked} shown by a post,"
            f" {len(status.unlinked)} by none"
        )
        kinds = ", ".join(f"{count} {kind}" for kind, count in status.kinds.items())
        to.line(f"kinds     {kinds or '–'}")
        to.line(f"posts     {status.posts}")
    for engine in status.engines:
        state = clean(engine.model) if engine.available else "not installed"
        languages = f", {counted(len(engine.languages), 'language')}" if engine.available else ""
        label = to.styled(state, "green" if engine.available else "yellow")
        to.line(f"engine    {engine.name}: {label}{languages}")
        if not engine.available:
            to.line(f"          {engine.remedy}")
        elif len(engine.languages) <= 12:
            to.line(f"          {' '.join(engine.languages)}")
    to.line(f"languages {' '.join(status.languages_at_hand) or 'none'} can be read")
    met = ", ".join(f"{count} {code}" for code, count in status.languages_met.items())
    to.line(f"          {met or 'none'} on the slides")
    where = ", ".join(clean(f) for f in status.config_files) or "none"
    to.line(f"config    {where}")
    for name, value in status.defaults.items():
        text = ", ".join(value) if isinstance(value, (tuple, list)) else str(value)
        to.line(to.styled(f"          {name} = {clean(text)}", "dim"))
    for title, paths in (
        ("shown by no post", status.unlinked),
        ("without text (not in searches, unless with --all)", status.textless),
        ("gone (--prune drops them)", status.gone),
        ("posts are drafts, or dated in the future", status.drafts),
        (
            "read by another engine or an earlier version (ingest --refresh reads them again)",
            status.outdated,
        ),
    ):
        _show_paths(title, paths, to)
    show_failures(status.failures, to)
    show_failures(status.unreachable, to, "can't be reached")
    show_unknown(status.unknown_urls, to)
    show_unread(status.unread, to)
    show_missing(status.missing, to, most=10)
    show_unclear(status.unclear, to, most=10)
    show_case_differences(status.case_differences, to, most=10)
    show_shared(status.shared_urls, to)
    for problem in status.problems:
        to.line(f"{to.styled('problem', 'red')}   {clean(problem)}")


def _show_paths(title: str, paths: Sequence[str], to: Terminal, most: int = 10) -> None:
    if not paths:
        return
    to.line(f"{len(paths)} {title}:")
    for path in paths[:most]:
        to.line(f"  {to.file(path)}")
    if len(paths) > most:
        to.line(to.styled(f"  … and {len(paths) - most} more: --json", "dim"))


def show_issues(repaired: Sequence[Issue], left: Sequence[Issue], to: Terminal) -> None:
    """Prints the repaired issues, and those that are left."""
    for issue in repaired:
        to.line(f"repaired: {clean(issue.path)}: {clean(issue.text)}")
    for issue in left:
        remedy = f" ({clean(issue.remedy)})" if issue.remedy else ""
        to.line(f"{clean(issue.path)}: {clean(issue.text)}{remedy}")
    if not left:
        to.line("the index has no issues")
