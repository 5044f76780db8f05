"""The addresses of posts that an installed Hugo lists (`hugo list all`)."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

TIMEOUT_SECONDS = 60.0
"""Hugo is stopped after this time."""


def program() -> str | None:
    """The path of an installed Hugo."""
    return shutil.which("hugo")


def list_permalinks(root: Path, base_url: str) -> Mapping[str, str]:
    """The addresses of a site's regular pages below its base URL, by path.

    Hugo writes its lock and its folders to a temporary folder, and uses no network.

    Args:
        root: The site.
        base_url: Its configured address.

    Returns:
        Addresses; none without Hugo, or if it can't list the site because a theme is missing.
    """
    hugo = program()
    base = base_url.rstrip("/")
    if hugo is None or not base:
        return {}
    try:
        with tempfile.TemporaryDirectory(prefix="slidescan-") as folder:
            environment = {
                "GOPROXY": "off",
                "HUGO_MODULE_PROXY": "off",
                "HUGO_NOBUILDLOCK": "true",
                "HUGO_PUBLISHDIR": f"{folder}/public",
                "HUGO_RESOURCEDIR": f"{folder}/resources",
                "HUGO_CACHEDIR": f"{folder}/cache",
            }
            table = subprocess.run(
                [hugo, "list", "all"],
                cwd=root,
                env=os.environ | environment,
                capture_output=True,
                timeout=TIMEOUT_SECONDS,
                check=True,
                stdin=subprocess.DEVNULL,
            ).stdout.decode("utf-8")
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return {}
    permalinks: dict[str, str] = {}
    try:
        for row in csv.DictReader(io.StringIO(table)):
            path, address = row.get("path"), row.get("permalink")
            if path and address and address.startswith(base + "/"):
                permalinks[path.replace("\\", "/")] = unquote(address[len(base) :])
    except csv.Error:
        return {}
    return permalinks
