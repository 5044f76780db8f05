"""How photos that took part in no fit are read: python bench/unseen.py --mirror DIR [--only TEXT].

Reads the photos that `samples/halls.json` lists under `unseen`, and compares corners, titles and
the order of lines with what people noted before anything was read. DIR holds clones of the
repositories, OWNER+NAME/repo each; `--only` reads photos whose address holds a text.
"""

from __future__ import annotations

import argparse
import difflib
import json
import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "samples"))
from hall_photos import HALLS_FILE  # noqa: E402 - no package

from slidescan.core.geometry import Quad, jaccard  # noqa: E402
from slidescan.core.records import Options  # noqa: E402
from slidescan.imaging.decode import decode  # noqa: E402
from slidescan.ingest.read_photo import read_photo  # noqa: E402
from slidescan.ocr import registry  # noqa: E402

GOOD_JACCARD = 0.9
"""From here on, a slide counts as found."""

SURE_CONFIDENCE = 0.9
"""From here on, a confidence should be right in 95 % of the photos."""

MIN_TITLE_LIKENESS, MIN_LINE_LIKENESS = 0.9, 0.8
"""How alike two titles, or two lines, must be to be the same, 0..1."""


class Tally:
    """Counts what is right of what could be."""

    def __init__(self, name: str) -> None:
        self.name, self.right, self.of = name, 0, 0

    def add(self, right: int, of: int = 1) -> bool:
        """Adds to the counts; returns whether all is right."""
        self.right, self.of = self.right + right, self.of + of
        return right == of

    def __str__(self) -> str:
        return f"{self.name}: {self.right} of {self.of} ({self.right / max(self.of, 1):.3f})"


def likeness(a: str, b: str) -> float:
    """How alike two texts are without spaces and case, 0..1."""
    x, y = ("".join(text.casefold().split()) for text in (a, b))
    return difflib.SequenceMatcher(None, x, y, autojunk=False).ratio()


def neighbours(noted: Sequence[str], lines: Sequence[str]) -> tuple[int, int]:
    """How many neighbouring lines were read in order, and how many were read."""
    places = []
    for text in noted:
        found = max(((likeness(text, line), i) for i, line in enumerate(lines)), default=(0.0, -1))
        places.append(found[1] if found[0] >= MIN_LINE_LIKENESS else None)
    pairs = [(a, b) for a, b in pairwise(places) if a is not None and b is not None and a != b]
    return sum(a < b for a, b in pairs), len(pairs)


def measure(photos: Sequence[dict[str, Any]], commits: dict[str, str], mirror: Path) -> None:
    """Reads the photos, and prints what is wrong, then the counts."""
    options = Options()
    engine = registry.load("auto", options.languages)
    found, sure = Tally("quads of at least 0.9"), Tally("quads with a confidence of at least 0.9")
    titles, untitled = Tally("titles"), Tally("no title where there is none")
    ordered, jaccards = Tally("neighbouring lines in order"), list[float]()
    for photo in photos:
        git = mirror / photo["repository"].replace("/", "+") / "repo"
        git = git / ".git" if (git / ".git").exists() else git
        blob = f"{commits[photo['repository']]}:{photo['path']}"
        command = ["git", f"--git-dir={git}", "cat-file", "blob", blob]
        data = subprocess.run(command, capture_output=True, check=True).stdout
        read = read_photo(data, engine, options)
        lines = [line.text for line in read.reading.lines]
        title = " ".join(line.text for line in read.reading.lines if line.role == "title") or None
        wrong = []
        if "corners" in photo:
            height, width = decode(data).pixels.shape[:2]
            quad, truth = read.detection.quad, Quad.of(photo["corners"])
            area = Quad.rectangle(width, height)
            overlap = jaccard(Quad(*quad.corners), truth, area) if quad else 0.0
            jaccards.append(overlap)
            if not found.add(overlap >= GOOD_JACCARD):
                wrong.append(f"Jaccard {overlap:.2f}, confidence {read.detection.confidence:.2f}")
            if quad and read.detection.confidence >= SURE_CONFIDENCE:
                sure.add(overlap >= GOOD_JACCARD)
        if "titles" in photo:
            noted = photo["titles"]
            is_right = title in noted or any(
                likeness(text, title or "") >= MIN_TITLE_LIKENESS for text in noted if text
            )
            if not (untitled if None in noted else titles).add(is_right):
                wrong.append(f"title {title!r} instead of {noted}")
        if "lines" in photo:
            right, of = neighbours(photo["lines"], lines)
            if not ordered.add(right, of):
                wrong.append(f"{right} of {of} lines in order")
        if wrong:
            print(photo["repository"], photo["path"], *wrong, sep="\n    ", flush=True)
    print(f"Jaccard: {sum(jaccards) / max(len(jaccards), 1):.3f} of {len(jaccards)}")
    print(found, sure, titles, untitled, ordered, sep="\n")


def main() -> None:
    """Parses the command line and measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mirror", type=Path, required=True, help="clones of the repositories")
    parser.add_argument("--only", default="", help="reads photos whose address holds this text")
    options = parser.parse_args()
    halls = json.loads(HALLS_FILE.read_text("utf-8"))
    photos = [p for p in halls["unseen"] if options.only in f"{p['repository']}/{p['path']}"]
    measure(photos, halls["commits"], options.mirror)


if __name__ == "__main__":
    main()
