"""Prints the links to a slide."""

from __future__ import annotations

from slidescan.cli.output.terminal import Terminal
from slidescan.core.records import Link
from slidescan.core.text import clean
from slidescan.core.web_address import web_address


def show_link(link: Link, to: Terminal) -> None:
    """Prints one link to a slide: post, line, section and address."""
    section = " › ".join(clean(part) for part in link.section) or "top of the page"
    draft = " (draft)" if link.draft else ""
    to.line(f"    {to.styled(to.file(link.post, link.line), 'cyan')}  {section}{draft}", hang=6)
    if link.url:
        to.line(f"    {to.styled(_address(link.url, to), 'green')}")
    elif link.unknown:
        to.line(f"    {to.styled('address unknown', 'yellow')}: {clean(str(link.unknown))}")


def _address(url: str, to: Terminal) -> str:
    """An address, which the terminal may open if it is one of the web."""
    return to.linked(clean(url), url) if web_address(url) else clean(url)
