"""The version of Hugo that a site declares."""

from __future__ import annotations

import re
from pathlib import Path

from slidescan.core.regular_files import read_start

NEWEST_VERSION = (1_000,)
"""The version of a site that declares none: its generator is up to date."""

VERSION_FILES = (
    "netlify.toml", "vercel.json", ".tool-versions", ".mise.toml", "mise.toml", ".hugo_version",
    ".gitlab-ci.yml", "Dockerfile", "Makefile", "package.json", "render.yaml", "amplify.yml",
    "wrangler.toml", ".cloudflare/build.sh", "build.sh",
)  # fmt: skip
"""Files of a site that can name the version of Hugo."""

MAX_VERSION_FILE_BYTES = 128 * 1024
"""Longer files are not searched for a version."""

_VERSION = re.compile(
    r"hugo(?:[_-]?version|[_-]?bin|[_-]?extended|:)?[\"']?\s*(?:[=:@ ]|/v|_)\s*[\"']?[~^v]*"
    r"(?:extended_)?0\.(?P<minor>\d{2,3})(?:\.(?P<patch>\d+))?",
    re.IGNORECASE,
)


def declared_version(root: Path) -> tuple[int, ...]:
    """The newest version of Hugo that a file of the site names; `NEWEST_VERSION` without any."""
    workflows = root / ".github" / "workflows"
    files = [root / name for name in VERSION_FILES]
    files += sorted(workflows.glob("*.y*ml")) if workflows.is_dir() else []
    versions = [version for file in files for version in _versions(file)]
    return max(versions, default=NEWEST_VERSION)


def _versions(file: Path) -> list[tuple[int, ...]]:
    try:
        if not file.is_file() or file.stat().st_size > MAX_VERSION_FILE_BYTES:
            return []
        text = read_start(file, MAX_VERSION_FILE_BYTES).decode("utf-8", "replace")
    except OSError:
        return []
    if file.name == ".hugo_version":
        text = f"hugo {text}"
    return [(0, int(m["minor"]), int(m["patch"] or 0)) for m in _VERSION.finditer(text)]
