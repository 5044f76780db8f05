"""Reports of ingests: failures, missing images, shared addresses."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from slidescan.cli.output.terminal import Terminal, counted
from slidescan.core.records import (
    Failure,
    IngestPlan,
    IngestReport,
    MissingReference,
    RenderedReport,
    SharedUrl,
    UnknownUrls,
    Unread,
)
from slidescan.core.text import clean
from slidescan.store.location import INDEX_FOLDER


def show_report(report: IngestReport, to: Terminal, *, verbose: bool = False) -> None:
    """Prints the summary of an ingest.

    Args:
        report: The report.
        to: The terminal.
        verbose: Whether to list everything.
    """
    parts = [f"{report.photos_read} read", f"{report.unchanged} unchanged"]
    if report.failures:
        parts.append(to.styled(f"{len(report.failures)} failed", "red"))
    if report.pruned:
        parts.append(f"{report.pruned} pruned")
    to.line(
        f"{counted(report.photos, 'photo')}: {', '.join(parts)}"
        f" in {report.seconds:.1f} s; {report.linked} shown by a post"
    )
    to.line(
        f"{counted(report.posts, 'post')} of the {clean(report.generator)} site"
        f" {clean(report.site)}: {report.posts_read} new or changed"
    )
    if report.index not in ("", INDEX_FOLDER):
        to.line(f"index {clean(report.index)}")
    show_rendered(report.rendered, to, limit(5, verbose=verbose))
    show_failures(report.failures, to)
    if report.outdated:
        to.line(
            to.styled(f"{counted(report.outdated, 'photo')} read by an earlier version", "yellow")
            + ": --refresh reads them again"
        )
    if report.gone:
        to.line(
            to.styled(f"{counted(report.gone, 'photo')} gone", "yellow")
            + ": still in the index; --prune drops them"
        )
    show_unread(report.unread, to, limit(3, verbose=verbose))
    if report.exported:
        to.line(f"{counted(report.exported, 'picture')} that slidescan exported: left out")
    if report.other_encoder:
        to.line(
            to.styled(f"{counted(report.other_encoder, 'slide')} with another encoder", "yellow")
            + ": none is found by meaning; --refresh encodes all of them"
        )
    if report.encoder_issue:
        to.line(to.styled("not found by meaning", "yellow") + f": {clean(report.encoder_issue)}")
    show_unknown(report.unknown_urls, to, limit(5, verbose=verbose))
    show_missing(report.missing, to, limit(5, verbose=verbose))
    show_unclear(report.unclear, to, limit(5, verbose=verbose))
    show_case_differences(report.case_differences, to, limit(5, verbose=verbose))
    show_shared(report.shared_urls, to, limit(5, verbose=verbose))
    if report.interrupted:
        to.line(to.styled("interrupted", "yellow") + ": finished photos are kept; run it again")


def show_plan(plan: IngestPlan, to: Terminal, *, verbose: bool = False) -> None:
    """Prints what an ingest would do."""
    languages = ", ".join(plan.languages) or "en"
    to.line(
        f"{counted(plan.photos, 'photo')}: would read {len(plan.wanted)} with {plan.engine}"
        f" ({languages}), {plan.unchanged} unchanged"
    )
    to.line(f"{counted(plan.posts, 'post')} of the {clean(plan.generator)} site {clean(plan.site)}")
    to.line(f"index {clean(plan.index)}")
    _show_files("would read", plan.wanted, to, limit(20, verbose=verbose))
    if plan.gone:
        title = "would drop" if plan.prunes else "gone, would stay in the index without --prune"
        _show_files(title, plan.gone, to, limit(5, verbose=verbose))
    if plan.outdated:
        to.line(f"{counted(plan.outdated, 'photo')} read by an earlier version: --refresh")
    if plan.formats:
        title = "not read: slidescan doesn't read their format"
        _show_files(title, plan.formats, to, limit(5, verbose=verbose))
    show_failures(plan.failures, to)
    to.line(to.styled("nothing was read or written (--dry-run)", "dim"))


def limit(most: int, *, verbose: bool) -> int:
    """The length of a list: `most`, or any with `--verbose`."""
    return sys.maxsize if verbose else most


def _show_files(title: str, files: Sequence[str], to: Terminal, most: int) -> None:
    if not files:
        return
    to.line(f"{title}:")
    for file in files[:most]:
        to.line(f"  {to.file(file)}")
    if len(files) > most:
        to.line(to.styled(f"  … and {len(files) - most} more: --verbose", "dim"))


def show_round(report: IngestReport, at: str, to: Terminal) -> None:
    """Prints the result of one ingest of a watched site, with its time."""
    parts = [f"{report.photos_read} read"]
    if report.pruned:
        parts.append(f"{report.pruned} forgotten")
    if report.failures:
        parts.append(to.styled(f"{len(report.failures)} failed", "red"))
    posts = counted(report.posts_read, "post")
    to.line(
        f"{to.styled(at, 'dim')}  {counted(report.photos, 'photo')}: {', '.join(parts)};"
        f" {posts} new or changed"
    )
    show_failures(report.failures, to)


def show_rendered(rendered: RenderedReport | None, to: Terminal, most: int = 5) -> None:
    """Prints what the built site told, and at most `most` of the posts that are newer."""
    if rendered is None:
        return
    to.line(
        f"{counted(rendered.pages, 'page')} of the built site {clean(rendered.folder)}:"
        f" {counted(rendered.posts, 'post')} linked by their page"
    )
    if not rendered.outdated:
        return
    label = to.styled(
        f"{counted(len(rendered.outdated), 'post')} newer than the built site", "yellow"
    )
    to.line(f"{label}, linked by the generator's rules until you build it again:")
    for path in rendered.outdated[:most]:
        to.line(f"  {to.file(path)}")
    if len(rendered.outdated) > most:
        to.line(to.styled(f"  … and {len(rendered.outdated) - most} more: --verbose", "dim"))


def show_failures(failures: Sequence[Failure], to: Terminal, label: str = "failed") -> None:
    """Prints failures, one per line: path, reason, remedy."""
    for failure in failures:
        remedy = f" ({clean(failure.remedy)})" if failure.remedy else ""
        failed = to.styled(label, "red")
        to.line(f"  {failed} {to.file(failure.path)}: {clean(failure.reason)}{remedy}")


def show_unread(unread: Sequence[Unread], to: Terminal, most: int = 3) -> None:
    """Prints what is not read, with what to do, and at most `most` photos or files of each."""
    for entry in unread:
        to.line(f"{to.styled(clean(entry.text), 'yellow')}: {clean(entry.remedy)}")
        listed = [to.file(image) for image in entry.images[:most]]
        left = len(entry.images) - len(listed)
        more = to.styled(f" … and {left} more: --verbose", "dim") if left else ""
        to.line(f"  {', '.join(listed)}{more}")


def show_missing(missing: Sequence[MissingReference], to: Terminal, most: int) -> None:
    """Prints references to images that don't exist, at most `most`."""
    what = f"{counted(len(missing), 'reference')} to missing images"
    _show_references(f"{what}: correct the post, or add the image", missing, to, most)


def show_unclear(unclear: Sequence[MissingReference], to: Terminal, most: int) -> None:
    """Prints references that are not understood, at most `most`."""
    what = f"{counted(len(unclear), 'reference')} not understood, so no link follows from "
    _show_references(what + ("it" if len(unclear) == 1 else "them"), unclear, to, most)


def show_case_differences(references: Sequence[MissingReference], to: Terminal, most: int) -> None:
    """Prints references that differ from the file's name in letter case, at most `most`."""
    what = f"{counted(len(references), 'reference')} with other letter case than the file"
    _show_references(f"{what}: broken on other systems", references, to, most)


def _show_references(
    title: str, references: Sequence[MissingReference], to: Terminal, most: int
) -> None:
    if not references:
        return
    to.line(to.styled(title, "yellow"))
    for each in references[:most]:
        image = f" ({to.file(each.image)})" if each.image else ""
        to.line(f"  {to.file(each.post, each.line)}  {clean(each.target)}{image}")
    if len(references) > most:
        to.line(to.styled(f"  … and {len(references) - most} more: --verbose", "dim"))


def show_shared(shared: Sequence[SharedUrl], to: Terminal, most: int = 5) -> None:
    """Prints addresses that several posts claim, at most `most`."""
    for entry in shared[:most]:
        label = to.styled(f"{counted(len(entry.posts), 'post')} with one address", "yellow")
        to.line(f"{label} {clean(entry.url)}: {', '.join(clean(post) for post in entry.posts)}")
    if len(shared) > most:
        to.line(to.styled(f"  … and {len(shared) - most} more: --verbose", "dim"))


def show_unknown(groups: Sequence[UnknownUrls], to: Terminal, most: int = 5) -> None:
    """Prints why addresses are not known and what to do, at most `most` reasons."""
    for group in groups[:most]:
        label = to.styled(f"addresses of {counted(len(group.posts), 'post')} unknown", "yellow")
        to.line(f"{label}: {clean(group.reason)}: {clean(group.remedy)}")
    if len(groups) > most:
        to.line(to.styled(f"  … and {len(groups) - most} more reasons: --verbose", "dim"))
