"""XLIFF 2.1 (OASIS), for people who review a conversion or translate an article in a CAT tool.

```
Article --units, segments, writing--> XLIFF --a person--> XLIFF --reading, applying--> edits --> Source
```

A unit is a paragraph, an attribute or a value of the front matter; a segment is a sentence. Markup within a unit is
inline codes, which have to stay, and in their order, for the article is not written anew: what the file says is brought
into it by edits.
"""

from __future__ import annotations

from wenzhang.export.xliff.applying import apply_xliff
from wenzhang.export.xliff.format import FORMAT, XliffOptions
from wenzhang.export.xliff.writing import to_xliff

__all__ = ["FORMAT", "XliffOptions", "apply_xliff", "to_xliff"]
