"""Reads the text on a picture: lines are detected, then recognized.

detector     finds lines of text
engines      OCR engines, one file each
inference    runs a network on OpenVINO or onnxruntime
model_files  the networks' files in RapidOCR's wheel
page_layout  lines laid out as a page
pipeline     an engine of a detector and a line reader
protocol     what an engine and a line reader are
recognizer   reads lines of text
registry     the engines by name, and the choice among them
"""
