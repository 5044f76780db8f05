"""Awkward sites, one or more for each generator, and how the real program renders them.

Each site has a page of awkward headings, a page of image references in every form, and pages whose
addresses are set in the ways that its generator knows. Each image has bytes of its own: it is
recognized under any name that a bundler gives it.

content    headings and references
files      the files of a site
numbered   images that are added as a page addresses them
rendered   where rendered pages show images
site       a generator's site, and its program
sites      the sites by name; one module for each generator
"""
