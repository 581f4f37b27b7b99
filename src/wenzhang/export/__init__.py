"""Export: an article becomes text in some format."""
