"""Terms for a glossary in a translation memory, as the pages of a review save them beside corrections."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hang import never_hanging
from wenzhang.conversion import glossary as module
from wenzhang.conversion.glossary import Glossary, Term
from wenzhang.conversion.memory import Correction
from wenzhang.conversion.tmx import from_tmx, to_tmx
from wenzhang.errors import GlossaryError

CORRECTION = """<tu srclang="zh-TW">
  <tuv xml:lang="zh-TW"><seg>程式當了！</seg></tuv>
  <tuv xml:lang="zh-CN"><seg>程序挂了！</seg></tuv>
</tu>"""


def tmx(*units: str, tool: str = "wenzhang") -> str:
    header = (
        f'<header creationtool="{tool}" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" '
        'srclang="zh-TW" datatype="plaintext"/>'
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">{header}<body>\n' + "\n".join(
        [*units, "</body></tmx>"]
    )


def term(kind: str, *texts: tuple[str, str], note: str = "") -> str:
    variants = "".join(f'<tuv xml:lang="{tag}"><seg>{text}</seg></tuv>' for tag, text in texts)
    return f'<tu srclang="zh-TW">{note}<prop type="x-wenzhang-term">{kind}</prop>{variants}</tu>'


LOCKED = term("locked", ("zh-TW", "後里"), ("zh-CN", "後里"))
MAPPED = term("mapped", ("zh-TW", "軟體"), ("zh-CN", "软件"), ("zh-Hant-HK", "軟件"), note="<note>讀者的說法</note>")


def test_terms_are_for_the_glossary_and_the_rest_for_the_memory() -> None:
    text = tmx(LOCKED, CORRECTION, MAPPED)
    assert Glossary.parse(text, "tmx").terms == (
        Term("後里"),
        Term("軟體", {"zh-CN": "软件", "zh-HK": "軟件"}, note="讀者的說法"),
    )
    memory = from_tmx(text.encode())
    assert [(each.source, each.corrected) for each in memory.corrections] == [("程式當了！", "程序挂了！")]
    again = to_tmx(memory)  # what learns from more corrections keeps the terms
    assert Glossary.parse(again.decode(), "tmx") == Glossary.parse(text, "tmx")
    assert from_tmx(again).corrections == memory.corrections


def test_the_file_of_a_review_without_terms() -> None:
    assert Glossary.parse(tmx(), "tmx") == Glossary()
    assert Glossary.parse(tmx(CORRECTION), "tmx") == Glossary()
    memory = from_tmx(tmx(LOCKED).encode())
    assert memory.corrections == ()
    assert isinstance(from_tmx(tmx(CORRECTION).encode()).corrections[0], Correction)


def test_the_example_in_the_docs() -> None:
    example = re.search(r"```xml\n(.*?)```", module.__doc__ or "", re.DOTALL)
    assert example
    assert Glossary.parse(tmx(example[1]), "tmx").terms == (Term("軟體", {"zh-CN": "软件"}),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1:1: is not well-formed XML"),
        ("<tmx><body>", "1:1: is not well-formed XML"),
        ("<a/>", "1:1: is no translation memory: its root is <a>"),
        ("<tmx/>", "1:1: is no translation memory: it has no <body>"),
        (tmx(CORRECTION, tool="other"), "1:1: has no terms (a term is a <tu> with"),
        (tmx(CORRECTION, term("lock", ("zh-TW", "甲"))), "7:1: a term that is neither locked nor mapped but 'lock'"),
        (tmx(term("locked", ("en", "A"))), "3:1: a term without a text in a variant of Chinese"),
        (tmx(term("locked", ("zh-TW", " "))), "3:1: a term without a text in a variant of Chinese"),
        (tmx(term("mapped", ("zh-TW", "甲"))), "3:1: '甲' is mapped and has no target"),
        (tmx(LOCKED, "", LOCKED), "5:1: the term '後里' is there twice, first on line 3"),
        ('<!DOCTYPE a [<!ENTITY a "b">]>' + tmx().partition("\n")[2], "1:1: "),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, message: str) -> None:
    with pytest.raises(GlossaryError) as caught:
        Glossary.parse(text, "tmx")
    assert str(caught.value).startswith(message)
    assert caught.value.hint


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "decisions.tmx"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        path.write_bytes(tmx(LOCKED).encode(encoding))
        assert Glossary.load(path).terms == (Term("後里"),)


def test_hostile_files() -> None:
    for text in (tmx("<tu>" * 500_000), tmx(*[LOCKED] * 50_000), tmx("&a;" * 500_000), tmx("<!--" + "-" * 2_000_000)):
        with never_hanging(), pytest.raises(GlossaryError):
            Glossary.parse(text, "tmx")
