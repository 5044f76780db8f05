"""The patterns of sentences, one module a kind of structure.

chart       a chart
code        program code
points      points with levels, and the phrases of blocks
protocol    what a pattern is
registry    the pattern of each kind of structure
table       a table
"""
