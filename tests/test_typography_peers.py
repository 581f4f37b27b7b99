"""Other programs for the typography of Chinese on the same sentences as ours: `fixtures/peers/typography.test`.

Where they do not agree with us, the table says why. A program that is not there is skipped.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from corpus import FIXTURES
from planted_faults import simplified
from wenzhang import Source
from wenzhang.config import Config
from wenzhang.validation.fixing import fixed
from wenzhang.validation.run import Validator

TABLE = FIXTURES / "peers" / "typography.test"
PEERS = ("AutoCorrect", "zhlint")
SPACED = {code: {"style": "always"} for code in ("TY001", "TY002")}


class Row(NamedTuple):
    """A sentence, what each program makes of it, and what ours leaves to the author."""

    title: str
    text: str
    ours: str
    finds: list[str]
    others: dict[str, str]
    why: str

    def __str__(self) -> str:
        return self.title


def rows() -> Iterator[Row]:
    _, *parts = re.split(r"^=== (.+)\n", TABLE.read_text("utf-8"), flags=re.MULTILINE)
    for title, body in zip(parts[::2], parts[1::2], strict=True):
        _, *named = re.split(r"^--- (.+)\n", body, flags=re.MULTILINE)
        part = dict(zip(named[::2], map(str.strip, named[1::2]), strict=True))
        others = {name: part.get(name, part["wenzhang"]) for name in PEERS}
        yield Row(
            title, part["text"], part["wenzhang"], part.get("finds", "").splitlines(), others, part.get("why", "")
        )


ROWS = list(rows())


def test_the_table_says_why_where_they_differ() -> None:
    assert len(ROWS) >= 40
    for row in ROWS:
        assert bool(row.why) == any(other != row.ours for other in row.others.values()), row.title


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_ours(row: Row) -> None:
    head = f"---\nlang: {'zh-CN' if simplified(row.text) == row.text else 'zh-TW'}\n---\n\n"
    result = fixed(Source(head + row.text, path="article.md"), _validator(), unsafe=True)
    assert result.source.text.removeprefix(head) == row.ours
    assert [f"{each.code} | {result.source.slice(each.span)}" for each in result.left] == row.finds


@cache
def _validator() -> Validator:
    return Validator(Config(select=("TY",), rules=SPACED))


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_autocorrect(row: Row) -> None:
    autocorrect = pytest.importorskip("autocorrect_py", reason="AutoCorrect is not there")
    assert autocorrect.format_for(row.text, "markdown").strip("\n") == row.others["AutoCorrect"]


def test_zhlint(tmp_path: Path) -> None:
    """All at once, a paragraph each: it takes a while to start."""
    zhlint = shutil.which("zhlint")
    if zhlint is None:
        pytest.skip("zhlint is not there")
    (tmp_path / "before.md").write_text("\n\n".join(row.text for row in ROWS) + "\n", encoding="utf-8")
    subprocess.run([zhlint, "before.md", "--output=after.md"], cwd=tmp_path, capture_output=True, check=False)
    made = (tmp_path / "after.md").read_text("utf-8").strip("\n").split("\n\n")
    for row, paragraph in zip(ROWS, made, strict=True):
        assert paragraph == row.others["zhlint"], row.title
