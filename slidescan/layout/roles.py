"""Assigns roles to lines: footers, then the title; all other lines are the body."""

from __future__ import annotations

from collections.abc import Sequence

from slidescan.core.geometry import FlatQuad
from slidescan.core.records import Role
from slidescan.layout.flat_line import FlatLine
from slidescan.layout.footers import Page, is_footer
from slidescan.layout.titles import title_indices


def roles_of(
    lines: Sequence[FlatLine], width: float, height: float, unread: Sequence[FlatQuad] = ()
) -> tuple[list[Role], list[int]]:
    """The role of each line, and the indices of the title's lines, from the top down.

    Args:
        lines: In reading order.
        width: The slide's width, pixels.
        height: The slide's height, pixels.
        unread: Lines in a script that nothing on this machine reads.
    """
    page = Page(lines, width, height)
    roles: list[Role] = ["footer" if is_footer(line, page) else "body" for line in lines]
    title = title_indices(lines, roles, width, height, unread)
    for i in title:
        roles[i] = "title"
    return roles, title
