"""The exceptions, all from one root.

```
WenzhangError
├── SourceError            a file that cannot be read or written as text
│   ├── DecodeError          bytes that are no text in any encoding that fits
│   └── EncodeError          text that the file's own encoding cannot hold
├── EditError              edits that overlap or lie outside the text
├── FrontMatterError       front matter that cannot be read, or does not fit the caller's type
├── FormatError            a format that does not exist, or text that is not in it or cannot be
├── TemplateError          a template for output names that gives no name of a file
├── RuleError              a rule of validation that does not exist, or cannot be added
├── ConfigError            a configuration that cannot be read
├── BatchError             a run over many files that cannot begin or go on
├── MemoryFileError        a translation memory that cannot be read or written
├── GlossaryError          a glossary that cannot be read
└── VariantError           a language tag that names no Chinese variant
```

Problems in an article's *content* are diagnostics (`wenzhang.validation`); these are problems of input and of use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Literal

    from wenzhang.source import Position

    FrontMatterRule = Literal["fence", "syntax", "duplicate key", "type"]

__all__ = [
    "BatchError",
    "ConfigError",
    "DecodeError",
    "EditError",
    "EncodeError",
    "FormatError",
    "FrontMatterError",
    "GlossaryError",
    "MemoryFileError",
    "RuleError",
    "SourceError",
    "TemplateError",
    "VariantError",
    "WenzhangError",
    "explain",
]


class WenzhangError(Exception):
    """What was wrong, where, and what to do.

    `str(error)` reads `path:line:column: message (hint)`; parts that are not known are left out.
    """

    def __init__(
        self,
        message: str,
        *,
        path: str | None = None,
        position: Position | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.position = position
        self.hint = hint

    def __str__(self) -> str:
        place = [part for part in (self.path, self._line_and_column()) if part]
        text = ": ".join([":".join(place), self.message] if place else [self.message])
        return f"{text} ({self.hint})" if self.hint else text

    def _line_and_column(self) -> str:
        return f"{self.position.line}:{self.position.column}" if self.position else ""


class SourceError(WenzhangError):
    """A file that cannot be read or written as text."""


class DecodeError(SourceError):
    """Bytes that cannot be decoded.

    `byte_offset` is that of the first one, `codec` the one that reads what stands before it, None where none does.
    """

    def __init__(
        self,
        message: str,
        *,
        byte_offset: int,
        codec: str | None = None,
        path: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, path=path, hint=hint)
        self.byte_offset = byte_offset
        self.codec = codec


class EncodeError(SourceError):
    """A character that the file's own encoding cannot hold."""


class EditError(WenzhangError):
    """Edits that overlap or lie outside the text."""


class FrontMatterError(WenzhangError):
    """Front matter that cannot be read, or does not fit the caller's own type.

    `rule` says what is wrong with it: its fence, a key that is there twice, the syntax of what it is written in, or
    its values, which the caller's type does not take.
    """

    def __init__(
        self,
        message: str,
        *,
        rule: FrontMatterRule,
        path: str | None = None,
        position: Position | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, path=path, position=position, hint=hint)
        self.rule = rule


class FormatError(WenzhangError):
    """A format that does not exist, text that is not in it, or an article that it cannot hold."""


class GlossaryError(WenzhangError):
    """A glossary that cannot be read."""


class RuleError(WenzhangError):
    """A rule of validation that does not exist, or cannot be added to the catalogue."""


class ConfigError(WenzhangError):
    """A configuration that cannot be read, or says what means nothing."""


class BatchError(WenzhangError):
    """A run over many files that cannot begin or go on: its output folder is full, its cluster is gone."""


class MemoryFileError(WenzhangError):
    """A translation memory that cannot be read or written."""


class TemplateError(WenzhangError, ValueError):
    """A template for output names that cannot be read, or gives a file no name inside the output folder."""


class VariantError(WenzhangError):
    """A language tag that names no Chinese variant we convert."""


def explain(error: BaseException, path: str | None = None) -> str:
    """What to tell a person about an error: its own words, or of one that nobody foresaw also where it was raised.

    `path` is that of the file at which it was raised, where the error does not know it.
    """
    if isinstance(error, WenzhangError):
        error.path = error.path or path
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        text = error.strerror
    else:
        text = (
            f"internal error: {type(error).__name__}: {error} (at {_origin(error)}; please report it with the article)"
        )
    return f"{path}: {text}" if path else text


def _origin(error: BaseException) -> str:
    import os
    from traceback import extract_tb

    frames = extract_tb(error.__traceback__)
    return f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else "an unknown place"
