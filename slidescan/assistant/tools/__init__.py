"""The tools, one a module; `assistant.registry` lists them.

find_similar      slides that are similar to a slide
list_missing_alt  images in posts without a useful alt text
propose_alt       an alt text for a person's review
search_slides     slides for a query
show_slide        one slide: text, structure, links, confidence, picture
"""
