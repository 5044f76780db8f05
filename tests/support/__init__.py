"""Helpers that several kinds of tests share.

browser          a headless Chromium, and servers for its pages
cli              slidescan as a process
exports          exports of made-up slides, without an index
factories        records made up for tests
generator_sites  an awkward site for each generator, and how the program renders it
languages        photographed slides in ten languages
photos           photo files of made-up slides
once             what one process makes for all
pictures         drawn pictures that are no slides
samples          the samples, and their index
servers          PostgreSQL and Dask
"""

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SAMPLES = ROOT / "samples"

REAL_BLOGS = ROOT.parent / "shared"
"""Blogs with photos of real talks, and what people read on these; not part of the project."""
