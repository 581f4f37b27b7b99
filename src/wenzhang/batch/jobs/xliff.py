"""Bringing edited XLIFF documents back into the articles that they were made from."""

from __future__ import annotations

import os
from collections.abc import Sequence

from msgspec import Struct

from wenzhang.batch.job import Produced
from wenzhang.batch.jobs.conversion import decoded
from wenzhang.batch.jobs.settings import settings_text
from wenzhang.batch.storage import digest_of, read
from wenzhang.errors import SourceError

__all__ = ["ImportJob"]


class ImportJob(Struct, frozen=True):
    """Writes the targets of a document into its article; `document` may be a folder of them.

    `roots` are the folders below which articles have the names that the documents have below theirs.
    """

    document: str
    roots: tuple[str, ...] = ()
    input_encoding: str | None = None

    def settings(self, number: int) -> str:
        """All that an output depends on besides the content. A document that changes is no setting of a folder."""
        return settings_text("import", self, digest_of(self.document))

    def __call__(self, content: bytes, path: str, wanted: Sequence[int]) -> Produced:
        """The article with its targets. Raises what `apply_xliff` raises, `SourceError` where it has no document."""
        from wenzhang.export.xliff import apply_xliff

        document = self._document(path)
        source = decoded(content, path, self.input_encoding)
        return Produced((apply_xliff(source, read(document), path=document).encode(),))

    def _document(self, path: str) -> str:
        if not os.path.isdir(self.document):
            return self.document
        root = next((root for root in self.roots if path.startswith(os.path.join(root, ""))), None)
        name = os.path.relpath(path, root) if root is not None else os.path.basename(path)
        document = os.path.join(self.document, f"{os.path.splitext(name)[0]}.xlf")
        if not os.path.isfile(document):
            raise SourceError("has no document to be brought into it", path=path, hint=f"looked for {document}")
        return document
