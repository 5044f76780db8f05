"""Finds the corners of the slide in a photo: detectors propose quads, a score chooses one.

candidates    detectors that propose quads
canvas        the slide on an unlit canvas
features      measurements of quads
finder        the corners of a photo's slide, with a confidence
quads         arrays of quads: areas, proportions, maps to the unit square
refine        corners accurate to a fraction of a pixel
scorer        networks that score quads; their weights are in `finder.json`
search        better quads near good ones
segments      quads made of straight lines
slide_map     where the slide and its sides likely are, as a small network sees it
text_frames   quads around text
wider         a wider quad around the found one
working_copy  the photo at the size at which corners are searched for
"""
