"""What commands print on a terminal: plain text, styled where the terminal can, and progress.

alts      proposals and issues of alt texts
ingests   reports of ingests, failures, missing images
results   hits of a search, similar slides, duplicates
progress  progress of an ingest
slides    one slide
status    what the index holds and what is wrong with it
terminal  a stream with styles and links
"""
