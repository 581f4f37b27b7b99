"""Lines of a paragraph that would be the beginning of another block."""

from __future__ import annotations

import re

from wenzhang.export.markdown.raw import BLOCK_TAGS

__all__ = ["begins_html", "guarded", "is_task", "may_begin_block", "no_module"]

_MARKS = frozenset("#>-+*_=:|[0123456789ie")
# CommonMark 0.31: headings 4.2, quotations 5.1, items 5.2, thematic breaks 4.1, definitions of links 4.7; pandoc's
# definition lists (a colon); directives (three of them), whose line is taken as it is.
_BEGINNING = re.compile(
    r"#{1,6}(?: |$)|>|[-+*](?: |$)|([-*_])(?: *\1){2,} *$|:(?: |$)|\[(?:[^\\\[\]]|\\.)*\]:|:::.*\\"
    r"|\d{1,9}(?=[.)](?: |$))"
)
# Where another line stands before it: underlines of headings 4.3, and of the head of a table (GFM 4.10).
_UNDERLINE = re.compile(r"=+ *$|[-:|][-:| ]*$")
_MODULE = re.compile(r"import\b.*['\"]|export +(?:default|const|let|var|function|class|async)\b|export *[*{]")
_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_IS_TAG = re.compile(r"""</?[A-Za-z][A-Za-z0-9-]*(?:[ \0/](?:"[^"]*"|'[^']*'|[^'">])*)?>""")
_TASK = re.compile(r"\[[ xX]\](?= |$)")


def guarded(text: str) -> str:
    """A paragraph, each of whose lines is one of its own."""
    if "\n" not in text:
        return _guarded_line(text, is_first=True) if text[:1] in _MARKS else text
    lines = text.split("\n")
    return "\n".join([_guarded_line(each, is_first=not index) for index, each in enumerate(lines)])


def _guarded_line(text: str, *, is_first: bool) -> str:
    if text[:1] not in _MARKS:
        return text
    found = _BEGINNING.match(text) or (None if is_first else _UNDERLINE.match(text))
    if found is not None:
        at = found.end() if text[0].isdigit() else 0
        return f"{text[:at]}\\{text[at:]}"
    return no_module(text)


def no_module(text: str) -> str:
    """A line that is no import or export of MDX."""
    if text[:1] in ("i", "e") and _MODULE.match(text):
        return f"&#{ord(text[0])};{text[1:]}"
    return text


def may_begin_block(word: str) -> bool:
    """Whether a line must not begin with a word, since it might mean something there."""
    return (word[:1] in _MARKS and not word[:1].isalpha()) or word[:1] == "<"


def begins_html(text: str) -> bool:
    """Whether a line of a paragraph begins with a tag with which a block of HTML begins, or is one (4.6)."""
    if "<" not in text or not (text[0] == "<" or "\n<" in text):
        return False
    if text[-1] == ">" and _IS_TAG.fullmatch(text):
        return True
    for each in text.split("\n"):
        found = _TAG_NAME.match(each)
        if found is not None and found[1].lower() in BLOCK_TAGS:
            return True
    return False


def is_task(text: str) -> bool:
    """Whether the text of an item begins like a task."""
    return _TASK.match(text) is not None
