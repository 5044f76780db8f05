"""Which page of a deck each photo shows."""

from __future__ import annotations

from slidescan.cli.output.ingests import limit
from slidescan.cli.output.terminal import Terminal, counted
from slidescan.core.records import DeckPair, Slide
from slidescan.core.records.decks import DeckReport, PairProposal
from slidescan.core.text import clean

MAX_LISTED_PAGES = 20
"""How many numbers of pages one line lists."""


def show_report(report: DeckReport, to: Terminal, *, verbose: bool) -> None:
    """Prints the report of `slidescan deck`.

    Args:
        report: The report.
        to: The terminal.
        verbose: Whether to list the photos with a page as well.
    """
    paired = [each for each in report.proposals if each.pair is not None]
    unpaired = [each for each in report.proposals if each.pair is None]
    to.line(
        to.styled(clean(report.deck), "bold")
        + f": {counted(report.pages, 'page')}; {len(paired)} of"
        f" {counted(len(report.proposals), 'photo')} show one"
    )
    if verbose:
        for each in paired:
            if each.pair is not None:
                _show_pair(each, each.pair, to)
    most = limit(10, verbose=verbose)
    for each in unpaired[:most]:
        _show_unpaired(each, to)
    if len(unpaired) > most:
        to.line(to.styled(f"  … and {len(unpaired) - most} more without a page: -v", "dim"))
    if unpaired:
        to.line("these keep what OCR read; set a page by hand with --set PHOTO=PAGE")
    _show_pages("no photo shows", report.unseen, to)
    _show_pages("without text: told by their picture, OCR's words stay", report.textless, to)
    _show_pages("not drawn: told by their words alone", report.undrawn, to)
    if report.undrawn_reason:
        to.line(f"why not drawn: {report.undrawn_reason}")
    if not report.written:
        to.line(to.styled("nothing was changed (--dry-run)", "dim"))


def show_page(slide: Slide, to: Terminal) -> None:
    """Prints the page that a slide takes its words from."""
    page = slide.page
    if page is None:
        to.line(f"{to.file(slide.image)}  no page of a deck")
        return
    title = f"  {clean(page.title)}" if page.title else ""
    to.line(f"{to.file(slide.image)}  {clean(page.link)}{title}")


def _show_pair(proposal: PairProposal, pair: DeckPair, to: Terminal) -> None:
    extra = [] if pair.by == "slidescan" else ["set by hand"]
    if pair.hidden:
        extra.append(f"{counted(len(pair.hidden), 'line')} not there yet")
    extra += [proposal.reason] if proposal.reason and pair.by == "slidescan" else []
    extra += ["as before"] if not proposal.changed and pair.by == "slidescan" else []
    remark = to.styled(f"  ({'; '.join(extra)})", "dim") if extra else ""
    page = f"page {pair.number:>3}  {pair.confidence:.3f}  {clean(proposal.title or '')}"
    to.line(f"  {to.file(proposal.image)}  {page}{remark}")


def _show_unpaired(proposal: PairProposal, to: Terminal) -> None:
    candidates = ", ".join(map(str, proposal.candidates))
    pages = f" (page {candidates}?)" if candidates else ""
    to.line(f"  {to.file(proposal.image)}  {to.styled(proposal.reason, 'yellow')}{pages}")


def _show_pages(what: str, pages: tuple[int, ...], to: Terminal) -> None:
    if not pages:
        return
    numbers = ", ".join(map(str, pages[:MAX_LISTED_PAGES]))
    more = f" and {len(pages) - MAX_LISTED_PAGES} more" if len(pages) > MAX_LISTED_PAGES else ""
    to.line(f"{counted(len(pages), 'page')} {what}: {numbers}{more}")
