"""What can be done with many files: convert, export, validate, and bring edited XLIFF back; one module each."""
