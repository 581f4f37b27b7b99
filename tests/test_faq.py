from __future__ import annotations

import pytest

from wenzhang.read.faq import announces_faq, split_label


@pytest.mark.parametrize(
    ("summary", "label", "question"),
    [
        ("Q1: 甲？", "Q1", "甲？"),
        ("Q. 甲？", "Q", "甲？"),
        ("Q.甲？", "Q", "甲？"),
        ("Q1.A 股？", "Q1", "A 股？"),
        ("Q.Why?", "Q", "Why?"),
        ("問：甲？", "問", "甲？"),
        ("Q.E.D. 是什麼？", None, "Q.E.D. 是什麼？"),
        ("Q.E.D是什麼？", None, "Q.E.D是什麼？"),
        ("Q 版是什麼？", None, "Q 版是什麼？"),
    ],
)
def test_labels(summary: str, label: str | None, question: str) -> None:
    assert split_label(summary) == (label, question)


@pytest.mark.parametrize("title", ["常見問題", "常見的　Q & A", "Q&A", "Q & A", "QA", "FAQs", "問與答", "常见 疑问"])
def test_headings_that_announce_questions(title: str) -> None:
    assert announces_faq(title)


@pytest.mark.parametrize("title", ["Q", "Q　　甲", "常見的誤會", "QAnon"])
def test_headings_that_do_not(title: str) -> None:
    assert not announces_faq(title)
