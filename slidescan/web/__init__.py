"""The web page to search, browse, view and correct slides: a thin layer over the library.

api          JSON, documented by OpenAPI
app          the application made of all parts
card_index   summaries of all slides, and facets to filter them
connections  deadlines for requests, and room for those who send one
context      what all routes share; slides and filters in requests
guard        hosts, origins, tokens, sizes, rates, headers of responses
pages        HTML pages and the pictures on them
pictures     straightened slides and upright photos, small and cached
views        slides as pages show them
"""
