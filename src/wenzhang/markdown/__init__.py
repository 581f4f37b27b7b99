"""Markdown bodies as the HTML that they stand for, with the way back to the source."""
