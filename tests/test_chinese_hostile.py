"""The rules on Chinese on texts that nobody writes: very many findings, marks or tags in one paragraph."""

from __future__ import annotations

import pytest

from wenzhang import Source
from wenzhang.config import Config
from wenzhang.validation.run import Validator

MANY = 5_000
CASES = {
    "leaks": ("<p>夜市熱鬧" + "軟體说明" * MANY, "ZH001", MANY),
    "words of both scripts": ("<p>夜市熱鬧" + "面對以后" * MANY, "ZH001", MANY),
    "leaks as references": ("<p>夜市熱鬧說" + "&#36825;裡" * MANY, "ZH001", MANY),
    "quotations in the other script": ("<p>夜市熱鬧說這裡" + "「软件说明」" * MANY, "ZH001", 0),
    "opening marks": ("<p>夜市熱鬧" + "「" * MANY, "TY006", 0),
    "closing marks": ("<p>夜市熱鬧" + "夜」市" * MANY, "TY006", MANY),
    "half-width marks": ("<p>" + "夜市熱鬧," * MANY, "TY003", MANY),
    "half-width parentheses": ("<p>" + "夜市(熱鬧)" * MANY, "TY003", MANY),
    "full-width letters": ("<p>" + "夜市ＡＢ，" * MANY, "TY008", MANY),
    "spaces": ("<p>用 GPU 和 CPU 和 NPU 和" + "夜A市" * MANY, "TY001", 6),
    "tags": ("<p>" + "夜<b>A</b>市" * MANY, "TY002", 2 * MANY),
    "marks": ("夜**A**市" * MANY, "TY002", 2 * MANY),
    "paragraphs": ("<p>夜市熱鬧,說" * MANY, "TY003", MANY),
    "languages": ("<p>夜市熱鬧</p>" + '<q lang="zh-CN">說話</q><q lang="zh-TW">說話</q>' * MANY, "ZH004", MANY),
}


@pytest.mark.parametrize("case", CASES)
def test_as_many_as_there_are(case: str) -> None:
    text, code, count = CASES[case]
    styles = {name: {"style": "always" if code == "TY002" else "consistent"} for name in ("TY001", "TY002")}
    validator = Validator(Config(select=("ZH", "TY"), rules=styles))
    path = "article.html" if text.startswith("<") else "article.md"
    found = [each for each in validator.diagnose(Source(text, path=path)) if each.code == code]
    assert len(found) == count
