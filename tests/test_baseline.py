from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effort import PROPORTIONAL, growth
from wenzhang import Source
from wenzhang.config import Config, CustomRule
from wenzhang.errors import ConfigError
from wenzhang.validation.baseline import Baseline, Entry
from wenzhang.validation.run import FileFindings, Validator

MARK = CustomRule(code="ZZ001", name="marked", regex="✗.", message="found {0}")
OTHER = CustomRule(code="ZZ002", name="other", regex="✗甲", message="found 甲")
VALIDATOR = Validator(Config(select=("ZZ",), custom=(MARK, OTHER)))


def file(text: str, path: Path | str, validator: Validator = VALIDATOR) -> FileFindings:
    return validator.conclude([validator.examine(Source.from_text(text, path=str(path)))])[0]


def new(baseline: Baseline, text: str, path: Path | str) -> list[str]:
    """The texts of what is new."""
    return [text[each.span.start : each.span.end] for each in baseline.new(file(text, path))]


class TestFile:
    def test_what_it_looks_like(self, tmp_path: Path) -> None:
        findings = [file("✗甲", tmp_path / "posts" / "b.md"), file("✗乙✗乙", tmp_path / "a.md")]
        text = Baseline.of(findings, tmp_path).dump()
        content = json.loads(text)
        assert content["version"] == 1
        places = [(each["path"], each["code"], each["name"], each["message"]) for each in content["findings"]]
        assert places == [
            ("a.md", "ZZ001", "marked", "found ✗乙"),
            ("a.md", "ZZ001", "marked", "found ✗乙"),
            ("posts/b.md", "ZZ001", "marked", "found ✗甲"),
            ("posts/b.md", "ZZ002", "other", "found 甲"),
        ]
        assert len(text.splitlines()) == 3 + 4 + 2
        assert Baseline.of(findings[::-1], tmp_path).dump() == text

    def test_it_is_read_as_it_was_written(self, tmp_path: Path) -> None:
        path = tmp_path / "folder" / "baseline.json"
        made = Baseline.of([file("✗甲", tmp_path / "a.md")], path.parent)
        assert made.write(path)
        assert not made.write(path)
        assert list(path.parent.iterdir()) == [path]
        read = Baseline.load(path)
        assert read.entries == made.entries
        assert read.entries[0].path == "../a.md"
        assert new(read, "✗甲", tmp_path / "a.md") == []

    def test_an_empty_one(self, tmp_path: Path) -> None:
        Baseline.of([], tmp_path).write(tmp_path / "b.json")
        assert Baseline.load(tmp_path / "b.json").entries == []

    def test_a_path_below_the_current_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        made = Baseline.of([file("✗甲", "a.md")], "")
        assert [entry.path for entry in made.entries] == ["a.md", "a.md"]
        assert new(made, "✗甲", tmp_path / "a.md") == []

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ("", r"b\.json:1:1: the baseline is no JSON"),
            ('{"version": 1,\n "findings": [}', r"b\.json:2:15: the baseline is no JSON"),
            ('{"version": 1,\n<<<<<<< ours\n', r"b\.json:2:1: .*\(settle the conflict that a merge left\)"),
            ("[]", r"b\.json:1:1: the baseline is none: Expected `object`"),
            ('{"findings": []}', r"the baseline is none: .*`version`"),
            ('{"version": 2, "findings": 3}', "the baseline has version 2, and this wenzhang reads 1"),
            ('{"version": 1, "findings": 3}', "the baseline is none: Expected `array`"),
            (
                '{"version": 1, "findings": [\n'
                '  {"path": "a", "code": "b", "name": "c", "message": "d", "fingerprint": "e"},\n  {"path": 3}]}',
                r"b\.json:3:3: the baseline has a finding that is none",
            ),
            ("[" * 100_000, "the baseline is none: it is nested too deep"),
        ],
    )
    def test_one_that_cannot_be_read(self, tmp_path: Path, content: str, message: str) -> None:
        path = tmp_path / "b.json"
        path.write_text(content, encoding="utf-8")
        with pytest.raises(ConfigError, match=message) as error:
            Baseline.load(path)
        assert error.value.hint

    def test_bytes_that_are_no_text(self, tmp_path: Path) -> None:
        (tmp_path / "b.json").write_bytes(b"\xff\xfe")
        with pytest.raises(ConfigError, match="the baseline is not in UTF-8"):
            Baseline.load(tmp_path / "b.json")

    def test_one_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="the baseline cannot be read: No such file"):
            Baseline.load(tmp_path / "b.json")


class TestKnown:
    def test_only_what_is_new(self, tmp_path: Path) -> None:
        path = tmp_path / "a.md"
        known = Baseline.of([file("✗甲" + "。" * 30, path)], tmp_path)
        assert new(known, "✗甲" + "。" * 30 + "✗丙", path) == ["✗丙"]

    def test_one_more_of_the_same(self, tmp_path: Path) -> None:
        path = tmp_path / "a.md"
        text = f"{'。' * 30}✗丙{'。' * 30}"
        known = Baseline.of([file(text, path)], tmp_path)
        assert new(known, text * 2, path) == ["✗丙"]

    def test_what_is_stale(self, tmp_path: Path) -> None:
        text, path, other = f"✗丙{'。' * 40}✗丁{'。' * 30}", tmp_path / "a.md", tmp_path / "b.md"
        for each in (path, other):
            each.write_text(text, encoding="utf-8")
        known = Baseline.of([file(text, path), file(text, other)], tmp_path)
        assert known.stale == []
        assert new(known, text[2:], path) == []
        assert [(each.path, each.message) for each in known.stale] == [("a.md", "found ✗丙")]  # nobody asked for b.md
        pruned = known.pruned()
        assert len(pruned.entries) == 3
        assert new(pruned, text[2:], path) == []
        assert pruned.stale == []

    def test_a_file_that_is_gone(self, tmp_path: Path) -> None:
        known = Baseline.of([file("✗丙", tmp_path / "a.md")], tmp_path)
        assert [each.path for each in known.stale] == ["a.md"]
        assert known.pruned().entries == []

    def test_a_renamed_file(self, tmp_path: Path) -> None:
        known = Baseline.of([file("✗丙", tmp_path / "a.md")], tmp_path)
        assert new(known, "✗丙✗丁", tmp_path / "b.md") == ["✗丙", "✗丁"]  # the text around is another
        assert new(known, "✗丙", tmp_path / "c.md") == []
        assert known.stale == []
        assert [each.path for each in known.pruned().entries] == ["c.md"]
        assert new(known, "✗丙", tmp_path / "d.md") == ["✗丙"]  # that was the problem of c.md

    def test_a_copied_file(self, tmp_path: Path) -> None:
        (tmp_path / "a.md").write_text("✗丙", encoding="utf-8")
        known = Baseline.of([file("✗丙", tmp_path / "a.md")], tmp_path)
        assert new(known, "✗丙", tmp_path / "b.md") == ["✗丙"]

    def test_rules_that_are_off_are_not_stale(self, tmp_path: Path) -> None:
        path = tmp_path / "a.md"
        known = Baseline.of([file("✗甲", path)], tmp_path)
        validator = Validator(Config(select=("ZZ001",), custom=(MARK, OTHER)))
        ruleset = validator.rulesets.of(str(path))
        assert known.new(file("", path, validator), ruleset) == []
        assert [each.code for each in known.stale] == ["ZZ001"]


# What is put in or taken out further away than a fingerprint looks.
FAR = "。" * 25
FILLERS = st.text(st.sampled_from("天地玄黃💬 <>&\n"), max_size=30)
MARKS = st.sampled_from(["✗丙", "✗丁", "✗戊"])


@given(
    marks=st.lists(MARKS, max_size=5, unique=True),
    fillers=st.lists(FILLERS, min_size=6, max_size=6),
    others=st.lists(FILLERS, min_size=6, max_size=6),
    added=st.sampled_from(["", "✗己", "✗庚✗己"]),
    at=st.integers(0, 5),
    line=st.booleans(),
)
def test_what_is_known_stays_known(
    marks: list[str], fillers: list[str], others: list[str], added: str, at: int, line: bool
) -> None:
    def text(between: list[str], more: str) -> str:
        parts = [*(f"{FAR}{mark}{FAR}" for mark in marks), *[""] * (6 - len(marks))]
        pieces = [filler + part for filler, part in zip(between, parts, strict=True)]
        pieces.insert(at, more and f"{FAR}{more}{FAR}")
        whole = "<p>" + "".join(pieces) + "</p>"
        return whole.replace("\n", "") if line else whole

    known = Baseline.of([file(text(fillers, ""), "/site/a.html")], "/site")
    changed = text(others, added)
    assert new(known, changed, "/site/a.html") == [added[index : index + 2] for index in range(0, len(added), 2)]
    assert known.stale == []


def test_work_is_in_proportion_to_their_number(tmp_path: Path) -> None:
    same = file("✗丙", tmp_path / "x.md")
    mark = Baseline.of([same], tmp_path).entries[0].fingerprint

    def look(many: int) -> None:
        moved = Baseline([Entry(f"old/{at}.md", "ZZ001", "marked", "found ✗丙", mark) for at in range(many)], tmp_path)
        for at in range(many):
            assert moved.new(FileFindings(str(tmp_path / f"new/{at}.md"), same.source, same.diagnostics)) == []
        assert len(moved.pruned().dump().splitlines()) == many + 5

    look(10_000)
    assert growth(look, 200) < PROPORTIONAL
