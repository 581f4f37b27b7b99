"""Every rule on its cases, and every rule's own example."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from effort import PROPORTIONAL, growth
from rule_cases import FOLDER, Case, all_cases, cases
from wenzhang import Source
from wenzhang.config import Config
from wenzhang.validation.diagnostic import Diagnostic
from wenzhang.validation.fixing import fixed
from wenzhang.validation.registry import Rule, catalogue, find_rule, matching
from wenzhang.validation.run import FileFindings, Validator

RULES = list(catalogue().values())
# Of these an example cannot be shown in a text, or not in one file.
# And these find theirs with options.
OPTIONS: dict[str, dict[str, Any]] = {
    "FM010": {"allowed": {"category": ["AI"]}},
    "FM013": {"order": ["title", "date"]},
}
SETTINGS: dict[str, dict[str, Any]] = {"ZH003": {"region_words": ("zh-TW",)}}  # and these with a setting
NEEDED = {"SU001": ("FG001",)}  # what else must be on for a rule to find anything
NOT_SHOWN = {"EN001", "EN003"} | {rule.code for rule in RULES if rule.site}


def validated(case: Case, folder: Path) -> list[FileFindings]:
    for name, content in case.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    validator = Validator(case.settings(folder))
    names = [name for name in case.files if name.endswith((".md", ".html", ".mdx"))]
    return validator.conclude(
        [validator.examine_bytes((folder / name).read_bytes(), path=str(folder / name)) for name in names]
    )


def described(file: FileFindings, finding: Diagnostic, folder: Path) -> str:
    position = file.source.position(finding.span.start)
    text = file.source.slice(finding.span).replace("\r\n", "⏎").replace("\n", "⏎") or "(nothing)"
    rule = find_rule(finding.code)
    name = f" {finding.name}" if rule is None or finding.name != rule.name else ""
    return f"{Path(file.path).relative_to(folder)}:{position.line}:{position.column}{name} | {text}"


@pytest.mark.parametrize("case", list(all_cases()), ids=str)
class TestCases:
    def test_the_findings(self, case: Case, tmp_path: Path) -> None:
        files = validated(case, tmp_path)
        found = [(file, finding) for file in files for finding in file.diagnostics]
        assert [described(file, finding, tmp_path) for file, finding in found] == case.findings
        assert {finding.code for _, finding in found} <= {case.code}
        assert all(finding.message and "\n" not in finding.message for _, finding in found)

    def test_the_fixes(self, case: Case, tmp_path: Path) -> None:
        (file,) = validated(case, tmp_path)[:1]
        validator = Validator(case.settings(tmp_path))
        for unsafe, expected in ((False, case.fixed), (True, case.unsafe_fixed or case.fixed)):
            result = fixed(file.source, validator, unsafe=unsafe)
            assert result.source.text == (file.source.text if expected is None else expected)
            assert fixed(result.source, validator, unsafe=unsafe).source == result.source


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
class TestEveryRule:
    def test_has_cases(self, rule: Rule) -> None:
        kinds = [case.caught for case in cases(rule.code)]
        assert True in kinds, f"{rule.code} has no case that is caught in {FOLDER}"
        assert False in kinds, f"{rule.code} has no case that is clean in {FOLDER}"

    def test_has_cases_of_its_fix(self, rule: Rule) -> None:
        found = [case for case in cases(rule.code) if case.fixed is not None or case.unsafe_fixed is not None]
        assert bool(found) == (rule.fix is not None)
        if rule.fix == "unsafe":
            assert all(case.fixed is None for case in found)

    def test_finds_its_example_and_not_what_is_better(self, rule: Rule) -> None:
        if rule.code in NOT_SHOWN:
            pytest.skip("its example is no article")
        options = {rule.code: OPTIONS[rule.code]} if rule.code in OPTIONS else {}
        settings = SETTINGS.get(rule.code, {})
        validator = Validator(Config(select=(rule.code, *NEEDED.get(rule.code, ())), rules=options, **settings))

        def codes(text: str) -> set[str]:
            source = Source.from_text(text, path="example.md" if text.startswith("#") else None)
            (file,) = validator.conclude([validator.examine(source)])
            return {finding.code for finding in file.diagnostics}

        assert codes(rule.doc.example) == {rule.code}
        assert codes(rule.doc.better) == set()

    def test_says_what_its_fix_does(self, rule: Rule) -> None:
        assert bool(rule.doc.fix) == (rule.fix is not None)


def test_cases_are_those_of_rules() -> None:
    assert [path.name for path in FOLDER.glob("*") if path.stem not in catalogue()] == []


def test_selectors() -> None:
    assert matching("FG001") == matching("img-alt-missing") == matching("fg001") == ("FG001",)
    assert set(matching("FG")) >= {"FG001", "FG002"}
    assert matching("ALL") == tuple(catalogue())


def test_empty_paragraphs_beside_code_cost_no_square() -> None:
    rules = Validator(Config(select=("ST008",)))

    def look(count: int) -> None:
        assert len(rules.diagnose(Source.from_text("<p>甲</p>\n<pre>x</pre>\n<p></p>\n" * count))) == count

    assert growth(look, 50) < PROPORTIONAL
