"""Slides in other programs' formats.

deck_links     links to the pages of speakers' decks
deck_pages     pictures of pages from speakers' decks
decks          what decks of every format share
folder         writes the files of an export into a folder, beside those of people
formats        one file per export format
hit_formats    hits of a search as paths, addresses, Markdown
issue_formats  alt-text issues for GitHub and SARIF viewers
overlay        corners and lines drawn over a photo
page           a slide as a page of lines and words, in either frame
paths          file names and addresses in an export
pdf_parts      parts of a PDF besides its pages
pdf_structure  the structure of a slide's text in a tagged PDF
pptx_text      the text of a slide on a PowerPoint page
protocol       the Protocols of an export format
registry       the table of formats
run            runs an export: slides in, files out
thumbnails     small pictures of slides for web pages
xml            well-formed XML from untrusted text
"""
