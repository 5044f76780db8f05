"""Records and functions that every room uses; core imports no other room.

aspect_ratio  the aspect ratio of the slide that a camera sees
collection    puts off the search for circular references
combining     characters that belong to the letter before them: accents, vowel signs
diff          changes to files as unified diffs
emoji         emoji as search terms
endpoint      questions to an OpenAI-compatible endpoint
export_list   the list of files that exports wrote into a folder
files         writing files atomically
frames        the flat slide's frame, and the bounds of words within lines
geometry      quads, polygons, homographies
languages     ISO 639 codes, scripts, Tesseract's names
names         names that signs belong to, such as C++ and R&D
presence      whether a file is there, gone, or can't be reached
records       the data that stages pass on or store
regular_files  opening files that no pipe or device replaces
renames       exchanges the names of two files
runs          words and numbers that are written in one piece or in several
similarity    the similarity of slides
stop_words    frequent function words of languages
text          search terms, folding, cleaning
toml          parsing untrusted TOML in linear time
today         the current day, and what changes by itself on a later one
versions      the versions that decide whether stored data is stale
web_address   addresses that a page may offer to open
"""
