"""Characters that nobody sees or that look like others: which are wrong where they stand, and what was meant."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.model import Code, CodeBlock
from wenzhang.source import Edit, Span
from wenzhang.validation.diagnostic import Finding, Fix

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wenzhang.conversion.text import Stretch
    from wenzhang.read.frontmatter import FrontMatterReading
    from wenzhang.validation.subject import Subject

__all__ = ["suspects"]


class _Run(NamedTuple):
    """The same character, once or more, and what stands on both sides of it: `""` where the text begins or ends."""

    character: str
    start: int
    end: int
    before: str
    after: str


class _Flaw(NamedTuple):
    """What is wrong with a character, and what should be in its place: None where nobody can know.

    What `is_seen` is meant where it stands in code or in an address.
    """

    message: str
    hint: str
    replacement: str | None = ""
    is_safe: bool = True
    is_seen: bool = False


_LOST = "\ufffd"
_SOFT_HYPHEN = "\xad"
_BREAKS = "\u200b\u2060"
_EMPHASIS = frozenset("*_~`")
_JOINERS = "\u200c\u200d"
_DIRECTION_MARKS = "\u200e\u200f"
_DIRECTION = _DIRECTION_MARKS + "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_UNKNOWN_MEANING = "\u2028\u2029\ufff9\ufffa\ufffb"

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_ON_LOST = re.compile(r"U\+FFFD", re.IGNORECASE)
_ON_RADICALS = re.compile("部首|康熙字典|kangxi radical", re.IGNORECASE)
_ON_COMPATIBILITY = re.compile("[相兼]容.{0,4}(?:漢字|汉字|字元|字符|表意)|compatibility ideograph", re.IGNORECASE)

# Scripts whose letters join, or whose words have no spaces between: U+200B to U+200D belong to their spelling.
_COMPLEX = re.compile("[\u0590-\u109f\u1780-\u18af\u1900-\u1cff\ua800-\uabff\U00010a00-\U00011fff]")
_EMOJI = re.compile("[\u2190-\u2bff\ufe0e\ufe0f\U0001f000-\U0001faff]")
_EAST_ASIAN = re.compile("[\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff]")

_OPENING = frozenset("「『“‘\"'（(《〈【[>")
_CLOSING = frozenset("」』”’\"'）)》〉】]<")
_BEGUN_REFERENCE = re.compile(r"&[#0-9A-Za-z]*$")
_LONGEST_REFERENCE = 33


def suspects(subject: Subject, usual: str) -> Iterator[Finding]:
    """What is wrong of all but the usual characters, which are ranges as in a class of a regular expression."""
    text = subject.text
    around = _Surroundings(subject)
    for found in re.finditer(rf"([^{usual}])\1*", text):
        start, end = found.span()
        run = _Run(found[1], start, end, text[max(0, start - 1) : start], text[end : end + 1])
        flaw = _flaw(run, around)
        if flaw is not None:
            yield Finding(Span(start, end), flaw.message, flaw.hint, _fix(run, flaw, around))


class _Surroundings:
    """What the place of a character says about it, each found out when first asked for."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.text = subject.text
        self.is_markdown = subject.article.format == "markdown"

    def about(self, subject: re.Pattern[str]) -> bool:
        """Whether the article has or says such a thing anywhere."""
        if subject not in self._known:
            self._known[subject] = subject.search(self.text) is not None
        return self._known[subject]

    @cached_property
    def _known(self) -> dict[re.Pattern[str], bool]:
        return {}

    @cached_property
    def reading(self) -> FrontMatterReading:
        """The front matter, and where the body begins, also where the front matter cannot be read."""
        from wenzhang.read.frontmatter import read_front_matter

        return read_front_matter(self.subject.source)

    def is_code(self, run: _Run) -> bool:
        """Whether it stands in code."""
        return _within(self._code, run)

    def is_text(self, run: _Run) -> bool:
        """Whether it stands in text for readers, such as a conversion may change, in Chinese or in no language."""
        return _within(self._human, run)

    @cached_property
    def _code(self) -> list[tuple[int, int]]:
        nodes = [*self.subject.all(Code), *self.subject.all(CodeBlock)]
        return sorted((node.span.start, node.span.end) for node in nodes)

    @cached_property
    def _human(self) -> list[tuple[int, int]]:
        from wenzhang.conversion.frontmatter import read_head
        from wenzhang.conversion.policy import POLICY
        from wenzhang.conversion.variants import is_chinese

        stretches = list(self._body())
        if self.reading.front_matter is not None:
            stretches += read_head(self.reading.front_matter, POLICY).stretches
        return sorted((each.start, each.end) for each in stretches if not each.lang or is_chinese(each.lang))

    def _body(self) -> list[Stretch]:
        from wenzhang.conversion.html import read_body
        from wenzhang.conversion.markdown import read_markdown_body
        from wenzhang.conversion.policy import POLICY
        from wenzhang.markdown.rendering import rendered

        start = self.reading.body_start
        if self.is_markdown:
            return read_markdown_body(self.text, rendered(self.subject.source, start), POLICY).stretches
        return read_body(self.text, start, POLICY).stretches


def _within(ranges: Sequence[tuple[int, int]], run: _Run) -> bool:
    """Whether one of the ranges, which are in order and do not overlap, holds it."""
    index = bisect_right(ranges, (run.start, len(ranges) and ranges[-1][1])) - 1
    return index >= 0 and run.end <= ranges[index][1]


def _flaw(run: _Run, around: _Surroundings) -> _Flaw | None:
    """What is wrong with it; None where it has its use."""
    if run.character == _LOST:
        return _lost(run, around)
    if run.character > "\u2e80" and run.character.isprintable():
        return _lookalike(run, around)
    if run.character in _DIRECTION:
        return _direction(run, around)
    return None if _has_its_use(run) else _invisible(run)


def _has_its_use(run: _Run) -> bool:
    """Whether what nobody sees does something where it stands."""
    sides = run.before + run.after
    if run.character in _BREAKS:  # beside a mark of Markdown it lets that begin or end what it could not otherwise
        return _COMPLEX.search(sides) is not None or not _EMPHASIS.isdisjoint(sides)
    if run.character in _JOINERS:
        return _COMPLEX.search(sides) is not None or _EMOJI.search(sides) is not None
    # A soft hyphen lets words be divided, which those of East Asia need not.
    return run.character == _SOFT_HYPHEN and _EAST_ASIAN.search(sides) is None


def _invisible(run: _Run) -> _Flaw:
    message = f"{_named(run)}, which nobody sees"
    if run.character in _UNKNOWN_MEANING:
        return _Flaw(message, "remove it, or write the markup for what it stands for", None)
    breaks_word = run.character in _BREAKS and all("!" <= side <= "~" for side in (run.before, run.after))
    return _Flaw(message, "remove it", is_safe=not breaks_word)


def _lost(run: _Run, around: _Surroundings) -> _Flaw | None:
    if _is_alone(run) or around.is_code(run) or around.about(_ON_LOST):
        return None
    return _Flaw(
        f"{_named(run)}, which stands for what could not be read",
        "write what was meant; it was lost where the text was once decoded or cut wrongly",
        None,
        is_seen=True,
    )


def _direction(run: _Run, around: _Surroundings) -> _Flaw | None:
    if around.about(_RIGHT_TO_LEFT):
        return None
    is_mark = run.character in _DIRECTION_MARKS
    message = f"{_named(run)}, which nobody sees" + ("" if is_mark else " and which may turn the text around it")
    return _Flaw(message, "remove it: no text here runs from right to left", is_safe=is_mark)


def _lookalike(run: _Run, around: _Surroundings) -> _Flaw | None:
    """A radical or a compatibility ideograph, in text that is not about them."""
    meant = _meant(run.character)
    topic = _ON_RADICALS if run.character < "\u3000" else _ON_COMPATIBILITY
    if meant is None or _is_alone(run) or not around.is_text(run) or around.about(topic):
        return None
    message = f"{run.character} is {_named(run)}, and only looks like {meant}"
    return _Flaw(message, f"write {meant} (U+{ord(meant):04X})", meant * (run.end - run.start), is_seen=True)


def _is_alone(run: _Run) -> bool:
    """Whether it stands alone in quotation marks, brackets or an element: then it is what the text is about."""
    return run.end - run.start == 1 and run.before in _OPENING and run.after in _CLOSING


@cache
def _meant(character: str) -> str | None:
    """The unified ideograph that a radical or a compatibility ideograph stands for; None for one that is itself."""
    meant = _SUPPLEMENT.get(character) or unicodedata.normalize("NFKC", character)
    return None if meant == character else meant


# EquivalentUnifiedIdeograph.txt of the Unicode Character Database, as far as what a radical stands for is a character
# of texts. The Kangxi radicals and the compatibility ideographs have normalization forms that say the same.
_SUPPLEMENT = {
    chr(int(pair[:4], 16)): pair[4:]
    for pair in (
        "2E9F母 2EA0民 2EC1虎 2EC4西 2EC5见 2EC6角 2EC9贝 2ECB车 2ED1長 2ED3长 2ED4门 2ED7雨 2ED8青 2ED9韦 2EDA页"
        " 2EDB风 2EDC飞 2EDD食 2EE2马 2EE3骨 2EE4鬼 2EE5鱼 2EE6鸟 2EE7卤 2EE8麦 2EE9黄 2EEA黾 2EEB斉 2EEC齐 2EED歯"
        " 2EEE齿 2EEF竜 2EF0龙 2EF1龜 2EF2亀 2EF3龟"
    ).split()
}


def _named(run: _Run) -> str:
    name = unicodedata.name(run.character, "a control character" if run.character < "\xa0" else "")
    count = run.end - run.start
    return f"{f'{count} times ' if count > 1 else ''}U+{ord(run.character):04X} {name}".rstrip()


def _fix(run: _Run, flaw: _Flaw, around: _Surroundings) -> Fix | None:
    if flaw.replacement is None or not around.is_text(run) or not (flaw.is_seen or _is_apart(run, around)):
        return None
    return Fix((Edit(Span(run.start, run.end), flaw.replacement),), flaw.is_safe)


def _is_apart(run: _Run, around: _Surroundings) -> bool:
    """Whether nothing becomes markup, a reference or another value once what stands here is gone."""
    front_matter = around.reading.front_matter
    if front_matter is not None and run.end <= front_matter.span.end:
        return _is_plain(run.before, "\"'") and _is_plain(run.after, "\"'")
    if around.is_markdown:
        if not run.before or run.before.isspace():  # what follows could begin a list or a heading
            return run.after.isalpha() or run.after > "\x7f"
        return _is_plain(run.before) and _is_plain(run.after, "\r\n ")
    if _BEGUN_REFERENCE.search(around.text, max(0, run.start - _LONGEST_REFERENCE), run.start):
        return False
    return _is_plain(run.before, ">\r\n\t ") and _is_plain(run.after, "<\r\n\t ")


def _is_plain(side: str, others: str = "") -> bool:
    return not side or side.isalnum() or side > "\x7f" or side in others
