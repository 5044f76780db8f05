"""Prints one slide."""

from __future__ import annotations

from slidescan.cli.output.links import show_link
from slidescan.cli.output.slide_text import doubt_of, show_text
from slidescan.cli.output.terminal import Terminal
from slidescan.core.records import Slide, SlidePage
from slidescan.core.text import clean

SLIDE_VALUE_COLUMN = 14
"""The column at which the values of a slide begin."""


def show_slide(slide: Slide, to: Terminal) -> None:
    """Prints one slide."""
    quad = slide.detection.quad
    photo = slide.photo
    corners = f"found, confidence {slide.detection.confidence:.2f}" if quad else "whole photo read"
    if slide.detection.by == "person":
        corners = "corners set by hand" if quad else "no slide, set by hand: whole photo read"
    if slide.detection.turn:
        corners += f", turned by {slide.detection.turn}°"
    confidences = [line.confidence for line in slide.reading.lines]
    confidence = "–"
    if confidences:
        mean = sum(confidences) / len(confidences)
        confidence = f"{mean:.2f}, least {min(confidences):.2f}"
    title_lines = [line for line in slide.reading.lines if line.role == "title"]
    title = to.styled(clean(slide.title or "(no title)"), "bold")
    doubt = doubt_of(title_lines)
    to.line(title + (to.styled(f"  {doubt}", "yellow") if doubt else ""))
    rows = [
        ("photo", to.file(slide.image) + f"  {photo.width} × {photo.height}"),
        ("taken", photo.taken or "unknown"),
        ("kind", slide.kind),
        ("slide", corners),
        ("read by", clean(slide.reading.model)),
        ("confidence", confidence),
        ("alt text", clean(slide.alt) or "–"),
    ]
    if slide.page is not None:
        rows.append(("deck", _deck(slide.page)))
    if slide.duplicates:
        rows.append(("same as", ", ".join(clean(d) for d in slide.duplicates)))
    for name, value in rows:
        to.line(f"  {to.styled(f'{name:<11}', 'dim')} {value}", hang=SLIDE_VALUE_COLUMN)
    to.line()
    show_text(slide, to)
    if slide.page is not None and slide.page.notes:
        to.line()
        to.line(f"  {to.styled('speaker notes', 'dim')}")
        for row in slide.page.notes.splitlines():
            to.line(f"  {clean(row)}")
    to.line()
    for link in slide.links:
        show_link(link, to)
    if not slide.links:
        to.line("    no post shows it")


def _deck(page: SlidePage) -> str:
    """The page that a slide takes its words from."""
    source = "set by hand" if page.pair.by == "person" else f"confidence {page.pair.confidence:.2f}"
    words = "" if page.has_text else "; its text isn't used: the words are OCR's"
    return f"{clean(page.link)}  ({source}{words})"
