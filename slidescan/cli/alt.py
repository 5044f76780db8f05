"""`slidescan alt`: prints, writes, reviews and checks alt texts."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from slidescan.alt.changes import AltChange, AltOptions
from slidescan.cli.alt_review import review_alts
from slidescan.cli.common import choice_of, library_of
from slidescan.cli.completion import complete_posts, completer
from slidescan.cli.options import IndexOption, JsonOption
from slidescan.cli.output.alts import show_alts, show_summary
from slidescan.cli.output.check_formats import CHECK_FORMATS, write_issues
from slidescan.cli.output.document import print_json
from slidescan.cli.output.ingests import show_failures, show_unclear
from slidescan.cli.output.terminal import Terminal, counted
from slidescan.cli.review_queue import ReviewOrder
from slidescan.core.diff import unified_diff
from slidescan.core.text import clean
from slidescan.errors import UsageError

if TYPE_CHECKING:
    from slidescan.core.records import AltProposal, Failure, LongForm
    from slidescan.library import Library

FORMATS = tuple(CHECK_FORMATS)
ORDERS: tuple[ReviewOrder, ...] = get_args(ReviewOrder)
LONG_FORMS: tuple[LongForm, ...] = ("details", "figcaption", "caption-file")


def alt(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            help="Posts, folders of posts, or photos [default: all posts].",
            autocompletion=complete_posts,
        ),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write alt texts that are missing or placeholders.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what --write would change, as a unified diff.")
    ] = False,
    check: Annotated[
        bool,
        typer.Option("--check", help="List alt texts with issues; exit with 1 if any."),
    ] = False,
    review: Annotated[
        bool, typer.Option("--review", help="Decide about the proposals one by one, in a terminal.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Also replace alt texts that people wrote.")
    ] = False,
    long: Annotated[
        str | None,
        typer.Option(
            metavar="FORM",
            help="Add the whole text: details, figcaption, or caption-file (beside the photo).",
            autocompletion=completer(LONG_FORMS),
        ),
    ] = None,
    most: Annotated[
        int | None,
        typer.Option(
            "--max-length",
            min=20,
            metavar="N",
            help="Most characters [default: 150; 250 to --check people's texts].",
        ),
    ] = None,
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="With --check: text, json, github or sarif.",
            autocompletion=completer(FORMATS),
        ),
    ] = "text",
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="JSON", help="Check with an export instead of the index."),
    ] = None,
    site: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The site's root, with --from.")
    ] = None,
    describe: Annotated[
        bool,
        typer.Option("--describe", help="Send the slides to the configured model for its wording."),
    ] = False,
    describe_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="An OpenAI-compatible endpoint, for --describe."),
    ] = None,
    describe_model: Annotated[
        str | None, typer.Option(metavar="NAME", help="The model's name at the endpoint.")
    ] = None,
    accept_described: Annotated[
        bool, typer.Option("--accept-described", help="Let --write use the model's wording.")
    ] = False,
    order: Annotated[
        str,
        typer.Option(
            metavar="ORDER",
            help="Of a review: by post, or the surest or most doubtful readings first.",
            autocompletion=completer(ORDERS),
        ),
    ] = "post",
    all_: Annotated[
        bool,
        typer.Option("--all", help="Also list the texts that would stay as they are."),
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Propose alt texts again that a review skipped.")
    ] = False,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Show alt texts for the photos in posts, or write them."""
    if write + diff + check + review > 1:
        raise UsageError("--write, --diff, --check and --review exclude each other", "choose one")
    if review and as_json:
        raise UsageError("--review and --json exclude each other", "--json lists the proposals")
    if review and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "--review needs a terminal to ask in",
            "run it in one; alt --diff shows the changes, alt --write makes them",
        )
    ordered = choice_of("order", order, ORDERS)
    form = None if long is None else choice_of("form", long, LONG_FORMS)
    choice_of("format", format_, FORMATS)
    if (source or site or format_ != "text") and not check:
        raise UsageError("--from, --site and --format need --check", "add it")
    library, _ = library_of(index=index, describe_url=describe_url, describe_model=describe_model)
    if check:
        _check(library, paths or (), most, source, site, "json" if as_json else format_)
        return
    options = AltOptions(most, replace, form, accept_described, again)
    changes, failures = library.alts(paths or (), options)
    notes: dict[str, str] = {}
    if describe:
        notes = _describe(library, changes, most)
        changes, failures = library.alts(paths or (), options, describe=True)
    if review:
        review_alts(library, changes, failures, options, ordered)
    else:
        _show(library, changes, failures, notes, write=write, diff=diff, as_json=as_json, all_=all_)


def _show(
    library: Library,
    changes: tuple[AltChange, ...],
    failures: tuple[Failure, ...],
    notes: dict[str, str],
    *,
    write: bool,
    diff: bool,
    as_json: bool,
    all_: bool,
) -> None:
    proposals: list[AltProposal] = [
        dataclasses.replace(p, refusal=notes.get(p.image, "")) for c in changes for p in c.proposals
    ]
    with library.site_root() as root:
        to, err = Terminal.of(sys.stdout, root), Terminal.of(sys.stderr, root)
    written: tuple[AltProposal, ...] = ()
    if write:
        written, more = library.write_alts(changes)
        failures += more
        if not as_json:
            show_alts(written, to, written=True)
            if all_:
                show_alts([p for p in proposals if not _is_wanted(p)], to)
            left = sum(not _is_wanted(p) for p in proposals)
            to.line(f"{len(written)} written, {left} left as they were")
    elif diff:
        _write_diff(changes)
    elif not as_json:
        open_ = [p for p in proposals if _is_wanted(p) or p.awaits_review or p.refusal]
        show_alts(proposals if all_ else open_, to)
        if proposals:
            show_summary(proposals, to, lists_all=all_)
        else:
            posts = "No post that can be read" if failures else "No post"
            to.line(f"{posts} shows a slide of the index.")
            show_unclear(library.unclear_references(), to, most=5)
    waiting = sum(p.awaits_review and bool(p.proposed_by) for p in proposals)
    if waiting and not (as_json or diff):
        texts = counted(waiting, "text")
        to.line(f"{texts} of assistants for a person to accept: slidescan alt --review")
    needing = sum(p.needs_person for p in proposals)
    if needing and not (as_json or diff):
        to.line(f"{counted(needing, 'place')} left for a person: slidescan alt --check lists them")
    if as_json and not diff:
        print_json(
            {
                "alts": [p.to_json() for p in proposals],
                "written": len(written),
                "failures": [f.to_json() for f in failures],
            }
        )
    show_failures(failures, err)
    if failures:
        raise typer.Exit(1)


def _is_wanted(proposal: AltProposal) -> bool:
    """Whether `--write` would write it."""
    return "write" in (proposal.action, proposal.long_action)


def _check(
    library: Library,
    paths: Sequence[Path],
    most: int | None,
    source: Path | None,
    site: Path | None,
    format_: str,
) -> None:
    issues, failures = library.check_alts(paths, most=most, export=source, site=site)
    if source is None:
        with library.site_root() as root:
            pass
    else:
        root = library.alt_texts.checked_root(paths, source, site)
    write_issues(format_, issues, failures, root)
    if failures or issues:
        raise typer.Exit(1)


def _describe(library: Library, changes: tuple[AltChange, ...], most: int | None) -> dict[str, str]:
    """Asks the model; returns the reasons for refused answers, by image."""
    notes = {}
    for image, answer, refused in library.describe_alts(changes, most):
        sys.stderr.write(f"{clean(image)}: {clean(refused) or clean(answer)}\n")
        if refused:
            notes[image] = refused
    return notes


def _write_diff(changes: tuple[AltChange, ...]) -> None:
    sys.stdout.flush()
    out = getattr(sys.stdout, "buffer", None)
    for change in changes:
        data = unified_diff(change.post, change.before, change.after)
        for file in change.files:
            data += unified_diff(file.path, file.before or b"", file.text.encode())
        if out is not None:
            out.write(data)
        else:
            sys.stdout.write(data.decode("utf-8"))
    if out is not None:
        out.flush()
