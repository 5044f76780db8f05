"""`slidescan lsp`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from slidescan.cli.common import collect_garbage, library_of
from slidescan.cli.options import IndexOption
from slidescan.errors import UsageError

if TYPE_CHECKING:
    from slidescan.library import Library


def lsp(index: IndexOption = None) -> None:
    """Check and write alt texts in an editor (Language Server Protocol, over stdio)."""
    try:
        from slidescan.editor.server import serve  # lazy: optional extra
    except ModuleNotFoundError as error:
        raise UsageError(
            f"slidescan lsp needs {error.name}", "install it with pip install 'slidescan[lsp]'"
        ) from error

    started = Path.cwd()

    def open_library(folder: Path | None) -> Library:
        """The library for the editor's folder; a relative index is that of the command line."""
        given = index if index is None or "://" in index else str(started / index)
        if folder is not None and folder.is_dir():
            # The configuration and the index are looked for from here.
            os.chdir(folder)
        return library_of(index=given)[0]

    collect_garbage()
    serve(open_library)
