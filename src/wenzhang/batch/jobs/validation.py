"""Validating files: what each gives by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from wenzhang.batch.job import Produced
from wenzhang.errors import WenzhangError
from wenzhang.terminal import readable

if TYPE_CHECKING:
    from wenzhang.validation.files import FilesValidation

__all__ = ["ValidateJob"]


class ValidateJob(Struct, frozen=True, eq=False):
    """Looks at each file by itself. The value of a result is what `FilesValidation.accept` takes; outputs it has none.

    `files` may be that of the process in which it is accepted.
    """

    files: FilesValidation

    def settings(self, number: int) -> str:
        """Nothing is written."""
        raise WenzhangError("validation has no outputs")

    def __call__(self, content: bytes, path: str, wanted: Sequence[int]) -> Produced:
        """What the file gives. Raises what `FilesValidation.look` raises."""
        return Produced(value=self.files.look(readable(path), content))
