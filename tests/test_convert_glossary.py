from __future__ import annotations

import pickle
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from effort import PROPORTIONAL, growth
from hang import never_hanging
from wenzhang.conversion import glossary as module
from wenzhang.conversion.glossary import Glossary, GlossaryFormat, Match, Term
from wenzhang.conversion.variants import VARIANTS
from wenzhang.errors import GlossaryError

FIXTURES = Path(__file__).parent.parent / "fixtures" / "glossary"
SUFFIXES = ["toml", "yaml", "csv", "tsv"]
DEFECTS = sorted(path for path in (FIXTURES / "errors").iterdir() if path.suffix != ".txt")


def glossary(*sources: str, ignore_case: bool = False) -> Glossary:
    return Glossary(tuple(Term(source, ignore_case=ignore_case) for source in sources))


def found(text: str, of: Glossary) -> list[str]:
    matches = of.matches(text)
    assert all(text[match.start : match.end] for match in matches)
    return [text[match.start : match.end] for match in matches]


# Files


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_all_formats_say_the_same(suffix: str) -> None:
    assert Glossary.load(FIXTURES / f"terms.{suffix}").terms == (
        Term("里約熱內盧"),
        Term("后里"),
        Term("軟體", {"zh-CN": "软件", "zh-HK": "軟件"}),
        Term("iPhone", ignore_case=True),
        Term("網誌", {"zh-CN": "博客", "zh-Hans": "网志", "*": "部落格"}, note="讀者的說法"),
    )


@pytest.mark.parametrize("path", DEFECTS, ids=lambda path: path.name)
def test_every_defect_is_named_with_its_place(path: Path) -> None:
    with pytest.raises(GlossaryError) as caught:
        Glossary.load(path)
    expected = path.with_name(f"{path.name}.txt").read_text("utf-8").rstrip("\n")
    assert str(caught.value) == f"{path.parent}/{expected}"
    assert caught.value.position is not None
    assert caught.value.hint


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("change", ["bom", "crlf", "cr"])
def test_byte_order_marks_and_line_ends(tmp_path: Path, suffix: str, change: str) -> None:
    text = (FIXTURES / f"terms.{suffix}").read_text("utf-8-sig")
    end = {"bom": "\n", "crlf": "\r\n", "cr": "\r"}[change]
    path = tmp_path / f"Terms.{suffix.upper()}"
    path.write_bytes(re.sub("\r\n|\n", end, text).encode("utf-8-sig" if change == "bom" else "utf-8"))
    assert Glossary.load(path) == Glossary.load(FIXTURES / f"terms.{suffix}")


def test_unicode_text_from_excel(tmp_path: Path) -> None:
    path = tmp_path / "terms.tsv"
    path.write_bytes("source\tzh-CN\r\n軟體\t软件\r\n".encode("utf-16"))
    assert Glossary.load(path) == Glossary((Term("軟體", {"zh-CN": "软件"}),))


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("terms.json", b"{}", "a glossary cannot be read from .json (known are .toml .yaml .yml .csv .tsv .tmx)"),
        ("terms", b"", "a glossary cannot be read from a file without a suffix (known are"),
        ("big5.csv", "source,zh-CN\r\n軟體,\r\n".encode("cp950"), "is not UTF-8 (save it as UTF-8"),
        ("cut.csv", "source\n軟體".encode()[:-1], "0xE9 at offset 10"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(GlossaryError, match=re.escape(message)) as caught:
        Glossary.load(tmp_path / name)
    assert caught.value.path == str(tmp_path / name)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match="cannot be read"):
        Glossary.load(tmp_path / "terms.toml")


@pytest.mark.parametrize(
    ("format_", "text"),
    [("toml", ""), ("toml", "# 沒有\n"), ("yaml", ""), ("yaml", "---\n"), ("yaml", "terms: {}\n"), ("csv", "source")],
)
def test_glossaries_without_terms(format_: GlossaryFormat, text: str) -> None:
    assert Glossary.parse(text, format_) == Glossary()
    assert Glossary().matches("軟體") == []


def test_cells_over_several_lines_and_with_quotes() -> None:
    text = 'note,source,zh-CN\r\n"一,\r\n""二""","a,b"," c "\r\n'
    assert Glossary.parse(text, "csv").terms == (Term("a,b", {"zh-CN": "c"}, note='一,\r\n"二"'),)


def test_the_path_is_in_the_message() -> None:
    with pytest.raises(GlossaryError, match=r"^站/詞\.csv:1:8: unknown column 'lok' \(did you mean lock\?"):
        Glossary.parse("source,lok", "csv", path="站/詞.csv")


@pytest.mark.parametrize("format_", ["toml", "yaml", "csv"])
def test_the_examples_in_the_docs(format_: GlossaryFormat) -> None:
    example = re.search(rf"```{format_}\n(.*?)```", module.__doc__ or "", re.DOTALL)
    assert example
    terms = {term.source: term for term in Glossary.parse(example[1], format_).terms}
    assert terms["軟體"].targets == {"zh-CN": "软件", "zh-HK": "軟件"}
    assert terms["iPhone"].is_locked
    assert terms["iPhone"].ignore_case


@settings(max_examples=500)
@given(st.text() | st.text(' \t\r\n",:[]{}-=#*"x軟zhCNsourcetermlk', max_size=60), st.sampled_from(SUFFIXES))
@example("front matter", SUFFIXES[-1])
def test_whatever_the_text_it_is_a_glossary_or_an_error_with_a_hint(text: str, format_: GlossaryFormat) -> None:
    try:
        Glossary.parse(text, format_)
    except GlossaryError as error:
        assert error.hint  # noqa: PT017 - some texts are no error
        # The readers are those of front matter and speak of it; here only the text itself may.
        assert "front matter" in text or "front matter" not in str(error)  # noqa: PT017


CELL = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: text.strip())


@given(st.lists(CELL.map(str.strip), min_size=1, unique=True), st.sampled_from(["\n", "\r\n"]))
def test_whatever_the_cells_csv_gives_them_back(sources: list[str], end: str) -> None:
    quoted = ['"' + source.replace('"', '""') + '"' for source in sources]
    glossary = Glossary.parse(end.join(["source", *quoted]), "csv")
    assert [term.source for term in glossary.terms] == sources


# Terms


@pytest.mark.parametrize(
    ("targets", "tag", "expected"),
    [
        ({"zh-CN": "软件"}, "zh-CN", "软件"),
        ({"zh-CN": "软件"}, "zh-SG", "软件"),
        ({"zh-CN": "软件", "zh-SG": "软体"}, "zh-SG", "软体"),
        ({"zh-CN": "软件", "zh-Hans": "软体"}, "zh-SG", "软件"),
        ({"zh-HK": "軟件"}, "zh-MO", "軟件"),
        ({"zh-Hant": "軟件"}, "zh-MO", "軟件"),
        ({"zh-Hant": "軟件", "*": "X"}, "zh-HK", "軟件"),
        ({"zh-Hant": "軟件", "*": "X"}, "zh-CN", "X"),
        ({"zh_hant_hk": "軟件"}, "zh-HK", "軟件"),
        ({}, "zh-CN", "軟體"),
    ],
)
def test_the_text_for_a_target(targets: dict[str, str], tag: str, expected: str) -> None:
    assert Term("軟體", targets).target(VARIANTS[tag]) == expected


def test_a_term_that_says_nothing_of_a_target() -> None:
    term = Term("軟體", {"zh-CN": "软件"})
    assert term.find_target(VARIANTS["zh-HK"]) is None
    assert term.target(VARIANTS["zh-HK"]) == "軟體"
    assert not term.is_locked


@pytest.mark.parametrize(
    ("source", "targets", "message"),
    [
        ("", {}, "a term with an empty source"),
        (" ", {}, "a term with an empty source"),
        ("軟體", {"zh": "软件"}, "'軟體': 'zh' does not say which Chinese"),
        ("軟體", {"zh-CN": ""}, "'軟體' has an empty target for zh-CN"),
        ("軟體", {"zh-CN": "a", "zh-Hans-CN": "b"}, "'軟體' has two targets for one tag"),
    ],
)
def test_terms_that_cannot_be(source: str, targets: dict[str, str], message: str) -> None:
    with pytest.raises(GlossaryError, match=message):
        Term(source, targets)


@pytest.mark.parametrize(
    "terms",
    [
        (Term("軟體"), Term("軟體", {"zh-CN": "软件"})),
        (Term("iPhone", ignore_case=True), Term("IPHONE", ignore_case=True)),
        (Term("iPhone", ignore_case=True), Term("iPhone")),
    ],
)
def test_no_term_twice(terms: tuple[Term, ...]) -> None:
    with pytest.raises(GlossaryError, match="twice"):
        Glossary(terms)


def test_the_other_glossary_holds_where_both_have_a_term() -> None:
    own = Glossary((Term("軟體"), Term("iPhone", ignore_case=True), Term("后里")))
    other = Glossary((Term("IPHONE", {"*": "X"}, ignore_case=True), Term("軟體", {"zh-CN": "软件"})))
    assert own.merged(other).terms == (Term("后里"), *other.terms)


def test_a_glossary_can_be_pickled_hashed_and_compared() -> None:
    one = Glossary.load(FIXTURES / "terms.toml")
    assert one.matches("軟體")
    copy = pickle.loads(pickle.dumps(one))
    assert copy == one
    assert hash(copy) == hash(one)
    assert {one: 1}[copy] == 1
    assert copy.matches("軟體") == one.matches("軟體")


# Matches


@pytest.mark.parametrize(
    ("text", "sources", "expected"),
    [
        ("人工智慧與人工", ["人工", "人工智慧"], ["人工智慧", "人工"]),
        ("甲乙丙", ["乙丙", "甲乙"], ["甲乙"]),
        ("𠮷野家與吉野家", ["𠮷野家"], ["𠮷野家"]),
        ("好好好", ["好"], ["好", "好", "好"]),
        ("用Go寫，Google 不算，Go2 也不算，go 也不算", ["Go"], ["Go"]),
        ("C++11 與 C++", ["C++"], ["C++", "C++"]),
        ("3D列印與13D", ["3D列印", "3D"], ["3D列印"]),
        ("Go語言", ["Go", "Go語"], ["Go語"]),
        ("GoGo", ["Go", "GoGo"], ["GoGo"]),
        ("Gopher", ["Go", "Gopher人"], []),
        ("a.b.c", ["."], [".", "."]),
        ("[^]-\\", ["[", "^", "]", "-", "\\"], ["[", "^", "]", "-", "\\"]),
    ],
)
def test_the_first_and_of_those_the_longest(text: str, sources: list[str], expected: list[str]) -> None:
    assert found(text, glossary(*sources)) == expected


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        ("iPhone IPHONE iphone iPhones", "iPhone", ["iPhone", "IPHONE", "iphone"]),
        ("CAFÉ café cafe", "Café", ["CAFÉ", "café"]),
        ("İİİ straße STRASSE STRAßE", "Straße", ["straße", "STRAßE"]),
        ("ΟΔΟΣ οδος οδοσ", "Οδος", ["ΟΔΟΣ", "οδος", "οδοσ"]),
        ("300 \u212a，300 k", "300 K", ["300 \u212a", "300 k"]),
    ],
)
def test_case_is_ignored_and_spans_stay_exact(text: str, source: str, expected: list[str]) -> None:
    assert found(text, glossary(source, ignore_case=True)) == expected


def test_a_term_that_minds_the_case_goes_first() -> None:
    exact, loose = Term("Go"), Term("GO", ignore_case=True)
    assert [match.term for match in Glossary((loose, exact)).matches("Go go")] == [exact, loose]


def test_matches_tell_where() -> None:
    term = Term("軟體")
    assert Glossary((term,)).matches("💬軟體") == [Match(1, 3, term)]


def reference(text: str, terms: tuple[Term, ...]) -> list[tuple[int, int, Term]]:
    """What `matches` promises, said in the plainest way."""

    def fold(character: str) -> str:
        folded = character.casefold()
        return folded if len(folded) == 1 else character

    def equal(word: str, term: Term) -> bool:
        return word == term.source or (term.ignore_case and list(map(fold, word)) == list(map(fold, term.source)))

    def ascii_word(characters: str) -> bool:
        return re.fullmatch("[0-9A-Za-z]{2}", characters) is not None

    result = []
    at = 0
    while at < len(text):
        fitting = [
            (len(term.source), not term.ignore_case, term)
            for term in terms
            if equal(text[at : at + len(term.source)], term)
            and not ascii_word(text[at - 1 : at] + term.source[0])
            and not ascii_word(term.source[-1] + text[at + len(term.source) : at + len(term.source) + 1])
        ]
        if fitting:
            length, _, term = max(fitting, key=lambda fit: fit[:2])
            result.append((at, at + length, term))
            at += length
        else:
            at += 1
    return result


LETTERS = "軟體𠮷💬 aA1kK\u212aßẞİiıσςΣ"
TERMS = st.lists(st.builds(Term, st.text(LETTERS, min_size=1, max_size=4).filter(str.strip), ignore_case=st.booleans()))


def without_doubles(terms: list[Term]) -> Glossary:
    whole = Glossary()
    for term in terms:
        whole = whole.merged(Glossary((term,)))
    return whole


@settings(max_examples=1000)
@given(TERMS.map(without_doubles), st.text(LETTERS, max_size=40) | st.text())
def test_matches_are_those_of_the_reference(glossary: Glossary, text: str) -> None:
    assert glossary.matches(text) == reference(text, glossary.terms)


# Size


def random_words(count: int) -> list[str]:
    rng = random.Random(1)
    common = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
    return list(dict.fromkeys("".join(rng.choices(common, k=rng.randint(2, 5))) for _ in range(count)))


def test_many_terms_in_a_long_text() -> None:
    words = random_words(100_000)
    big = glossary(*words)
    text = "".join(words)[:1_000_000]
    with never_hanging():
        assert len(big.matches(text)) > 50_000
    assert growth(lambda length: big.matches(text[:length]), 2000) < PROPORTIONAL


def test_many_rows() -> None:
    words = random_words(100_000)

    def read(many: int) -> Glossary:
        return Glossary.parse("source,zh-CN\n" + "\n".join(f"{word},{word}" for word in words[:many]), "csv")

    with never_hanging():
        assert len(read(len(words)).terms) == len(words)
    assert growth(read, 200) < PROPORTIONAL


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        ("csv", "source\n" + '"' * 1_000_001),
        ("csv", "source" + "," * 200_000),
        ("csv", "source\n" + "a" * 1_000_000),
        ("toml", "[" * 100_000),
        ("yaml", "[" * 100_000),
        ("yaml", "#\n" * 200_000 + "x"),
    ],
    ids=lambda text: text[:8],
)
def test_hostile_files(format_: GlossaryFormat, text: str) -> None:
    try:
        with never_hanging():
            Glossary.parse(text, format_)
    except GlossaryError as error:
        assert len(str(error)) < 1000  # noqa: PT017 - whether it is one is not the question


def test_hostile_text() -> None:
    big = glossary("「" * 1000, "a" * 1000 + "b", "a")
    for text in ("「" * 1_000_000, "a" * 300_000, "a " * 300_000):
        with never_hanging():
            big.matches(text)


def test_importing_it_loads_no_library_that_only_files_need() -> None:
    code = (
        "import sys, wenzhang.conversion.glossary; print({'lxml', 'bs4', 'yaml', 'tomllib', 'csv'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
