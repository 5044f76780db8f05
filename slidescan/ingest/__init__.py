"""Bringing the index up to date with photos and posts.

scan     which photos there are, and which have changed
workers  reading photos in several processes
derive   from readings and links to slides
mended   what persons corrected
relink   which posts have changed, and what they show
progress how it goes, told and published
run      all of it, in order

Nothing is imported here: each process that reads photos loads only what reading takes.
"""
