"""The samples: what they show, copies of their site, and their index."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slidescan.core.records import IngestReport
from slidescan.library import Library
from support import SAMPLES


def truth() -> list[dict[str, Any]]:
    """What the samples show, photo by photo."""
    loaded: list[dict[str, Any]] = json.loads((SAMPLES / "truth.json").read_text("utf-8"))
    return loaded


def copy_samples(target: Path) -> Path:
    """Copies the samples' site to `target`; returns that."""
    for part in ("hugo.toml", "content", "static", "layouts"):
        source = SAMPLES / part
        if source.is_dir():
            shutil.copytree(source, target / part)
        else:
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target / part)
    return target


@dataclass(frozen=True)
class Ingested:
    """The samples with their index; tests that change them copy the site."""

    site: Path
    library: Library
    report: IngestReport
