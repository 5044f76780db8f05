"""Turns boxes of text on the flat slide into lines in reading order, with roles and structure.

block_rules    rules that take tables, code and charts out of a stretch of lines
blocks         the outline of a slide: title, points, tables, code, charts
boxes          boxes in rows, columns and bands
cells          lines close below each other, which are read together
continuation   rules for a line that continues the point above it
flat_line      the record of a line on the flat slide
footers        rules for footers
lines          the lines of a slide from the boxes that an engine read
points         points from lines, and the levels of points
positions      lines with their bounds on the flat slide
reading_order  the order in which people read boxes
roles          the roles of lines
row_rules      rules of reading order: numbered rows, comparisons, tables
structure      makes the outline from lines
titles         the title of a slide
"""
