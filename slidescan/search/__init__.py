"""Full-text search: parses a query, asks an index, ranks and highlights the matches.

indexes          the full-text indexes behind one Protocol
service          a search, from the typed text to the hits
parser           the query language
typed            quotes, addresses, wildcards and articles as people type them
filters          its filters: lang, is, after, before, near
query            the tree of a parsed query
rewrite          other spellings, similar words and missing words in a query
meaning          encoders, and the vectors of slides
by_meaning       slides that mean what a query asks
near             photos near a photo
rank             the order of hits, by where the words stand
snippet          the matched words, highlighted in the text and on the photo
matched_in       where the words stand if not on the slide
similar          similar slides, and photos of the same slide
selection        slides by post, section, folder or query
card_filter      filters of slides, as conditions in SQL
card_lists       lists of slides: filtered, ordered and counted by the database
manager          the stored index: writers keep it up to date, searches read it
analysis         a slide's fields and terms
plurals          English plurals without a rule
vocabulary       the words of an index, and similar words
letter_sets      the letters of words, which leave out words unlike another
archive_service  dumps, loads and copies the index of a library
"""
