"""A photo's bytes with something wrong, decoded in processes of their own."""

from __future__ import annotations

import io
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from PIL import Image, ImageDraw

from bench.torture.outcome import Outcome

FORMATS = ("JPEG", "progressive JPEG", "PNG", "WebP", "lossless WebP", "TIFF", "BMP", "HEIF")
LIMIT = 20
"""Seconds that decoding a mutation may take."""


def picture(kind: str) -> bytes:
    """A small slide, encoded."""
    import pillow_heif

    pillow_heif.register_heif_opener()
    image = Image.new("RGB", (320, 240), (30, 40, 60))
    pen = ImageDraw.Draw(image)
    pen.polygon([(40, 30), (290, 50), (280, 210), (50, 200)], fill=(240, 240, 235))
    pen.text((80, 80), "Data lake\nStreams\nTables", fill=(0, 0, 0))
    options: dict[str, tuple[str, dict[str, object]]] = {
        "JPEG": ("JPEG", {"exif": _exif(), "quality": 88}),
        "progressive JPEG": ("JPEG", {"progressive": True}),
        "PNG": ("PNG", {}),
        "WebP": ("WEBP", {}),
        "lossless WebP": ("WEBP", {"lossless": True}),
        "TIFF": ("TIFF", {"compression": "tiff_lzw"}),
        "BMP": ("BMP", {}),
        "HEIF": ("HEIF", {}),
    }
    name, given = options[kind]
    buffer = io.BytesIO()
    image.save(buffer, name, **given)
    return buffer.getvalue()


def _exif() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8769)[0x9003] = "2025:10:14 09:00:00"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    return exif.tobytes()


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A photo with something wrong."""
    found = bytearray(data)
    kind = chance.randrange(6)
    if kind == 0:
        return bytes(found[: chance.randrange(len(found))])
    if kind == 1:
        at = chance.randrange(len(found))
        piece = found[at : at + chance.randrange(1, 400)]
        return bytes(found[:at] + piece + found[at:])
    if kind == 2:
        at = chance.randrange(len(found))
        return bytes(found[:at] + found[at + chance.randrange(1, 400) :])
    # Most of the structure stands in the first bytes.
    reach = len(found) if kind == 3 else min(len(found), 600)
    for _ in range(chance.choice((1, 1, 2, 8, 40))):
        at = chance.randrange(reach)
        found[at] = found[at] ^ (1 << chance.randrange(8)) if kind < 5 else chance.randrange(256)
    return bytes(found)


def decoded(kind: str, seed: int, first: int, count: int) -> Counter[str]:
    """In a process of its own: decode some mutations."""
    import faulthandler

    from slidescan.errors import PhotoError
    from slidescan.imaging.decode import decode

    # Libraries in C complain to standard error by themselves.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    outcome: Counter[str] = Counter()
    whole = picture(kind)
    for number in range(first, first + count):
        data = mutated(whole, random.Random(f"{seed} {kind} {number}"))
        faulthandler.dump_traceback_later(LIMIT, exit=True)
        try:
            decode(data, max_pixels=20_000_000)
            outcome["read"] += 1
        except PhotoError as error:
            outcome[type(error).__name__] += 1
            if not str(error) or "\n" in str(error):
                outcome["unnamed"] += 1
        except Exception as error:  # noqa: BLE001 - counted: nothing but PhotoError may come
            outcome[f"LOST {type(error).__name__}"] += 1
        finally:
            faulthandler.cancel_dump_traceback_later()
    return outcome


def photos(mutations: int, seed: int) -> Iterator[Outcome]:
    """Every format's mutations; a process that dies is counted, too."""
    batch = 100
    for kind in FORMATS:
        started = time.monotonic()
        found = Outcome(f"mutated {kind}")
        total: Counter[str] = Counter()
        for first in range(0, mutations, batch):
            count = min(batch, mutations - first)
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                try:
                    total += pool.submit(decoded, kind, seed, first, count).result()
                except BrokenProcessPool:
                    found.lost.append(f"{kind}: a process died in {first}..{first + count}")
        found.tried = mutations
        found.lost += [
            f"{kind}: {n} {name}"
            for name, n in total.items()
            if "LOST" in name or name == "unnamed"
        ]
        named = sum(n for name, n in total.items() if name.startswith("Photo"))
        found.survived = total["read"] + named
        found.note = f"{total['read']} read, {named} named failures"
        found.seconds = time.monotonic() - started
        yield found
