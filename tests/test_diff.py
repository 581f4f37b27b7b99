from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hang import never_hanging
from wenzhang.diff import patch_bytes, unified_diff
from wenzhang.errors import EncodeError
from wenzhang.source import Edit, Source, Span
from wenzhang.terminal import Paint, width

FIXTURES = Path(__file__).parent.parent / "fixtures" / "diff"
PLAIN, COLOUR = Paint(False), Paint(True)

PROGRAMS = {
    "patch": ["patch", "-p0", "--quiet", "--force"],
    "git": ["git", "apply", "-p0", "--whitespace=nowarn"],
}


def source(text: str | bytes) -> Source:
    return Source.from_bytes(text) if isinstance(text, bytes) else Source.from_text(text)


def diff(
    before: Source, after: Source, edits: Sequence[Edit] | None = None, *, name: str = "a.md", context: int = 3
) -> bytes:
    return patch_bytes(unified_diff(before, after, edits, from_name=name, to_name=name, context=context, paint=PLAIN))


def read(
    before: Source | str,
    after: Source | str,
    edits: Sequence[Edit] | None = None,
    *,
    columns: int | None = None,
    paint: Paint = COLOUR,
) -> list[str]:
    """What a person sees, without the names; colours as `-red-`, `[-on red-]` and so on."""
    before, after = (Source.from_text(each) if isinstance(each, str) else each for each in (before, after))
    lines = unified_diff(before, after, edits, from_name="a", to_name="b", paint=paint, columns=columns)
    return [spelled(line) for line in lines][2:]


def spelled(line: str) -> str:
    line = re.sub("\x1b\\[37;41m(.*?)\x1b\\[0m", r"[-\1-]", line)
    line = re.sub("\x1b\\[30;42m(.*?)\x1b\\[0m", r"{+\1+}", line)
    return re.sub("\x1b\\[(?:1|1;3[124])m(.*?)\x1b\\[0m", r"\1", line)


def applied(program: str, folder: Path, name: str, content: bytes, patch: bytes) -> bytes:
    """What the program makes of a file."""
    if shutil.which(program) is None:
        pytest.skip(f"there is no {program}")
    folder.mkdir(exist_ok=True, parents=True)
    file = folder / name
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_bytes(content)
    run = subprocess.run(PROGRAMS[program], cwd=folder, input=patch, capture_output=True, check=False)
    assert run.returncode == 0, (run.stdout, run.stderr, patch)
    return file.read_bytes() if file.exists() else b""


# The lines of the patch

CASES = {
    "one line of many": ("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\n五\n6\n7\n8\n9\n"),
    "the first line": ("1\n2\n3\n4\n5\n", "一\n2\n3\n4\n5\n"),
    "the last line": ("1\n2\n3\n4\n5\n", "1\n2\n3\n4\n五\n"),
    "a line more": ("1\n2\n3\n", "1\n2\n2½\n3\n"),
    "a line more at the end": ("1\n2\n", "1\n2\n3\n"),
    "a line less": ("1\n2\n3\n", "1\n3\n"),
    "two changes six lines apart are one hunk": ("a\n" + "=\n" * 6 + "b\n", "A\n" + "=\n" * 6 + "B\n"),
    "two changes seven lines apart are two": ("a\n" + "=\n" * 7 + "b\n", "A\n" + "=\n" * 7 + "B\n"),
    "no line feed at the end, of either": ("<p>軟體</p>", "<p>软件</p>"),
    "no line feed at the end, of an unchanged line": ("1\n2\n3", "一\n2\n3"),
    "a line feed more at the end": ("1\n2", "1\n2\n"),
    "a line feed less at the end": ("1\n2\n", "1\n2"),
    "from nothing": ("", "1\n2\n"),
    "to nothing": ("1\n2\n", ""),
    "from nothing to one line without a line feed": ("", "1"),
    "lines that look like those of a patch": ("-- a\n++ b\n@@ -1 +1 @@\n\\\n", "-- b\n++ a\n@@ -1 +1 @@\n \n"),
    "empty lines": ("\n\n\n\n", "\n\n一\n\n\n"),
}


@pytest.mark.parametrize("case", CASES)
def test_lines_are_those_of_gnu_diff(case: str, tmp_path: Path) -> None:
    if shutil.which("diff") is None:
        pytest.skip("there is no diff")
    before, after = CASES[case]
    (tmp_path / "a").write_text(before)
    (tmp_path / "b").write_text(after)
    command = ["diff", "-u", "--label", "a", "--label", "b", "a", "b"]
    theirs = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).stdout
    ours = patch_bytes(unified_diff(source(before), source(after), None, from_name="a", to_name="b", paint=PLAIN))
    assert ours.decode() == theirs.decode()


@pytest.mark.parametrize("name", sorted(path.stem for path in FIXTURES.glob("*.patch")))
def test_fixtures(name: str) -> None:
    before, after = (FIXTURES / f"{name}.{side}.html" for side in ("before", "after"))
    lines = list(
        unified_diff(
            Source.from_path(before),
            Source.from_path(after),
            None,
            from_name=before.name,
            to_name=after.name,
            paint=PLAIN,
        )
    )
    assert patch_bytes(lines) == (FIXTURES / f"{name}.patch").read_bytes()
    shown = unified_diff(
        Source.from_path(before),
        Source.from_path(after),
        None,
        from_name=before.name,
        to_name=after.name,
        paint=PLAIN,
        columns=60,
    )
    assert "".join(f"{line}\n" for line in shown) == (FIXTURES / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["", "1\n", "文章", "1\r\n2\r\n"])
def test_equal_files_differ_in_nothing(text: str) -> None:
    assert diff(source(text), source(text)) == b""
    assert diff(source(text), source(text), []) == b""
    assert read(text, text, []) == read(text, text, columns=80) == []


@pytest.mark.parametrize(("context", "header"), [(0, "@@ -5 +5 @@"), (1, "@@ -4,3 +4,3 @@"), (9, "@@ -1,9 +1,9 @@")])
def test_context(context: int, header: str) -> None:
    before, after = CASES["one line of many"]
    assert diff(source(before), source(after), context=context).decode().splitlines()[2] == header


def test_no_context_of_an_insertion() -> None:
    assert diff(source("1\n2\n"), source("1\n一\n2\n"), context=0).decode().splitlines()[2] == "@@ -1,0 +2 @@"


# Real programs make the one file of the other

MORE_CASES: dict[str, tuple[str | bytes, str | bytes]] = {
    "carriage returns": ("1\r\n軟體\r\n3\r\n", "1\r\n软件\r\n3\r\n"),
    "carriage returns removed": ("1\r\n2\r\n3\r\n", "1\n2\n3\n"),
    "carriage returns and no end": ("1\r\n2\r\n3", "1\r\n2\r\n三"),
    "lines that end with a carriage return alone": ("1\r2\r3\r", "1\r二\r3\r"),
    "form feeds and line separators": ("1\f2\x0b\u2028\x85\n3\n", "1\f二\x0b\u2028\x85\n3\n"),
    "a byte order mark": ("\ufeff標題\n內文\n".encode(), "\ufeff标题\n內文\n".encode()),
    "a byte order mark more": ("標題\n內文\n".encode(), "\ufeff標題\n內文\n".encode()),
    "control characters": ("\x1b[31m\x07\u202e一\n", "\x1b[31m\x07\u202e二\n"),
    "Big5": ("<meta charset=big5>\n<p>中文功能\n".encode("big5"), "<meta charset=big5>\n<p>中文許功\n".encode("big5")),
    "GB18030": (
        "<meta charset=gb18030>\n<p>𠮷野\n".encode("gb18030"),
        "<meta charset=gb18030>\n<p>吉野\n".encode("gb18030"),
    ),
    "Big5 to UTF-8": ("<meta charset=big5>\n<p>中文\n".encode("big5"), "<meta charset=utf-8>\n<p>中文\n".encode()),
    "UTF-16, where a character has the byte of a line feed": (
        "標題上\n上下\n".encode("utf-16"),
        "标题上\n上下\n".encode("utf-16"),
    ),
}


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("case", [*CASES, *MORE_CASES])
def test_the_patch_is_applied_byte_for_byte(program: str, case: str, tmp_path: Path) -> None:
    before, after = map(source, {**CASES, **MORE_CASES}[case])
    patch = diff(before, after)
    assert applied(program, tmp_path, "a.md", before.encode(), patch) == after.encode()


NAMES = [
    ("article.md", "article.md"),
    ("文章.md", "文章.md"),
    ("posts/my article.md", "posts/my article.md\t"),
    ("文 章.md", "文 章.md\t"),
    (" article.md", '" article.md"\t'),
    ('a"b.md', '"a\\"b.md"'),
    ("a\\b.md", '"a\\\\b.md"'),
    ("a\tb.md", '"a\\tb.md"'),
    ("a\nb.md", '"a\\nb.md"'),
    ("a\x1b[31m.md", '"a\\033[31m.md"'),
    ("a\x7f \r.md", '"a\\177 \\r.md"\t'),
    ("\udca4\udca4.md", '"\\244\\244.md"'),
    ("\udce6\udc96\udc87.md", "文.md"),  # as a plain C locale has it
    ("-x.md", "-x.md"),
]


@pytest.mark.parametrize(("name", "quoted"), NAMES)
def test_names_are_quoted_as_git_does(name: str, quoted: str) -> None:
    lines = list(unified_diff(source("1\n"), source("2\n"), None, from_name=name, to_name=name, paint=PLAIN))
    assert lines[:2] == [f"--- {quoted}", f"+++ {quoted}"]


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("name", [name for name, _ in NAMES])
def test_programs_understand_the_names(program: str, name: str, tmp_path: Path) -> None:
    patch = diff(source("1\n軟體\n"), source("1\n软件\n"), name=name)
    assert applied(program, tmp_path, name, "1\n軟體\n".encode(), patch) == "1\n软件\n".encode()


LINES = st.lists(
    st.sampled_from(["", "a", "b", "軟體", "💬", "- x", "\r"]) | st.text("ab\r\f文", max_size=3), max_size=12
)
TEXTS = st.tuples(LINES, st.sampled_from(["", "\n"])).map(lambda made: "\n".join(made[0]) + made[1])


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A text, and edits of it that fit together."""
    text = draw(TEXTS)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    replacements = st.sampled_from(["", "\n", "a", "文", "a\nb", "\nb\n", "💬"])
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return text, [Edit(Span(start, end), draw(replacements)) for start, end in pairs]


@given(TEXTS, TEXTS, st.integers(0, 4))
def test_any_two_texts(before: str, after: str, context: int) -> None:
    assert patched(before, diff(source(before), source(after), context=context).decode()) == after


@given(edited(), st.integers(0, 4))
def test_any_edits(made: tuple[str, list[Edit]], context: int) -> None:
    text, edits = made
    before = Source.from_text(text)
    after = before.apply(edits)
    assert patched(text, diff(before, after, edits, context=context).decode()) == after.text


@given(edited(), TEXTS)
def test_edits_that_lead_elsewhere_are_passed_over(made: tuple[str, list[Edit]], after: str) -> None:
    before, edits = made
    assert patched(before, diff(source(before), source(after), edits).decode()) == after
    read(before, after, edits)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=edited())
@pytest.mark.parametrize("program", PROGRAMS)
def test_any_edits_through_real_programs(program: str, made: tuple[str, list[Edit]], tmp_path: Path) -> None:
    before = Source.from_text(made[0])
    after = before.apply(made[1])
    patch = diff(before, after, made[1])
    if patch:
        assert applied(program, tmp_path, "a.md", before.encode(), patch) == after.encode()


def patched(before: str, patch: str) -> str:
    """What a patch makes of a text, by the words of POSIX; every number in it is checked."""
    lines = re.findall("[^\n]*\n|[^\n]+", before)
    out: list[str] = []
    at = 0
    for hunk in re.split("(?m)^(?=@@ )", patch)[1:]:
        header, *rest = hunk.split("\n")[:-1]
        found = re.fullmatch(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", header)
        assert found
        start, old, new_start, new = (1 if number is None else int(number) for number in found.groups())
        begin = start - 1 if old else start
        out += lines[at:begin]
        assert len(out) == (new_start - 1 if new else new_start)
        body = re.findall(r"(?m)^([ +-])([^\n]*)(\n\\ No newline at end of file)?$", "\n".join(rest))
        was = [text + ("" if unended else "\n") for sign, text, unended in body if sign != "+"]
        became = [text + ("" if unended else "\n") for sign, text, unended in body if sign != "-"]
        assert (len(was), len(became)) == (old, new)
        assert lines[begin : begin + old] == was
        out += became
        at = begin + old
    return "".join(out + lines[at:])


def test_what_its_encoding_cannot_hold() -> None:
    before = source("<meta charset=big5>\n<p>中\n".encode("big5"))
    after = before.apply([Edit(Span(23, 24), "💬")])
    with pytest.raises(EncodeError):
        diff(before, after)
    assert read(before, after)[-1] == "+<p>{+💬+}"


# What a person sees


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("<p>她的頭髮</p>\n", "<p>她的头发</p>\n", ["-<p>她的[-頭髮-]</p>", "+<p>她的{+头发+}</p>"]),
        ("後面的裡程\n", "后面的里程\n", ["-[-後-]面的[-裡-]程", "+{+后+}面的{+里+}程"]),
        ("一，二\n", "一二\n", ["-一[-，-]二", "+一二"]),
        ("一二\n", "一\u3000二\n", ["-一二", "+一{+\u3000+}二"]),
        ("後\n", "后\n", ["-後", "+后"]),
        ("💬後💬\n", "💬后💬\n", ["-💬[-後-]💬", "+💬{+后+}💬"]),
        ("一\n二\n", "一\n", [" 一", "-二"]),
        ("一\n", "一\n二\n", [" 一", "+二"]),
        ("甲後\n乙後\n", "甲后\n乙后\n", ["-甲[-後-]", "-乙[-後-]", "+甲{+后+}", "+乙{+后+}"]),
        ("甲乙\n", "甲\n乙\n", ["-甲乙", "+甲", "+乙"]),
        ("一後", "一后", ["-一[-後-]", "\\ No newline at end of file", "+一{+后+}", "\\ No newline at end of file"]),
        ("一", "一\n", ["-一", "\\ No newline at end of file", "+一"]),
        ("一後\r\n二\r\n", "一后\r\n二\r\n", ["-一[-後-]", "+一{+后+}", " 二"]),
        ("一\r\n二\r\n", "一\r\n", [" 一", "-二"]),
        ("一\r\n二\r\n", "一\n二\r\n", ["-一[-␍-]", "+一", " 二␍"]),
        ("\x1b[31m後\u202e\n", "\x1b[31m后\u202e\n", ["-␛[31m[-後-]\ufffd", "+␛[31m{+后+}\ufffd"]),
    ],
)
@pytest.mark.parametrize("paint", [COLOUR, PLAIN])
def test_changes_within_lines_are_marked(before: str, after: str, lines: list[str], paint: Paint) -> None:
    columns = None if paint.colour else 200
    found = read(before, after, paint=paint, columns=columns)[1:]
    assert sorted(found) == sorted(lines) if columns else found == lines


def test_the_colours() -> None:
    lines = list(unified_diff(source("一後\n"), source("一后\n"), None, from_name="a", to_name="b", paint=COLOUR))
    assert lines == [
        "\x1b[1m--- a\x1b[0m",
        "\x1b[1m+++ b\x1b[0m",
        "\x1b[1;34m@@ -1 +1 @@\x1b[0m",
        "\x1b[1;31m-\x1b[0m一\x1b[37;41m後\x1b[0m",
        "\x1b[1;32m+\x1b[0m一\x1b[30;42m后\x1b[0m",
    ]


def test_edits_say_what_changed_where_characters_do_not() -> None:
    before = Source.from_text("資訊資訊\n")
    edits = [Edit(Span(0, 2), "信息"), Edit(Span(2, 4), "資訊")]
    assert read(before, before.apply(edits), edits)[1:] == ["-[-資訊-]資訊", "+{+信息+}資訊"]
    edits = [Edit(Span(1, 1), "資訊")]
    assert read(before, before.apply(edits), edits)[1:] == ["-資訊資訊", "+資{+資訊+}訊資訊"]


def test_an_edit_over_the_end_of_a_line() -> None:
    before = Source.from_text("甲乙丙\n丁戊己\n")
    edits = [Edit(Span(2, 5), "，")]
    assert read(before, before.apply(edits), edits)[1:] == ["-甲乙[-丙-]", "-[-丁-]戊己", "+甲乙{+，+}戊己"]


def test_names_are_harmless_and_tell_the_encodings_where_they_differ() -> None:
    before = source("<meta charset=big5>\n<p>中\n".encode("big5"))
    after = before.recode("utf-8", bom=True)
    lines = list(unified_diff(before, after, None, from_name="a\x1b[2J", to_name="文", paint=PLAIN, columns=80))
    assert lines == [f"--- a␛[2J ({before.encoding})", "+++ 文 (utf-8, BOM)"]


LONG = "一二三四五六七八九十" * 3


def test_a_long_line_is_shown_where_it_changes() -> None:
    before = f"{LONG}後{LONG}\n"
    assert read(before, before.replace("後", "后"), columns=31)[1:] == [
        "-…八九十[-後-]一二三四五六七八九十…",
        "+…八九十{+后+}一二三四五六七八九十…",
    ]


def test_changes_that_are_far_apart_are_rows_of_their_own() -> None:
    before = f"後{LONG}後{LONG}後\n"
    assert read(before, before.replace("後", "后"), columns=31)[1:] == [
        "-[-後-]一二三四五六七八九十一二三…",
        "+{+后+}一二三四五六七八九十一二三…",
        "-…八九十[-後-]一二三四五六七八九十…",
        "+…八九十{+后+}一二三四五六七八九十…",
        "-…八九十[-後-]",
        "+…八九十{+后+}",
    ]


def test_changes_that_are_near_share_a_row() -> None:
    before = f"{LONG}後三四後{LONG}\n"
    assert read(before, before.replace("後", "后"), columns=31)[1:] == [
        "-…八九十[-後-]三四[-後-]一二三四五六七…",
        "+…八九十{+后+}三四{+后+}一二三四五六七…",
    ]


def test_other_lines_are_cut_and_what_changed_is_not() -> None:
    assert read(f"{LONG}\n後\n", f"{LONG}\n后\n", columns=31)[1] == " 一二三四五六七八九十一二三四…"
    assert read("", f"{LONG}\n", columns=31)[1:] == [f"+{LONG}"]
    assert read("x\n", f"x{LONG}y\n", columns=31)[1:] == ["-x", f"+x{{+{LONG}y+}}"]


def test_a_row_does_not_begin_with_a_combining_character() -> None:
    before = "x" * 40 + "e\u0301" + "y" * 6 + "後\n"
    assert read(before, before.replace("後", "后"), columns=31)[1] == "-…yyyyyy[-後-]"


def on_one_line(made: tuple[str, list[Edit]]) -> tuple[Source, list[Edit]]:
    text, edits = made
    return Source.from_text(re.sub("[-\n]", "｜", text)), [
        Edit(edit.span, edit.replacement.replace("\n", "｜")) for edit in edits
    ]


@given(edited().map(on_one_line), st.integers(0, 40))
def test_rows_fit_where_little_changed(made: tuple[Source, list[Edit]], columns: int) -> None:
    before, edits = made
    lines = unified_diff(before, before.apply(edits), edits, from_name="", to_name="", paint=COLOUR, columns=columns)
    for row in [spelled(line) for line in lines][3:]:
        changed = "".join(re.findall(r"\[-.*?-\]|\{\+.*?\+\}", row))
        if changed and width(changed) < 10:
            assert width(re.sub(r"\[-|-\]|\{\+|\+\}", "", row)) <= max(columns, 21)


@given(edited().map(on_one_line))
def test_what_is_not_marked_did_not_change(made: tuple[Source, list[Edit]]) -> None:
    before, edits = made
    after = before.apply(edits)
    for known in (edits, None):
        rows = [row for row in read(before, after, known)[1:] if row[0] in "-+"]
        minus, plus = rows if len(rows) == 2 else "-+"
        if "[-" in minus and "{+" in plus:
            assert re.sub(r"\[-.*?-\]", "", minus[1:]) == re.sub(r"\{\+.*?\+\}", "", plus[1:])


@given(edited().map(on_one_line))
def test_every_change_is_shown_in_some_row(made: tuple[Source, list[Edit]]) -> None:
    before, edits = made
    whole = read(before, before.apply(edits), edits, columns=100_000)
    rows = read(before, before.apply(edits), edits, columns=24)
    for mark in (r"\[-.*?-\]", r"\{\+.*?\+\}"):
        assert re.findall(mark, "".join(rows)) == re.findall(mark, "".join(whole))


@given(st.text(max_size=30), st.text(max_size=30))
def test_nothing_that_a_terminal_obeys_is_shown(before: str, after: str) -> None:
    lines = unified_diff(source(before), source(after), None, from_name=after, to_name=before, paint=PLAIN, columns=30)
    for line in lines:
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", line)


# Size


def big(edits: int, gap: int) -> tuple[Source, list[Edit]]:
    before = Source.from_text("文" * (gap - 1) + "後")
    before = Source.from_text(before.text * edits)
    return before, [Edit(Span(end - 1, end), "后") for end in range(gap, gap * edits + 1, gap)]


@pytest.mark.parametrize("form", ["patch", "terminal"])
def test_fifty_thousand_edits_on_a_line_of_ten_megabytes(form: str) -> None:
    before, edits = big(50_000, 68)
    after = before.apply(edits)
    assert len(before.encode()) > 10_000_000
    columns = None if form == "patch" else 100
    with never_hanging():
        rows = unified_diff(before, after, edits, from_name="a", to_name="a", paint=PLAIN, columns=columns)
        assert sum(1 for _ in rows) > 3


def test_many_lines_with_a_change_each() -> None:
    before = Source.from_text("後面\n的路\n" * 50_000)
    edits = [Edit(Span(at, at + 1), "后") for at in range(0, len(before.text), 6)]
    with never_hanging():
        lines = read(before, before.apply(edits), edits, columns=80)
    assert len(lines) == 1 + 150_000


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("的" * 50_000, "的" * 49_000 + "地" + "的" * 2_000),
        ("的地" * 20_000, "地的得" * 20_000),
        ("\n" * 50_000, "\n一" * 40_000),
        ("<p>" * 30_000, "</p>" * 30_000),
        ("，" * 30_000, "。，" * 30_000),
    ],
)
def test_texts_made_to_be_slow_to_compare(before: str, after: str) -> None:
    with never_hanging():
        assert read(before, after, columns=80)
