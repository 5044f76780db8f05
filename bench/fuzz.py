"""Coverage-guided fuzzing (atheris): python -m bench.fuzz TARGET [--seconds N] [FOLDER].

Targets: `posts` (sections and image references in every dialect), `frontmatter`, `query`, `photo`.
Each input must be handled within ten seconds, and only the documented errors may be raised. What
fails becomes a test. Needs the extra `fuzz`.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["slidescan", "tomllib", "yaml", "PIL", "pillow_heif"]):
    import PIL.Image
    import pillow_heif

    PIL.Image.init()
    pillow_heif.register_heif_opener()
    from slidescan.errors import PhotoError
    from slidescan.imaging import decode
    from slidescan.posts import dialect, markdown
    from slidescan.posts.front_matter import FORMATS, parse_fields, read_front_matter
    from slidescan.posts.references.scanner import scan
    from slidescan.search.parser import parse
    from slidescan.search.query import included_terms

DIALECTS = tuple(value for value in vars(dialect).values() if isinstance(value, dialect.Dialect))


def posts(data: bytes) -> None:
    """Parses a post in the dialect that its first byte chooses."""
    text = data[1:].decode("utf-8", "replace")
    chosen = DIALECTS[data[0] % len(DIALECTS)] if data else DIALECTS[0]
    blocks = markdown.parse(text, 0, chosen)
    for reference in scan(text, blocks).references:
        if reference.alt.start >= 0:
            assert 0 <= reference.alt.start <= reference.alt.end <= len(text)


def front_matter(data: bytes) -> None:
    """Parses front matter of a post, and a document in the format that its first byte chooses."""
    text = data[1:].decode("utf-8", "replace")
    assert 0 <= read_front_matter(text).end <= len(text)
    with contextlib.suppress(ValueError):
        parse_fields(text, tuple(FORMATS)[data[0] % len(FORMATS) if data else 0])


def queries(data: bytes) -> None:
    """Parses a query."""
    for node in included_terms(parse(data.decode("utf-8", "replace")).root):
        assert node


def photos(data: bytes) -> None:
    """Decodes the bytes of a photo."""
    with contextlib.suppress(PhotoError):
        decode.decode(data, max_pixels=1_000_000)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "posts": posts,
    "frontmatter": front_matter,
    "query": queries,
    "photo": photos,
}


def seeds(target: str, folder: Path) -> None:
    """Writes the inputs from which the fuzzer starts."""
    from bench.torture.making import SAMPLES  # lazy: atheris must see the import of PIL first
    from bench.torture.mutations import FORMATS, picture

    folder.mkdir(parents=True, exist_ok=True)
    if target == "photo":
        for kind in FORMATS:
            (folder / kind.replace(" ", "-")).write_bytes(picture(kind))
    elif target == "query":
        texts = (
            '"data lake" -aws',
            "title:lake OR (a b)",
            "near:x.jpg lang:de after:2017-11",
            "be*",
        )
        for number, text in enumerate(texts):
            (folder / str(number)).write_text(text)
    else:
        for path in SAMPLES.rglob("*.md"):
            data = path.read_bytes()
            (folder / path.name).write_bytes(b"\0" + data)


def main() -> None:
    """Fuzzes one target; libFuzzer prints its progress and ends the process at a failure."""
    target = sys.argv[1]
    seconds = sys.argv[3] if len(sys.argv) > 3 and sys.argv[2] == "--seconds" else "600"
    folder = Path(sys.argv[4] if len(sys.argv) > 4 else f".fuzz/{target}")
    seeds(target, folder)
    options: list[Any] = [
        sys.argv[0], f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=4000",
        "-max_len=20000", f"-artifact_prefix={folder.parent}/{target}-", str(folder),
    ]  # fmt: skip
    atheris.Setup(options, TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
