"""How long alt texts take on a large site: python bench/alts.py [--posts N].

Makes a site of N posts with three photos each and an index with all of them, and times proposing
alt texts, proposing long descriptions, and checking, in seconds of one core.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from support.factories import slide  # noqa: E402 - no package

from slidescan.alt.changes import AltOptions  # noqa: E402
from slidescan.alt.checks import check  # noqa: E402
from slidescan.alt.context import AltContext  # noqa: E402
from slidescan.alt.propose import propose  # noqa: E402
from slidescan.core.records import Slide  # noqa: E402
from slidescan.posts.discovery import find_site  # noqa: E402
from slidescan.posts.read import read_post  # noqa: E402

WORDS = (
    "lake", "stream", "queue", "table", "index", "batch", "model", "shard", "cache", "scale",
    "cost", "region",
)  # fmt: skip
PHOTOS_PER_POST = 3
LINES_PER_SLIDE = 6


def write_post(root: Path, number: int) -> list[Slide]:
    """Writes a post with photos; returns the slides that the photos show."""
    slides, sections = [], []
    for n in range(PHOTOS_PER_POST):
        image = f"{number}-{n}.jpg"
        (root / image).touch()
        lines = [
            f"{WORDS[(number + i * n) % 12]} {WORDS[(number * 7 + i) % 12]} {number}"
            for i in range(LINES_PER_SLIDE)
        ]
        slides.append(slide(image, lines, sha256=f"{number:060x}{n:04x}"))
        alt = ("", "slide", f"{WORDS[number % 12]} and {WORDS[n]} of the year")[n]
        sections.append(f"## Part {n}\n\n{'words ' * 120}\n\n![{alt}]({image})")
    body = "\n\n".join(sections)
    (root / f"post-{number}.md").write_text(f"# Post {number}\n\n{body}\n", "utf-8")
    return slides


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=10_000)
    count = parser.parse_args().posts
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        slides = [each for number in range(count) for each in write_post(root, number)]
        site = find_site(root, site=root)
        posts = {path: read_post(site, path) for path in site.post_paths}
        written = frozenset((f"post-{n}.md", f"{n}-0.jpg", "An older one.") for n in range(count))
        context = AltContext({s.image: s for s in slides}, posts, written)
        timed("propose", lambda: propose(context, site, []))
        timed("propose, long", lambda: propose(context, site, [], AltOptions(long="details")))
        timed("check", lambda: check(context, site))


def timed(name: str, run: Callable[[], object]) -> None:
    """Prints the CPU seconds that `run` takes."""
    start = time.process_time()
    run()
    print(f"{name:15} {time.process_time() - start:6.1f} s")


if __name__ == "__main__":
    main()
