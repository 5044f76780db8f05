"""Assigns roles to lines: footers, then the title; all other lines are the body."""

from __future__ import annotations

from collections.abc import Sequence

from slidescan.core.records import Role
from slidescan.layout.flat_line import FlatLine
from slidescan.layout.footers import Page, is_footer
from slidescan.layout.titles import title_indices


def roles_of(lines: Sequence[FlatLine], width: float, height: float) -> list[Role]:
    """The role of each line.

    Args:
        lines: In reading order.
        width: The slide's width, pixels.
        height: The slide's height, pixels.
    """
    page = Page(lines, width, height)
    roles: list[Role] = ["footer" if is_footer(line, page) else "body" for line in lines]
    for i in title_indices(lines, roles, width, height):
        roles[i] = "title"
    return roles
