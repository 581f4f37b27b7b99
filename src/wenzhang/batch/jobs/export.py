"""Exporting files to another format, converted on the way where that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from wenzhang.batch.job import Produced
from wenzhang.batch.jobs.conversion import decoded
from wenzhang.batch.jobs.settings import settings_text
from wenzhang.errors import FormatError

if TYPE_CHECKING:
    from wenzhang.export.formats import ExportFormat, Together
    from wenzhang.model import Article, Format

__all__ = ["ExportJob", "PartJob"]


class ExportJob(Struct, frozen=True):
    """Exports each file under the options of its format; `lang` is what to convert to, `from_` what they are in."""

    format: str
    options: Any = None
    lang: str | None = None
    from_: str | None = None
    italic_captions: bool = False
    body_format: Format | None = None
    input_encoding: str | None = None

    def settings(self, number: int) -> str:
        """All that an output depends on besides the content."""
        return settings_text("export", self)

    def __call__(self, content: bytes, path: str, wanted: Sequence[int]) -> Produced:
        """The file in the format, as its one output. Raises what reading, converting and exporting it raise."""
        return Produced((self._format.content(self.article(content, path), self.given),))

    def article(self, content: bytes, path: str) -> Article:
        """The article that is exported: converted, unless the format takes care of that itself."""
        from wenzhang.read import parse

        source = decoded(content, path, self.input_encoding)
        article = parse(source, format=self.body_format, italic_captions=self.italic_captions)
        if self.lang is None or self._format.converts:
            return article
        from wenzhang.conversion import convert

        return convert(article, self.lang, self.from_)

    @property
    def _format(self) -> ExportFormat:
        from wenzhang.export.formats import formats

        return formats()[self.format]

    @property
    def together(self) -> Together | None:
        """How several articles become one output, if the format has that."""
        return self._format.together

    @property
    def given(self) -> Any:
        """The options of the format."""
        return self._format.options() if self.options is None else self.options


class PartJob(Struct, frozen=True):
    """What each file adds to one output of all: the value of a result. Outputs of its own it has none."""

    export: ExportJob

    def settings(self, number: int) -> str:
        """Nothing is written for each."""
        raise FormatError("a part of an output is no output")

    def __call__(self, content: bytes, path: str, wanted: Sequence[int]) -> Produced:
        """What the file adds. Raises what reading, converting and exporting it raise, and where it has no parts."""
        together = self.export.together
        if together is None:
            raise FormatError(f"{self.export.format} has a file for each article")
        return Produced(value=together.part(path, self.export.article(content, path), self.export.given))
