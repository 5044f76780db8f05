"""Bringing the index up to date with photos and posts.

scan     which photos there are, and which have changed
workers  reading photos in several processes
derive   from readings and links to slides
relink   which posts have changed, and what they show
run      all of it, in order
"""

from slidescan.ingest.run import Progress, run

__all__ = ["Progress", "run"]
