"""A generator's site, and the program that renders it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from support import ROOT
from support.generator_sites.files import Files
from support.generator_sites.rendered import ShownImage, shown_images

TOOLS = Path(os.environ.get("SLIDESCAN_GENERATORS", ROOT / ".generators"))
"""The folder of generators from npm, a folder each (scripts/generators.sh)."""


@dataclass(frozen=True)
class GeneratorSite:
    """A generator's site.

    Attributes:
        files: Its files.
        command: The command line that renders it, run in its folder.
        output: The folder of rendered pages, below the site.
        base: The path of the site's address.
        version: The command line that prints the generator's version.
        lists: Paths of rendered pages that list others.
        by_section: Whether sections have the ids, not headings.
        modules: The folder of npm's packages that it needs, below `TOOLS`.
        program: The program that the command runs, if the command begins with another.
        golden: What the program rendered, if it is not among the golden files.
        min_images: So many images are shown at least.
    """

    files: Files
    command: Sequence[str]
    output: str
    base: str = "/"
    version: Sequence[str] = ()
    lists: Sequence[str] = ()
    by_section: bool = False
    modules: str = ""
    program: str = ""
    golden: Path | None = None
    min_images: int = 80

    def reason_to_skip(self) -> str | None:
        """The reason why this machine can't render it."""
        if self.modules and not (TOOLS / self.modules / "node_modules").is_dir():
            return f"{self.modules} is not installed: scripts/generators.sh {self.modules}"
        program = (self.program or self.command[0]).replace("TOOLS", str(TOOLS))
        if shutil.which(program) is None:
            return f"{program} is not installed"
        return None

    def render(self, root: Path) -> list[ShownImage]:
        """Renders the site at `root`; returns the images that its pages show."""
        if self.modules:
            (root / "node_modules").symlink_to(TOOLS / self.modules / "node_modules")
        command = [part.replace("TOOLS", str(TOOLS)) for part in self.command]
        environment = os.environ | {
            "ASTRO_TELEMETRY_DISABLED": "1",
            "DOCUSAURUS_NO_PERSISTENT_CACHE": "1",
            "NO_UPDATE_NOTIFIER": "1",
            "CI": "1",
        }
        if self.modules == "vuepress1":  # its webpack needs a hash that OpenSSL 3 dropped
            environment["NODE_OPTIONS"] = "--openssl-legacy-provider"
        done = subprocess.run(
            command, cwd=root, capture_output=True, text=True, env=environment, check=False
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        found = shown_images(
            root / self.output, self.files.digests(), self.base, by_section=self.by_section
        )
        return sorted(
            {p for p in found if not any(_listed(p.url, self.base, name) for name in self.lists)}
        )


def _listed(url: str, base: str, name: str) -> bool:
    below = url[len(base.rstrip("/")) :]
    return below.startswith(name[:-1]) if name.endswith("*") else below == name
