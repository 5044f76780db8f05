"""Reads the text in a picture: detects its lines, then recognizes them.

capital_i    tells a capital I from a small L
detector     finds lines of text
engines      OCR engines, one file each
leading_strokes  finds a 一 that a line's box leaves out
install_hints  how to install data for a language
model_files  the networks' files in RapidOCR's wheel
page_layout  lays out lines as a page
parts        finds lines in very tall and very wide pictures
pipeline     an engine made of a detector and a line reader
protocol     the Protocols of engines and line readers
recognizer   reads lines of text
registry     the engines by name, and how one is chosen
scripts      tells scripts that the recognizer doesn't know
word_gaps    splits a line at its gaps
word_scripts  tells words in scripts that the recognizer doesn't know
"""
