"""What the cases of the rules cannot say: fixes of front matter under other line ends, and many keys and tags."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from effort import PROPORTIONAL, growth
from hang import never_hanging
from rule_cases import Case, all_cases
from wenzhang import Source
from wenzhang.config import Config
from wenzhang.validation.fixing import fixed
from wenzhang.validation.run import Validator

FIXED = [case for case in all_cases() if re.match("FM", case.code) and (case.fixed or case.unsafe_fixed)]


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
@pytest.mark.parametrize("case", FIXED, ids=str)
def test_fixes_keep_line_ends(case: Case, line_end: str, tmp_path: Path) -> None:
    name, content = next(iter(case.files.items()))
    text = content.decode().replace("\n", line_end)
    validator = Validator(case.settings(tmp_path))
    for unsafe, expected in ((False, case.fixed), (True, case.unsafe_fixed or case.fixed)):
        result = fixed(Source.from_text(text, path=str(tmp_path / name)), validator, unsafe=unsafe)
        assert result.source.text == (text if expected is None else expected.replace("\n", line_end))
        assert not result.refused


@pytest.mark.parametrize(
    "lines",
    [
        lambda many: "\n".join(f"k{at:05}: {at:05}:30" for at in range(many)),
        lambda many: "\n".join(f"titl{at:05}e: 0{at:05}" for at in range(many)),
        lambda many: "tags: [" + ", ".join(["夜市"] * many) + "]",
        lambda many: "tags:\n" + "\n".join(f"- 夜市{at % 100}" for at in range(many)),
        lambda many: "tags: " + ", ".join(["夜市"] * many),
        lambda many: "date: " + "1/" * many,
        lambda many: "title: " + "夜" * many,
    ],
    ids=["numbers", "keys", "flow", "block", "text", "date", "title"],
)
def test_many_of_anything(lines: Callable[[int], str]) -> None:
    config = Config(select=("FM",), rules={"FM013": {"order": ["zoo", "title", "k9", "k3"]}})
    validator = Validator(config)

    def look(many: int) -> None:
        validator.diagnose(Source.from_text(f"---\n{lines(many)}\n---\n<p>正文。</p>\n"))

    with never_hanging():
        look(100_000)
    assert growth(look, 1100) < PROPORTIONAL  # more keys than a cache of 1024 holds
