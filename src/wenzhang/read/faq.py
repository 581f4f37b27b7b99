"""Which parts of an article are questions with their answers, and their labels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from wenzhang.model import Article, Details, FaqItem, Heading, Node, Section, set_source
from wenzhang.text import collapsed, one_line, visible_text
from wenzhang.walk import BELOW, children, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.model import Block

_NUMBER = r"[0-9０-９一二三四五六七八九十]*"
# A full stop before a single letter is that of an abbreviation: `Q.E.D.`, `A.I.`; behind a number it is a label's.
_MARK = r"(?:[:：．、]|(?<=[0-9０-９])\.|\.(?![A-Za-z](?![A-Za-z])))"

# A question's label ends in a mark, or in a space if it has a number: `Q1:`, `Q1：`, `Q1.`, `Q1 `, `問：`, `问题一：`.
_QUESTION_LABEL = re.compile(
    rf"[^\w「『《（(]*(?P<label>(?:[QqＱ]|問題?|问题?)\s?{_NUMBER})(?:\s*+{_MARK}|(?<=[0-9０-９])\s)\s*"
)
_ANSWER_LABEL = re.compile(rf"\s*(?:[AaＡ]|答案?|回答)\s?{_NUMBER}\s*+{_MARK}\s*")

# A question ends in its mark, perhaps within quotation marks or brackets. The run of all these is looked at once.
_ENDING = r"[」』”’）)\"'!！?？\s]"
_ENDS = re.compile(rf"(?<!{_ENDING}){_ENDING}++\Z")

_FAQ_HEADING = re.compile(
    r"常[見见]的?\s*+(?:[問问][題题]|[問问]答|提[問问]|疑[問问]|Q\s*+(?:&\s*+)?A)|[問问][與与]答|[問问]答集|疑[難难]解答"
    r"|\bFAQs?\b|\bQ\s*+(?:&\s*+)?A\b",
    re.IGNORECASE,
)

_TOKEN = re.compile(r"[^\t\n\f\r ]+")  # of an attribute that holds several (HTML Standard, 2.3.7)
_QUESTION_TYPE = re.compile(r"^https?://schema\.org/Question$")


def find_faq(article: Article) -> Iterator[FaqItem]:
    """The questions in the order of the document.

    A `Details` is one if its summary carries a question's label or ends in a question mark, or if it stands under a
    heading that announces questions. An element marked as a schema.org `Question` (microdata) is one.
    """
    levels: list[Iterator[Node]] = [iter(children(article))]
    under_faq = [False]  # for each level, whether the last heading announced questions
    while levels:
        node = next(levels[-1], None)
        if node is None:
            levels.pop()
            under_faq.pop()
            continue
        below_faq = under_faq[-1]
        if isinstance(node, Heading):
            under_faq[-1] = announces_faq(node.title)
        elif isinstance(node, Section):
            below_faq = below_faq or announces_faq(node.title)
        elif isinstance(node, Details) or _attribute(node, "itemtype"):
            item = _from_microdata(node) or _from_details(node, below_faq)
            if item is not None:
                yield _located(item, node)
                below_faq = False
                if not isinstance(node, Details):
                    continue
        below = BELOW.get(type(node))
        if below is not None:
            levels.append(iter(below(node)))
            under_faq.append(below_faq)


def _located(item: FaqItem, node: Node) -> FaqItem:
    source = getattr(node, "_source", None)
    if source is not None:
        set_source(item, source)
    return item


def announces_faq(title: str) -> bool:
    """Whether a heading announces questions: 常見問題, 常见问题, 常見 QA, 問與答, FAQ, Q&A and the like."""
    return _FAQ_HEADING.search(normalize("NFKC", title)) is not None


def split_label(question: str) -> tuple[str | None, str]:
    """The label of a question without its mark (`Q1`, `問`), None where it has none, and the rest."""
    match = _QUESTION_LABEL.match(question)
    if match is None:
        return None, question
    return match["label"].replace(" ", ""), question[match.end() :]


def _from_details(node: Node, under_faq: bool) -> FaqItem | None:
    if not isinstance(node, Details) or node.summary_span is None:
        return None
    summary = one_line(node.summary)
    label, question = split_label(summary)
    if label is None and not under_faq and not _asks(summary):
        return None
    return FaqItem(node.span, label, question, _answer_text(node.blocks), node.blocks, node.open)


def _asks(summary: str) -> bool:
    ending = _ENDS.search(summary)
    return ending is not None and ("?" in ending[0] or "？" in ending[0])


def _answer_text(blocks: Block | tuple[Block, ...]) -> str:
    text = visible_text(blocks)
    label = _ANSWER_LABEL.match(text)
    return text[label.end() :] if label else text


# schema.org microdata


def _from_microdata(node: Node) -> FaqItem | None:
    if not _QUESTION_TYPE.match(_attribute(node, "itemtype")):
        return None
    parts = list(walk(node))[1:]
    answers = [part for part in parts if _has_property(part, "acceptedAnswer", "suggestedAnswer")]
    names = [part for part in parts if _has_property(part, "name")]
    if isinstance(node, Details) and node.summary_span is not None:
        name = one_line(node.summary)
    elif names:
        name = collapsed(names[0].text)
    else:
        return None
    label, question = split_label(name)
    blocks = _answer_blocks(answers[0]) if answers else ()
    # Alone it is read even where a script will show it.
    answer = _answer_text(blocks[0] if len(blocks) == 1 else blocks)
    return FaqItem(node.span, label, question, answer, blocks, True)


def _answer_blocks(answer: Node) -> tuple[Block, ...]:
    """The answer's `text` where it is marked, else all that the answer holds."""
    marked = next((part for part in walk(answer) if part is not answer and _has_property(part, "text")), answer)
    held: tuple[Block, ...] | None = getattr(marked, "blocks", None)
    return held if held is not None else (marked,)  # type: ignore[return-value]


def _has_property(node: Node, *names: str) -> bool:
    return any(name in names for name in _TOKEN.findall(_attribute(node, "itemprop")))


def _attribute(node: Node, name: str) -> str:
    attrs: dict[str, str] = getattr(node, "attrs", {})
    return attrs.get(name, "")
