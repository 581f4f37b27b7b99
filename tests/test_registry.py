from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from wenzhang.errors import RuleError
from wenzhang.validation.registry import ENTRY_POINTS, RULES, Rule, add_rule, catalogue, find_rule, matching, rule

DOC = """Finds nothing.

    Why: no reason.

    Found:
        甲

    Better:
        乙
    """


class TestRules:
    def test_the_order_is_by_group_and_code(self) -> None:
        codes = [
            (each.group, each.code) for each in catalogue().values() if each.group in ("FM", "FG", "HT", "EN", "SU")
        ]
        groups = list(dict.fromkeys(group for group, _ in codes))
        assert codes == sorted(codes, key=lambda each: (groups.index(each[0]), each[1]))

    @pytest.mark.parametrize(
        ("code", "name", "message"),
        [
            ("Z001", "ours", "Z001 ours cannot name a rule"),
            ("zz001", "ours", "cannot name a rule"),
            ("ZZ01", "ours", "cannot name a rule"),
            ("ZZ001", "Ours", "cannot name a rule"),
            ("ZZ001", "our--rule", "cannot name a rule"),
            ("FG001", "ours", "FG001 ours is taken by FG001 img-alt-missing"),
            ("ZZ001", "img-alt-missing", "is taken by FG001"),
        ],
    )
    def test_one_that_does_not_fit_in(self, code: str, name: str, message: str) -> None:
        catalogue()
        with pytest.raises(RuleError, match=message):
            rule(code, name, "warning")(_documented(DOC))
        assert "ZZ001" not in RULES

    @pytest.mark.parametrize("missing", ["Why", "Found", "Better"])
    def test_a_doc_without_its_parts(self, missing: str) -> None:
        with pytest.raises(RuleError, match=f"the doc of ZZ001 has no {missing}"):
            rule("ZZ001", "ours", "warning")(_documented(DOC.replace(f"{missing}:", "And")))
        with pytest.raises(RuleError, match="no first sentence"):
            rule("ZZ001", "ours", "warning")(_documented(DOC.replace("Finds nothing.", "")))

    def test_a_catalogue_of_ones_own(self) -> None:
        own: dict[str, Rule] = {}
        add_rule(catalogue()["FG001"], own)
        assert find_rule("IMG-alt-missing", own) is own["FG001"]
        assert matching("F", own) == ("FG001",)
        with pytest.raises(RuleError, match="no rule 'FM002'"):
            matching("FM002", own)

    @pytest.mark.parametrize(
        ("selector", "hint"),
        [
            ("FG01", "did you mean FG001?"),
            ("img-alt-mising", "did you mean img-alt-missing?"),
            ("", "wenzhang rules lists them"),
        ],
    )
    def test_a_selector_that_means_nothing(self, selector: str, hint: str) -> None:
        with pytest.raises(RuleError, match=f"no rule '{selector}'") as error:
            matching(selector)
        assert error.value.hint == hint


def _documented(doc: str):  # type: ignore[no-untyped-def]
    def check(subject: object) -> None: ...

    check.__doc__ = doc
    return check


# Rules of other packages

RULE = '''
from wenzhang.validation.diagnostic import Finding
from wenzhang.validation.registry import rule

@rule("ZZ001", "no-underline", "warning")
def no_underline(subject):
    """Text is underlined.

    Why: it looks like a link.

    Found:
        <u>甲</u>

    Better:
        <em>甲</em>
    """
    for tag in subject.tags:
        if tag.name == "u":
            yield Finding(tag.span, "underlined")
'''
SCRIPT = """
    import json
    from wenzhang import Source, validate
    from wenzhang.config import Config
    from wenzhang.errors import RuleError
    from wenzhang.validation.registry import catalogue

    TEXT = "<p><u>甲</u><!-- wenzhang: ignore[no-underline] --><u>乙</u></p>"

    def codes(**given):
        found = validate(Source.from_text(TEXT), Config(**given))
        return [each.code for each in found if each.code in ("ZZ001", "SU001", "SU002")]

    def outcome():
        try:
            return [list(catalogue())[-1], codes(), codes(select=("zz",)), codes(ignore=("no-underline",))]
        except RuleError as error:
            return str(error)

    print(json.dumps([outcome(), outcome()]))
"""


def outcome(folder: Path, module: str) -> list[object]:
    """What a process says, twice, in which a package with this module is installed."""
    (folder / "their_rules.py").write_text(module, encoding="utf-8")
    info = folder / "their_rules-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: their-rules\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{ENTRY_POINTS}]\ntheirs = their_rules\n")
    path = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", dedent(SCRIPT)],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[object] = json.loads(done.stdout)
    return found


class TestEntryPoints:
    def test_a_rule_of_another_package(self, tmp_path: Path) -> None:
        first, second = outcome(tmp_path, RULE)
        assert first == ["ZZ001", ["ZZ001"], ["ZZ001"], []]
        assert first == second

    @pytest.mark.parametrize(
        ("module", "reason"),
        [
            ("import nosuch", "ModuleNotFoundError: No module named 'nosuch'"),
            ("def rule(", "SyntaxError: "),
            (RULE + "\n1 / 0", "ZeroDivisionError: division by zero"),
            (RULE.replace("ZZ001", "FG001"), "RuleError: FG001 no-underline is taken by FG001 img-alt-missing"),
            (RULE.replace("Why:", "And"), "RuleError: the doc of ZZ001 has no Why"),
        ],
        ids=["import", "syntax", "halfway", "taken", "doc"],
    )
    def test_one_that_cannot_be_loaded(self, tmp_path: Path, module: str, reason: str) -> None:
        first, second = outcome(tmp_path, module)
        assert isinstance(first, str)
        assert first.startswith(f"the rules of their_rules cannot be loaded: {reason}")
        assert first.endswith("(update or uninstall their-rules)")
        assert first == second
