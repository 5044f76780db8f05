"""A language server: editors check, write and look up alt texts while a post is written.

addresses  the address of a photo, as a post writes it
documents  a post in the editor: its references with their extents
features   what the server answers
index      the index in memory, which follows the one on disk
positions  byte offsets of a text, and the positions of the protocol
protocol   what a feature is, and what it works with
registry   the features
server     the server over standard input and output
"""
