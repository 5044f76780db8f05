"""Keeping slides and finding them again.

catalogue     SQLite: the truth
codec         records as the catalogue stores them, and back
lock          one ingest at a time
query         what a person asks for, parsed, independent of any engine
search_index  what a full-text index is
whoosh_index  the full-text index: a cache, rebuilt from the catalogue at any time
analysis      words to terms, for Whoosh
seal          proof that an index on disk was written by this user's slidescan
snippet       the words asked for, marked in a slide
"""
