"""The web page: search, browse, look, correct. A thin face on the library.

api         JSON, documented by OpenAPI
app         the application, all parts put together
card_index  all slides in short, and the facets to filter them by
context     what all routes share; how requests name slides and filters
guard       hosts, origins, tokens, sizes, rates, headers of responses
pages       HTML pages and the pictures on them
pictures    straightened slides and upright photos, small and cached
views       what a page shows of a slide
"""
