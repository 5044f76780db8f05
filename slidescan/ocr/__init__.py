"""From flat pixels to words and lines: engines behind one Protocol, and the layout of lines."""
