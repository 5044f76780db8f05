"""The kinds of structure that a slide may have, one module a kind.

chart       a chart with labelled axes
code        program code or configuration
flat_slide  what recognisers look at: lines on the flat slide
point_list  points with levels
protocol    what each kind provides
registry    all kinds, and the choice of one for a slide
table       a table
text        plain text, if no other kind is certain
"""
