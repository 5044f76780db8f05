"""Running slidescan as a program of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from support import ROOT


def cli(
    *args: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run slidescan as a program of its own."""
    return subprocess.run(
        [sys.executable, "-m", "slidescan", *map(str, args)],
        cwd=cwd or ROOT,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        timeout=300,
    )
