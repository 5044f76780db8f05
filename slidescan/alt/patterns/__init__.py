"""The patterns of sentences, one module a kind of structure.

chart        a chart
code         program code
cycle        nodes in a circle
flow         what leads to what
hierarchy    what stands below what
layers       layers from the top down
logos        a wall of logos
matrix       four cells
messages     who sends what to whom
points       points with levels, and the phrases of blocks
protocol     what a pattern is
quote        quotes
registry     the pattern of each kind of structure
screenshot   the screen of a program
sections     heads with details: cards, comparisons, people
steps        numbered steps
table        a table
timeline     dates and their events
title_slide  the title slide of a talk
"""
