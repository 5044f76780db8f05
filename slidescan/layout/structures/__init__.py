"""The kinds of structure that a slide may have, one module a kind.

agenda       the parts of a talk
cards        heads with a text or points below each
chart        a chart with labelled axes
code         program code or configuration
columns      columns of a slide, and the heads in them
comparison   two or three columns of points below their heads
cycle        nodes that arrows lead around
flat_slide   what recognisers look at: lines on the flat slide
flow         boxes or texts that arrows connect
hierarchy    a tree of boxes
layers       wide boxes stacked one on another
logos        a wall of logos
matrix       four boxes, two beside two
messages     what boxes send each other on arrows one below another
people       people with their roles
point_list   points with levels
protocol     what each kind provides
quote        quotes with their authors
registry     all kinds, and the choice of one for a slide
screenshot   the screen of an editor, a browser or a terminal
sectioned    what kinds with heads have in common
shape_groups  shapes with the texts in them
steps        numbered steps
table        a table
text         plain text, if no other kind is certain
timeline     dates in order, with events
title_slide  the title slide of a talk
"""
