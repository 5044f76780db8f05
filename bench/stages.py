"""Times the stages of reading a photo: python bench/stages.py PHOTO…

Prints one JSON object: median seconds of each stage in one thread, and the peak memory of this
process in MiB. `bench/run.py` runs it in a fresh process.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from itertools import pairwise
from pathlib import Path

import cv2

from slidescan.imaging.corners.finder import find_corners
from slidescan.imaging.decode import load
from slidescan.imaging.rectify import flatten
from slidescan.layout.lines import arrange
from slidescan.ocr.registry import load as load_engine

STAGES = ("decode", "find", "flatten", "read")


def main() -> None:
    """Measures and prints."""
    cv2.setNumThreads(1)
    engine = load_engine("rapidocr", ("en",))
    seconds: dict[str, list[float]] = {stage: [] for stage in STAGES}
    for path in map(Path, sys.argv[1:]):
        clock = [time.perf_counter()]
        upright = load(path)
        clock.append(time.perf_counter())
        detection = find_corners(upright.pixels)
        clock.append(time.perf_counter())
        flat = flatten(upright.pixels, detection, upright.photo.focal).pixels
        clock.append(time.perf_counter())
        height, width = flat.shape[:2]
        arrange(engine.read(flat), width, height)
        clock.append(time.perf_counter())
        for stage, (start, end) in zip(STAGES, pairwise(clock), strict=True):
            seconds[stage].append(end - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    medians = {stage: statistics.median(times) for stage, times in seconds.items()}
    print(json.dumps({**medians, "peak": peak}))


if __name__ == "__main__":
    main()
