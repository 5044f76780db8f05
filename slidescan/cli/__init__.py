"""The command line: parse, call the library, print. Nothing is decided here."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from slidescan.cli.alt import alt
from slidescan.cli.common import (
    ClusterOption,
    EngineOption,
    ExcludeOption,
    IndexOption,
    JobsOption,
    JsonOption,
    LangOption,
    PhotosArgument,
    SiteOption,
    StorageOption,
    library_of,
    print_json,
)
from slidescan.cli.export import copy, export, import_
from slidescan.cli.search import duplicates, search, similar
from slidescan.cli.serve import serve
from slidescan.cli.watch import watch
from slidescan.core.versions import PACKAGE_VERSION
from slidescan.errors import SlidescanError, UsageError

if TYPE_CHECKING:
    from slidescan.core.geometry import Quad

app = typer.Typer(
    name="slidescan",
    help="Makes the slide photos of your posts searchable, and writes their alt text.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog="Start with: slidescan ingest static/img/ then slidescan search “data lake”.",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"slidescan {PACKAGE_VERSION}\n")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", is_eager=True, callback=_version),
    ] = False,
) -> None:
    del version


@app.command(epilog="Example: slidescan ingest static/img/ --lang de")
def ingest(
    paths: PhotosArgument,
    site: SiteOption = None,
    posts: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH", help="Posts to link, or folders of them [default: all]."),
    ] = None,
    engine: EngineOption = None,
    lang: LangOption = None,
    jobs: JobsOption = None,
    cluster: ClusterOption = None,
    storage: StorageOption = None,
    exclude: ExcludeOption = None,
    max_pixels: Annotated[
        int | None,
        typer.Option(
            min=1, metavar="N", help="Refuse photos with more pixels [default: 100000000]."
        ),
    ] = None,
    timeout: Annotated[
        int | None,
        typer.Option(
            min=0, metavar="SEC", help="Give up on a photo after so long; 0: never [default: 120]."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Read unchanged photos again.")] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Read photos again that an earlier version read.")
    ] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Drop photos that are gone.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Read new and changed photos, link them to the posts that show them, index them."""
    from slidescan.cli.output import Reporter, Terminal, show_report

    library, _ = library_of(
        paths[0],
        index=index,
        site=site,
        posts=tuple(posts or ()),
        engine=engine,
        languages=_languages(lang),
        jobs=jobs,
        cluster=cluster,
        storage=storage,
        exclude=tuple(exclude or ()),
        max_pixels=max_pixels,
        timeout=timeout,
        force=force or None,
        refresh=refresh or None,
        prune=prune or None,
    )
    reporter = Reporter(quiet=quiet)
    try:
        report = library.ingest(paths, reporter)
    finally:
        reporter.close()
    if as_json:
        print_json(report.to_json())
    else:
        show_report(report, Terminal.of(sys.stdout, Path(report.site)))
    if report.interrupted:
        raise typer.Exit(130)
    if report.failures:
        raise typer.Exit(1)


def _languages(codes: str | None) -> tuple[str, ...]:
    from slidescan.core.languages import parse

    return parse(codes) if codes else ()


app.command(
    context_settings={"ignore_unknown_options": True},
    epilog="Examples: slidescan search data lake, slidescan search 'title:\"data lake\" -aws', "
    "slidescan search lake lang:de after:2017-11 --sort date",
)(search)
app.command(epilog="Example: slidescan similar IMG_3031.jpg --limit 5")(similar)
app.command()(duplicates)


@app.command(
    epilog="Examples: slidescan show IMG_3031.jpg, slidescan show IMG_3031.jpg --picture found.png"
)
def show(
    photo: Annotated[str, typer.Argument(metavar="PHOTO", help="A photo of the index.")],
    picture: Annotated[
        Path | None,
        typer.Option(metavar="PNG", help="Draw corners, lines and confidence over the photo."),
    ] = None,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Show one slide: its text, title, confidence, alt text and links."""
    from slidescan.cli.output import Terminal, show_slide

    library, _ = library_of(index=index)
    slide = library.slide(photo)
    with library.site_root() as root:
        if picture is not None:
            from slidescan.export.formats.overlay import draw

            drawn = draw(root / slide.image, slide)
            from slidescan.core.files import atomic_write

            with atomic_write(picture, "--picture") as temporary:
                temporary.write_bytes(drawn)
        if as_json:
            print_json(slide.to_json())
        else:
            show_slide(slide, Terminal.of(sys.stdout, root))


@app.command(
    context_settings={"ignore_unknown_options": True},
    epilog="Example: slidescan corners IMG_3031.jpg 102,88 1710,130 1698,1040 96,1002",
)
def corners(
    photo: Annotated[str, typer.Argument(metavar="PHOTO", help="A photo of the index.")],
    points: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[X,Y X,Y X,Y X,Y]",
            help="The slide's corners in pixels of the upright photo, clockwise from its top left.",
        ),
    ] = None,
    none: Annotated[
        bool, typer.Option("--none", help="There is no slide: read the whole photo.")
    ] = False,
    auto: Annotated[
        bool, typer.Option("--auto", help="Take it back: let the finder decide.")
    ] = False,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Say where the slide is in a photo; it is read anew there, and later ingests keep to it."""
    from slidescan.cli.output import Terminal, show_slide

    if bool(points) + none + auto != 1:
        raise UsageError("give four corners, or --none, or --auto", "see slidescan corners --help")
    library, _ = library_of(index=index)
    if auto:
        slide = library.drop_corners(photo)
    else:
        slide = library.set_corners(photo, _quad(points) if points else None)
    if as_json:
        print_json(slide.to_json())
        return
    with library.site_root() as root:
        show_slide(slide, Terminal.of(sys.stdout, root))


def _quad(points: list[str]) -> Quad:
    """Four corners as a person writes them: `x,y` each."""
    from slidescan.core.geometry import Quad

    try:
        quad = Quad.of([float(v) for v in point.split(",")] for point in points)
    except ValueError as error:
        raise UsageError(
            f"“{' '.join(points)}” is not four corners", "write them as x,y x,y x,y x,y"
        ) from error
    # Counter-clockwise: the same corners, from the same first one.
    return quad if quad.area > 0 else Quad(quad.tl, quad.bl, quad.br, quad.tr)


app.command(
    epilog="Examples: slidescan alt content/blog/my-post.md, slidescan alt --write, "
    "slidescan alt --check --format github"
)(alt)


app.command(
    epilog="Examples: slidescan export json --out slides.json, "
    "slidescan export pdf --post my-post --out deck.pdf, "
    "slidescan export site --out static/slides/"
)(export)
app.command(name="import", epilog="Example: slidescan import slides.json")(import_)
app.command(epilog="Example: slidescan copy index/ postgresql://slides@db.example.org/slides")(copy)
app.command(epilog="Example: slidescan serve --open")(serve)
app.command(epilog="Example: slidescan watch static/img/")(watch)


@app.command()
def status(
    verify: Annotated[
        bool,
        typer.Option("--verify", help="Check catalogue, full-text index, photos, posts and links."),
    ] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend what can be mended without reading photos.")
    ] = False,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Show what the index holds, engines and languages at hand, and what is wrong."""
    from dataclasses import asdict, replace

    from slidescan.cli.output import Terminal, show_findings, show_status

    library, config = library_of(index=index)
    if verify or repair:
        mended = library.repair() if repair else ()
        left = library.verify()
        if as_json:
            names = {"mended": mended, "findings": left}
            print_json({name: [each.to_json() for each in found] for name, found in names.items()})
        else:
            show_findings(mended, left, Terminal.of(sys.stdout))
        if left:
            raise typer.Exit(1)
        return
    defaults = asdict(library.options)
    for passing in ("force", "prune", "follow"):
        defaults.pop(passing)
    defaults["index"] = str(library.location)  # without a password
    files = (str(config.file),) if config.file else ()
    found = replace(library.status(), defaults=defaults, config_files=files)
    if as_json:
        print_json(found.to_json())
    else:
        show_status(found, Terminal.of(sys.stdout, Path(found.site) if found.site else None))


def main() -> NoReturn:
    """Run the command line; every error a person can cause is one line and an exit code."""
    sys.exit(run(app))


def run(command: Callable[..., Any], args: list[str] | None = None) -> int:
    """Run a command and return its exit code."""
    from typer.exceptions import TyperException

    for stream in (sys.stdout, sys.stderr):
        # What a terminal's encoding lacks must not end the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        result = command(args, standalone_mode=False, prog_name="slidescan")
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except SlidescanError as error:
        return _complain(str(error), error.exit_code)
    except TyperException as error:
        return _complain(error.format_message(), 2)
    except (typer.Abort, KeyboardInterrupt):
        return _complain("interrupted", 130)
    except (BrokenPipeError, SystemExit):
        # Whoever was reading (head, less) has seen enough; typer makes an exit of it.
        _close_output()
        return 0
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO):
            raise
        _close_output()
        reason = (error.strerror or str(error)).lower()
        return _complain(f"what it says can't be written ({reason}): send it elsewhere", 3)


def _close_output() -> None:
    """Let nothing be written any more, lest Python complains of it when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(message: str, code: int) -> int:
    from slidescan.errors import one_line

    sys.stderr.write(f"slidescan: {one_line(message)}\n")
    return code
