"""Slides in other programs' formats."""
