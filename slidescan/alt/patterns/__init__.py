"""The patterns of sentences, one module a kind of structure.

chart       a chart
code        program code
flow        what leads to what
logos       a wall of logos
points      points with levels, and the phrases of blocks
protocol    what a pattern is
quote       quotes
registry    the pattern of each kind of structure
sections    heads with details: cards, comparisons, people
steps       numbered steps
table       a table
timeline    dates and their events
title_slide  the title slide of a talk
"""
