"""Addresses of posts as an installed Hugo gives them: `hugo list all`."""

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

TIMEOUT = 60.0
"""Seconds after which Hugo isn't waited for any longer."""


def program() -> str | None:
    """Where Hugo is, if it is installed."""
    return shutil.which("hugo")


def permalinks(root: Path, base_url: str) -> Mapping[str, str]:
    """The addresses of a site's regular pages below its base URL, by their paths.

    What Hugo would write, a lock and empty folders, goes to a temporary folder; it may not use
    the network. Where it can't list
    the site (a theme is missing, say), nothing is returned, and its rules are followed instead.

    Args:
        root: The site.
        base_url: Its configured address.
    """
    hugo = program()
    base = base_url.rstrip("/")
    if hugo is None or not base:
        return {}
    try:
        with tempfile.TemporaryDirectory(prefix="slidescan-") as folder:
            aside = {
                "GOPROXY": "off",
                "HUGO_MODULE_PROXY": "off",
                "HUGO_NOBUILDLOCK": "true",
                "HUGO_PUBLISHDIR": f"{folder}/public",
                "HUGO_RESOURCEDIR": f"{folder}/resources",
                "HUGO_CACHEDIR": f"{folder}/cache",
            }
            listed = subprocess.run(
                [hugo, "list", "all"],
                cwd=root,
                env=os.environ | aside,
                capture_output=True,
                timeout=TIMEOUT,
                check=True,
                stdin=subprocess.DEVNULL,
            ).stdout.decode("utf-8")
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return {}
    found: dict[str, str] = {}
    try:
        for row in csv.DictReader(io.StringIO(listed)):
            path, address = row.get("path"), row.get("permalink")
            if path and address and address.startswith(base + "/"):
                found[path.replace("\\", "/")] = unquote(address[len(base) :])
    except csv.Error:
        return {}
    return found
