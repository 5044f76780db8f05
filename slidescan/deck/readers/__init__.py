"""Reads decks: one file for each kind, and the process that they run in.

pdf       PDF files, with PDFium
pptx      PPTX files, with python-pptx
protocol  the Protocol of a reader, and the page that it returns
registry  the kinds of decks
run       runs a reader in a process with limits
"""
