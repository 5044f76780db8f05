"""`slidescan search`, `similar` and `duplicates`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias, get_args

import typer

from slidescan.cli.common import choice_of, library_of
from slidescan.cli.completion import complete_tags, completer
from slidescan.cli.options import IndexOption, JsonOption, LimitOption, PhotoArgument, PostOption
from slidescan.cli.output.document import print_json
from slidescan.cli.output.results import show_duplicates, show_results, show_similar
from slidescan.cli.output.terminal import Terminal
from slidescan.errors import UsageError

if TYPE_CHECKING:
    from slidescan.core.records import Slide

FORMATS = ("text", "json", "paths", "urls", "markdown")

Order: TypeAlias = Literal["score", "date"]
ORDERS: tuple[Order, ...] = get_args(Order)


def search(
    query: Annotated[
        list[str],
        typer.Argument(
            metavar="QUERY",
            help='Words (all must match), "a phrase", OR, -without, title:word, begin*, lang:de,'
            " after:2017-11, before:2018, is:unlinked, near:PHOTO.",
        ),
    ],
    limit: LimitOption = 10,
    post: PostOption = None,
    tag: Annotated[
        str | None,
        typer.Option(
            metavar="TAG",
            help="Only slides of posts with this tag.",
            autocompletion=complete_tags,
        ),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only slides of this day or later.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only slides of this day or earlier.")
    ] = None,
    textless: Annotated[
        bool, typer.Option("--all", help="Also photos without text, by their post and section.")
    ] = False,
    exact: Annotated[
        bool, typer.Option("--exact", help="Only slides with the words, none by meaning alone.")
    ] = False,
    sort: Annotated[
        str,
        typer.Option(
            metavar="ORDER",
            help="score: best first; date: latest first.",
            autocompletion=completer(ORDERS),
        ),
    ] = "score",
    group: Annotated[
        bool, typer.Option("--group", help="Put the hits of each post together.")
    ] = False,
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help=f"One of {', '.join(FORMATS)}.",
            autocompletion=completer(FORMATS),
        ),
    ] = "text",
    open_: Annotated[
        bool,
        typer.Option(
            "--open", help="Open the first hit: its section in the browser, else its photo."
        ),
    ] = False,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Find slides by their words, and by what they mean."""
    choice_of("format", format_, FORMATS)
    library, _ = library_of(index=index)
    results = library.search(
        " ".join(query),
        limit=limit,
        post=post,
        tag=tag,
        since=_day(since, 0),
        until=_day(until, 1),
        textless=textless,
        sort=choice_of("order", sort, ORDERS),
        exact=exact,
    )
    with library.site_root() as root:
        if as_json or format_ == "json":
            print_json(results.to_json(group=group))
        elif format_ != "text":
            from slidescan.export.hit_formats import format_hits  # lazy: text output needs none

            sys.stdout.writelines(format_hits(results, format_, root))
        else:
            show_results(results, Terminal.of(sys.stdout, root), group=group)
        if open_ and results.hits:
            _open(results.hits[0].slide, root)


def _day(value: str | None, end: Literal[0, 1]) -> str | None:
    """Returns the first (`end` is 0) or last day (1) of a day, month or year."""
    from slidescan.search.filters import day_range  # lazy: help needs none of it

    if value is None:
        return None
    try:
        return day_range(value)[end]
    except ValueError as error:
        raise UsageError(str(error), "write it as 2017, 2017-11 or 2017-11-29") from error


def _open(slide: Slide, root: Path) -> None:
    """Opens the published section that shows a slide, or else the photo."""
    urls = [link.url for link in slide.links if link.url]
    published = [url for url in urls if url.startswith(("https://", "http://"))]
    target = published[0] if published else str(root / slide.image)
    if typer.launch(target) != 0:
        raise UsageError(f"no program on this machine opens {target}", "open it by hand")


def similar(
    photo: PhotoArgument,
    limit: LimitOption = 10,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Find the slides most similar to one, by words, meaning and pictures."""
    library, _ = library_of(index=index)
    slides = library.similar(photo, limit=limit)
    if as_json:
        print_json({"photo": photo, "similar": [each.to_json() for each in slides]})
        return
    with library.site_root() as root:
        show_similar(slides, Terminal.of(sys.stdout, root))


def duplicates(as_json: JsonOption = False, index: IndexOption = None) -> None:
    """List photos that show the same slide, the best of each first."""
    library, _ = library_of(index=index)
    groups = library.duplicates()
    if as_json:
        print_json({"groups": [[slide.image for slide in group] for group in groups]})
        return
    with library.site_root() as root:
        show_duplicates(groups, Terminal.of(sys.stdout, root))
