"""Reads speakers' decks, and tells which of their pages photos show.

align         lays a photo over a page
builds        lines that a photo doesn't show yet
features      finds a page without words anywhere in a photo
match         the page of each photo of a talk
order         the talk's order, by dynamic programming
pages         pages with their pictures and roles of lines
photo_pixels  the grey levels of a photo
pictures      compares a photo with a page's picture
readers       one file for each kind of deck
take          the words of a page for a slide
words         what the words of a photo speak for each page
"""
