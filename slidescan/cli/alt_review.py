"""Runs a review of alt texts in the terminal, and writes what it decides."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import typer

from slidescan.alt.changes import AltChange, AltOptions
from slidescan.cli.keys import TerminalKeys
from slidescan.cli.output.ingests import show_failures
from slidescan.cli.output.terminal import Terminal
from slidescan.cli.review import Review
from slidescan.cli.review_queue import ReviewOrder, ReviewQueue

if TYPE_CHECKING:
    from slidescan.core.records import AltDecision, Failure
    from slidescan.library import Library


def review_alts(
    library: Library,
    changes: tuple[AltChange, ...],
    failures: tuple[Failure, ...],
    options: AltOptions,
    order: ReviewOrder,
) -> None:
    """Asks about the proposals of changes, and writes the decisions.

    Args:
        library: The library of the changes.
        changes: The changes of posts.
        failures: The posts that couldn't be read.
        options: The options of the changes.
        order: The order of the questions.

    Raises:
        typer.Exit: With 130 after an interruption, and 1 after failures; decisions are written.
    """
    with library.site_root() as root:
        to, err = Terminal.of(sys.stdout, root), Terminal.of(sys.stderr, root)
    images = dict.fromkeys(p.image for change in changes for p in change.proposals)
    slides = {image: library.slide(image) for image in images}
    queue = ReviewQueue.of(changes, slides, order)
    if not queue.questions:
        to.line("Nothing to review: slidescan alt --all lists all texts")
        show_failures(failures, err)
        return
    review = Review(queue, slides, to, TerminalKeys())
    review.run()
    decisions = queue.by_change()
    written, more = _write_decisions(library, changes, decisions, options)
    failed = {failure.path for failure in more}
    failures += more
    skipped = sum(each.decision == "skipped" for each in queue.decided.values())
    left = len(queue.questions) - len(queue.decided)
    unchanged = (
        len(queue.decided)
        - skipped
        - written
        - sum(len(decided) for at, decided in decisions.items() if changes[at].post in failed)
    )
    parts = [f"{written} written"]
    parts += [f"{unchanged} decided that needed no change"] if unchanged > 0 else []
    parts += [f"{skipped} skipped", f"{left} left for the next time"]
    to.line()
    to.line(", ".join(parts))
    show_failures(failures, err)
    if review.interrupted:
        raise typer.Exit(130)
    if failures:
        raise typer.Exit(1)


def _write_decisions(
    library: Library,
    changes: tuple[AltChange, ...],
    decisions: Mapping[int, Mapping[int, AltDecision]],
    options: AltOptions,
) -> tuple[int, tuple[Failure, ...]]:
    """Writes decisions post by post; where a post has changed during the review, into its new text.

    Returns:
        The number of written texts, and the posts that couldn't be written.
    """
    count = 0
    failures: tuple[Failure, ...] = ()
    for at, decided in decisions.items():
        written, failed = library.write_alts([changes[at]], [decided])
        if failed and (again := _decided_again(library, changes[at], decided, options)):
            written, failed = library.write_alts([again[0]], [again[1]])
        count += len(written)
        failures += failed
    return count, failures


def _decided_again(
    library: Library,
    before: AltChange,
    decided: Mapping[int, AltDecision],
    options: AltOptions,
) -> tuple[AltChange, dict[int, AltDecision]] | None:
    """The change of a post as it is now, with the decisions; None if any lost its place."""
    with library.site_root() as root:
        changes, _ = library.alts([root / before.post], options)
    now = next((change for change in changes if change.post == before.post), None)
    if now is None:
        return None
    references = [(p.image, p.current) for p in now.proposals]
    moved: dict[int, AltDecision] = {}
    for number, decision in decided.items():
        proposal = before.proposals[number]
        key = proposal.image, proposal.current
        if references.count(key) != 1:
            return None
        moved[references.index(key)] = decision
    return now, moved
