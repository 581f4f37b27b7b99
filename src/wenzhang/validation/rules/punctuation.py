"""TY: punctuation marks, letters and digits, and their width."""
