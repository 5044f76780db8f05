"""Decodes damaged photos in separate processes."""

from __future__ import annotations

import faulthandler
import io
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

import pillow_heif
from PIL import Image, ImageDraw

from bench.torture.outcome import Outcome
from slidescan.errors import PhotoError
from slidescan.imaging.decode import decode

FORMATS = ("JPEG", "progressive JPEG", "PNG", "WebP", "lossless WebP", "TIFF", "BMP", "HEIF")
MAX_DECODE_SECONDS = 20
"""Time that decoding a mutation may take."""

BATCH_MUTATIONS = 100
"""Mutations that one process decodes."""

HEAD_BYTES = 600
"""Most of a file's structure stands in so many first bytes."""


def picture(kind: str) -> bytes:
    """A small slide, encoded in a format."""
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
    """A copy of a photo's bytes with one kind of damage."""
    changed = bytearray(data)
    kind = chance.randrange(6)
    if kind == 0:
        return bytes(changed[: chance.randrange(len(changed))])
    if kind == 1:
        at = chance.randrange(len(changed))
        piece = changed[at : at + chance.randrange(1, 400)]
        return bytes(changed[:at] + piece + changed[at:])
    if kind == 2:
        at = chance.randrange(len(changed))
        return bytes(changed[:at] + changed[at + chance.randrange(1, 400) :])
    reach = len(changed) if kind == 3 else min(len(changed), HEAD_BYTES)
    for _ in range(chance.choice((1, 1, 2, 8, 40))):
        at = chance.randrange(reach)
        changed[at] = (
            changed[at] ^ (1 << chance.randrange(8)) if kind < 5 else chance.randrange(256)
        )
    return bytes(changed)


def decoded(kind: str, seed: int, first: int, count: int) -> Counter[str]:
    """Decodes some mutations and counts the results; runs in a separate process."""
    # Libraries in C write to standard error directly.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    counts: Counter[str] = Counter()
    original = picture(kind)
    for number in range(first, first + count):
        data = mutated(original, random.Random(f"{seed} {kind} {number}"))
        faulthandler.dump_traceback_later(MAX_DECODE_SECONDS, exit=True)
        try:
            decode(data, max_pixels=20_000_000)
            counts["read"] += 1
        except PhotoError as error:
            counts[type(error).__name__] += 1
            if not str(error) or "\n" in str(error):
                counts["unexplained"] += 1
        except Exception as error:  # noqa: BLE001 - counted: only PhotoError may be raised
            counts[f"LOST {type(error).__name__}"] += 1
        finally:
            faulthandler.cancel_dump_traceback_later()
    return counts


def photos(mutations: int, seed: int) -> Iterator[Outcome]:
    """Decodes mutations of each format; a process that dies counts as lost."""
    for kind in FORMATS:
        started = time.monotonic()
        outcome = Outcome(f"mutated {kind}")
        total: Counter[str] = Counter()
        for first in range(0, mutations, BATCH_MUTATIONS):
            count = min(BATCH_MUTATIONS, mutations - first)
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                try:
                    total += pool.submit(decoded, kind, seed, first, count).result()
                except BrokenProcessPool:
                    outcome.lost.append(f"{kind}: a process died in {first}..{first + count}")
        outcome.tried = mutations
        outcome.lost += [
            f"{kind}: {n} {name}"
            for name, n in total.items()
            if "LOST" in name or name == "unexplained"
        ]
        failures = sum(n for name, n in total.items() if name.startswith("Photo"))
        outcome.survived = total["read"] + failures
        outcome.note = f"{total['read']} read, {failures} reported failures"
        outcome.seconds = time.monotonic() - started
        yield outcome
