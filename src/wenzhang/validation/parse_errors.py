"""The parse errors of the HTML Standard (13.2.2) in words that say what to do."""

from __future__ import annotations

__all__ = ["explain_parse_error"]

_LESS_THAN = "write &lt; for a < that begins no tag"
_AMPERSAND = "write &amp; for an & that begins no character reference"
_QUOTE = 'put the value in quotation marks: name="value"'
_CHARACTER = "write the character itself, or the number it has in Unicode"
_COMMENT = "a comment is <!-- text -->"

_EXPLANATIONS: dict[str, tuple[str, str]] = {
    "abrupt-closing-of-empty-comment": ("the comment ends at once", _COMMENT),
    "absence-of-digits-in-numeric-character-reference": ("&# without a number", "write &amp;# for these characters"),
    "cdata-in-html-content": (
        "<![CDATA[ is XML; here it begins a comment",
        "write the text without it, < as &lt; and & as &amp;",
    ),
    "character-reference-outside-unicode-range": ("a character reference beyond U+10FFFF", _CHARACTER),
    "control-character-in-input-stream": ("a control character", "delete it: no browser shows it"),
    "control-character-reference": ("a reference to a control character", _CHARACTER),
    "duplicate-attribute": ("the tag has this attribute twice, and the second is ignored", "keep one of the two"),
    "end-tag-with-attributes": ("an end tag has attributes, which are ignored", "move them to the start tag"),
    "end-tag-with-trailing-solidus": ("an end tag ends in />", "write </name>"),
    "eof-before-tag-name": ("the text ends behind a <", _LESS_THAN),
    "eof-in-comment": ("the comment is never closed, so the rest of the text is not shown", "close it with -->"),
    "eof-in-tag": ("the text ends within a tag, which is lost", "close the tag with >, or the quotation mark in it"),
    "incorrectly-closed-comment": ("the comment ends in --!>", "end it with -->"),
    "incorrectly-opened-comment": ("<! begins no comment and no doctype", _COMMENT),
    "invalid-first-character-of-tag-name": ("a < that begins no tag", _LESS_THAN),
    "missing-attribute-value": ("an attribute has = and no value", 'write name="value", or the name alone'),
    "missing-end-tag-name": ("</> names no element", "write </name>, or delete it"),
    "missing-semicolon-after-character-reference": ("a character reference without its ;", "end it with ;"),
    "missing-whitespace-between-attributes": ("no space between two attributes", "put one between them"),
    "nested-comment": (
        "<!-- within a comment; the first --> ends it",
        "end the comment before, or delete the second <!--",
    ),
    "non-void-html-element-start-tag-with-trailing-solidus": (
        "/> does not close this element: it stays open",
        "write the end tag, as in <div></div>",
    ),
    "noncharacter-character-reference": ("a reference to what is no character", _CHARACTER),
    "noncharacter-in-input-stream": ("a code point that is no character", "delete it"),
    "null-character-reference": ("&#0; stands for no character", _CHARACTER),
    "surrogate-character-reference": ("a reference to half a character", _CHARACTER),
    "unexpected-character-in-attribute-name": ("a quotation mark or < in an attribute's name", _QUOTE),
    "unexpected-character-in-unquoted-attribute-value": (
        "a value without quotation marks holds one of \" ' < = `",
        _QUOTE,
    ),
    "unexpected-doctype": ("a doctype that is not the first thing on the page", "delete it"),
    "unexpected-equals-sign-before-attribute-name": ("an = with no attribute's name before it", _QUOTE),
    "unexpected-null-character": ("a NUL character", "delete it"),
    "unexpected-question-mark-instead-of-tag-name": ("<? begins no tag: it is read as a comment", _LESS_THAN),
    "unexpected-solidus-in-tag": (
        "a / within a tag",
        'end the tag with >, and put values with / into quotation marks: name="a/b"',
    ),
    "unknown-named-character-reference": ("no character has this name", _AMPERSAND),
}


def explain_parse_error(code: str) -> tuple[str, str]:
    """What is wrong, and what to do about it, for the name that the standard gives the error."""
    about = f"see https://html.spec.whatwg.org/multipage/parsing.html#parse-error-{code}"
    return _EXPLANATIONS.get(code) or (code.replace("-", " "), about)
