"""Bringing edited XLIFF documents back into the articles that they were made from."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from hashlib import sha256

from msgspec import Struct

from wenzhang.batch.job import Produced
from wenzhang.batch.jobs.conversion import decoded
from wenzhang.batch.jobs.settings import settings_text
from wenzhang.batch.storage import digest_of, exists, read
from wenzhang.batch.urls import is_url, joined
from wenzhang.errors import SourceError

__all__ = ["ImportJob"]

_SUFFIX = ".xlf"


class ImportJob(Struct, frozen=True):
    """Writes the targets of a document into its article; with `is_folder`, `document` is a folder of them.

    `roots` are the folders below which articles have the names that the documents have below theirs. All of them are
    URLs or absolute paths, since a worker may have been started elsewhere; those of articles may begin in `folder`.
    """

    document: str
    is_folder: bool = False
    roots: tuple[str, ...] = ()
    input_encoding: str | None = None
    folder: str = ""

    def settings(self, number: int) -> str:
        """All that an output depends on besides the content: also what is in the documents, all of them."""
        if not self.is_folder:
            return settings_text("import", self.input_encoding, digest_of(self.document))
        digest = sha256()
        for name in sorted(_names_below(self.document)):
            if name.endswith(_SUFFIX):
                digest.update(f"{name}\0{digest_of(self._at(name))}\0".encode("utf-8", "surrogatepass"))
        return settings_text("import", self.input_encoding, digest.hexdigest())

    def __call__(self, content: bytes, path: str, wanted: Sequence[int]) -> Produced:
        """The article with its targets. Raises what `apply_xliff` raises, `SourceError` where it has no document."""
        from wenzhang.export.xliff import apply_xliff

        document = self._document(path)
        source = decoded(content, path, self.input_encoding)
        return Produced((apply_xliff(source, read(document), path=document).encode(),))

    def _document(self, path: str) -> str:
        if not self.is_folder:
            return self.document
        whole = path if is_url(path) else os.path.normpath(os.path.join(self.folder, path))
        root = next((base for root in self.roots if whole.startswith(base := os.path.join(root, ""))), None)
        name = whole[len(root) :] if root is not None else os.path.basename(path)
        document = self._at(f"{os.path.splitext(name)[0]}{_SUFFIX}")
        if not exists(document):
            raise SourceError("has no document to be brought into it", path=path, hint=f"looked for {document}")
        return document

    def _at(self, name: str) -> str:
        return joined(self.document, name) if is_url(self.document) else os.path.join(self.document, name)


def _names_below(folder: str) -> Iterable[str]:
    if is_url(folder):
        from wenzhang.batch.listing import names_below

        return names_below(folder)
    files = (os.path.join(parent, name) for parent, _, names in os.walk(folder) for name in names)
    return (os.path.relpath(file, folder).replace(os.sep, "/") for file in files)
