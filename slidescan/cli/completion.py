"""Values for the completion of shells: formats, engines, photos, posts and tags of the index.

Typer's scripts for bash, zsh and fish call slidescan at each Tab. A value must begin with what is
typed; without an index, there are none and no error.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import typer

from slidescan.cli.common import library_of
from slidescan.core.text import clean, shorten
from slidescan.errors import SlidescanError

if TYPE_CHECKING:
    from slidescan.search.card_lists import CardLists

MAX_COMPLETIONS = 500
"""Values that one Tab offers; a shell asks before it lists more than a hundred."""

MAX_HINT_CHARS = 60
"""Length of the hint beside a value; zsh and fish show it."""

SHELL_VARIABLE = "_SLIDESCAN_COMPLETE"
"""The environment variable in which the shell's script names the shell."""

_UNQUOTED = re.compile(r"[^\w@%+=:,./-]")
"""Characters that a shell takes for something else."""

Value = tuple[str, str]
"""A value and its hint."""


def completer(values: Sequence[str]) -> Callable[[str], list[str]]:
    """A completion from a fixed list."""

    def complete(incomplete: str) -> list[str]:
        return [value for value in values if value.startswith(incomplete)]

    return complete


def complete_commands(ctx: typer.Context, incomplete: str) -> list[str]:
    """The commands."""
    root = ctx.find_root()
    commands: Iterable[str] = root.command.list_commands(root)  # type: ignore[attr-defined]
    return [command for command in commands if command.startswith(incomplete)]


def complete_photos(ctx: typer.Context, incomplete: str) -> list[Value]:
    """The photos of the index: their paths, or their file names if one begins as typed."""

    def offer(lists: CardLists) -> list[Value]:
        # Only what is offered is looked up; an archive may hold 100,000 photos.
        images = [image for image in lists.all_images() if _begins(image, incomplete)]
        cards = lists.of(images[:MAX_COMPLETIONS])
        titles = ((image, clean(card.title or "")) for image, card in cards.items())
        return _by_path(titles, incomplete)

    return _offered(ctx, offer)


def complete_posts(ctx: typer.Context, incomplete: str) -> list[Value]:
    """The posts that show a slide: their paths, or their file names if one begins as typed."""

    def offer(lists: CardLists) -> list[Value]:
        posts = sorted(lists.posts(), key=lambda each: each.post)
        return _by_path(((each.post, clean(each.title)) for each in posts), incomplete)

    return _offered(ctx, offer)


def complete_tags(ctx: typer.Context, incomplete: str) -> list[Value]:
    """The tags of the posts that show a slide."""

    def offer(lists: CardLists) -> list[Value]:
        return _first((tag, "") for tag in lists.tags() if tag.startswith(incomplete))

    return _offered(ctx, offer)


def _offered(ctx: typer.Context, offer: Callable[[CardLists], list[Value]]) -> list[Value]:
    """What the index that the typed options name offers; nothing without an index."""
    try:
        library, _ = library_of(index=ctx.params.get("index"))
        with library.lists() as lists:
            return offer(lists)
    except SlidescanError:
        return []


def _begins(path: str, incomplete: str) -> bool:
    """Whether a path or its file name begins as typed."""
    return path.startswith(incomplete) or path.rpartition("/")[2].startswith(incomplete)


def _by_path(paths: Iterable[Value], incomplete: str) -> list[Value]:
    """Paths that begin as typed, and names of files that do."""
    files = ((path, path.rpartition("/")[2], hint) for path, hint in paths)
    return _first(
        (path if path.startswith(incomplete) else file, shorten(hint, MAX_HINT_CHARS))
        for path, file, hint in files
        if path.startswith(incomplete) or file.startswith(incomplete)
    )


def _first(values: Iterable[Value]) -> list[Value]:
    """Each value once, in order, at most `MAX_COMPLETIONS`, as the shell inserts it."""
    first = islice(dict(values).items(), MAX_COMPLETIONS)
    if not os.environ.get(SHELL_VARIABLE, "").endswith("bash"):
        return list(first)
    # Bash inserts a value as it is; zsh and fish quote it.
    return [(_UNQUOTED.sub(r"\\\g<0>", value), hint) for value, hint in first]
