"""`slidescan ingest`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from slidescan.cli.common import library_for_ingest, parse_languages
from slidescan.cli.options import (
    ClusterOption,
    EngineOption,
    ExcludeOption,
    IndexOption,
    JobsOption,
    JsonOption,
    LangOption,
    PhotosArgument,
    QuietOption,
    RenderedOption,
    SiteOption,
    StorageOption,
    VerboseOption,
)
from slidescan.cli.output.document import print_json
from slidescan.cli.output.ingests import show_plan, show_report
from slidescan.cli.output.progress import Reporter
from slidescan.cli.output.terminal import Terminal
from slidescan.core.records import IngestPlan


def ingest(
    paths: PhotosArgument = None,
    site: SiteOption = None,
    rendered: RenderedOption = None,
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
            min=0, metavar="SEC", help="Most seconds per photo; 0 for no limit [default: 120]."
        ),
    ] = None,
    embed_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="An OpenAI-compatible endpoint with an encoder."),
    ] = None,
    embed_model: Annotated[
        str | None, typer.Option(metavar="NAME", help="The encoder at this endpoint.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Read unchanged photos again.")] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Also read photos that an earlier version read.")
    ] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Drop photos whose files are gone.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List what it would read; read and write nothing.")
    ] = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Read new and changed photos, link them to posts, index them.

    Without PATH, the photos that the posts of the current folder's site show.
    """
    reporter = Reporter(quiet=quiet)
    reporter.open()
    try:
        photos = paths or []
        library = library_for_ingest(
            photos,
            index=index,
            site=site,
            rendered=rendered,
            posts=tuple(posts or ()),
            engine=engine,
            languages=parse_languages(lang),
            jobs=jobs,
            cluster=cluster,
            storage=storage,
            exclude=tuple(exclude or ()),
            max_pixels=max_pixels,
            timeout=timeout,
            embed_url=embed_url,
            embed_model=embed_model,
            force=force or None,
            refresh=refresh or None,
            prune=prune or None,
        )
        if dry_run:
            plan = library.plan(photos)
        else:
            report = library.ingest(photos, reporter)
    finally:
        reporter.close()
    if dry_run:
        _show_plan(plan, as_json=as_json, verbose=verbose)
        return
    if as_json:
        print_json(report.to_json())
    else:
        show_report(report, Terminal.of(sys.stdout, Path(report.site)), verbose=verbose)
    if report.interrupted:
        raise typer.Exit(130)
    if report.failures:
        raise typer.Exit(1)


def _show_plan(plan: IngestPlan, *, as_json: bool, verbose: bool) -> None:
    if as_json:
        print_json(plan.to_json())
    else:
        show_plan(plan, Terminal.of(sys.stdout, Path(plan.site)), verbose=verbose)
    if plan.failures:
        raise typer.Exit(1)
