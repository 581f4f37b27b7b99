"""The results of a run in the order of its files, whatever the order in which they come."""

from __future__ import annotations

import pickle
from contextlib import closing
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import IO

    from wenzhang.batch.work import Result

__all__ = ["in_order"]


def in_order(results: Iterable[Result], paths: Iterable[str]) -> Iterator[Result]:
    """Each result as soon as those of all paths before its own have come; no path is there twice.

    Those that come too early wait in a file, so that memory does not grow while a slow one is waited for.
    """
    numbers = {path: number for number, path in enumerate(paths)}
    due = 0
    with closing(_Waiting()) as waiting:
        for result in results:
            number = numbers[result.path]
            if number != due:
                waiting.put(number, result)
                continue
            yield result
            due += 1
            while (next_ := waiting.take(due)) is not None:
                yield next_
                due += 1


class _Place(NamedTuple):
    offset: int
    size: int


class _Waiting:
    """Results in a file, by their numbers."""

    def __init__(self) -> None:
        self._file: IO[bytes] = TemporaryFile()  # noqa: SIM115 - `close` does
        self._places: dict[int, _Place] = {}
        self._end = 0

    def put(self, number: int, result: Result) -> None:
        """Keeps a result."""
        data = pickle.dumps(result)
        self._file.seek(self._end)
        self._file.write(data)
        self._places[number] = _Place(self._end, len(data))
        self._end += len(data)

    def take(self, number: int) -> Result | None:
        """Gives a result back, None where it is not there."""
        place = self._places.pop(number, None)
        if place is None:
            return None
        self._file.seek(place.offset)
        result: Result = pickle.loads(self._file.read(place.size))
        if not self._places:  # what was taken is not needed any more
            self._end = 0
        return result

    def close(self) -> None:
        """Deletes the file."""
        self._file.close()
