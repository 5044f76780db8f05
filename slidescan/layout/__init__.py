"""Turns boxes of text on the flat slide into lines in reading order, with roles and structure.

block_rules       rules that find tables, code and charts in a stretch of lines
blocks            the blocks of a slide: points, tables, code, charts
boxes             boxes in rows, columns and bands
cells             groups of stacked lines that are read together
chart_values      the values at the marks of a chart
chrome            what the programs around a slide show in a screenshot
connections       what the connectors of a diagram lead to
continuation      rules that decide whether a line continues the point above it
diagram_nodes     the nodes of a diagram: boxes, pictures with captions, texts
event_lines       what names an event on its slides, which is left out
flat_line         the record of a line on the flat slide
foot              the content and the foot of a slide: notices, logos in the corners
footers           rules for footers
framed            the text in a box, a card or a panel, which is read together
gutter            the numbered lines of an editor, row by row
letter_widths     the widths of letters
lines             the lines of a slide, made from an engine's boxes
list_items        points as items of lists and paragraphs, for every output
lone_signs        lone signs that readers see in icons
outline           the outline of a slide: its title and its structure
points            points made from lines, and their levels
positions         lines with their bounds on the flat slide
reading_order     the order in which people read boxes
roles             the roles of lines
row_rules         rules of reading order: numbered rows, comparisons, grids, tables
slant             level boxes from slanted lines
slide_layout      tells whether lines alone show a slide
structure         makes the outline of a slide from its lines
structures        the kinds of structure that a slide may have
title_candidates  runs of lines that may be the title
title_features    measurements of such runs
titles            the title of a slide
"""
