"""Hits of a search, similar slides and duplicates."""

from __future__ import annotations

from collections.abc import Sequence

from slidescan.cli.output.links import show_link
from slidescan.cli.output.terminal import Terminal, counted
from slidescan.core.records import Hit, Results, Similar, Slide
from slidescan.core.text import clean, shorten


def show_results(results: Results, to: Terminal, *, group: bool = False) -> None:
    """Prints the hits of a search, the best first.

    Args:
        results: The answer.
        to: The terminal.
        group: Whether to put the hits of each post together.
    """
    if results.notice:
        to.line(to.styled(f"({clean(results.notice)})", "dim"))
    numbers = {id(hit): number for number, hit in enumerate(results.hits, 1)}
    if group:
        for post, hits in results.by_post().items():
            links = [link for link in hits[0].slide.links if link.post == post]
            heading = clean(links[0].title) if links else "shown by no post"
            to.line(to.styled(f"{heading}  ({counted(len(hits), 'slide')})", "bold"))
            for hit in hits:
                _show_hit(numbers[id(hit)], hit, to, post)
    else:
        for hit in results.hits:
            _show_hit(numbers[id(hit)], hit, to)
    if not results.hits:
        to.line(f"Nothing found for “{clean(results.query)}”.")
    if results.suggestion:
        to.line(f"Did you mean “{to.styled(clean(results.suggestion), 'bold')}”?")
    listed = sum(1 + len(hit.others) for hit in results.hits)
    if results.hits and results.total > listed:
        more = results.total - listed
        to.line(to.styled(f"… and {more} more: --limit {results.total}", "dim"))
    if results.hint:
        to.line(to.styled(f"({clean(results.hint)})", "dim"))


def _show_hit(
    number: int,
    hit: Hit,
    to: Terminal,
    post: str | None = None,
) -> None:
    slide = hit.slide
    title = clean(slide.title or "") or "(no title)"
    by = to.styled("  (by meaning)", "dim") if hit.by == "meaning" else ""
    if hit.missing:
        by = to.styled(f"  (without {clean(', '.join(hit.missing))})", "dim")
    to.line(f"{number:>2}. {to.styled(shorten(title, 90), 'bold')}{by}", hang=4)
    to.line(f"    {to.marked(hit.snippet)}")
    to.line(f"    {to.styled(to.file(slide.image), 'dim')}")
    if hit.others:
        others = ", ".join(to.file(image) for image in hit.others)
        to.line(f"    {to.styled('the same slide:', 'dim')} {others}")
    for link in slide.links:
        if post in (None, link.post):
            show_link(link, to)
    if not slide.links:
        to.line(f"    {to.styled('no post shows it', 'dim')}")
    to.line()


def show_similar(slides: Sequence[Similar], to: Terminal) -> None:
    """Prints slides similar to another, the most similar first."""
    for each in slides:
        how = "the same slide" if each.same else f"{each.score:.0%} alike"
        meaning = "" if each.meaning is None else f", meaning {each.meaning:.0%}"
        parts = f"words {each.words:.0%}{meaning}, picture {each.picture:.0%}"
        title = shorten(clean(each.slide.title or "") or "(no title)", 90)
        to.line(f"{to.styled(title, 'bold')}  {how} {to.styled(f'({parts})', 'dim')}")
        to.line(f"    {to.styled(to.file(each.slide.image), 'dim')}")
        for link in each.slide.links:
            show_link(link, to)
        to.line()
    if not slides:
        to.line("No slide is like it.")


def show_duplicates(groups: Sequence[Sequence[Slide]], to: Terminal) -> None:
    """Prints groups of photos of one slide, the best of each group first."""
    for group in groups:
        to.line(to.styled(shorten(clean(group[0].title or "") or "(no title)", 90), "bold"))
        for number, slide in enumerate(group):
            posts = ", ".join(to.file(k.post, k.line) for k in slide.links) or "no post shows it"
            best = "best  " if number == 0 else "      "
            to.line(f"    {to.styled(best, 'green')}{to.file(slide.image)}  {posts}")
        to.line()
    if not groups:
        to.line("No two photos show the same slide.")
