"""The parse errors of the HTML Standard (13.2.2) in words that say what to do."""

from __future__ import annotations

__all__ = ["PARSE_ERRORS", "explain_parse_error"]

_LESS_THAN = "write &lt; for a < that begins no tag"
_AMPERSAND = "write &amp; for an & that begins no character reference"
_QUOTE = 'put the value in quotation marks: name="value"'
_CHARACTER = "write the character itself, or the number it has in Unicode"
_COMMENT = "a comment is <!-- text -->"
_DOCTYPE = "write <!doctype html>"

PARSE_ERRORS: dict[str, tuple[str, str]] = {
    "abrupt-closing-of-empty-comment": ("the comment ends at once", _COMMENT),
    "abrupt-doctype-public-identifier": ("the doctype ends within a quotation", _DOCTYPE),
    "abrupt-doctype-system-identifier": ("the doctype ends within a quotation", _DOCTYPE),
    "absence-of-digits-in-numeric-character-reference": ("&# without a number", "write &amp;# for these characters"),
    "cdata-in-html-content": (
        "<![CDATA[ is XML; here it begins a comment",
        "write the text without it, < as &lt; and & as &amp;",
    ),
    "character-reference-outside-unicode-range": ("a character reference beyond U+10FFFF", _CHARACTER),
    "control-character-in-input-stream": ("a control character", "delete it: no browser shows it"),
    "control-character-reference": ("a reference to a control character", _CHARACTER),
    "disallowed-processing-instruction-target": ("<?xml begins nothing in HTML: it is read as a comment", "delete it"),
    "duplicate-attribute": ("the tag has this attribute twice, and the second is ignored", "keep one of the two"),
    "end-tag-with-attributes": ("an end tag has attributes, which are ignored", "move them to the start tag"),
    "end-tag-with-trailing-solidus": ("an end tag ends in />", "write </name>"),
    "eof-before-tag-name": ("the text ends behind a <", _LESS_THAN),
    "eof-in-cdata": ("the <![CDATA[ is never closed, so the rest of the text belongs to it", "close it with ]]>"),
    "eof-in-comment": ("the comment is never closed, so the rest of the text is not shown", "close it with -->"),
    "eof-in-doctype": ("the text ends within the doctype", _DOCTYPE),
    "eof-in-processing-instruction": (
        "the <? is never closed, so the rest of the text is not shown",
        "close it with ?>",
    ),
    "eof-in-script-html-comment-like-text": (
        "the text ends within a <!-- in a script, which is never closed",
        "close it with -->, and the script with </script>",
    ),
    "eof-in-tag": ("the text ends within a tag, which is lost", "close the tag with >, or the quotation mark in it"),
    "incorrectly-closed-comment": ("the comment ends in --!>", "end it with -->"),
    "incorrectly-opened-comment": ("<! begins no comment and no doctype", _COMMENT),
    "invalid-character-sequence-after-doctype-name": ("the doctype says more than html", _DOCTYPE),
    "invalid-first-character-of-processing-instruction-target": (
        "<? begins no processing instruction: it is read as a comment",
        _LESS_THAN,
    ),
    "invalid-first-character-of-tag-name": ("a < that begins no tag", _LESS_THAN),
    "invalid-processing-instruction-target": (
        "<? begins no processing instruction: it is read as a comment",
        _LESS_THAN,
    ),
    "missing-attribute-value": ("an attribute has = and no value", 'write name="value", or the name alone'),
    "missing-doctype-name": ("the doctype does not say html", _DOCTYPE),
    "missing-doctype-public-identifier": ("the doctype has PUBLIC and nothing behind it", _DOCTYPE),
    "missing-doctype-system-identifier": ("the doctype has SYSTEM and nothing behind it", _DOCTYPE),
    "missing-end-tag-name": ("</> names no element", "write </name>, or delete it"),
    "missing-quote-before-doctype-public-identifier": (
        "an identifier without quotation marks in the doctype",
        _DOCTYPE,
    ),
    "missing-quote-before-doctype-system-identifier": (
        "an identifier without quotation marks in the doctype",
        _DOCTYPE,
    ),
    "missing-semicolon-after-character-reference": ("a character reference without its ;", "end it with ;"),
    "missing-whitespace-after-doctype-public-keyword": ("no space behind PUBLIC", _DOCTYPE),
    "missing-whitespace-after-doctype-system-keyword": ("no space behind SYSTEM", _DOCTYPE),
    "missing-whitespace-before-doctype-name": ("no space behind <!doctype", _DOCTYPE),
    "missing-whitespace-between-attributes": ("no space between two attributes", "put one between them"),
    "missing-whitespace-between-doctype-public-and-system-identifiers": (
        "no space between the identifiers of the doctype",
        _DOCTYPE,
    ),
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
    "surrogate-in-input-stream": ("half a character", "delete it"),
    "unexpected-character-after-doctype-system-identifier": ("the doctype goes on behind its identifiers", _DOCTYPE),
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
    return PARSE_ERRORS.get(code) or (code.replace("-", " "), about)
