"""TY: quotation marks and brackets."""
