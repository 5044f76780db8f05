"""The web page to search, browse, view and correct slides: a thin layer over the library.

alt_api      the routes of the queue of alt texts
alt_queue    the places in posts that await an alt text
api          JSON, documented by OpenAPI
app          the application made of all parts
card_filter  filters of slides as people choose them
connections  deadlines for requests, and room for those who send one
context      what all routes share; slides and filters in requests
deck_files   the speakers' decks that slides show
drops        photos that people drop onto the page
exports      exports to download
guard        hosts, origins, tokens, sizes, rates, headers of responses
help         the query language and the keys, explained
ingests      ingests in the background
listing      lists of slides, and choices to filter them by
models       values in requests, and documented errors
pages        HTML pages and the pictures on them
pictures     straightened slides and upright photos, small and cached
views        slides as pages show them
work_api     the routes of exports, ingests, dropped photos and several slides
"""
