"""`slidescan watch`."""

from __future__ import annotations

import json
import signal
import sys
import time
import warnings
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
)
from slidescan.cli.output.ingests import show_round
from slidescan.cli.output.progress import Reporter
from slidescan.cli.output.terminal import Terminal


def watch(
    paths: PhotosArgument = None,
    site: SiteOption = None,
    rendered: RenderedOption = None,
    engine: EngineOption = None,
    lang: LangOption = None,
    jobs: JobsOption = None,
    cluster: ClusterOption = None,
    storage: StorageOption = None,
    exclude: ExcludeOption = None,
    prune: Annotated[
        bool,
        typer.Option(
            "--prune", help="Drop all photos whose files are gone, not only renamed ones."
        ),
    ] = False,
    settle: Annotated[
        float,
        typer.Option(min=0.1, metavar="SEC", help="Ingest a file after this long without changes."),
    ] = 2.0,
    poll: Annotated[
        bool, typer.Option("--poll", help="Scan for changes; network shares need this.")
    ] = False,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Ingest everything, then every change until you stop it.

    Without PATH, the photos that the posts of the current folder's site show.

    Watches photos, posts and the site's configuration. With --json, each ingest is one line of
    JSON.
    """
    from slidescan.ingest.watch import Watch  # lazy: help needs none of it

    photos = paths or []
    library = library_for_ingest(
        photos,
        index=index,
        site=site,
        rendered=rendered,
        engine=engine,
        languages=parse_languages(lang),
        jobs=jobs,
        cluster=cluster,
        storage=storage,
        exclude=tuple(exclude or ()),
        prune=prune or None,
    )
    reporter = Reporter(quiet=quiet)
    watching = Watch(library.options, photos, reporter, settle=settle, poll=poll)
    # Service managers send SIGTERM: finished photos are stored, unfinished ones are dropped.
    terminated = []

    def end(*_: object) -> None:
        terminated.append(True)
        watching.stop()
        signal.raise_signal(signal.SIGINT)

    signal.signal(signal.SIGTERM, end)
    # watchdog warns if it learns of a new folder twice, but watches it once.
    warnings.filterwarnings("ignore", message="Callback with id", category=RuntimeWarning)
    try:
        for each in watching.rounds():
            reporter.close()
            if each.report is None:
                sys.stderr.write(f"slidescan: {each.trouble}\n")
                continue
            if as_json:
                sys.stdout.write(json.dumps(each.report.to_json(), ensure_ascii=False) + "\n")
            else:
                at = time.strftime("%H:%M:%S")
                show_round(each.report, at, Terminal.of(sys.stdout, Path(each.report.site)))
            sys.stdout.flush()
    except KeyboardInterrupt:
        if not terminated:
            raise
    finally:
        reporter.close()
    if not terminated:
        raise typer.Exit(130)
