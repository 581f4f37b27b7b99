"""TY: spaces between Chinese and letters or digits, and beside punctuation."""
