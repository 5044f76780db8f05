"""What every room works with; core imports no other room.

aspect_ratio  the aspect ratio of the slide that a camera sees
diff          changes of files as unified diffs
files         files written atomically
frames        the flat slide's frame, and the bounds of words within lines
geometry      quads, polygons, homographies
languages     ISO 639 codes, scripts, Tesseract's names
records       what stages hand on or store
similarity    the similarity of slides
text          search terms, folding, cleaning
toml          TOML from others, parsed in linear time
versions      every version that makes stored data stale
"""
