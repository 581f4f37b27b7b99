"""Folders of articles: which files there are, where their outputs go, and how these are written."""
