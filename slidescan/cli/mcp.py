"""`slidescan mcp`."""

from __future__ import annotations

from typing import Annotated

import typer

from slidescan.cli.common import collect_garbage, library_of
from slidescan.cli.options import IndexOption
from slidescan.errors import UsageError


def mcp(
    allow_proposals: Annotated[
        bool,
        typer.Option(
            "--allow-proposals",
            help="Let the assistant propose alt texts, which you accept with alt --review.",
        ),
    ] = False,
    index: IndexOption = None,
) -> None:
    """Let an assistant search and see slides (Model Context Protocol, over stdio)."""
    try:
        from slidescan.assistant.server import serve  # lazy: optional extra
    except ModuleNotFoundError as error:
        raise UsageError(
            f"slidescan mcp needs {error.name}", "install it with pip install 'slidescan[mcp]'"
        ) from error
    library, _ = library_of(index=index)
    collect_garbage()
    serve(library, allow_proposals=allow_proposals)
