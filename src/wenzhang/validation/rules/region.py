"""ZH: the words and the forms of a region."""
