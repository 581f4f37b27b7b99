"""Known problems: a file of findings that are not to be found again, while new ones are.

```
{
  "version": 1,
  "findings": [
    {"path": "posts/a.md", "code": "FG001", "name": "img-alt-missing", "message": "…", "fingerprint": "…"},
    …
  ]
}
```

One finding is one line. `path` is relative to the folder of the file, with forward slashes. `name` and `message` are
for people; what tells a finding is its path and its fingerprint, which depends on the text around it and not on where
that stands. A finding in a file that has none such is also known from a file that is gone: that was renamed.
"""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from wenzhang.batch.write import write_atomically
from wenzhang.errors import ConfigError
from wenzhang.source import Source
from wenzhang.validation.fingerprint import fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from os import PathLike

    from wenzhang.source import Position
    from wenzhang.validation.diagnostic import Diagnostic
    from wenzhang.validation.ruleset import Ruleset
    from wenzhang.validation.run import FileFindings

__all__ = ["Baseline", "Entry"]

VERSION = 1

_ANEW = "mend it, or write it anew with --write-baseline"
_GAP = re.compile(r"[\s,]*")
_LIST = re.compile(r'"findings"\s*:\s*\[')


class Entry(msgspec.Struct, frozen=True, order=True):
    """A known problem."""

    path: str
    code: str
    name: str
    message: str
    fingerprint: str


class Baseline:
    """Known problems of the files below a folder, and which of them were met again."""

    def __init__(self, entries: Iterable[Entry], root: str | PathLike[str] = "") -> None:
        self.root = os.path.abspath(root)
        self.entries = sorted(set(entries))
        self._here = {(entry.path, entry.fingerprint): index for index, entry in enumerate(self.entries)}
        self._anywhere: dict[str, list[int]] = defaultdict(
            list
        )  # by fingerprint, those that may be those of another file
        for index, entry in reversed(list(enumerate(self.entries))):
            self._anywhere[entry.fingerprint].append(index)
        self._met: dict[int, str] = {}  # in which file
        self._gone: dict[str, bool] = {}
        self._seen: dict[str, frozenset[str] | None] = {}  # files, and the codes that were on there

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Baseline:
        """The baseline of a file. Raises `ConfigError` for one that cannot be read, at the place where it cannot."""
        name = os.fspath(path)
        try:
            text = Path(path).read_text(encoding="utf-8-sig")
        except OSError as error:
            hint = "write one with --write-baseline" if isinstance(error, FileNotFoundError) else None
            raise ConfigError(f"the baseline cannot be read: {error.strerror}", path=name, hint=hint) from error
        except UnicodeDecodeError as error:
            raise ConfigError("the baseline is not in UTF-8", path=name, hint=_ANEW) from error
        return cls(_read(Source(text, path=name)), Path(path).parent)

    @classmethod
    def of(cls, files: Iterable[FileFindings], root: str | PathLike[str] = "") -> Baseline:
        """All that was found in these files, to be written to a file in the folder `root`."""
        made = cls((), root)
        return cls((entry for file in files for entry in made._entries_of(file)), root)

    def new(self, file: FileFindings, ruleset: Ruleset | None = None) -> list[Diagnostic]:
        """What was found in a file and is not known.

        With the `ruleset` of the file, what is known of rules that are off is not stale.
        """
        path = self._relative(file.path)
        self._seen[path] = None if ruleset is None else ruleset.codes
        marks = fingerprints(file)
        known = [self._meet(self._here.get((path, mark)), path) for mark in marks]
        return [
            diagnostic
            for diagnostic, mark, is_known in zip(file.diagnostics, marks, known, strict=True)
            if not is_known and not self._meet(self._moved(mark, path), path)
        ]

    def keep(self, file: FileFindings, known: Sequence[Diagnostic]) -> None:
        """Makes known what is known of a file although the text around it has changed: `known` are some of its own."""
        entries = list(self._entries_of(file))
        kept = set(map(id, known))
        for diagnostic, entry in zip(file.diagnostics, entries, strict=True):
            if id(diagnostic) in kept and (entry.path, entry.fingerprint) not in self._here:
                self._here[entry.path, entry.fingerprint] = len(self.entries)
                self._met[len(self.entries)] = entry.path
                self.entries.append(entry)

    @property
    def stale(self) -> list[Entry]:
        """What is known of files that were asked for or are gone, and was not met there: its problem is gone."""
        return [entry for index, entry in enumerate(self.entries) if index not in self._met and self._is_judged(entry)]

    def pruned(self) -> Baseline:
        """Without what is stale, and with the paths of renamed files."""
        stale = set(self.stale)
        kept = (
            msgspec.structs.replace(entry, path=self._met.get(index, entry.path))
            for index, entry in enumerate(self.entries)
            if entry not in stale or index in self._met
        )
        return Baseline(kept, self.root)

    def renewed(self, files: Iterable[tuple[FileFindings, Ruleset]]) -> Baseline:
        """What is found in these files now, each with its rules; of other files and rules, what is known of them."""
        found: list[Entry] = []
        for file, ruleset in files:
            self.new(file, ruleset)
            found += self._entries_of(file)
        kept = (
            entry for index, entry in enumerate(self.entries) if not self._is_judged(entry) and index not in self._met
        )
        return Baseline([*found, *kept], self.root)

    def dump(self) -> str:
        """The text of the file: the same for the same findings, in whatever order they came."""
        lines = [f"    {json.dumps(msgspec.to_builtins(entry), ensure_ascii=False)}" for entry in sorted(self.entries)]
        listed = "\n" + ",\n".join(lines) + "\n  " if lines else ""
        return f'{{\n  "version": {VERSION},\n  "findings": [{listed}]\n}}\n'

    def write(self, path: str | PathLike[str]) -> bool:
        """Writes the file, whole or not at all; False where it is as it was. Raises `SourceError`."""
        return write_atomically(Path(path), self.dump().encode("utf-8", "surrogatepass"))

    def _entries_of(self, file: FileFindings) -> Iterator[Entry]:
        path = self._relative(file.path)
        for diagnostic, mark in zip(file.diagnostics, fingerprints(file), strict=True):
            yield Entry(path, diagnostic.code, diagnostic.name, diagnostic.message, mark)

    def _relative(self, path: str) -> str:
        try:
            relative = os.path.relpath(path, self.root) if path else path
        except ValueError:  # on another drive
            relative = path
        return relative.replace(os.sep, "/")

    def _meet(self, index: int | None, path: str) -> bool:
        if index is None:
            return False
        self._met[index] = path
        return True

    def _moved(self, mark: str, path: str) -> int | None:
        """What is known of a file that is gone, and now of this one. What is none such is not looked at again."""
        candidates = self._anywhere.get(mark, [])
        while candidates:
            index = candidates.pop()
            if index not in self._met and self._is_gone(self.entries[index].path):
                self._here[path, mark] = index
                return index
        return None

    def _is_gone(self, path: str) -> bool:
        if path not in self._gone:
            self._gone[path] = path not in self._seen and not os.path.exists(os.path.join(self.root, path))
        return self._gone[path]

    def _is_judged(self, entry: Entry) -> bool:
        if entry.path in self._seen:
            codes = self._seen[entry.path]
            return codes is None or entry.code in codes
        return self._is_gone(entry.path)


# Reading


class _File(msgspec.Struct):
    version: int
    findings: list[Entry] = []


def _read(source: Source) -> list[Entry]:
    try:
        content = json.loads(source.text)
    except json.JSONDecodeError as error:
        hint = "settle the conflict that a merge left" if _is_conflict(source.text, error.pos) else _ANEW
        raise _refused(source, f"is no JSON: {error.msg}", error.pos, hint) from None
    except RecursionError:
        raise _refused(source, "is none: it is nested too deep", 0) from None
    version = content.get("version") if isinstance(content, dict) else None
    if isinstance(version, int) and version > VERSION:
        hint = "update wenzhang, or write it anew with --write-baseline"
        raise _refused(source, f"has version {version}, and this wenzhang reads {VERSION}", 0, hint)
    try:
        return msgspec.convert(content, _File).findings
    except msgspec.ValidationError as error:
        raise _misshapen(source, content, str(error)) from None


def _is_conflict(text: str, at: int) -> bool:
    line = text[text.rfind("\n", 0, at) + 1 :]
    return line.startswith(("<<<<<<<", "=======", ">>>>>>>"))


def _misshapen(source: Source, content: Any, message: str) -> ConfigError:
    """An error at the first finding that is none."""
    what = message.partition(" - at ")[0]
    listed = _LIST.search(source.text)
    if listed is None or not isinstance(content.get("findings"), list):
        return _refused(source, f"is none: {what}", 0)
    at = listed.end()
    for finding in content["findings"]:
        gap = _GAP.match(source.text, at)
        at = gap.end() if gap else at
        try:
            msgspec.convert(finding, Entry)
        except msgspec.ValidationError as error:
            return _refused(source, f"has a finding that is none: {error}", at)
        _, at = json.JSONDecoder().raw_decode(source.text, at)
    return _refused(source, f"is none: {what}", 0)


def _refused(source: Source, problem: str, at: int, hint: str = _ANEW) -> ConfigError:
    position: Position = source.position(min(at, len(source.text)))
    return ConfigError(f"the baseline {problem}", path=source.path, position=position, hint=hint)
