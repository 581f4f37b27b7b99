"""What the fixes of all rules change, and what they never change: on our fixtures, on planted faults and on corpora."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import CORPUS, FIXTURES, corpus_files, fixture_articles
from folding import TEXT_ATTRIBUTES, folded_marks
from planted_faults import FAULTS, Ground, plant
from rule_cases import Case, all_cases
from wenzhang import Article, Source
from wenzhang.config import Config
from wenzhang.errors import WenzhangError
from wenzhang.frontmatter.fields import ALIASES, styleless
from wenzhang.model import Code, CodeBlock, Image, Link
from wenzhang.read import read
from wenzhang.read.frontmatter import read_front_matter
from wenzhang.source import Edit
from wenzhang.validation.diagnostic import Diagnostic
from wenzhang.validation.fixing import Fixed, fixed
from wenzhang.validation.registry import catalogue
from wenzhang.validation.run import Validator
from wenzhang.validation.subject import Subject
from wenzhang.validation.suspects import _meant
from wenzhang.walk import collect

REAL = FIXTURES / "articles" / "gpu-vs-tpu-ultimate-showdown-ai-engine.md"
FIXABLE = [rule.code for rule in catalogue().values() if rule.fix is not None]
ORDER = {"FM013": {"order": ["title", "excerpt", "date", "tags", "slug"]}}


@cache
def validator() -> Validator:
    """All rules, FM013 with an order."""
    return Validator(Config(select=("ALL",), rules=ORDER))


def problems(source: Source, rules: Validator) -> Iterator[str]:
    """What is wrong with the fixes of a source, the safe ones, and all of them."""
    for unsafe in (False, True):
        result = fixed(source, rules, unsafe=unsafe)
        kind = "unsafe" if unsafe else "safe"
        yield from (f"{kind}: {problem}" for problem in _problems(source, rules, result, unsafe))


def _problems(source: Source, rules: Validator, result: Fixed, unsafe: bool) -> Iterator[str]:
    again = fixed(result.source, rules, unsafe=unsafe)
    if again.source != result.source:
        yield f"fixing twice is not once: {[each.code for each in again.mended]}"
    refused = {_place(each) for each in result.refused}
    for each in result.left:
        if _is_fixable(each, result.source, unsafe) and _place(each) not in refused:
            yield f"{each.code} is left with a fix: {each.message}"
    if not result.mended:
        if result.source is not source:
            yield "nothing is mended, but the source is another one"
        return
    for each in result.mended:
        if each.code not in FIXABLE or not _is_fixable(each, None, unsafe):
            yield f"{each.code} was mended, which has no such fix"
        if each.code.startswith(CHINESE):
            yield from _elsewhere(each)
    yield from _replayed(source, rules, result)
    yield from _unlike(source, result, rules)


def _place(diagnostic: Diagnostic) -> tuple[str, int, int]:
    return diagnostic.code, diagnostic.span.start, diagnostic.span.end


def _is_fixable(diagnostic: Diagnostic, source: Source | None, unsafe: bool) -> bool:
    """Whether it has a fix that may be made, and that changes something."""
    fix = diagnostic.fix
    if fix is None or not (fix.safe or unsafe):
        return False
    return source is None or any(source.slice(edit.span) != edit.replacement for edit in fix.edits)


CHINESE = ("ZH", "TY")
"""The rules whose fixes change what readers see, with EN002."""
SPACES = 8  # beside a mark, which its width makes needless


def _elsewhere(diagnostic: Diagnostic) -> Iterator[str]:
    """What a fix changes that is not at its finding. Spaces beside a mark go with it, and TY005 closes a quotation."""
    start, end = diagnostic.span.start, diagnostic.span.end
    for edit in diagnostic.fix.edits if diagnostic.fix else ():
        if diagnostic.code == "TY005" and edit.span.start >= end and folded_marks(unescape(edit.replacement)) == "":
            continue
        if edit.span.start < start - SPACES or edit.span.end > end + SPACES:
            yield f"{diagnostic.code} changes {edit.span}, which is not at its finding {diagnostic.span}"


# Outside of the edits every byte stays


def _replayed(source: Source, rules: Validator, result: Fixed) -> Iterator[str]:
    """Makes the edits of what was mended, round by round, in the bytes of the file itself."""
    rest = list(result.mended)
    while rest:
        count, edits = _round(rest, {repr(each) for each in rules.diagnose(source)})
        if not count:
            yield f"{rest[0].code} was mended at {rest[0].span}, where it is not found"
            return
        expected = _spliced(source, edits)
        source = source.apply(edits)
        if source.encode() != expected:
            yield "bytes outside of the edits are others"
        rest = rest[count:]
    if source != result.source:
        yield "the edits of what was mended do not make the result"


def _round(mended: Sequence[Diagnostic], found: set[str]) -> tuple[int, list[Edit]]:
    """How many were mended at once: those that are found, in the order of the text, and apart. And their edits."""
    edits: list[Edit] = []
    for count, each in enumerate(mended):
        own = each.fix.edits if each.fix else ()
        is_next = not count or (mended[count - 1].span, mended[count - 1].code) < (each.span, each.code)
        if repr(each) not in found or not is_next or any(_touch(one, other) for one in own for other in edits):
            return count, sorted(edits, key=_start)
        edits += own
    return len(mended), sorted(edits, key=_start)


def _start(edit: Edit) -> int:
    return edit.span.start


def _touch(one: Edit, other: Edit) -> bool:
    return one.span.start <= other.span.end and other.span.start <= one.span.end


def _spliced(source: Source, edits: Sequence[Edit]) -> bytes:
    """The bytes of the file, with edits made in them."""
    data = source.encode()
    pieces, at = [], 0
    for edit in edits:
        start, end = (source.position(offset).byte_offset for offset in (edit.span.start, edit.span.end))
        pieces += [data[at:start], edit.replacement.encode(source.encoding)]
        at = end
    return b"".join((*pieces, data[at:]))


# What the article says stays


# NUL is shown as U+FFFD (CommonMark 2.3; HTML Standard, 13.2.5).
INVISIBLE = re.compile(
    "[\0-\x08\x0b\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffd-\uffff]"
    + "".join(f"|[{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}]" for plane in range(1, 17))
)
MDX_COMMENT = re.compile(r"\{/\*.*?\*/\}", re.DOTALL)
NUMERALS = re.compile("[0-9０-９一二三四五六七八九十]+")
ITEM = re.compile("[0-9]+[.)]")
DATES = frozenset({*ALIASES["date"], *ALIASES["updated"]})


def _unlike(source: Source, result: Fixed, rules: Validator) -> Iterator[str]:
    """What the article says otherwise, though no rule that mended something may change that."""
    before, after = (_article(each, rules) for each in (source, result.source))
    codes = frozenset(each.code for each in result.mended)
    codes |= {f"unsafe {each.code}" for each in result.mended if each.fix and not each.fix.safe}
    if before.format != after.format:
        yield f"the body is in {after.format} now"
    for what, ours, theirs in (
        ("code", _code(before), _code(after)),
        ("addresses", _addresses(before, codes), _addresses(after, codes)),
        ("tags", _tags(before, codes), _tags(after, codes)),
        ("text", _text(before, codes), _text(after, codes)),
        ("front matter", _entries(before, codes), _entries(after, codes)),
    ):
        if ours != theirs:
            yield f"{sorted(codes)} changed the {what}: {_difference(ours, theirs)}"


def _article(source: Source, rules: Validator) -> Article:
    return read(source, read_front_matter(source), format=rules.config.body_format)


def _difference(ours: Any, theirs: Any) -> str:
    pairs = ((one, other) for one, other in zip(ours, theirs, strict=False) if one != other)
    return repr(next(pairs, (len(ours), len(theirs))))[:300]


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _code(article: Article) -> list[str]:
    return [_lines(text) for kind in (Code, CodeBlock) for text in (node.text for node in collect(article, kind))]


def _addresses(article: Article, codes: frozenset[str]) -> list[str]:
    """With LK004 and LK007, those that they find are left out; with SU001, the copies of a link that is not closed.

    There is one in each block behind it, also in that of a comment.
    """
    found = [node.href for node in collect(article, Link)] + [node.src for node in collect(article, Image)]
    if "SU001" in codes:
        found = list(dict.fromkeys(found))
    if "LK007" in codes:
        return [str(len(found))]
    return [re.sub("^https?:", "", each, flags=re.I) if "LK004" in codes else each for each in map(_lines, found)]


def _tags(article: Article, codes: frozenset[str]) -> list[Any]:
    """Every tag with its attributes, but for what is mended in them."""
    found = []
    for tag in Subject(article).tags:
        if (tag.name in ("p", "br") and "ST008" in codes) or (tag.name == "p" and "SU001" in codes):
            continue  # a comment of MDX is a paragraph
        if tag.name in ("p", "ol", "li") and "unsafe TY008" in codes:
            continue  # `３.` becomes an item of a list
        attributes = {
            name: (_plain if name in TEXT_ATTRIBUTES else _seen)(each.value, codes)
            for name, each in tag.attributes.items()
        }
        if tag.name == "a" and "LK005" in codes:
            attributes["rel"] = "noopener"
        for name in ("href", "src") if codes & {"LK004", "LK007"} else ():
            attributes.pop(name, None)
        found.append((tag.name, attributes))
    return found


def _text(article: Article, codes: frozenset[str]) -> str:
    text = _plain(article.text, codes)
    if "SU001" in codes:
        text = MDX_COMMENT.sub("", text)
    if "unsafe TY008" in codes:
        text = ITEM.sub("", text)
    if "FQ004" in codes:
        text = NUMERALS.sub("1", text)
    # Whether an empty paragraph parts two lines, and what of line ends is shown, is nothing to read.
    return "".join(text.split()) if codes & {"ST008", "EN001", "EN002", "SU001"} else text


def _plain(text: str, codes: frozenset[str]) -> str:
    """A text without what the rules that mended something may change in it.

    Of ZH003 that are its words, so nothing is left: what it changes has to be at its findings.
    """
    if "ZH003" in codes:
        return ""
    text = _seen(text, codes)
    return folded_marks(text) if any(code.startswith(CHINESE) for code in codes) else text


def _seen(text: str, codes: frozenset[str]) -> str:
    """A text as EN002 leaves it: without what nobody sees, and with characters for radicals."""
    text = _lines(text)
    if "EN002" not in codes:
        return text
    return normalize("NFKC", "".join(_meant(each) or each for each in INVISIBLE.sub("", text)))


def _entries(article: Article, codes: frozenset[str]) -> Any:
    """What the front matter says, but for the entries that are mended."""
    if article.front_matter is None:
        return []
    entries = {
        entry.key.content: _plain(getattr(entry.value, "content", article.source.slice(entry.value.span)), codes)
        for entry in article.front_matter.root.entries
    }
    for key in list(entries):
        if ("FM008" in codes and styleless(key) in DATES) or ("FM011" in codes and key in ("tags", "keywords")):
            del entries[key]
        elif "FM007" in codes:
            entries[key] = entries[key].replace('"', "")
    return sorted(entries.items()) if "FM013" in codes else list(entries.items())


# The texts


def report(found: Iterable[tuple[str, str]]) -> str:
    lines = [f"{name}: {problem}" for name, problem in found]
    return f"{len(lines)} problems\n" + "\n".join(lines[:40])


@pytest.mark.parametrize("case", [each for each in all_cases() if each.caught], ids=str)
def test_the_cases_of_rules(case: Case, tmp_path: Path) -> None:
    for rules in (Validator(case.settings(tmp_path)), validator()):
        for name, content in case.files.items():
            if not name.endswith((".md", ".html", ".mdx")):
                continue
            try:
                source = Source.from_bytes(content, str(tmp_path / name))
            except WenzhangError:
                continue  # of EN003
            assert not (found := list(problems(source, rules))), report((name, each) for each in found)


@pytest.mark.parametrize("path", fixture_articles(), ids=lambda path: path.name)
def test_our_articles(path: Path) -> None:
    assert list(problems(Source.from_path(path), validator())) == []


@pytest.mark.parametrize("code", FAULTS)
def test_faults_in_the_real_article(code: str) -> None:
    text, choose = REAL.read_text("utf-8"), random.Random(f"fixes {code}").choice
    for _ in range(5):
        planted = plant(code, Ground(text, REAL.name, choose))
        if planted is not None and code != "EN003":
            source = Source.from_bytes(planted.data or planted.text.encode(), REAL.name)
            rules = Validator(
                Config(
                    select=("ALL",),
                    rules={**ORDER, **({code: planted.options} if planted.options else {})},
                    **planted.config,
                )
            )
            assert list(problems(source, rules)) == []


def corpus_texts(most: int) -> list[Path]:
    """Articles of the corpora, as many of each."""
    folders = sorted(path for path in CORPUS.glob("*") if path.is_dir())
    found = []
    for folder in folders:
        files = sorted(path for path in folder.rglob("*") if path.suffix in (".md", ".html", ".mdx", ".htm"))
        found += files[:: max(1, -(-len(files) // most))]
    return found


def test_corpora() -> None:
    corpus_files("mdn-zh-html", "*")
    found = [
        (str(path.relative_to(CORPUS)), problem)
        for path in corpus_texts(12)
        if path.stat().st_size < 60_000
        for problem in problems(Source.from_path(path), validator())
    ]
    assert not found, report(found)


PIECES = (
    "甲",
    " 乙 ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\0",
    "\u200b",
    "\ufeff",
    "\u202e",
    "\u200e",
    "\xad",
    "\u2f0a口",
    "\uf900",
    "\x08",
    "<p>&nbsp;</p>",
    "<p></p>",
    "<p> <br></p>\n",
    '<p class="a"></p>',
    "<p>",
    "</p>",
    '<a href="http://www.example.com/a" target="_blank">丙</a>',
    "<a target=_blank href=//example.com rel>",
    "<a href='https://example.com' rel='nofollow' target='_blank'>",
    "</a>",
    '<a href="https://example.com/a b。">丁</a>',
    "<a href=http://example.com\\a>",
    '<img src="a\nb.png" alt="\u200b戊">',
    "[己](http://example.com)",
    "[庚](<https://example.com/a b>)",
    "![辛](https://example.com/。)",
    "<http://example.com/x>",
    "[x]: http://example.com\n",
    "<!-- wenzhang: ignore[FG001] -->",
    "<!-- wenzhang: ignore[FG001, LK004] 因為 -->\n\n",
    "<!-- wenzhang: ignore -->\n",
    "{/* wenzhang: ignore[FG001] */}\n\n",
    "<details><summary>Q1：甲？</summary>乙</details>\n",
    "<details><summary>Q3: 甲？</summary>乙</details>",
    "<details><summary><b>Q２</b> 甲？</summary>A2：乙</details>",
    "<code>\u200b<p></p></code>",
    "`\u200b http://example.com`",
    "```\n",
    "    ",
    "<pre>",
    "</pre>",
    "{{ x }}",
    "{% if a %}",
    '{{< figure src="a\u200bb" >}}',
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "- ",
    "1. ",
    "> ",
    "**",
    "*",
    "_",
    "#",
    "&#",
    "&am",
    "p;",
    "<",
    "|",
    "$",
    "[^1]",
    "[^1]: ",
    "---\n",
    "=",
)
LINES = (
    "title: 甲\u200b乙",
    "title: 2026-01-09",
    "title: 甲 # 註",
    "tags: [a, A, a, '']",
    "tags: [甲, 甲] # 乙",
    "tags:\n  - 甲\n  - 乙\n  - 甲",
    "tags:\n- 甲\n-\n- 甲 # 註",
    "tags: 甲, 乙、甲",
    'tags: ["甲", "甲"]',
    "date: 2026/1/9",
    "date: '2026年1月9日'",
    "date: 20260109",
    "updated: 2026.1.9 08:00",
    "slug: 0123",
    "lang: no",
    "a: 12:30",
    "b: 1e5",
    "c: [1_000, {d: 0o7}]",
    "excerpt: |\n  甲\u200b乙\n  丙",
    "excerpt: &a 甲",
    "e: *a",
    "# wenzhang: ignore[FM004] 註",
    "f: 甲 # wenzhang: ignore[FM007, FM008]",
    "# 註",
    "",
    "\ufeff",
)


def bodies(pieces: Sequence[str] = PIECES) -> st.SearchStrategy[str]:
    return st.lists(st.one_of(st.sampled_from(pieces), st.text(max_size=4)), max_size=20).map("".join)


def heads() -> st.SearchStrategy[str]:
    lines = st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=6)), max_size=7)
    return st.one_of(st.just(""), lines.map(lambda each: "\n".join(("---", *each, "---", ""))))


def check(source: Source) -> None:
    found = [("", problem) for problem in problems(source, validator())]
    assert not found, report(found)


HOSTILE = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


@HOSTILE
@given(heads(), bodies(), st.sampled_from(("\n", "\r\n", "\r")), st.sampled_from(("a.md", "a.html", "a.mdx")))
def test_hostile_articles(head: str, body: str, newline: str, path: str) -> None:
    try:
        source = Source.from_text((head + body).replace("\n", newline), path)
    except WenzhangError:
        return
    check(source)


@HOSTILE
@given(heads(), bodies(), st.sampled_from(("big5", "gb18030", "utf-16", "utf-8-sig")))
def test_hostile_bytes(head: str, body: str, encoding: str) -> None:
    text = f'<meta charset="{encoding}">{body}' if encoding[0] in "bg" and not head else head + body
    try:
        source = Source.from_bytes(text.encode(encoding, "ignore"), "a.html")
    except WenzhangError:
        return
    check(source)
