"""Faults to plant into clean articles, one function a rule, and where each has to be found.

A snippet has `⟦` and `⟧` around the text of the finding, as in `<p>⟦<img src="a.png">⟧</p>`. It is in Traditional
Chinese, and put into the script of the article. `choose` takes one of a sequence: by hypothesis, or by chance.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from wenzhang import Source
from wenzhang.conversion.engine import convert_texts
from wenzhang.frontmatter.view import Scalar
from wenzhang.model import Code, CodeBlock, Figure, Paragraph, Section, Text
from wenzhang.read import read
from wenzhang.read.frontmatter import read_front_matter
from wenzhang.source import Span
from wenzhang.walk import collect, walk

if TYPE_CHECKING:
    from wenzhang.frontmatter import Entry, FrontMatter

T = TypeVar("T")
Choose = Callable[[Sequence[Any]], Any]

HTTPS = "https://www.example.com/night-market"


class Planted(NamedTuple):
    """A text with one fault in it, and what that means for the findings.

    `span` is where it has to be found, under `name` where that is not the rule's. `also` are the codes of findings that
    it implies, `gone` of those that it takes away, all of them (`*`) where the file cannot be read any more. `options`
    are those of the rule, `config` other settings, `files` what else is in the folder, `data` the file where it is not
    the text in UTF-8.
    """

    text: str
    span: Span
    name: str | None = None
    also: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    options: dict[str, Any] = {}  # noqa: RUF012 - never changed
    config: dict[str, Any] = {}  # noqa: RUF012
    files: dict[str, str] = {}  # noqa: RUF012
    data: bytes | None = None


@cache
def simplified(text: str) -> str:
    """The text in Simplified Chinese."""
    return convert_texts([text], ("t2s",))[0]


class Ground:
    """A clean article, and the places in it where something can be planted: with `verbatim` in the script it is in."""

    def __init__(self, text: str, path: str, choose: Choose, *, verbatim: bool = False) -> None:
        self.text = text
        self.path = path
        self.choose = choose
        source = Source(text, path=path)
        self.article = read(source, read_front_matter(source))
        self.is_markdown = self.article.format == "markdown"
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.is_simplified = simplified(text) == text
        self._verbatim = verbatim

    def verbatim(self) -> Ground:
        """The same, for what is to be planted in the script that it is in."""
        return Ground(self.text, self.path, self.choose, verbatim=True)

    # In the body

    def block(self, html: str, markdown: str | None = None, **more: Any) -> Planted | None:
        """A block behind one of the paragraphs."""
        places = [
            node.span.end
            for node in self._blocks
            if isinstance(node, Paragraph) and not node.implied and not self.text.startswith("<s", node.span.end)
        ]
        return self._put(places, html, markdown, **more)

    def part(self, html: str, markdown: str | None = None, **more: Any) -> Planted | None:
        """A heading with what belongs to it, before a heading of the highest levels or at the end."""
        places = [node.heading_span.start for node in self._sections if node.level < 3]
        if self.article.head is None:
            places.append(len(self.text.rstrip()))
        return self._put(places, html, markdown, **more)

    def start(self, html: str, markdown: str | None = None, **more: Any) -> Planted | None:
        """At the beginning of the body, where there are headings below."""
        places = [self._blocks[0].span.start] if self._blocks and self._sections else []
        return self._put(places, html, markdown, **more)

    def character(self, marked: str, **more: Any) -> Planted | None:
        """Something between two Chinese characters of the text."""
        code = [node.span for kind in (Code, CodeBlock) for node in collect(self.article, kind)]
        places = [
            node.span.start + found.start()
            for node in walk(self.article)
            if isinstance(node, Text) and not any(span.contains(node.span) for span in code)
            for found in _BETWEEN.finditer(self.text[node.span.start : node.span.end])
        ]
        return self.at(self.choose(places), marked, **more) if places else None

    def _put(self, places: list[int], html: str, markdown: str | None, **more: Any) -> Planted | None:
        if not places:
            return None
        at = self.choose(places)
        snippet = html
        if self.is_markdown:
            snippet = html if markdown is None else self.choose((html, markdown))
            before = "" if not at or self.text[:at].endswith(("\n\n", "\r\n\r\n")) else "\n\n"
            snippet = before + snippet + "\n\n"
        return self.at(at, snippet.replace("\n", self.newline), **more)

    @cached_property
    def _sections(self) -> Sequence[Section]:
        return [node for node in walk(self.article) if isinstance(node, Section)]

    @cached_property
    def _blocks(self) -> list[Any]:
        found: list[Any] = [*self.article.intro]
        for section in self.article.sections:
            found += [section] if not found else []
            found += section.blocks
        return found

    # In the front matter

    @property
    def head(self) -> FrontMatter:
        """The front matter. Without any, nothing can be planted there: `NotHereError`."""
        if self.article.front_matter is None:
            raise NotHereError
        return self.article.front_matter

    def entry(self, key: str) -> Entry:
        """The entry of a well-known key, of which there is one on a line of its own."""
        entry = self.head.field(key)
        if entry is None or type(entry.value) is not Scalar:
            raise NotHereError
        return entry

    def pair(self, key: str, value: str) -> str:
        """A key and a value, which is written as in JSON: that is YAML and TOML as well."""
        if self.head.format == "json":
            return f'"{key}": '.replace('"⟦', '⟦"').replace('⟧":', '"⟧:') + value
        return f"{key}{': ' if self.head.format == 'yaml' else ' = '}{value}"

    def add(self, key: str, value: str, **more: Any) -> Planted:
        """One more entry, behind one that there is."""
        entries = [entry for entry in self.head.root.entries if type(entry.value) is Scalar and self._is_last(entry)]
        if not entries:
            raise NotHereError
        comma = "," if self.head.format == "json" else ""
        at = self.choose(entries).value.span.end
        return self.at(at, comma + self.newline + self.pair(key, value), **more)

    def _is_last(self, entry: Entry) -> bool:
        """Whether nothing but a comma stands behind it on its line."""
        return re.match(r",?[ \t]*[\r\n]", self.text[entry.value.span.end :]) is not None

    def other(self, key: str, new: str, **more: Any) -> Planted:
        """The entry of a key written otherwise."""
        entry = self.entry(key)
        return self.at(entry.key.span.start, new, entry.value.span.end, **more)

    def without(self, key: str) -> str:
        """The text without an entry."""
        entry = self.entry(key)
        start, end = entry.key.span.start, entry.value.span.end
        if (behind := re.compile(r",?\s*").match(self.text, end)) is not None:
            end = behind.end()
        text = self.text[:start] + self.text[end:]
        return re.sub(r",(\s*})", r"\1", text, count=1) if self.head.format == "json" else text

    # Anywhere

    def at(self, start: int, marked: str, end: int | None = None, **more: Any) -> Planted:
        """A snippet put in at an offset, or in place of what stands up to `end`."""
        marked = simplified(marked) if self.is_simplified and not self._verbatim else marked
        head, rest = marked.split("⟦")
        inner, tail = rest.split("⟧")
        begin = start + len(head)
        text = self.text[:start] + head + inner + tail + self.text[start if end is None else end :]
        return Planted(text, Span(begin, begin + len(inner)), **more)


_BETWEEN = re.compile("(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")


class NotHereError(Exception):
    """The article has no place for the fault."""


Plant = Callable[[Ground], Planted | None]

FAULTS: dict[str, Plant] = {}
"""What plants a fault that a rule has to find, by its code. None where the article has no place for it."""


def plants(code: str) -> Callable[[Plant], Plant]:
    """Puts the function below into the table."""

    def register(plant: Plant) -> Plant:
        FAULTS[code] = plant
        return plant

    return register


def plant(code: str, ground: Ground) -> Planted | None:
    """The article with the fault of a rule; None where there is no place for it."""
    try:
        return FAULTS[code](ground)
    except NotHereError:
        return None


# FM: in front matter that cannot be read, nothing else of it is found.


@plants("FM001")
def fence(ground: Ground) -> Planted | None:
    head = ground.head.span
    fault = ground.choose(("blank line", "unclosed", "missing"))
    if fault == "blank line":
        return ground.at(0, f"⟦{ground.newline}⟧")
    if fault == "unclosed" and ground.head.format != "json" and "\n---" not in ground.text[head.end :]:
        return Planted(ground.text[: head.end - 3] + ground.text[head.end :].lstrip(), Span(0, 1))
    text = ground.text[head.end :].lstrip()
    source = Source(text, path=ground.path)
    article = read(source, read_front_matter(source))
    return None if article.title or article.head else Planted(text, Span(0, 0))


@plants("FM002")
def syntax(ground: Ground) -> Planted | None:
    title = ground.entry("title")
    key = ground.text[title.key.span.start : title.key.span.end]
    end = title.value.span.start
    if ground.head.format == "yaml":
        return ground.at(title.key.span.start, f"{key}⟦：⟧", end)
    return ground.at(title.key.span.start, f"{key} {':' if ground.head.format == 'json' else '='} ⟦夜⟧", end)


@plants("FM003")
def required(ground: Ground) -> Planted | None:
    if ground.article.intro and ground.article.sections and ground.article.sections[0].level == 1:
        return None
    if ground.choose((True, False)):
        return ground.other("title", ground.pair("⟦title⟧", '""'))
    fence = 1 if ground.head.format == "json" else 3
    return Planted(ground.without("title"), Span(ground.head.span.start, ground.head.span.start + fence))


@plants("FM004")
def unknown(ground: Ground) -> Planted | None:
    if ground.choose((True, False)):
        return ground.add("⟦translatr⟧", '"編輯部"', options={"known": [*ground.head.data]})
    excerpt = ground.entry("excerpt")
    value = ground.text[excerpt.value.span.start : excerpt.value.span.end]
    return ground.other("excerpt", ground.pair("⟦descripton⟧", value), also=("SE001",))


@plants("FM005")
def wrong_type(ground: Ground) -> Planted | None:
    if ground.choose((True, False)):
        return ground.add("weight", '⟦"重"⟧', options={"types": {"weight": "integer"}})
    return ground.other("title", ground.pair("title", '⟦["夜市", "指南"]⟧'))


@plants("FM006")
def duplicate_key(ground: Ground) -> Planted | None:
    entry = ground.entry("title")
    comma = "," if ground.head.format == "json" else ""
    pair = ground.pair("⟦" + entry.key.content + "⟧", '"夜市攻略"')
    return ground.at(entry.value.span.end, comma + ground.newline + pair) if ground._is_last(entry) else None


@plants("FM007")
def ambiguous(ground: Ground) -> Planted | None:
    if ground.head.format != "yaml":
        return None
    key, value = ground.choose((("slug", "0123"), ("duration", "12:30"), ("commit", "123e4567"), ("version", "1_000")))
    return None if key in ground.head.data else ground.add(key, f"⟦{value}⟧")


@plants("FM008")
def date_form(ground: Ground) -> Planted | None:
    date = ground.choose(("2026/1/9", "2026年1月9日", "2026-02-30", "9.1.2026"))
    key = ground.choose(("date", "updated"))
    return (ground.other if ground.head.field(key) else ground.add)(key, ground_pair(ground, key, f'⟦"{date}"⟧'))


def ground_pair(ground: Ground, key: str, value: str) -> str:
    """What `other` and `add` take for an entry that may be there or not."""
    return ground.pair(key, value) if ground.head.field(key) else value


@plants("FM009")
def future(ground: Ground) -> Planted | None:
    key = ground.choose(("date", "updated"))
    return (ground.other if ground.head.field(key) else ground.add)(key, ground_pair(ground, key, '⟦"2999-01-09"⟧'))


@plants("FM010")
def not_allowed(ground: Ground) -> Planted | None:
    options = {"allowed": {"category": ["AI", "生活"]}}
    value = '⟦"Ai"⟧'
    if ground.head.field("category"):
        return ground.other("category", ground.pair("category", value), options=options)
    return ground.add("category", value, options=options)


@plants("FM011")
def duplicate_tag(ground: Ground) -> Planted | None:
    tags = ground.head.field("tags")
    list_ = ground.choose(('["夜市", "小吃", ⟦"夜市"⟧]', '["夜市", ⟦""⟧]', '["AI", ⟦"ａｉ"⟧]', '"夜市, 小吃, ⟦夜市⟧"'))
    also = ("TY008",) if "ａｉ" in list_ else ()
    if tags is None:
        return ground.add("tags", list_, also=also)
    if is_block(ground, tags):
        return None
    return ground.at(tags.value.span.start, list_, tags.value.span.end, also=also)


def is_block(ground: Ground, entry: Entry) -> bool:
    """Whether its value is a list over lines, which no other value can take the place of just so."""
    return ground.text[entry.value.span.start] not in "[\"'"


@plants("FM012")
def length(ground: Ground) -> Planted | None:
    if ground.choose((True, False)):
        return ground.other("excerpt", ground.pair("excerpt", '⟦"夜市"⟧'))
    return ground.other("title", ground.pair("title", f'⟦"{"夜市怎麼逛" * 11}"⟧'))


@plants("FM013")
def key_order(ground: Ground) -> Planted | None:
    keys = list(ground.head.data)
    first, *others = keys
    order = [*others, first]
    key = next(entry.key for entry in ground.head.root.entries[1:2])
    return Planted(ground.text, key.span, options={"order": order})


@plants("FM014")
def duplicate_title(ground: Ground) -> Planted | None:
    """The other article is in the same language, as far as that is declared."""
    title, slug = ground.entry("title").value.span, ground.head.field("slug")
    head = ground.head.span.end
    if ground.choose((True, False)):
        planted = Planted(ground.text, slug.value.span) if slug else ground.add("slug", '⟦"night-market"⟧')
        other = planted.text[: head + len(planted.text) - len(ground.text)].replace(
            ground.text[title.start : title.end], '"別的夜市"'
        )
        return planted._replace(files={"other.md": other + "\n<p>正文。</p>"})
    other = ground.text[:head]
    if slug:
        other = other.replace(ground.text[slug.value.span.start : slug.value.span.end], '"night-market"')
    return Planted(ground.text, title, files={"other.md": other + "\n<p>正文。</p>"})


@plants("SE001")
def no_excerpt(ground: Ground) -> Planted | None:
    title = ground.entry("title")
    if ground.choose((True, False)):
        value = ground.text[title.value.span.start : title.value.span.end]
        return None if value[0] not in "\"'" else ground.other("excerpt", ground.pair("excerpt", f"⟦{value}⟧"))
    shift = 0
    if ground.entry("excerpt").key.span.start < title.key.span.start:
        shift = len(ground.text) - len(ground.without("excerpt"))
    return Planted(ground.without("excerpt"), Span(title.key.span.start - shift, title.key.span.end - shift))


# ST


@plants("ST001")
def level_skipped(ground: Ground) -> Planted | None:
    return ground.part(
        "<h2>走一圈</h2><p>先吃鹹的。</p>⟦<h4>找座位</h4>⟧<p>走遠一點就有。</p>",
        "## 走一圈\n\n先吃鹹的。\n\n⟦#### 找座位⟧\n\n走遠一點就有。",
    )


@plants("ST002")
def first_level(ground: Ground) -> Planted | None:
    return ground.start("⟦<h4>找座位</h4>⟧<p>走遠一點就有。</p>", "⟦#### 找座位⟧\n\n走遠一點就有。")


@plants("ST003")
def empty_heading(ground: Ground) -> Planted | None:
    empty = ground.choose(("<h3></h3>", "<h3>&nbsp;</h3>", "<h3><br></h3>", "<h3><strong> </strong></h3>"))
    return ground.part(
        f"<h2>走一圈</h2><p>先吃鹹的。</p>⟦{empty}⟧<p>走遠一點就有。</p>",
        "## 走一圈\n\n先吃鹹的。\n\n⟦###⟧\n\n走遠一點就有。",
    )


@plants("ST004")
def heading_twice(ground: Ground) -> Planted | None:
    return ground.part(
        "<h2>走一圈</h2><p>先吃鹹的。</p>⟦<h2>走一圈</h2>⟧<p>再吃甜的。</p>",
        "## 走一圈\n\n先吃鹹的。\n\n⟦## 走一圈⟧\n\n再吃甜的。",
    )


@plants("ST005")
def gap(ground: Ground) -> Planted | None:
    one, two, four = ground.choose((("一、", "二、", "四、"), ("1. ", "2. ", "4. "), ("（一）", "（二）", "（四）")))
    return ground.part(
        f"<h2>走一圈</h2><h3>{one}入口</h3><p>甲。</p><h3>{two}小吃</h3><p>乙。</p>⟦<h3>{four}出口</h3>⟧<p>丙。</p>",
        f"## 走一圈\n\n### {one}入口\n\n甲。\n\n### {two}小吃\n\n乙。\n\n⟦### {four}出口⟧\n\n丙。",
    )


@plants("ST006")
def mixed_ordinals(ground: Ground) -> Planted | None:
    return ground.part(
        "<h2>走一圈</h2><h3>一、入口</h3><p>甲。</p><h3>二、小吃</h3><p>乙。</p>⟦<h3>3. 出口</h3>⟧<p>丙。</p>",
        "## 走一圈\n\n### 一、入口\n\n甲。\n\n### 二、小吃\n\n乙。\n\n⟦### 3. 出口⟧\n\n丙。",
    )


@plants("ST007")
def empty_section(ground: Ground) -> Planted | None:
    return ground.part("⟦<h2>走一圈</h2>⟧", "⟦## 走一圈⟧")


@plants("ST008")
def empty_paragraph(ground: Ground) -> Planted | None:
    empty = ground.choose(("<p></p>", "<p>&nbsp;</p>", "<p><br></p>", '<p style="color: red"> \u3000</p>'))
    return None if ground.is_markdown else ground.block(f"⟦{empty}⟧<p>走遠一點就有。</p>")


# FG: images have a size, for FG009 is on as well.

SIZE = 'width="12" height="8"'
IMAGE = f'<img src="{HTTPS}.jpg" alt="牌樓下的人潮" {SIZE}>'
CAPTIONED = f"<figure>{IMAGE}<figcaption>圖：夜市的入口。</figcaption></figure>"


@plants("FG001")
def no_alt(ground: Ground) -> Planted | None:
    image = f'⟦<img src="{HTTPS}.jpg" {SIZE}>⟧'
    return ground.block(f"<p>💬 {image} 夜市</p>", f"💬 {image} 夜市")


@plants("FG002")
def file_name(ground: Ground) -> Planted | None:
    src = "https://www.example.com/IMG_2034.jpg"
    return ground.block(f'<p>💬 <img src="{src}" alt="⟦IMG_2034⟧" {SIZE}></p>', f"💬 ⟦![IMG_2034]({src})⟧")


@plants("FG003")
def foreign_alt(ground: Ground) -> Planted | None:
    alt = "The night market at dusk"
    return ground.block(f'<p><img alt="⟦{alt}⟧" src="{HTTPS}.jpg" {SIZE}></p>', f"甲 ⟦![{alt}]({HTTPS}.jpg)⟧")


def captions_agree(ground: Ground) -> bool:
    """Whether one more `圖：` is like all others, and one more label another one."""
    return all((figure.caption or "圖：").startswith("圖：") for figure in collect(ground.article, Figure))


@plants("FG004")
def alt_as_caption(ground: Ground) -> Planted | None:
    if not captions_agree(ground):
        return None
    image = f'<img src="{HTTPS}.jpg" alt="⟦夜市的入口⟧" {SIZE}>'
    return ground.block(f"<figure>{image}<figcaption>圖：夜市的入口。</figcaption></figure>")


@plants("FG005")
def no_caption(ground: Ground) -> Planted | None:
    if not captions_agree(ground) or any(figure.caption is None for figure in collect(ground.article, Figure)):
        return None
    if ground.choose((True, False)):
        return ground.block(f"<figure>{IMAGE}⟦<figcaption> </figcaption>⟧</figure>")
    return ground.block(f"{CAPTIONED}<p>先吃鹹的。</p>⟦<figure>⟧{IMAGE}</figure>")


@plants("FG006")
def empty_figure(ground: Ground) -> Planted | None:
    caption = ground.choose(("", "<figcaption>圖：夜市的入口。</figcaption>", " <p></p>"))
    return ground.block(
        f"⟦<figure>{caption}</figure>⟧", also=("ST008",) * ("<p>" in caption and not ground.is_markdown)
    )


@plants("FG007")
def no_image(ground: Ground) -> Planted | None:
    return ground.block(
        f'<p><img src="⟦pictures/entrace.jpg⟧" alt="入口" {SIZE}></p>',
        "![入口](⟦pictures/entrace.jpg⟧)",
        files={"pictures/entrance.jpg": ""},
    )


@plants("FG008")
def other_label(ground: Ground) -> Planted | None:
    if not captions_agree(ground):
        return None
    label = ground.choose(("Figure 3.", "圖 3：", ""))
    return ground.block(f"{CAPTIONED * 3}<figure>{IMAGE}⟦<figcaption>{label}夜市的出口。</figcaption>⟧</figure>")


@plants("FG009")
def no_size(ground: Ground) -> Planted | None:
    return ground.block(f'<p>💬 ⟦<img src="{HTTPS}.jpg" alt="入口" width="12">⟧</p>')


# LK


@plants("LK001")
def no_target(ground: Ground) -> Planted | None:
    return ground.block(
        '<p>💬 <a href="⟦getting-ther.md⟧">交通</a></p>',
        "💬 [交通](⟦getting-ther.md⟧)",
        files={"getting-there.md": "# 交通\n\n搭車。"},
    )


@plants("LK002")
def no_fragment(ground: Ground) -> Planted | None:
    if re.search(r"<script|<[a-z]+-[a-z]|\{", ground.text.removeprefix("{")):
        return None  # something may put the place there
    where = ground.choose(("", "getting-there.md"))
    return ground.block(
        f'<p>💬 <a href="⟦{where}#no-such-place⟧">交通</a></p>',
        f"💬 [交通](⟦{where}#no-such-place⟧)",
        files={"getting-there.md": "# 交通\n\n搭車。"},
    )


@plants("LK003")
def nowhere(ground: Ground) -> Planted | None:
    html, markdown = ground.choose(
        (
            ('⟦<a href="">夜市地圖</a>⟧', "⟦[夜市地圖]()⟧"),
            ('<a href="⟦#⟧">夜市地圖</a>', "[夜市地圖](⟦#⟧)"),
            ("<a href='⟦javascript:go()⟧'>夜市地圖</a>", "[夜市地圖](⟦javascript:go()⟧)"),
        )
    )
    return ground.block(f"<p>💬 {html}</p>", f"💬 {markdown}")


@plants("LK004")
def insecure(ground: Ground) -> Planted | None:
    address = "⟦http://www.example.com/map⟧"
    return ground.block(f'<p>💬 <a href="{address}">地圖</a></p>', f"💬 [地圖]({address})")


@plants("LK005")
def opens_tab(ground: Ground) -> Planted | None:
    more = ground.choose(("", ' rel="nofollow"', " rel"))
    return ground.block(f'<p>💬 ⟦<a href="{HTTPS}" target="_blank"{more}>⟧地圖</a></p>')


@plants("LK006")
def vague(ground: Ground) -> Planted | None:
    text = ground.choose(("點此處", "此處", "更多……", "click here"))
    return ground.block(f'<p>💬 ⟦<a href="{HTTPS}">{text}</a>⟧</p>', f"💬 ⟦[{text}]({HTTPS})⟧")


@plants("LK007")
def illegal(ground: Ground) -> Planted | None:
    address = ground.choose((f"⟦{HTTPS}。⟧", f"⟦（{HTTPS}）⟧", f"⟦{HTTPS}\\a⟧"))
    if ground.is_markdown and "\\" in address:
        return None
    return ground.block(f'<p>💬 <a href="{address}">地圖</a></p>', f"💬 [地圖]({address})")


# FQ: under a heading of their own, apart from the questions that are there.


def questions(ground: Ground, html: str, **more: Any) -> Planted | None:
    return ground.part(f"<h2>走一圈的常見問題</h2>{html}", f"## 走一圈的常見問題\n\n{html}", **more)


def asked(summary: str, answer: str = "<p>可以。</p>") -> str:
    return f"<details><summary>{summary}</summary>{answer}</details>"


@plants("FQ001")
def no_summary(ground: Ground) -> Planted | None:
    if ground.choose((True, False)):
        return questions(ground, "⟦<details>⟧<p>退票請在三天前辦理。</p></details>")
    return questions(ground, "<details><p>三天前辦理。</p>⟦<summary>可以退票嗎？</summary>⟧</details>")


@plants("FQ002")
def no_question(ground: Ground) -> Planted | None:
    empty = ground.choose(("Q1: ", "", "&nbsp;", "Q1："))
    return questions(ground, f"<details>⟦<summary>{empty}</summary>⟧<p>可以。</p></details>")


@plants("FQ003")
def no_answer(ground: Ground) -> Planted | None:
    answer = ground.choose(("", "<p></p>", "A: ", "&nbsp;"))
    also = ("ST008",) * ("<p>" in answer and not ground.is_markdown)
    return questions(ground, f"<details>⟦<summary>可以退票嗎？</summary>⟧{answer}</details>", also=also)


@plants("FQ004")
def numbering(ground: Ground) -> Planted | None:
    second = ground.choose(("Q3", "Q1"))
    return questions(ground, asked("Q1: 可以退票嗎？") + asked(f"⟦{second}⟧: 可以改期嗎？"))


@plants("FQ005")
def other_form(ground: Ground) -> Planted | None:
    second = ground.choose(("Q2: 可以改期嗎？", "可以改期嗎？"))
    return questions(
        ground, asked("Q1：可以退票嗎？") + f"<details>⟦<summary>{second}</summary>⟧<p>可以。</p></details>"
    )


@plants("FQ006")
def asked_twice(ground: Ground) -> Planted | None:
    second = ground.choose(("可以退票嗎？", "可以退票嗎?"))
    html = asked("可以退票嗎？") + f"<details>⟦<summary>{second}</summary>⟧<p>可以。</p></details>"
    return questions(ground, html, also=("TY003",) * second.endswith("?"))


@plants("FQ007")
def no_mark(ground: Ground) -> Planted | None:
    return questions(ground, "<details>⟦<summary>Q1: 可以退票嗎</summary>⟧<p>可以。</p></details>")


# AX


@plants("AX001")
def other_language(ground: Ground) -> Planted | None:
    if ground.head.field("lang") or len(re.findall("[\u4e00-\u9fff]", ground.article.text)) < 60:
        return None
    return ground.add("lang", '⟦"en"⟧', gone=("FG003",))


@plants("AX002")
def same_id(ground: Ground) -> Planted | None:
    value = ground.choose(('"⟦走一圈⟧"', "'⟦走一圈⟧'", "⟦走一圈⟧"))
    return ground.block(f'<p id="走一圈">先吃鹹的。</p><p id={value}>再吃甜的。</p>')


# HT

MARKUP = (
    ("unclosed-element", "<p>前半⟦<b>⟧粗體</p>"),
    ("unclosed-element", "⟦<div>⟧<p>前半</p>"),
    ("stray-end-tag", "<p>前半⟦</section>⟧</p>"),
    ("stray-paragraph-end", "<div>前半⟦</p>⟧後半</div>"),
    ("misnested-tag", "<p><b>前<i>半⟦</b>⟧後</i>半</p>"),
    ("nested-link", f'<p><a href="{HTTPS}">前半⟦<a href="{HTTPS}">⟧後半</a></p>'),
    ("mismatched-heading", "<h2>走一圈⟦</h3>⟧<p>前半</p>"),
    ("unknown-named-character-reference", "<p>💬 ⟦&nosuch;⟧ 甲</p>"),
    ("missing-semicolon-after-character-reference", "<p>💬 ⟦&#30002⟧ 甲</p>"),
    ("invalid-first-character-of-tag-name", "<p>💬 3 ⟦<3⟧ 甲</p>"),
    ("duplicate-attribute", "<p class=a class⟦=⟧b>甲</p>"),
    ("missing-whitespace-between-attributes", '<p class="a"⟦i⟧d="b">甲</p>'),
    ("null-character-reference", "<p>💬 ⟦&#0;⟧ 甲</p>"),
    ("absence-of-digits-in-numeric-character-reference", "<p>💬 ⟦&#;⟧ 甲</p>"),
    ("nested-comment", "<p>💬</p><!-- 甲 <!--⟦ ⟧乙 -->"),
    ("missing-end-tag-name", "<p>💬</⟦>⟧甲</p>"),
    ("missing-attribute-value", "<p>💬<b class=⟦>⟧甲</b></p>"),
    ("end-tag-with-attributes", "<p>💬<b>甲</b class=a⟦>⟧</p>"),
    ("nested-heading", "<h2>走一圈⟦<h3>⟧甲</h3><p>乙</p>"),
    ("table-part-outside-table", "<div>⟦<td>⟧甲</div>"),
    ("misplaced-content-in-table", "<table>⟦前半⟧<tr><td>甲</td></tr></table>"),
)


"""Names of errors, and where they are found. Those of the tokenizer (HTML Standard, 13.2.5) are noticed at a character:
behind the name of an attribute that is there twice, at the end of a tag that lacks something."""


@plants("HT001")
def broken(ground: Ground) -> Planted | None:
    name, html = ground.choose(MARKUP)
    return (ground.part if "<h2>" in html else ground.block)(html, name=name)


@plants("HT002")
def unwanted(ground: Ground) -> Planted | None:
    if ground.article.head is not None:
        return None
    html = ground.choose(
        (
            "⟦<script>⟧alert(1)</script><p>甲</p>",
            '<p>💬 <span ⟦onclick="show()"⟧>甲</span></p>',
            '<p>💬 ⟦<font color="red">⟧甲</font></p>',
            "<p>💬 ⟦<strike>⟧甲</strike></p>",
        )
    )
    return ground.block(html)


# EN


@plants("EN001")
def not_plain(ground: Ground) -> Planted | None:
    fault = ground.choose(("mark", "encoding", "line end"))
    if fault == "mark":
        return Planted(ground.text, Span(0, 0), data=b"\xef\xbb\xbf" + ground.text.encode())
    if fault == "encoding":
        return Planted(ground.text, Span(0, 0), data=ground.text.encode("utf-16"))
    ends = [found.start() for found in re.finditer(r"\r\n|\n", ground.text)]
    if len(ends) < 3:
        return None
    at, other = ground.choose(ends), "\n" if ground.newline == "\r\n" else "\r\n"
    return ground.at(at, f"⟦{other}⟧", at + len(ground.newline))


SUSPECT = "\u200b\ufeff\x08\ufffd\u2f0a\u202e\u200d"


@plants("EN002")
def suspect(ground: Ground) -> Planted | None:
    return ground.character(f"⟦{ground.choose(SUSPECT)}⟧")


@plants("EN003")
def cut_off(ground: Ground) -> Planted | None:
    at = ground.choose(range(len(ground.text) // 2, len(ground.text)))
    data = ground.text[:at].encode() + b"\xff" + ground.text[at:].encode()
    return ground.at(at, "⟦\ufffd⟧", data=data, gone=("*",))


# SU


@plants("SU001")
def needless(ground: Ground) -> Planted | None:
    if ground.article.front_matter is not None and ground.head.format != "json" and ground.choose((True, False)):
        at = ground.head.root.entries[0].key.span.start
        return ground.at(at, f"⟦# wenzhang: ignore[FM004] 有意⟧{ground.newline}")
    comment = "⟦<!-- wenzhang: ignore[FG001] 裝飾 -->⟧"
    return ground.block(f"{comment}<p>先吃鹹的。</p>", f"{comment}\n\n先吃鹹的。")


@plants("SU002")
def malformed(ground: Ground) -> Planted | None:
    comment = ground.choose(("<!-- wenzhang: ignore[⟦img-alt-mising⟧] -->", "⟦<!-- wenzhang: ingore[FG001] -->⟧"))
    return ground.block(f"{comment}<p>先吃鹹的。</p>", f"{comment}\n\n先吃鹹的。")


import planted_chinese  # noqa: E402, F401 - it puts its own into the table
