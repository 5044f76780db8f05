"""Prints results and progress on a terminal, styled if the terminal can.

alts      proposals and issues of alt texts
check_formats  issues of alt texts for people and programs
deck      which page of a deck each photo shows
document  one JSON document
ingests   reports of ingests, failures, missing images
results   hits of a search, similar slides, duplicates
layout    texts in rows and tables in columns
links     links to a slide
progress  progress of an ingest
rows      wraps styled text to the width of a terminal
slide_text  the text of a slide with its structure
slides    one slide
status    contents and problems of the index
terminal  a stream with styles and links
"""
