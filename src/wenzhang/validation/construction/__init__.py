"""Tree construction without a tree: what the HTML Standard's algorithm (13.2.6) calls an error, and where.

Which tags are errors depends on nothing but the stack of open elements, the list of active formatting elements and the
insertion mode. So these are kept as the standard says, and no node is ever made.
"""
