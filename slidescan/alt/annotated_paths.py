"""Paths of posts as code hosts know them, for annotations of their lines."""

from __future__ import annotations

import os
from pathlib import Path

from slidescan.posts.repository import below, repository_root


def site_prefix(site: Path | None, workspace: str | None = None) -> str:
    """A site's path below the workspace, else below its repository, with a slash at its end.

    Empty if the site is in neither, or is not known.

    Args:
        site: The site's root.
        workspace: The folder of the workflow's run, in which the repository lies.
    """
    if site is None:
        return ""
    folder = Path(os.path.realpath(site))
    if workspace and folder.is_relative_to(os.path.realpath(workspace)):
        return below(folder, Path(os.path.realpath(workspace)))
    root = repository_root(folder)
    return "" if root is None else below(folder, root)
