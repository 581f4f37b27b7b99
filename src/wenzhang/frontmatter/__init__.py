"""Front matter: its values as written and as typed, where each stands, and as a type of the caller's own."""

from wenzhang.frontmatter.view import Entry, FrontMatter, FrontMatterFormat, Mapping, MetaValue, Scalar, Sequence

__all__ = ["Entry", "FrontMatter", "FrontMatterFormat", "Mapping", "MetaValue", "Scalar", "Sequence"]
