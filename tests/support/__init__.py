"""Helpers that several kinds of tests share.

browser          a headless Chromium, and servers for its pages
cli              slidescan in this process or as a program
exports          exports of made-up slides without an index
factories        made-up records
generator_sites  awkward sites for each generator, and their renderings
languages        photographed slides in ten languages
once             folders and servers that all processes share
photos           photo files of made-up slides
pictures         drawn pictures that are no slides
samples          the samples and their index
searched_slides  slides that tests of search indexes share
servers          PostgreSQL servers and Dask clusters
sites            small sites written for a test
"""

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SAMPLES = ROOT / "samples"

REAL_BLOGS = ROOT.parent / "shared"
"""Blogs with photos of real talks and transcripts; not part of the project."""
