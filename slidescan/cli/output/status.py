"""Prints the contents and problems of the index."""

from __future__ import annotations

from collections.abc import Sequence

from slidescan.cli.output.ingests import (
    limit,
    show_case_differences,
    show_failures,
    show_missing,
    show_shared,
    show_unclear,
    show_unknown,
    show_unread,
)
from slidescan.cli.output.terminal import Terminal, counted
from slidescan.core.languages import language_label
from slidescan.core.records import Issue, Status
from slidescan.core.text import clean

STATUS_VALUE_COLUMN = 11
"""The column at which values begin."""


def show_status(status: Status, to: Terminal, *, verbose: bool = False) -> None:
    """Prints what is there, what is wrong and what to do about it, then everything else.

    Args:
        status: The status.
        to: The terminal.
        verbose: Whether to list everything.
    """
    if status.site:
        to.line(to.styled(_contents(status), "bold"))
        address = f", {clean(status.base_url)}" if status.base_url else ""
        site = f"{clean(status.site)} ({clean(status.generator or '')}{address})"
        to.line(f"site   {site}", hang=7)
    to.line(f"index  {clean(status.index)}", hang=7)
    to.line()
    _show_issues_to_solve(status, to, verbose=verbose)
    to.line()
    for title, paths in (
        ("shown by no post", status.unlinked),
        ("without text, in searches only with --all", status.textless),
        ("shown by posts that are drafts or of the future", status.drafts),
    ):
        _show_paths(title, "", paths, to, limit(3, verbose=verbose))
    if status.kinds:
        kinds = ", ".join(f"{count} {kind}" for kind, count in status.kinds.items())
        to.line(f"kinds      {kinds}", hang=STATUS_VALUE_COLUMN)
    _show_languages(status, to, verbose=verbose)
    _show_engines(status, to)
    to.line(to.styled(f"slidescan {status.version}; status --config shows the options", "dim"))


def show_config(status: Status, to: Terminal) -> None:
    """Prints the configuration file, and the options that apply."""
    files = ", ".join(clean(file) for file in status.config_files)
    where = files or "none: slidescan.toml, or [tool.slidescan] in pyproject.toml"
    to.line(f"config     {where}", hang=STATUS_VALUE_COLUMN)
    for name, value in status.defaults.items():
        text = ", ".join(value) if isinstance(value, (tuple, list)) else str(value)
        to.line(f"  {name} = {clean(text)}")


def _contents(status: Status) -> str:
    return (
        f"{counted(status.slides, 'slide')}: {status.linked} shown by a post,"
        f" {len(status.unlinked)} by none; {counted(status.posts, 'post')}"
    )


def _show_issues_to_solve(status: Status, to: Terminal, *, verbose: bool) -> None:
    """Prints what is wrong, each with what to do, or that nothing is."""
    for problem in status.problems:
        to.line(f"{to.styled('problem:', 'red')} {clean(problem)}")
    if status.failures:
        count = counted(len(status.failures), "file")
        to.line(f"{to.styled(f'{count} could not be read', 'red')}:")
        show_failures(status.failures, to)
    show_failures(status.unreachable, to, "can't be reached")
    most = limit(5, verbose=verbose)
    show_missing(status.missing, to, most)
    for title, remedy, paths in (
        ("gone", "slidescan ingest --prune drops them", status.gone),
        (
            "read by another engine or an earlier version",
            "slidescan ingest --refresh reads them again",
            status.outdated,
        ),
    ):
        _show_paths(title, remedy, paths, to, limit(3, verbose=verbose))
    show_unread(status.unread, to, limit(3, verbose=verbose))
    show_unknown(status.unknown_urls, to, most)
    show_unclear(status.unclear, to, most)
    show_case_differences(status.case_differences, to, most)
    show_shared(status.shared_urls, to, most)
    issues: tuple[object, ...] = (*status.problems, *status.failures, *status.missing)
    issues += (*status.gone, *status.outdated, *status.unreachable, *status.unread)
    issues += (*status.unknown_urls, *status.unclear, *status.case_differences)
    if not (*issues, *status.shared_urls):
        to.line(to.styled("Nothing is wrong.", "green"))
    if status.linked:
        to.line("next: slidescan search WORDS, slidescan alt, slidescan serve --open")


def _show_languages(status: Status, to: Terminal, *, verbose: bool) -> None:
    codes = status.languages_at_hand
    readable = " ".join(codes) if verbose and codes else str(len(codes))
    met = ", ".join(f"{n} {language_label(code)}" for code, n in status.languages_met.items())
    text = f"{met or 'none'} on the slides; {readable} can be read"
    to.line(f"languages  {text}", hang=STATUS_VALUE_COLUMN)


def _show_engines(status: Status, to: Terminal) -> None:
    for engine in status.engines:
        state = clean(engine.model) if engine.available else "not installed"
        label = to.styled(state, "green" if engine.available else "yellow")
        count = f", {counted(len(engine.languages), 'language')}" if engine.available else ""
        remedy = "" if engine.available else f": {engine.remedy}"
        to.line(f"engine     {engine.name}: {label}{count}{remedy}", hang=STATUS_VALUE_COLUMN)


def _show_paths(title: str, remedy: str, paths: Sequence[str], to: Terminal, most: int) -> None:
    if not paths:
        return
    label = f"{counted(len(paths), 'photo')} {title}"
    to.line(f"{to.styled(label, 'yellow')}: {remedy}" if remedy else f"{label}:")
    for path in paths[:most]:
        to.line(f"  {to.file(path)}")
    if len(paths) > most:
        to.line(to.styled(f"  … and {len(paths) - most} more: --verbose", "dim"))


def show_issues(repaired: Sequence[Issue], left: Sequence[Issue], to: Terminal) -> None:
    """Prints the repaired issues, and those that are left."""
    for issue in repaired:
        to.line(f"repaired: {clean(issue.path)}: {clean(issue.text)}")
    for issue in left:
        remedy = f" ({clean(issue.remedy)})" if issue.remedy else ""
        to.line(f"{clean(issue.path)}: {clean(issue.text)}{remedy}")
    if not left:
        to.line("the index has no issues")
