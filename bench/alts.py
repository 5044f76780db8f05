"""How long alt texts take on a large site: python bench/alts.py [--posts N].

Makes a site of N posts with three photos each and a catalogue that knows them all, and times
proposing, checking and placing long descriptions, in seconds of one core.
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
from slidescan.posts.discovery import find_site  # noqa: E402
from slidescan.posts.read import read_post  # noqa: E402

WORDS = (
    "lake", "stream", "queue", "table", "index", "batch", "model", "shard", "cache", "scale",
    "cost", "region",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=10_000)
    count = parser.parse_args().posts
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        slides = []
        for n in range(count):
            shown = []
            for m in range(3):
                name = f"{n}-{m}.jpg"
                (root / name).touch()
                said = [
                    f"{WORDS[(n + i * m) % 12]} {WORDS[(n * 7 + i) % 12]} {n}" for i in range(6)
                ]
                slides.append(slide(name, said, sha256=f"{n:060x}{m:04x}"))
                alt = ("", "slide", f"{WORDS[n % 12]} and {WORDS[m]} of the year")[m]
                shown.append(f"![{alt}]({name})")
            body = "\n\n".join(
                f"## Part {i}\n\n{'words ' * 120}\n\n{s}" for i, s in enumerate(shown)
            )
            (root / f"post-{n}.md").write_text(f"# Post {n}\n\n{body}\n", "utf-8")
        site = find_site(root, site=root)
        posts = {path: read_post(site, path) for path in site.post_paths}
        written = frozenset((f"post-{n}.md", f"{n}-0.jpg", "An older one.") for n in range(count))
        known = AltContext({s.image: s for s in slides}, posts, written)
        timed("propose", lambda: propose(known, site, []))
        timed("propose, long", lambda: propose(known, site, [], AltOptions(long="details")))
        timed("check", lambda: check(known, site))


def timed(name: str, run: Callable[[], object]) -> None:
    started = time.process_time()
    run()
    print(f"{name:15} {time.process_time() - started:6.1f} s")


if __name__ == "__main__":
    main()
