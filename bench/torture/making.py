"""Makes small photos and sites, and runs slidescan on them."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pillow_heif
from PIL import Image, ImageDraw

ROOT = Path(__file__).parent.parent.parent
SAMPLES = ROOT / "samples"
POST = "content/post.md"
INGEST = ("ingest", "img", "-q", "--jobs", "1")


def slide(size: tuple[int, int] = (480, 360), text: str = "Data lake") -> Image.Image:
    """A small slide on a dark wall."""
    image = Image.new("RGB", size, (30, 40, 60))
    pen = ImageDraw.Draw(image)
    width, height = size
    pen.rectangle((width * 0.1, height * 0.1, width * 0.9, height * 0.9), fill=(240, 240, 235))
    pen.text((width * 0.2, height * 0.3), text, fill=(0, 0, 0), font_size=height / 8)
    return image


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """An image encoded in a format."""
    pillow_heif.register_heif_opener()
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def site(root: Path, photos: int = 3) -> Path:
    """Writes a site with small photos and a post that shows them."""
    (root / "img").mkdir(parents=True)
    (root / "content").mkdir()
    for number in range(photos):
        image = slide(text=f"Data lake {number}")
        (root / "img" / f"{number}.jpg").write_bytes(encoded(image, "JPEG", quality=90))
    images = "".join(f"![](/img/{number}.jpg)\n\nA paragraph.\n\n" for number in range(photos))
    (root / POST).write_text(f"# A post\n\n{images}{'Filled. ' * 2000}\n", "utf-8")
    (root / "hugo.toml").write_text('[[module.mounts]]\nsource = "img"\ntarget = "static/img"\n')
    return root


def slidescan(
    *args: str | Path, cwd: Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs slidescan to its end."""
    return subprocess.run(
        [sys.executable, "-m", "slidescan", *map(str, args)],
        cwd=cwd, env=env, capture_output=True, encoding="utf-8", errors="replace", timeout=600,
    )  # fmt: skip


def slides(root: Path) -> object:
    """The slides in an export of a site, or the error message.

    The alt texts of links follow the posts, which some attacks change on purpose.
    """
    done = slidescan("export", "json", cwd=root)
    if done.returncode != 0:
        return done.stderr
    exported = json.loads(done.stdout)["slides"]
    for slide in exported:
        for link in slide["links"]:
            link.pop("alt", None)
    return exported


def one_line(done: subprocess.CompletedProcess[str]) -> bool:
    """Whether an error was reported in one line."""
    return done.stderr.count("\n") == 1 and done.stderr.startswith("slidescan: ")
