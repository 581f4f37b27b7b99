from __future__ import annotations

from html import unescape
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from turbohtml import TokenType

from corpus import tokenizer_cases, tree_cases
from wenzhang.conversion.markup import Markup, attribute_spans, masked

pieces = st.lists(
    st.sampled_from(
        "後 < > / = \" ' & ; ! ? - \t \n \r \r\n \0 p b </> </p> <p <!-- --> {{ }} {% %} {{< >}} &amp &#36575; <title>"
        " </title> <noscript> <script> </script> <svg> a=b a='\"' =x 💬".split(" ")
    ),
    max_size=25,
).map("".join)


def check(body: str) -> None:
    markup = Markup(body)
    assert len(markup.text) == len(body)
    places = [(start, end) for _, start, end in markup]
    assert all(before[1] == after[0] for before, after in pairwise([(0, 0), *places]))
    for token, start, end in markup:
        if token.type in (TokenType.START_TAG, TokenType.COMMENT, TokenType.END_TAG):
            assert markup.text[start:end] == token.source
        if token.type is TokenType.START_TAG:
            spans = {name: markup.text[start + a : start + b] for name, a, b in attribute_spans(token.source or "")}
            given_values = {name: value for name, value in token.attrs or [] if value}
            assert spans.keys() >= given_values.keys()
            for name, value in given_values.items():
                if "&" not in value + spans[name]:
                    assert spans[name].replace("\0", "\ufffd") == value


@settings(deadline=None, max_examples=500)
@given(pieces)
def test_tokens_add_up_and_attributes_are_where_they_are_said_to_be(body: str) -> None:
    check(body)


def test_the_inputs_of_html5lib() -> None:
    for case in [*tokenizer_cases(), *tree_cases()]:
        check(case.data)


@pytest.mark.parametrize(
    ("tag", "values"),
    [
        ("<p>", {}),
        ("<p a>", {}),
        ("<p a=>", {"a": ""}),
        ("<p a=''>", {"a": ""}),
        ("<p a=b>", {"a": "b"}),
        ("<p a=b/>", {"a": "b/"}),
        ("<p/a=b/c>", {"a": "b/c"}),
        ("<P A = 'b\"' C=\"'d\" e\n=\nf>", {"a": 'b"', "c": "'d", "e": "f"}),
        ("<p a=b a=c A='d'>", {"a": "b"}),
        ("<p a a=b>", {}),
        ("<p a='b'c='d'>", {"a": "b", "c": "d"}),
        ("<p =a=b ==c>", {"=a": "b", "=": "c"}),
        ("<p a='>' b=&gt;>", {"a": ">", "b": "&gt;"}),
        ("<img/alt=後/>", {"alt": "後/"}),
    ],
)
def test_attribute_values(tag: str, values: dict[str, str]) -> None:
    assert {name: tag[start:end] for name, start, end in attribute_spans(tag)} == values


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("後", "後"),
        ("a\r\nb\rc\n", "a \nb\nc\n"),
        ("a</>b", "a<\x01>b"),
        ("<noscript></NOSCRIPT >", "<noscripx></NOSCRIPx >"),
        ("<noscripts>", "<noscripts>"),
        ('<img alt="{{ "後" }}">', '<img alt="xxxxxxxxx">'),
    ],
)
def test_masks(body: str, expected: str) -> None:
    assert masked(body) == expected


def test_going_on_from_elsewhere() -> None:
    markup = Markup("<title>a<b>c</b></title>d" + "<i>" * 20_000)
    found = []
    for token, start, end in markup:
        found.append(markup.text[start:end])
        if token.tag == "title" and token.type is TokenType.START_TAG:
            markup.resume(end)
    assert found[:7] == ["<title>", "a", "<b>", "c", "</b>", "</title>", "d"]
    assert len(found) == 20_007


def test_references_are_tokens_of_their_own_length() -> None:
    markup = Markup("R&amp;D&#36575;&copy")
    found = [(markup.text[start:end], token.data) for token, start, end in markup]
    assert found == [("R", "R"), ("&amp;", "&"), ("D", "D"), ("&#36575;", "軟"), ("&copy", "©")]
    assert all(unescape(written) == data for written, data in found)
