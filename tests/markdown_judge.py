"""What a Markdown body says, judged by independent renderers, whose HTML html5lib reads; and the same of our model.

Two judges: markdown-it-py, which follows CommonMark 0.31, and GitHub's cmark-gfm, which follows 0.29 and has neither
definition lists nor formulas.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.dom.minidom import Element

import cmarkgfm  # type: ignore[import-untyped]
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

import wenzhang
from judge import counts, fragment, model_counts, model_text, rendered_nodes, visible_text
from wenzhang import model
from wenzhang.walk import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from xml.dom.minidom import Node

    from markdown_it.token import Token
    from markdown_it.utils import OptionsDict

    from wenzhang import Article

_ELEMENTS: dict[str, type[model.Node]] = {
    "ul ol menu dir": model.List,
    "pre listing xmp plaintext": model.CodeBlock,
    "blockquote": model.BlockQuote,
    "dl": model.DefinitionList,
    "hr": model.ThematicBreak,
    "br": model.LineBreak,
    "strong b": model.Strong,
    "em i": model.Emphasis,
    "del s strike": model.Strikethrough,
    "code tt": model.Code,
}
_KINDS = {tag: kind for tags, kind in _ELEMENTS.items() for tag in tags.split()}
_INLINES = ("inlines", "heading", "summary", "captionInlines")
_BEHIND_BLOCK = re.compile(r"(?<=</p>)\n|(?<=</pre>)\n|(?<=</h[1-6]>)\n")


class Facts(NamedTuple):
    """The visible text without any white space, and how many there are of each kind of element."""

    text: str
    counts: dict[str, int]


def model_facts(article: Article) -> Facts:
    """What our model says."""
    found = Counter(_kind(node) for node in walk(article) if not getattr(node, "implied", False))
    return Facts(
        model_text(article), model_counts(article) | {kind.__name__: found[kind] for kind in _ELEMENTS.values()}
    )


def _kind(node: model.Node) -> type[model.Node]:
    """The type of a node; a `<del>` around blocks is one of deletion, too."""
    return _KINDS.get(node.tag, type(node)) if isinstance(node, model.Container) else type(node)


@lru_cache(maxsize=2048)
def html_facts(html: str) -> Facts:
    """What HTML says, read by html5lib."""
    root = fragment(html)
    found = Counter(_kinds(root))
    return Facts(visible_text(root), counts(root) | {kind.__name__: found[kind] for kind in _ELEMENTS.values()})


def _kinds(root: Node) -> Iterator[type[model.Node]]:
    for node in rendered_nodes(root):
        if isinstance(node, Element) and node is not root and node.tagName in _KINDS:
            kind = _KINDS[node.tagName]
            if kind is not model.Code or not _is_code_of_block(node):
                yield kind


def _is_code_of_block(code: Element) -> bool:
    """Whether an element is the only one in a `<pre>`, which in our model is one with it."""
    block = code.parentNode
    return isinstance(block, Element) and block.tagName == "pre" and len(block.childNodes) == 1


def shape(article: Article) -> Any:
    """The tree of an article without its spans, and without the white space that browsers drop.

    That is at the start and the end of a line of text (CSS Text 3, 4.1.2). A renderer that writes each block and each
    break on a line
    of its own has some there.
    """
    tree = json.loads(wenzhang.to_json(article))
    return [_shape(tree["intro"]), _shape(tree["sections"])]


def _shape(value: Any) -> Any:
    if isinstance(value, list):
        return [_shape(part) for part in value]
    if not isinstance(value, dict):
        return value
    node = {key: _shape(part) for key, part in value.items() if not key.lower().endswith("span")}
    for field in _INLINES:
        if node.get(field) and node["type"] != "codeBlock":
            node[field] = _tidy(node[field], is_implied=node.get("implied", False))
    return node


def _tidy(inlines: list[dict[str, Any]], *, is_implied: bool) -> list[dict[str, Any]]:
    """Inlines whose texts are joined, without the newline behind a break, and around an implied paragraph."""
    tidy: list[dict[str, Any]] = []
    for inline in inlines:
        before = tidy[-1]["type"] if tidy else None
        if inline["type"] != "text":
            tidy.append(inline)
        elif before == "text":
            tidy[-1]["value"] += inline["value"]
        else:
            at_start = before == "lineBreak" or (before is None and is_implied)
            text = inline["value"].removeprefix("\n") if at_start else inline["value"]
            tidy.append(inline | {"value": text})
    if is_implied and tidy[-1]["type"] == "text":
        tidy[-1]["value"] = tidy[-1]["value"].removesuffix("\n")
    return [inline for inline in tidy if inline.get("value") != ""]


# The judges


def markdown_it(body: str, *, inline: bool = False, references: Any = None) -> str:
    """The HTML of a body by markdown-it-py, in the tags and attributes that we take, and no line end of its own.

    `inline` says that it is the content of a paragraph; `references` is what `definitions` gave.
    """
    render = _MARKDOWN_IT.renderInline if inline else _MARKDOWN_IT.render
    return str(render(body, {"references": dict(references or {})}))


def definitions(body: str) -> Any:
    """The link reference definitions of a body."""
    found: dict[str, Any] = {}
    _MARKDOWN_IT.parse(body, found)
    return found.get("references", {})


def github(body: str) -> str:
    """The HTML of a body by cmark-gfm, without a line end behind a block.

    It would be text of the article where the author has left a `<b>` open.
    """
    html = cmarkgfm.markdown_to_html_with_extensions(
        body,
        options=Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES,
        extensions=["table", "strikethrough", "tasklist"],
    )
    return _BEHIND_BLOCK.sub("", html)


class _Compact(RendererHTML):
    """Elements without the line ends around them. Those of raw HTML and of text stay."""

    def renderToken(  # noqa: N802 - the name is the library's
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any
    ) -> str:
        token = tokens[idx]
        style = str(token.attrs.pop("style", ""))
        if style.startswith("text-align:"):
            token.attrSet("align", style.removeprefix("text-align:"))
        return super().renderToken(tokens, idx, options, env).strip("\n")

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return super().fence(tokens, idx, options, env).removesuffix("\n")

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return super().code_block(tokens, idx, options, env).removesuffix("\n")


def _markdown_it() -> MarkdownIt:
    reader = MarkdownIt("commonmark", renderer_cls=_Compact).enable(["table", "strikethrough"])
    reader.options["strikethrough_single_tilde"] = True
    reader.use(footnote_plugin, inline=False).use(deflist_plugin)
    reader.use(dollarmath_plugin, allow_space=False, allow_digits=False, allow_blank_lines=False)
    for rule, style in (("math_inline", "inline"), ("math_inline_double", "display")):
        reader.add_render_rule(rule, _formula(style))
    reader.normalizeLink = lambda url: url  # type: ignore[method-assign] # we encode nothing
    reader.validateLink = lambda url: True  # type: ignore[method-assign] # and take every scheme
    return reader


def _formula(style: str) -> Callable[..., str]:
    def render(renderer: RendererHTML, tokens: Sequence[Token], index: int, *_: Any) -> str:
        return f'<code class="language-math math-{style}">{escapeHtml(tokens[index].content)}</code>'

    return render


_MARKDOWN_IT = _markdown_it()
