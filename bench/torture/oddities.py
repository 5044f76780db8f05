"""Photos that are not what they say, and files that are no photos: each a slide or one failure."""

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
READ, FAILED, PASSED = "read", "failed", "passed over"
EITHER = f"{READ} or {FAILED}"


def png(width: int, height: int, *, depth: int = 8, colour: int = 2, rows: bytes = b"") -> bytes:
    """A PNG with a header as told, whatever Pillow would think of it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def bmp(width: int, height: int) -> bytes:
    """A BMP with a header as told, without pixels."""
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + info


def one_bit(side: int) -> bytes:
    """A white PNG of one bit a pixel: a few hundred kilobytes that unfold to gigabytes."""
    packer = zlib.compressobj(9)
    row = b"\0" + b"\xff" * ((side + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    whole = png(side, side, depth=1, colour=0)
    start = whole.index(b"IDAT") - 4
    chunk = b"IDAT" + data
    middle = struct.pack(">I", len(data)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return whole[:start] + middle + whole[-12:]


def with_exif(tiff: bytes) -> bytes:
    """A JPEG with an EXIF segment that holds just these bytes."""
    data = encoded(slide(), "JPEG", quality=90)
    segment = b"Exif\0\0" + tiff
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + data[2:]


def exif(**wanted: object) -> bytes:
    """A JPEG with orientation, place, thumbnail as asked."""
    fields = Image.Exif()
    if "orientation" in wanted:
        fields[0x0112] = wanted["orientation"]
    if "place" in wanted:
        place = fields.get_ifd(0x8825)
        place[1], place[2], place[3], place[4] = "N", (52.0, 31.0, 12.0), "E", (13.0, 24.0, 36.0)
    if "taken" in wanted:
        fields.get_ifd(0x8769)[0x9003] = wanted["taken"]
    return encoded(slide(), "JPEG", quality=90, exif=fields.tobytes())


def thumbnail() -> bytes:
    """An EXIF block whose second directory holds a picture of its own."""
    small = encoded(slide((64, 48)), "JPEG")
    head = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 0) + struct.pack("<I", 14)
    entries = struct.pack("<HHII", 0x0201, 4, 1, 14 + 2 + 24 + 4)
    entries += struct.pack("<HHII", 0x0202, 4, 1, len(small))
    return with_exif(head + struct.pack("<H", 2) + entries + struct.pack("<I", 0) + small)


def _wide(image: Image.Image) -> Image.Image:
    """Greyscale of 16 bits."""
    return image.convert("L").convert("I").point(lambda level: level * 257).convert("I;16")


def contents() -> Iterator[tuple[str, bytes, str]]:
    """Names, bytes, and what must come of them."""
    image = slide()
    grey, clear = image.convert("L"), image.convert("RGBA")
    clear.putalpha(grey.point(lambda level: 255 if level > 100 else 0))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    yield "grey.jpg", encoded(grey, "JPEG"), READ
    yield "cmyk.jpg", encoded(image.convert("CMYK"), "JPEG"), READ
    yield "ycbcr.tif", encoded(image.convert("YCbCr"), "TIFF"), READ
    yield "lab.tif", encoded(image.convert("LAB"), "TIFF"), READ
    yield "16-bit.png", encoded(_wide(image), "PNG"), READ
    yield "16-bit.tif", encoded(_wide(image), "TIFF"), READ
    yield "32-bit.tif", encoded(grey.convert("I"), "TIFF"), READ
    yield "float.tif", encoded(grey.convert("F"), "TIFF"), READ
    yield "palette.png", encoded(image.convert("P"), "PNG"), READ
    yield "palette-clear.png", encoded(image.convert("P"), "PNG", transparency=0), READ
    yield "alpha.png", encoded(clear, "PNG"), READ
    yield "grey-alpha.png", encoded(clear.convert("LA"), "PNG"), READ
    yield "alpha.webp", encoded(clear, "WEBP"), READ
    yield "alpha.tif", encoded(clear, "TIFF"), READ
    yield "alpha.heic", encoded(clear, "HEIF"), READ
    yield "one-bit.png", encoded(image.convert("1"), "PNG"), READ
    yield "one-bit.tif", encoded(image.convert("1"), "TIFF", compression="group4"), READ
    yield "lossless.webp", encoded(image, "WEBP", lossless=True), READ
    yield "progressive.jpg", encoded(image, "JPEG", progressive=True), READ
    yield "interlaced.png", encoded(image, "PNG", interlace=1), READ
    yield "profile.jpg", encoded(image, "JPEG", icc_profile=profile), READ
    yield "broken-profile.jpg", encoded(image, "JPEG", icc_profile=b"\xff" * 3000), READ
    yield (
        "long-profile.png",
        encoded(image, "PNG", icc_profile=b"\0" * 3_000_000),
        EITHER,
    )
    for value in (0, 3, 8, 9, 65535):
        yield f"orientation-{value}.jpg", exif(orientation=value), READ
    yield "place.jpg", exif(location=True), READ
    yield "never.jpg", exif(taken="9999:99:99 99:99:99"), READ
    yield "escape.jpg", exif(taken="\x1b]0;owned\x07\x1b[31m"), READ
    yield "thumbnail.jpg", thumbnail(), READ
    yield "exif-noise.jpg", with_exif(b"\xa5" * 500), READ
    yield "exif-short.jpg", with_exif(b"II*\0"), READ
    itself = struct.pack("<I", 8) + struct.pack("<HHHII", 1, 0x8769, 4, 1, 8) + struct.pack("<I", 8)
    yield "exif-in-itself.jpg", with_exif(b"II*\0" + itself), READ
    counted = struct.pack("<I", 8) + struct.pack("<HHHII", 1, 0x0112, 3, 0xFFFFFFFF, 26)
    yield "exif-counts.jpg", with_exif(b"II*\0" + counted + b"\0" * 8), READ
    frames = [slide(), Image.new("RGB", (480, 360), "red"), Image.new("RGB", (480, 360), "blue")]
    yield "pages.tif", encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:]), READ
    yield "moving.webp", encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:]), READ
    yield "moving.png", encoded(frames[0], "PNG", save_all=True, append_images=frames[1:]), READ
    yield "pair.jpg", encoded(frames[0], "MPO", save_all=True, append_images=frames[1:]), READ
    several = encoded(frames[0], "HEIF", save_all=True, append_images=frames[1:])
    yield "several.heic", several, READ
    yield "sequence.heic", several[:8] + b"msf1" + several[12:], READ
    # Wrong names
    yield "is-png.jpg", encoded(image, "PNG"), READ
    yield "is-jpeg.heic", encoded(image, "JPEG"), READ
    yield "is-heic.png", encoded(image, "HEIF"), READ
    yield "is-gif.jpg", encoded(image, "GIF"), FAILED
    yield "is-ico.png", encoded(image, "ICO"), FAILED
    yield "is-pdf.jpg", encoded(image, "PDF"), FAILED
    yield "is-eps.jpg", encoded(image, "EPS"), FAILED
    yield "is-text.jpg", b"a text\n" * 50, FAILED
    yield "is-html.png", b"<!doctype html><script>alert(1)</script>", FAILED
    yield "is-svg.png", b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', FAILED
    yield "is-zip.jpg", b"PK\x03\x04" + b"\0" * 400, FAILED
    yield "is-film.heic", b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + b"\0" * 400, FAILED
    yield "is-avif.heic", b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + b"\0" * 400, FAILED
    # Sizes
    yield "empty.jpg", b"", FAILED
    yield "one-byte.png", b"\x89", FAILED
    yield "0x9.png", png(0, 9), FAILED
    yield "9x0.png", png(9, 0), FAILED
    yield "0x9.bmp", bmp(0, 9), FAILED
    yield "1x1.png", png(1, 1, rows=b"\0\1\2\3"), FAILED
    yield "1x900.png", encoded(Image.new("L", (1, 900)), "PNG"), FAILED
    yield "2x2.png", encoded(Image.new("RGB", (2, 2)), "PNG"), READ
    yield "9000x3.png", encoded(Image.new("L", (9000, 3)), "PNG"), READ
    yield "40000x40000.png", one_bit(40_000), FAILED
    yield "most.png", png(2**31 - 1, 2**31 - 1), FAILED
    yield "huge.bmp", bmp(30_000, -30_000), FAILED
    yield "no-height.jpg", _without_height(encoded(image, "JPEG")), FAILED
    for kind in FORMATS:
        whole = picture(kind)
        for quarter in (1, 2, 3):
            cut = whole[: len(whole) * quarter // 4]
            yield f"{kind}-{quarter}-of-4.{_suffix(kind)}", cut, EITHER


def _suffix(kind: str) -> str:
    word = kind.split()[-1].lower()
    return {"jpeg": "jpg", "tiff": "tif", "heif": "heic"}.get(word, word)


def _without_height(jpeg: bytes) -> bytes:
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + b"\0\0" + jpeg[at + 2 :]


def names() -> Iterator[tuple[bytes, str]]:
    """Names that a file system allows, of photos that are whole."""
    yield b"line\nend.jpg", READ
    yield b"tab\tand\rreturn.jpg", READ
    yield "\N{ROCKET} launch.jpg".encode(), READ
    yield "e\u0301clair.jpg".encode(), READ
    yield "\u202egpj.exe.jpg".encode(), READ
    yield b"\x1b[31mred\x1b]0;t\x07.jpg", READ
    yield b"-rf.jpg", READ
    yield b"<img src=x onerror=alert(1)>.jpg", READ
    yield b"'; DROP TABLE slides; --.jpg", READ
    yield b"$(touch owned) `touch owned`.jpg", READ
    yield b"%2e%2e%2f.jpg", READ
    yield b"back\\slash.jpg", READ
    yield b"a" * 251 + b".jpg", READ
    yield b"UPPER.JPG", READ
    yield b" .jpg", READ
    yield b"caf\xe9.jpg", FAILED
    yield b"\xff\xfe.jpg", FAILED


def special(folder: Path) -> Iterator[tuple[str, str]]:
    """Things in a folder that are no files, and what must come of them."""
    (folder / "folder.jpg").mkdir()
    yield "folder.jpg", PASSED
    os.mkfifo(folder / "pipe.jpg")
    yield "pipe.jpg", PASSED
    with socket.socket(socket.AF_UNIX) as channel:
        here = Path.cwd()
        os.chdir(folder)  # a socket's path may hold a hundred characters only
        channel.bind("socket.jpg")
        os.chdir(here)
    yield "socket.jpg", PASSED
    for name, target in {
        "zero.jpg": "/dev/zero",
        "null.jpg": "/dev/null",
        "memory.jpg": "/proc/self/mem",
    }.items():
        (folder / name).symlink_to(target)
        yield name, f"{PASSED} or {FAILED}"
    (folder / "nowhere.jpg").symlink_to("not-there.jpg")
    yield "nowhere.jpg", FAILED
    (folder / "itself.jpg").symlink_to("itself.jpg")
    yield "itself.jpg", FAILED
    (folder / "loop").symlink_to(".")
    (folder / "to-and-fro").symlink_to("../odd")
    hidden = folder / "hidden.jpg"
    hidden.write_bytes(encoded(slide(), "JPEG", comment=b"hidden"))
    hidden.chmod(0)
    yield "hidden.jpg", READ if os.access(hidden, os.R_OK) else FAILED
    (folder / ".dotted.jpg").write_bytes(encoded(slide(), "JPEG", comment=b"dotted"))
    yield ".dotted.jpg", PASSED
    (folder / "text.txt").write_text("passed over")
    yield "text.txt", PASSED


def site(root: Path) -> dict[str, str]:
    """Make a site of all of it; what must come of each photo by its path."""
    folder = root / "odd"
    folder.mkdir(parents=True)
    (root / "hugo.toml").write_text('baseURL = "https://example.org/"\n')
    wanted: dict[str, str] = {}
    for name, data, outcome in contents():
        (folder / name).write_bytes(data)
        wanted[f"odd/{name}"] = outcome
    for number, (raw, outcome) in enumerate(names()):
        data = encoded(slide(), "JPEG", comment=str(number).encode())
        (folder / os.fsdecode(raw)).write_bytes(data)
        wanted[f"odd/{os.fsdecode(raw)}"] = outcome
    wanted |= {f"odd/{name}": outcome for name, outcome in special(folder)}
    return wanted


def oddities(work: Path) -> Iterator[Outcome]:
    """Ingest all of it at once; then photos that vanish and change while they are read."""
    started = time.monotonic()
    root = work / "oddities"
    wanted = site(root)
    found = Outcome("photos that are not what they say")
    done = slidescan("ingest", "odd", "--json", "--jobs", "2", cwd=root)
    found.check(f"exit {done.returncode}: {done.stderr!r}", done.returncode == 1)
    report = json.loads(done.stdout)
    exported = slidescan("export", "json", cwd=root)
    read = {slide["image"] for slide in json.loads(exported.stdout)["slides"]}
    named = [failure["path"] for failure in report["failures"]]
    found.check("a failure named twice", len(named) == len(set(named)))
    for path, outcome in wanted.items():
        shown = path.encode("utf-8", "replace").decode()
        came = [READ] * (path in read) + [FAILED] * named.count(shown)
        found.check(
            f"{shown!r}: {came}, not {outcome}", (came or [PASSED])[0] in outcome.split(" or ")
        )
        found.check(f"{shown!r}: {came}", len(came) <= 1)
    strange = {*read, *named} - {path.encode("utf-8", "replace").decode() for path in wanted}
    found.check(f"of no file: {strange}", not strange)
    found.check("code in a name ran", not list(root.rglob("owned")))
    found.note = f"{len(read)} read, {len(named)} named failures"
    found.seconds = time.monotonic() - started
    yield found
    yield changing(work)


def changing(work: Path) -> Outcome:
    """Photos that vanish, are cut and become others while an ingest reads them."""
    started = time.monotonic()
    found = Outcome("photos that change while read")
    root = work / "changing"
    folder = root / "img"
    folder.mkdir(parents=True)
    whole = encoded(slide(), "JPEG")
    for number in range(24):
        (folder / f"{number:02}.jpg").write_bytes(whole + str(number).encode())
    ingest = ("ingest", "img", "--site", ".", "--json", "--jobs", "1")
    process = subprocess.Popen(
        [sys.executable, "-m", "slidescan", *ingest],
        cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("2/"):
            break
    # The first ones are read, three or four are under way, the last ones are waiting.
    for number in range(20, 24):
        (folder / f"{number}.jpg").unlink()
    for number in range(16, 20):
        (folder / f"{number}.jpg").write_bytes(whole[:300])
    for number in range(12, 16):
        (folder / f"{number}.jpg").write_bytes(encoded(slide((240, 180)), "PNG") + b"%d" % number)
    out, _ = process.communicate(timeout=300)
    found.check(f"exit {process.returncode}", process.returncode == 1)
    failed = {Path(failure["path"]).stem for failure in json.loads(out)["failures"]}
    for number in range(24):
        name = f"{number:02}"
        found.check(f"{name}: {sorted(failed)}", (name in failed) == (number >= 16))
    verified = slidescan("status", "--verify", "--json", cwd=root)
    kinds = {each["kind"] for each in json.loads(verified.stdout)["findings"]}
    found.check(f"unsound: {kinds}", kinds <= {"changed"})
    again = json.loads(slidescan(*ingest, cwd=root).stdout)
    still = {Path(failure["path"]).stem for failure in again["failures"]}
    found.check(f"the next ingest: {still}", still == {str(n) for n in range(16, 20)})
    found.seconds = time.monotonic() - started
    return found
