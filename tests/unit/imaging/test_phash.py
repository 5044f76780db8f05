"""Perceptual hashes of slides."""

from __future__ import annotations

import numpy as np
from camera import Scene, photograph
from decks import random_slide
from PIL import Image
from support import SAMPLES

from slidescan.core.similarity import hash_distance
from slidescan.imaging.phash import fingerprint


def test_fingerprints_of_the_same_slide_are_close() -> None:
    def seen(number: int, yaw: float) -> str:
        flat = random_slide(number).pixels()
        photo, quad = photograph(flat, Scene("screen", 1200, 900, yaw=yaw), 5)
        assert quad is not None
        from slidescan.core.geometry import PhotoQuad
        from slidescan.imaging.rectify import rectify

        return fingerprint(
            rectify(np.ascontiguousarray(photo[:, :, ::-1]), PhotoQuad.of(quad)).pixels
        )

    first, second = (seen(3, yaw) for yaw in (0, 25))
    assert len(first) == 16
    assert hash_distance(first, second) <= 10
    assert hash_distance(first, seen(4, 0)) > 20


def test_fingerprints_of_the_samples_differ() -> None:
    photos = sorted((SAMPLES / "static" / "img" / "northwind").glob("*.jpg"))[:4]
    prints = [fingerprint(np.asarray(Image.open(p).convert("RGB"))[:, :, ::-1]) for p in photos]
    assert len(set(prints)) == len(prints)
