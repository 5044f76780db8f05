"""Reads decks: one file for each kind, and the processes that they run in.

drawn_slides  slides with the pictures and positions of their printed pages
launcher      runs a program with limits, a script of its own
pdf           PDF files, with PDFium
pptx          PPTX files, with python-pptx
pptx_copy     copies of a PPTX file what drawing needs
printing      prints PPTX files with LibreOffice
process       runs a reader in a process with limits
protocol      the Protocol of a reader, and the page that it returns
registry      the kinds of decks
run           reads and draws decks
"""
