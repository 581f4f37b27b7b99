from __future__ import annotations

from report_cases import findings, spread
from wenzhang.source import Edit, Span
from wenzhang.validation.diagnostic import Fix
from wenzhang.validation.report.statistics import statistics
from wenzhang.validation.run import FileFindings

FIX = Fix((Edit(Span(0, 1), ""),), safe=True)


def lines(*files: FileFindings) -> list[str]:
    return "".join(statistics(files)).splitlines()


def test_the_most_frequent_first() -> None:
    files = [
        spread(2, code="FM001", name="b"),
        spread(11, code="PUNCT001", name="a", fix=FIX),
        spread(1, code="FM002", name="c", fix=FIX),
        spread(1, code="FM002", name="c"),
        spread(1, code="EN001", name="d", fix=Fix(FIX.edits, safe=False)),
    ]
    assert lines(*files) == [
        "11  PUNCT001  [*] a",
        " 2  FM001     [ ] b",
        " 2  FM002     [-] c",
        " 1  EN001     [ ] d",
        "12 fixable with --fix, [*] all or [-] some of a rule",
    ]


def test_nothing_to_mend() -> None:
    assert lines(spread(1)) == ["1  HT001  [ ] duplicate-attribute"]


def test_nothing_found() -> None:
    assert lines() == []
    assert lines(FileFindings("a.html", findings("錯", "錯").source, [])) == []
