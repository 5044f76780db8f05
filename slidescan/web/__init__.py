"""The web page: search, browse, look, mend. A thin face on the library, and on nothing else.

guard     who may ask: host, origin, token, sizes, rates, headers of answers
shelf     all slides in short, and what they can be filtered by
pictures  straightened slides and upright photos, made small, kept
views     what a page shows of a slide
api       JSON, documented by OpenAPI
pages     HTML
app       all of it put together
"""
