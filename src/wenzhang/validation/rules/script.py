"""ZH: a text in one script, and the one that it says it is in."""
