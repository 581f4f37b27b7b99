"""What the rules on the Chinese of an article find in texts that people proofread; what was right is in precision.md.

`python benchmarks/precision.py --list ZH001 TY006` prints each finding of these rules with the text around it.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from read import ARTICLE, CORPUS
from timing import print_table
from wenzhang.config import Config
from wenzhang.config.settings import WORD_LISTS
from wenzhang.validation.registry import catalogue, matching
from wenzhang.validation.run import Validator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from wenzhang import Source, Span
    from wenzhang.validation import Diagnostic

RULES = ("ZH", "TY")
SETS = ("mdn-zh-html", "ruby-lang", "opensource-guide", "hexo-site", "pingcap-docs-cn", "cnwizards-help")
SUFFIXES = (".md", ".html", ".htm")
NOT_IN_CHINESE = ("LICENSE", "UPSTREAM-LICENSE.md")
OURS = "the real article"
AROUND = 40  # code points before and behind a finding


class Found(NamedTuple):
    """A finding and where it is: the path below the folder of the sets, and the text."""

    path: str
    source: Source
    diagnostic: Diagnostic

    def __str__(self) -> str:
        code, message, span = self.diagnostic.code, self.diagnostic.message, self.diagnostic.span
        position = self.source.position(span.start)
        return f"{self.path}:{position.line}:{position.column}: {code} {message} | {_around(self.source.text, span)}"


def run() -> None:
    codes = _codes(RULES)
    columns: dict[str, dict[str, str]] = {"": {code: catalogue()[code].severity for code in codes}}
    for name, files in _sets():
        counts = Counter(found.diagnostic.code for found in _findings(files, codes))
        columns[f"{name} ({len(files)} files)"] = {code: str(counts[code]) for code in codes}
    print_table("findings", columns)


def list_findings(rules: Sequence[str]) -> None:
    """One line for each finding."""
    codes = _codes(rules)
    for _, files in _sets():
        for found in _findings(files, codes):
            print(found)


def _codes(rules: Sequence[str]) -> list[str]:
    return [code for name in rules for code in matching(name, catalogue())]


def _sets() -> Iterator[tuple[str, list[Path]]]:
    """The name of each set that is there, and its files."""
    yield OURS, [ARTICLE]
    for name in SETS:
        paths = sorted((CORPUS.parent / name).rglob("*"))
        files = [path for path in paths if path.suffix in SUFFIXES and path.name not in NOT_IN_CHINESE]
        if files:
            yield name, files
        else:
            print(f"no {name} in {CORPUS.parent}: not looked at")


def _findings(files: Sequence[Path], codes: Sequence[str]) -> Iterator[Found]:
    validator = Validator(Config(select=tuple(codes), region_words=WORD_LISTS))
    for path in files:
        known_as = path.name if path == ARTICLE else path.relative_to(CORPUS.parent).as_posix()
        examined = validator.examine_bytes(path.read_bytes(), path=known_as)
        (file,) = validator.conclude([examined])
        for diagnostic in file.diagnostics:
            if diagnostic.code in codes:
                yield Found(known_as, file.source, diagnostic)


def _around(text: str, span: Span) -> str:
    before = text[max(span.start - AROUND, 0) : span.start]
    behind = text[span.end : span.end + AROUND]
    return re.sub(r"\s*[\r\n]\s*", "⏎", f"{before}⟦{text[span.start : span.end]}⟧{behind}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", nargs="+", metavar="RULE", help="print each finding of these rules")
    chosen = parser.parse_args().list
    if chosen:
        list_findings(chosen)
    else:
        run()
