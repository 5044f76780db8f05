"""Photos with wrong names, headers and sizes, and files that are no photos.

Each must become a slide or one failure.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image, ImageCms

from bench.torture.making import encoded, slide, slidescan
from bench.torture.mutations import FORMATS, picture
from bench.torture.outcome import Outcome

Maker = Callable[[Path], object]
SLIDE, FAILURE, IGNORED = "read", "failed", "passed over"
SLIDE_OR_FAILURE = f"{SLIDE} or {FAILURE}"


def png(width: int, height: int, *, depth: int = 8, colour: int = 2, rows: bytes = b"") -> bytes:
    """A PNG with this header, which Pillow need not accept."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def bmp(width: int, height: int) -> bytes:
    """A BMP with this header and without pixels."""
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + info


def one_bit(side: int) -> bytes:
    """A white PNG of one bit a pixel: a few hundred kilobytes that become gigabytes."""
    packer = zlib.compressobj(9)
    row = b"\0" + b"\xff" * ((side + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    original = png(side, side, depth=1, colour=0)
    start = original.index(b"IDAT") - 4
    chunk = b"IDAT" + data
    middle = struct.pack(">I", len(data)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return original[:start] + middle + original[-12:]


def with_exif(tiff: bytes) -> bytes:
    """A JPEG with these bytes as its EXIF segment."""
    data = encoded(slide(), "JPEG", quality=90)
    segment = b"Exif\0\0" + tiff
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + data[2:]


def exif(
    *, orientation: int | None = None, has_location: bool = False, taken: str | None = None
) -> bytes:
    """A JPEG with these EXIF fields."""
    fields = Image.Exif()
    if orientation is not None:
        fields[0x0112] = orientation
    if has_location:
        gps = fields.get_ifd(0x8825)
        gps[1], gps[2], gps[3], gps[4] = "N", (52.0, 31.0, 12.0), "E", (13.0, 24.0, 36.0)
    if taken is not None:
        fields.get_ifd(0x8769)[0x9003] = taken
    return encoded(slide(), "JPEG", quality=90, exif=fields.tobytes())


def thumbnail() -> bytes:
    """A JPEG whose second EXIF directory holds a thumbnail."""
    small = encoded(slide((64, 48)), "JPEG")
    head = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 0) + struct.pack("<I", 14)
    entries = struct.pack("<HHII", 0x0201, 4, 1, 14 + 2 + 24 + 4)
    entries += struct.pack("<HHII", 0x0202, 4, 1, len(small))
    return with_exif(head + struct.pack("<H", 2) + entries + struct.pack("<I", 0) + small)


def _wide(image: Image.Image) -> Image.Image:
    """The image in greyscale with 16 bits."""
    return image.convert("L").convert("I").point(lambda level: level * 257).convert("I;16")


def contents() -> Iterator[tuple[str, bytes, str]]:
    """Names, bytes, and the expected results."""
    image = slide()
    grey, clear = image.convert("L"), image.convert("RGBA")
    clear.putalpha(grey.point(lambda level: 255 if level > 100 else 0))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    yield "grey.jpg", encoded(grey, "JPEG"), SLIDE
    yield "cmyk.jpg", encoded(image.convert("CMYK"), "JPEG"), SLIDE
    yield "ycbcr.tif", encoded(image.convert("YCbCr"), "TIFF"), SLIDE
    yield "lab.tif", encoded(image.convert("LAB"), "TIFF"), SLIDE
    yield "16-bit.png", encoded(_wide(image), "PNG"), SLIDE
    yield "16-bit.tif", encoded(_wide(image), "TIFF"), SLIDE
    yield "32-bit.tif", encoded(grey.convert("I"), "TIFF"), SLIDE
    yield "float.tif", encoded(grey.convert("F"), "TIFF"), SLIDE
    yield "palette.png", encoded(image.convert("P"), "PNG"), SLIDE
    yield "palette-clear.png", encoded(image.convert("P"), "PNG", transparency=0), SLIDE
    yield "alpha.png", encoded(clear, "PNG"), SLIDE
    yield "grey-alpha.png", encoded(clear.convert("LA"), "PNG"), SLIDE
    yield "alpha.webp", encoded(clear, "WEBP"), SLIDE
    yield "alpha.tif", encoded(clear, "TIFF"), SLIDE
    yield "alpha.heic", encoded(clear, "HEIF"), SLIDE
    yield "one-bit.png", encoded(image.convert("1"), "PNG"), SLIDE
    yield "one-bit.tif", encoded(image.convert("1"), "TIFF", compression="group4"), SLIDE
    yield "lossless.webp", encoded(image, "WEBP", lossless=True), SLIDE
    yield "progressive.jpg", encoded(image, "JPEG", progressive=True), SLIDE
    yield "interlaced.png", encoded(image, "PNG", interlace=1), SLIDE
    yield "profile.jpg", encoded(image, "JPEG", icc_profile=profile), SLIDE
    yield "broken-profile.jpg", encoded(image, "JPEG", icc_profile=b"\xff" * 3000), SLIDE
    yield (
        "long-profile.png",
        encoded(image, "PNG", icc_profile=b"\0" * 3_000_000),
        SLIDE_OR_FAILURE,
    )
    for value in (0, 3, 8, 9, 65535):
        yield f"orientation-{value}.jpg", exif(orientation=value), SLIDE
    yield "location.jpg", exif(has_location=True), SLIDE
    yield "never.jpg", exif(taken="9999:99:99 99:99:99"), SLIDE
    yield "escape.jpg", exif(taken="\x1b]0;owned\x07\x1b[31m"), SLIDE
    yield "thumbnail.jpg", thumbnail(), SLIDE
    yield "exif-noise.jpg", with_exif(b"\xa5" * 500), SLIDE
    yield "exif-short.jpg", with_exif(b"II*\0"), SLIDE
    itself = struct.pack("<I", 8) + struct.pack("<HHHII", 1, 0x8769, 4, 1, 8) + struct.pack("<I", 8)
    yield "exif-in-itself.jpg", with_exif(b"II*\0" + itself), SLIDE
    counted = struct.pack("<I", 8) + struct.pack("<HHHII", 1, 0x0112, 3, 0xFFFFFFFF, 26)
    yield "exif-counts.jpg", with_exif(b"II*\0" + counted + b"\0" * 8), SLIDE
    frames = [slide(), Image.new("RGB", (480, 360), "red"), Image.new("RGB", (480, 360), "blue")]
    yield "pages.tif", encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:]), SLIDE
    yield "moving.webp", encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:]), SLIDE
    yield "moving.png", encoded(frames[0], "PNG", save_all=True, append_images=frames[1:]), SLIDE
    yield "pair.jpg", encoded(frames[0], "MPO", save_all=True, append_images=frames[1:]), SLIDE
    several = encoded(frames[0], "HEIF", save_all=True, append_images=frames[1:])
    yield "several.heic", several, SLIDE
    yield "sequence.heic", several[:8] + b"msf1" + several[12:], SLIDE
    # Wrong names
    yield "is-png.jpg", encoded(image, "PNG"), SLIDE
    yield "is-jpeg.heic", encoded(image, "JPEG"), SLIDE
    yield "is-heic.png", encoded(image, "HEIF"), SLIDE
    yield "is-gif.jpg", encoded(image, "GIF"), SLIDE
    yield "is-ico.png", encoded(image, "ICO"), FAILURE
    yield "is-pdf.jpg", encoded(image, "PDF"), FAILURE
    yield "is-eps.jpg", encoded(image, "EPS"), FAILURE
    yield "is-text.jpg", b"a text\n" * 50, FAILURE
    yield "is-html.png", b"<!doctype html><script>alert(1)</script>", FAILURE
    yield "is-svg.png", b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', FAILURE
    yield "is-zip.jpg", b"PK\x03\x04" + b"\0" * 400, FAILURE
    yield "is-film.heic", b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + b"\0" * 400, FAILURE
    yield "is-avif.heic", b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + b"\0" * 400, FAILURE
    # Sizes
    yield "empty.jpg", b"", FAILURE
    yield "one-byte.png", b"\x89", FAILURE
    yield "0x9.png", png(0, 9), FAILURE
    yield "9x0.png", png(9, 0), FAILURE
    yield "0x9.bmp", bmp(0, 9), FAILURE
    yield "1x1.png", png(1, 1, rows=b"\0\1\2\3"), FAILURE
    yield "1x900.png", encoded(Image.new("L", (1, 900)), "PNG"), FAILURE
    yield "2x2.png", encoded(Image.new("RGB", (2, 2)), "PNG"), SLIDE
    yield "9000x3.png", encoded(Image.new("L", (9000, 3)), "PNG"), SLIDE
    yield "40000x40000.png", one_bit(40_000), FAILURE
    yield "most.png", png(2**31 - 1, 2**31 - 1), FAILURE
    yield "huge.bmp", bmp(30_000, -30_000), FAILURE
    yield "no-height.jpg", _without_height(encoded(image, "JPEG")), FAILURE
    for kind in FORMATS:
        original = picture(kind)
        for quarter in (1, 2, 3):
            cut = original[: len(original) * quarter // 4]
            yield f"{kind}-{quarter}-of-4.{_suffix(kind)}", cut, SLIDE_OR_FAILURE


def _suffix(kind: str) -> str:
    word = kind.split()[-1].lower()
    return {"jpeg": "jpg", "tiff": "tif", "heif": "heic"}.get(word, word)


def _without_height(jpeg: bytes) -> bytes:
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + b"\0\0" + jpeg[at + 2 :]


def file_names() -> Iterator[tuple[bytes, str]]:
    """Names that a file system allows, for good photos, and the expected results."""
    yield b"line\nend.jpg", SLIDE
    yield b"tab\tand\rreturn.jpg", SLIDE
    yield "\N{ROCKET} launch.jpg".encode(), SLIDE
    yield "e\u0301clair.jpg".encode(), SLIDE
    yield "\u202egpj.exe.jpg".encode(), SLIDE
    yield b"\x1b[31mred\x1b]0;t\x07.jpg", SLIDE
    yield b"-rf.jpg", SLIDE
    yield b"<img src=x onerror=alert(1)>.jpg", SLIDE
    yield b"'; DROP TABLE slides; --.jpg", SLIDE
    yield b"$(touch owned) `touch owned`.jpg", SLIDE
    yield b"%2e%2e%2f.jpg", SLIDE
    yield b"back\\slash.jpg", SLIDE
    yield b"a" * 251 + b".jpg", SLIDE
    yield b"UPPER.JPG", SLIDE
    yield b" .jpg", SLIDE
    yield b"caf\xe9.jpg", FAILURE
    yield b"\xff\xfe.jpg", FAILURE


def special(folder: Path) -> Iterator[tuple[str, str]]:
    """Things in a folder that are no regular files, and the expected results."""
    (folder / "folder.jpg").mkdir()
    yield "folder.jpg", IGNORED
    os.mkfifo(folder / "pipe.jpg")
    yield "pipe.jpg", IGNORED
    with socket.socket(socket.AF_UNIX) as channel:
        here = Path.cwd()
        os.chdir(folder)  # a socket's path may have a hundred characters only
        channel.bind("socket.jpg")
        os.chdir(here)
    yield "socket.jpg", IGNORED
    for name, target in {
        "zero.jpg": "/dev/zero",
        "null.jpg": "/dev/null",
        "memory.jpg": "/proc/self/mem",
    }.items():
        (folder / name).symlink_to(target)
        yield name, f"{IGNORED} or {FAILURE}"
    (folder / "nowhere.jpg").symlink_to("not-there.jpg")
    yield "nowhere.jpg", FAILURE
    (folder / "itself.jpg").symlink_to("itself.jpg")
    yield "itself.jpg", FAILURE
    (folder / "loop").symlink_to(".")
    (folder / "to-and-fro").symlink_to("../odd")
    hidden = folder / "hidden.jpg"
    hidden.write_bytes(encoded(slide(), "JPEG", comment=b"hidden"))
    hidden.chmod(0)
    yield "hidden.jpg", SLIDE if os.access(hidden, os.R_OK) else FAILURE
    (folder / ".dotted.jpg").write_bytes(encoded(slide(), "JPEG", comment=b"dotted"))
    yield ".dotted.jpg", IGNORED
    (folder / "text.txt").write_text("passed over")
    yield "text.txt", IGNORED


def site(root: Path) -> dict[str, str]:
    """Makes a site of all of them; returns the expected result of each by its path."""
    folder = root / "odd"
    folder.mkdir(parents=True)
    (root / "hugo.toml").write_text('baseURL = "https://example.org/"\n')
    expected_by_path: dict[str, str] = {}
    for name, data, expected in contents():
        (folder / name).write_bytes(data)
        expected_by_path[f"odd/{name}"] = expected
    for number, (raw, expected) in enumerate(file_names()):
        data = encoded(slide(), "JPEG", comment=str(number).encode())
        (folder / os.fsdecode(raw)).write_bytes(data)
        expected_by_path[f"odd/{os.fsdecode(raw)}"] = expected
    expected_by_path |= {f"odd/{name}": expected for name, expected in special(folder)}
    return expected_by_path


def oddities(work: Path) -> Iterator[Outcome]:
    """Ingests all of them; then photos that vanish and change during an ingest."""
    started = time.monotonic()
    root = work / "oddities"
    expected_by_path = site(root)
    outcome = Outcome("odd photos")
    done = slidescan("ingest", "odd", "--json", "--jobs", "2", cwd=root)
    outcome.check(f"exit {done.returncode}: {done.stderr!r}", done.returncode == 1)
    report = json.loads(done.stdout)
    exported = slidescan("export", "json", cwd=root)
    images = {slide["image"] for slide in json.loads(exported.stdout)["slides"]}
    failed = [failure["path"] for failure in report["failures"]]
    outcome.check("a failure listed twice", len(failed) == len(set(failed)))
    for path, expected in expected_by_path.items():
        printable = path.encode("utf-8", "replace").decode()
        actual = [SLIDE] * (path in images) + [FAILURE] * failed.count(printable)
        outcome.check(
            f"{printable!r}: {actual}, not {expected}",
            (actual or [IGNORED])[0] in expected.split(" or "),
        )
        outcome.check(f"{printable!r}: {actual}", len(actual) <= 1)
    strange = {*images, *failed} - {
        path.encode("utf-8", "replace").decode() for path in expected_by_path
    }
    outcome.check(f"of no file: {strange}", not strange)
    outcome.check("code in a name ran", not list(root.rglob("owned")))
    outcome.note = f"{len(images)} read, {len(failed)} reported failures"
    outcome.seconds = time.monotonic() - started
    yield outcome
    yield changing(work)


def changing(work: Path) -> Outcome:
    """Deletes, cuts and replaces photos while an ingest reads them."""
    started = time.monotonic()
    outcome = Outcome("photos that change during an ingest")
    root = work / "changing"
    folder = root / "img"
    folder.mkdir(parents=True)
    original = encoded(slide(), "JPEG")
    for number in range(24):
        (folder / f"{number:02}.jpg").write_bytes(original + str(number).encode())
    ingest = ("ingest", "img", "--site", ".", "--json", "--jobs", "1")
    process = subprocess.Popen(
        [sys.executable, "-m", "slidescan", *ingest],
        cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("2/"):
            break
    # The first photos are read, three or four are being read, the last are waiting.
    for number in range(20, 24):
        (folder / f"{number}.jpg").unlink()
    for number in range(16, 20):
        (folder / f"{number}.jpg").write_bytes(original[:300])
    for number in range(12, 16):
        (folder / f"{number}.jpg").write_bytes(encoded(slide((240, 180)), "PNG") + b"%d" % number)
    out, _ = process.communicate(timeout=300)
    outcome.check(f"exit {process.returncode}", process.returncode == 1)
    failed = {Path(failure["path"]).stem for failure in json.loads(out)["failures"]}
    for number in range(24):
        name = f"{number:02}"
        outcome.check(f"{name}: {sorted(failed)}", (name in failed) == (number >= 16))
    verified = slidescan("status", "--verify", "--json", cwd=root)
    kinds = {each["kind"] for each in json.loads(verified.stdout)["findings"]}
    outcome.check(f"issues: {kinds}", kinds <= {"changed"})
    report = json.loads(slidescan(*ingest, cwd=root).stdout)
    failed_again = {Path(failure["path"]).stem for failure in report["failures"]}
    outcome.check(
        f"the next ingest: {failed_again}", failed_again == {str(n) for n in range(16, 20)}
    )
    outcome.seconds = time.monotonic() - started
    return outcome
