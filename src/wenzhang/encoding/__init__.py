"""Bytes and text: which encoding a file is in, and how to give back every byte that nobody changed."""
