"""Keeps what was read: the catalogue, and the databases that hold it.

archive        a catalogue as JSON and back, or copied into another
backends       SQLite and PostgreSQL behind one Protocol
built_pages    pages of the built site, and the links that they give
card_json      cards as JSON
cards          short forms of slides, for lists and counts
catalogue      photos, readings, slides and posts: the truth
deck_pages     the pages of decks that photos show
decks          pages of decks and their photos from JSON
decoding       decoders of JSON, made by one thread at a time
derivation     what the derivation of slides keeps
discovery      finds the index of a folder
drawings       the drawing of a slide from its JSON
edit_rows      people's edits as rows
edits          what people set and decided
integrity      checks of a catalogue
linked_files   the files that a site had when its posts were linked
location       where an index lives
lock           one writer at a time
lookup         photos, posts and the site by name
members        single members of stored records
post_outlines  the parts of posts that a status needs
row_checks     checks of rows beyond the types of their columns
rows           rows of the tables
schema         the tables, the same in every database
serialization  records as JSON and rows, types and ranges checked
stored         photos, readings and posts as the catalogue stores them
structures     the structure of a slide from its JSON
trust          limits for indexes that other people made
validation     checks that types can't express
vectors        what an encoder made of each slide
"""
