"""Finds the corners of the slide in a photo: many candidate quads, one score."""
