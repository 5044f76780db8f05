"""HTML as kramdown reads it, Jekyll's Markdown."""

from __future__ import annotations

from slidescan.posts.containers import OpenedText, replaced
from slidescan.posts.html_containers import HtmlRules, HtmlScan, fenced_ranges, without_overlaps

_RULES = HtmlRules(
    block_tags=frozenset(),
    inline_tags=frozenset(
        {
            "a", "abbr", "acronym", "b", "big", "bdo", "br", "button", "cite", "code", "del", "dfn",
            "em", "i", "img", "input", "ins", "kbd", "label", "mark", "option", "q", "rb", "rbc",
            "rp", "rt", "rtc", "ruby", "samp", "select", "small", "span", "strong", "sub", "sup",
            "tt", "u", "var",
        }
    ),
    opens_in_raw=True,
)  # fmt: skip
"""Kramdown's rules (parser/html.rb, `HTML_SPAN_ELEMENTS`)."""


def open_kramdown_html(text: str) -> OpenedText:
    """Hides raw HTML up to its closing tags, and opens the elements that hold Markdown."""
    if "<" not in text:
        return OpenedText(text)
    html = HtmlScan(text, list(fenced_ranges(text)), _RULES)
    html.walk()
    if not html.replacements:
        return OpenedText(text)
    opened = replaced(text, without_overlaps(html.replacements))
    return OpenedText(opened, tuple(html.regions), scanned=text)
