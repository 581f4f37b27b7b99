"""Whether spans slice the source to what their nodes are, judged by reading each slice anew with html5lib."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple
from xml.dom.minidom import CharacterData, Element

from judge import fragment, squeeze, visible_text
from wenzhang import model
from wenzhang.model import Article, Details, Figure, Heading, Node, Table, Text
from wenzhang.walk import children, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang import Span

TAGS: dict[type[Node], frozenset[str]] = {
    model.Strong: frozenset({"strong", "b"}),
    model.Emphasis: frozenset({"em", "i"}),
    model.Strikethrough: frozenset({"del", "s", "strike"}),
    model.Subscript: frozenset({"sub"}),
    model.Superscript: frozenset({"sup"}),
    model.Code: frozenset({"code", "tt"}),
    model.Link: frozenset({"a"}),
    model.Image: frozenset({"img", "picture"}),
    model.ImageSource: frozenset({"source"}),
    model.LineBreak: frozenset({"br"}),
    model.Ruby: frozenset({"ruby"}),
    model.Paragraph: frozenset({"p"}),
    model.List: frozenset({"ul", "ol", "menu", "dir"}),
    model.ListItem: frozenset({"li"}),
    model.Figure: frozenset({"figure"}),
    model.Details: frozenset({"details"}),
    model.Table: frozenset({"table"}),
    model.TableRow: frozenset({"tr"}),
    model.TableCell: frozenset({"td", "th"}),
    model.CodeBlock: frozenset({"pre", "listing", "xmp", "plaintext"}),
    model.BlockQuote: frozenset({"blockquote"}),
    model.DefinitionList: frozenset({"dl"}),
    model.DefinitionTerm: frozenset({"dt"}),
    model.DefinitionDescription: frozenset({"dd"}),
    model.ThematicBreak: frozenset({"hr"}),
}
CONTAINERS = {"td": "tr", "th": "tr", "tr": "tbody", "caption": "table"}
# Elements that the parser opens without a tag of theirs: formatting that crosses blocks (HTML Standard, 13.2.4.3), the
# paragraph of a stray `</p>` (13.2.6.4.7), rows without `<tr>` (13.2.6.4.13).
TAGLESS = frozenset("a b big code em font i nobr s small strike strong tt u p tr".split())
_NAME = re.compile(r"<([^\s/>]*)")
_REFERENCE_AT_END = re.compile(r"&#?\w+\Z")
_NUMERIC_REFERENCE = re.compile(r"(&#(?:\d+|[xX][0-9a-fA-F]+);?)", re.ASCII)
ATTRIBUTE_FIELDS = frozenset({"href", "src", "alt", "title", "id", "cite", "media", "srcset"})


class Slice(NamedTuple):
    """A slice as html5lib reads it: its tags at the top, all text at the top beside them, what it shows."""

    tags: tuple[str, ...]
    beside: str
    text: str
    attrs: dict[str, str]


@lru_cache(maxsize=1 << 15)
def read_slice(written: str, container: str) -> Slice:
    """One slice, read anew as the content of `container`."""
    root = fragment(written, container)
    elements = [node for node in root.childNodes if isinstance(node, Element)]
    beside = "".join(node.data for node in root.childNodes if isinstance(node, CharacterData))
    attrs = dict(elements[0].attributes.items()) if elements else {}
    return Slice(tuple(element.tagName for element in elements), beside, visible_text(root), attrs)


def slice_problems(article: Article) -> Iterator[str]:
    """What is wrong with the spans of an article whose markup is well-formed."""
    source = article.source.text
    for node in (*walk(article), *article.headings):
        problem = text_problem(node, source) if isinstance(node, Text) else node_problem(node, source)
        if problem:
            yield f"{type(node).__name__} at {node.span.start}:{node.span.end}: {problem}"
        yield from part_problems(node, source)
    yield from nesting_problems(article)


def node_problem(node: Node, source: str) -> str | None:
    """What is wrong with a node's span, which slices the source to exactly that element, or run of nodes."""
    written = source[node.span.start : node.span.end]
    tags = expected_tags(node)
    if not tags or (tags & TAGLESS and not written.startswith("<")):
        return run_problem(node, written)
    problem = element_problem(written, tags, squeeze(node.text)) or end_problem(source, node.span)
    return problem or attribute_problem(node, written)


def run_problem(node: Node, written: str) -> str | None:
    """What is wrong with the span of a node without an element of its own, which reaches from its first to its last."""
    below = [child.span for child in children(node)]
    if isinstance(node, model.Section):
        below.append(node.heading_span)
    if not below:
        return f"there is nothing in it: {written!r}" if written else None
    start, end = min(span.start for span in below), max(span.end for span in below)
    if (node.span.start, node.span.end) != (start, end):
        return f"its content is at {start}:{end}"
    return None if read_slice(written, "div").text == squeeze(node.text) else f"another text: {written[:80]!r}"


def expected_tags(node: Node) -> frozenset[str]:
    """The tags an element of this kind of node can have; none where the node is not made from one element."""
    if getattr(node, "implied", False):
        return frozenset()
    if isinstance(node, Heading):
        return frozenset({f"h{node.level}"})
    if isinstance(node, (model.Html, model.Container, model.RawHtml)):
        return frozenset({node.tag})
    return TAGS.get(type(node), frozenset())


def element_problem(written: str, tags: frozenset[str], text: str) -> str | None:
    """What keeps a slice from being one element with one of these tags and this text."""
    container = next((CONTAINERS[tag] for tag in tags if tag in CONTAINERS), "div")
    found = read_slice(written, container)
    if len(found.tags) != 1 or found.tags[0] not in tags or found.beside:
        return f"{found.tags} beside {found.beside[:40]!r}, not one of {sorted(tags)}: {written[:80]!r}"
    if found.text != text:
        return f"the slice says {found.text[:80]!r}, the node {text[:80]!r}"
    return None


def end_problem(source: str, span: Span) -> str | None:
    """An element's own end tag that was cut off, or left out of its span."""
    written = source[span.start : span.end].lower()
    if not written.startswith("<") or written.rfind("<") > written.rfind(">"):
        return f"a tag is cut: {written[:20]!r} to {written[-20:]!r}"
    end_tag = f"</{_NAME.match(written)[1]}"  # type: ignore[index]
    behind = source[span.end : span.end + len(end_tag)].lower()
    cut = behind == end_tag and written.count(f"<{end_tag[2:]}") > written.count(end_tag)
    return f"its end tag stands behind it: {written[-40:]!r}" if cut else None


def attribute_problem(node: Node, written: str) -> str | None:
    """Attributes that html5lib reads otherwise."""
    if isinstance(node, model.Section) or written.lower().startswith(("<picture", "<svg", "<math")):
        return None
    container = next((CONTAINERS[tag] for tag in expected_tags(node) if tag in CONTAINERS), "div")
    theirs = read_slice(written, container).attrs
    named = {name: getattr(node, name) for name in node.__struct_fields__ if name in ATTRIBUTE_FIELDS}
    ours = named | getattr(node, "attrs", {})
    wrong = {name: value for name, value in ours.items() if value is not None and theirs.get(name, "") != value}
    return f"attributes {wrong} where there are {theirs}" if wrong else None


def text_problem(node: Text, source: str) -> str | None:
    """What is wrong with a text's span: unescaped, the slice is the value, line ends and NULs aside."""
    written = source[node.span.start : node.span.end]
    letters = written.replace("\r\n", "\n").replace("\r", "\n")
    cut = source.startswith(";", node.span.end) and _REFERENCE_AT_END.search(written)
    # A NUL is dropped or replaced (13.2.6.4.7, 13.2.5.5); in `<plaintext>` and its like, & begins no reference.
    said = {unescape(letters).replace("\0", ""), letters.replace("\0", "\ufffd")}
    return (
        f"{written[:80]!r} is not {node.value[:80]!r}"
        if node.value not in said or (cut and "&" not in node.value)
        else None
    )


def unescape(written: str) -> str:
    """What text means: `html.unescape`, but for controls and noncharacters, which the standard keeps (13.2.5.80)."""
    parts = _NUMERIC_REFERENCE.split(written)
    return "".join(html.unescape(part) or _code_point(part) for part in parts)


def _code_point(reference: str) -> str:
    digits = reference.strip("&#;").lower()
    return chr(int(digits[1:], 16) if digits.startswith("x") else int(digits)) if digits else ""


def part_problems(node: Node, source: str) -> Iterator[str]:
    """What is wrong with the spans of captions and summaries."""
    if isinstance(node, (Figure, Table)) and node.caption_span:
        tag = "figcaption" if isinstance(node, Figure) else "caption"
        span, text = node.caption_span, node.caption or ""
    elif isinstance(node, Details) and node.summary_span:
        tag, span, text = "summary", node.summary_span, "".join(inline.text for inline in node.summary)
    else:
        return
    problem = element_problem(source[span.start : span.end], frozenset({tag}), squeeze(text))
    if problem or (problem := end_problem(source, span)):
        yield f"{tag} at {span.start}:{span.end}: {problem}"


def nesting_problems(article: Article) -> Iterator[str]:
    """Nodes that lie outside of their parent, or over a sibling."""
    nodes: Iterator[Article | Node] = chain([article], walk(article))
    for node in nodes:
        end = node.span.start if isinstance(node, Node) else 0
        limit = node.span.end if isinstance(node, Node) else len(article.source.text)
        for child in children(node):
            place = child.span
            if not end <= place.start <= place.end <= limit:
                yield f"{type(child).__name__} at {place.start}:{place.end} is outside of {end}:{limit}"
            end = max(end, place.end)
