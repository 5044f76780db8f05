"""Finds the drawing on a flat slide: shapes, and the connectors between them.

block_arrows  arrows that are solid shapes
ends          the ends of strokes, looked at closely
finder        shapes and connectors of a flat slide
heads         arrowheads, by the breadth of a stroke at its end
ink           the working picture, and thin structures in it
joints        points at which lines meet
regions       areas of one colour, such as boxes
segments      parts of center lines, between ends and junctions
strokes       center lines, joined to nets
thinning      center lines of strokes
views         joins what views at several scales show
"""
