"""One file per export format; `registry.py` lists them.

alt_check     what a check of alt texts needs
alto          ALTO 4.4, a file per slide
csv           a row per link from a post to a slide
hocr          hOCR 1.2, one document
hugo          data, pictures and a shortcode for a Hugo site
images        a clean picture of each slide
json          all slides in one document
markdown      a section per slide
pdf           a searchable, tagged deck
pptx          a deck for PowerPoint and LibreOffice
search_index  documents for a theme's search
site          pages and a search for readers
"""
