"""Builds the documentation site into build/site, without a warning or not at all.

python scripts/site.py

Gathers `docs/`, the README, the changelog and the other pages of the root, whose links lead to each
other here, and the reference of the Python API. `make site` runs it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from slidescan.core import toml

ROOT = Path(__file__).parent.parent
BUILD = ROOT / "build"
ROOT_PAGES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "CHANGELOG.md": "changelog.md",
}
"""The pages of the repository's root, and their names on the site."""

LINK = re.compile(r"(!?\[[^\]\n]*\]\()([^)\s#]+)((?:#[^)\s]*)?\))")

API_PAGE = """\
# Python API

::: slidescan.library.Library

::: slidescan.core.records.options.Options

::: slidescan.alt.changes.AltOptions

::: slidescan.search.selection.Selection

::: slidescan.core.geometry.Quad

::: slidescan.errors
"""


def urls() -> dict[str, str]:
    """The project's addresses, from pyproject.toml."""
    project = toml.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    listed: dict[str, str] = project["urls"]
    return listed


def page_from_root(text: str) -> str:
    """A page of the root whose links lead to the site's pages."""

    def replaced(match: re.Match[str]) -> str:
        target = match[2].removeprefix("docs/")
        return match[1] + _target(target) + match[3]

    return LINK.sub(replaced, text)


def page_of_docs(text: str) -> str:
    """A page of `docs/` whose links to the root lead to the site's pages."""
    return LINK.sub(lambda m: m[1] + _target(m[2].removeprefix("../"), m[2]) + m[3], text)


def _target(path: str, otherwise: str | None = None) -> str:
    """Where a link to a file of the repository leads on the site."""
    if path in ROOT_PAGES:
        return ROOT_PAGES[path]
    original = path if otherwise is None else otherwise
    inside = "://" in original or (ROOT / "docs" / path).exists() or not (ROOT / path).exists()
    return original if inside else f"{urls()['Repository']}/{path}"


def gather(folder: Path) -> None:
    """Writes all pages into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "docs", folder)
    for page in folder.glob("*.md"):
        page.write_text(page_of_docs(page.read_text("utf-8")), encoding="utf-8")
    for source, page_name in ROOT_PAGES.items():
        text = page_from_root((ROOT / source).read_text("utf-8"))
        (folder / page_name).write_text(text, encoding="utf-8")
    (folder / "api.md").write_text(API_PAGE, encoding="utf-8")


def build() -> int:
    """Builds the site; returns the exit code of MkDocs."""
    gather(BUILD / "docs")
    config = BUILD / "mkdocs.yml"
    addresses = urls()
    config.write_text(
        f"INHERIT: ../mkdocs.yml\ndocs_dir: docs\nsite_dir: site\n"
        f"site_url: {addresses['Documentation']}\nrepo_url: {addresses['Repository']}\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-f", str(config)]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=ROOT, env=quiet, check=False).returncode


if __name__ == "__main__":
    sys.exit(build())
