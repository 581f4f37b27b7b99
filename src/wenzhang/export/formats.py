"""The formats that articles are exported to: one module each, which has its `FORMAT`.

Packages add formats under the entry point group `wenzhang.formats`, each an `ExportFormat` under the name that
`wenzhang export --to` takes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from msgspec import Struct

from wenzhang.errors import FormatError

if TYPE_CHECKING:
    from wenzhang.model import Article

__all__ = ["ENTRY_POINTS", "ExportFormat", "NoOptions", "Pieces", "Sink", "Together", "formats"]

ENTRY_POINTS = "wenzhang.formats"
"""The group of entry points under which a package names its formats."""

_MODULES = ("json", "json_lines", "markdown", "html", "jsonld", "text", "chunks", "xliff", "parquet")


class NoOptions(Struct, frozen=True):
    """A format without options."""


class Sink(Protocol):
    """Takes the parts of several articles into one output, one after the other."""

    def add(self, part: Any) -> None:
        """Writes what an article gives."""

    def close(self) -> None:
        """Writes what comes last; the output itself stays open."""


class Pieces:
    """The sink of a format whose file is the pieces of its articles, as bytes, one after the other."""

    def __init__(self, stream: BinaryIO, options: object) -> None:
        self._stream = stream

    def add(self, part: bytes) -> None:
        """Writes a piece."""
        self._stream.write(part)

    def close(self) -> None:
        """Nothing comes last."""


class Together(Struct, frozen=True):
    """How several articles become one file.

    `part` gives what an article adds, of its path, itself and the options: it pickles, since it may come from another
    process. `sink` opens what takes these parts, of the stream and the options.
    """

    part: Callable[[str, Article, Any], Any]
    sink: Callable[[BinaryIO, Any], Sink] = Pieces


class ExportFormat(Struct, frozen=True, kw_only=True):
    """A format.

    `export` gives the text or the bytes of one article, of its file, under `options`, whose fields are the options of
    the command and say in their `Meta` what they do. A format that can take several articles into one file says how
    they come `together`. One that `converts` takes care itself of what `lang` in its options asks for; one that is
    `binary` is no text.
    """

    name: str
    summary: str
    suffix: str
    export: Callable[[Article, Any], str | bytes]
    options: type[Struct] = NoOptions
    together: Together | None = None
    converts: bool = False
    binary: bool = False

    def content(self, article: Article, options: Any) -> bytes:
        """What a file of it holds for one article; text is in UTF-8 and ends with one line break."""
        exported = self.export(article, options)
        return exported if isinstance(exported, bytes) else (exported.rstrip("\n") + "\n").encode("utf-8")


@cache
def formats() -> dict[str, ExportFormat]:
    """All formats by name: our own, then those of packages that are installed.

    Raises `FormatError` for a package whose formats cannot be loaded, or have the name of another.
    """
    found = {}
    for module in _MODULES:
        own: ExportFormat = import_module(f"wenzhang.export.{module}").FORMAT
        found[own.name] = own
    from importlib.metadata import entry_points

    for point in entry_points(group=ENTRY_POINTS):
        package = point.dist.name if point.dist else "the package that has it"
        try:
            other = point.load()
        except Exception as error:
            raise FormatError(
                f"the format {point.value} cannot be loaded: {type(error).__name__}: {error}",
                hint=f"update or uninstall {package}",
            ) from error
        if not isinstance(other, ExportFormat) or other.name in found:
            raise FormatError(
                f"the format {point.value} is no ExportFormat with a name of its own",
                hint=f"update or uninstall {package}",
            )
        found[other.name] = other
    return found
