"""`slidescan status`."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from slidescan.cli.common import library_of
from slidescan.cli.options import IndexOption, JsonOption, VerboseOption
from slidescan.cli.output.document import print_json
from slidescan.cli.output.status import show_config, show_issues, show_status
from slidescan.cli.output.terminal import Terminal


def status(
    verify: Annotated[
        bool,
        typer.Option("--verify", help="Check catalogue, full-text index, photos, posts and links."),
    ] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Repair everything possible without reading photos.")
    ] = False,
    config: Annotated[
        bool, typer.Option("--config", help="Show the configuration and the options that apply.")
    ] = False,
    verbose: VerboseOption = False,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Show what the index holds, what is wrong, and what to do about it."""
    library, settings = library_of(index=index)
    if verify or repair:
        repaired = library.repair() if repair else ()
        left = library.verify()
        if as_json:
            lists = {"mended": repaired, "findings": left}
            print_json(
                {key: [issue.to_json() for issue in issues] for key, issues in lists.items()}
            )
        else:
            show_issues(repaired, left, Terminal.of(sys.stdout))
        # Where rules and pages disagree, the pages decide: there is nothing to repair.
        if any(issue.kind != "differs" for issue in left):
            raise typer.Exit(1)
        return
    defaults = asdict(library.options)
    for one_time in ("force", "prune", "follow"):
        defaults.pop(one_time)
    defaults["index"] = str(library.location)  # never holds a password
    files = (str(settings.file),) if settings.file else ()
    state = replace(library.status(), defaults=defaults, config_files=files)
    if as_json:
        print_json(state.to_json())
        return
    terminal = Terminal.of(sys.stdout, Path(state.site) if state.site else None)
    if config:
        show_config(state, terminal)
    else:
        show_status(state, terminal, verbose=verbose)
    if state.unreachable:
        raise typer.Exit(1)
