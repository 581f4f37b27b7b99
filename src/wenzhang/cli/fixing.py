"""Making fixes in files, or showing what they would change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wenzhang.batch.plan import STDIN
from wenzhang.batch.write import write_through
from wenzhang.cli.differing import show_diff
from wenzhang.cli.streams import say, write_out
from wenzhang.errors import DecodeError, SourceError
from wenzhang.source import Source

if TYPE_CHECKING:
    from wenzhang.cli.known import Baselines
    from wenzhang.validation.files import FilesValidation
    from wenzhang.validation.fixing import Fixed

__all__ = ["FileFixes"]


class FileFixes:
    """The fixes of a run, and how many findings they mended in how many files.

    With `diff` they are shown and not made; `unsafe` are all fixes, not the safe ones alone.
    """

    def __init__(self, files: FilesValidation, baselines: Baselines, *, unsafe: bool, diff: bool) -> None:
        self._files = files
        self._baselines = baselines
        self._unsafe = unsafe
        self._diff = diff
        self.mended = 0
        self.changed = 0
        self.unwritten = 0

    def make(self, path: str, name: str, content: bytes) -> bytes:
        """The content as it then is in the file. One that cannot be written is told, and stays as it is."""
        from wenzhang.validation.fixing import fixed

        validator = self._files.validator(name)
        try:
            source = Source.from_bytes(content, path=name, encoding=validator.config.input_encoding)
        except DecodeError:
            return content  # which examining tells
        result = fixed(source, validator, unsafe=self._unsafe, baseline=self._baselines.of(validator.config))
        _tell_refused(name, result)
        after = result.source.encode()
        if self._diff:
            show_diff(name, source, result.source)
        elif path == STDIN:
            write_out(after)
        elif after != content and not self._is_written(path, after):
            return content
        self.mended += len(result.mended)
        self.changed += bool(result.mended)
        return content if self._diff else after

    def _is_written(self, path: str, content: bytes) -> bool:
        try:
            write_through(Path(path), content)
        except SourceError as error:
            say(str(error))
            self.unwritten += 1
            return False
        return True


def _tell_refused(name: str, result: Fixed) -> None:
    for each in result.refused:
        place = result.source.position(each.span.start)
        say(f"{name}:{place.line}:{place.column}: the fix of {each.code} {each.name} is not made: it would do harm")
