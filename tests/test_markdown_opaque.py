"""What a site generator replaces, within Markdown: templates, admonitions and MDX stay as they are."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import wenzhang
from hang import never_hanging
from test_plain_markdown import AROUND
from test_plain_markdown import agree as quick_reading_agrees
from test_wholesale_markdown import agree as quick_conversion_agrees
from wenzhang import Converter, Source, model
from wenzhang.markdown.opaque import masked
from wenzhang.walk import collect, walk

FIGURE = '{{< figure src="a_b_c" title="*甲*" >}}'
PIECES = [
    *"{{ }} {{< >}} {{% %}} {% %} { } {{a}} {%b%} {{<c>}} ::: :::: :::tip :::tip[甲] :::".split(),
    *"` ``` > - * # [ ]( ) < /> =".split(),
    *[
        "\n",
        "\n\n",
        "\r\n",
        " ",
        "    ",
        "\t",
        "\0",
        "甲",
        "é",
        "💬",
        "a",
        '"',
        "'",
        "\\",
        "|",
        "{{ 甲 }}",
        '{{< a b="*" >}}',
    ],
    *["{% highlight c %}\n", "\n{% endhighlight %}", "{% codeblock 甲 lang:js %}\n", "\n{%endcodeblock%}"],
    *["{{< highlight go >}}", "{{< /highlight >}}", "{%code%}", "{%endcode%}", "{% raw %}", "{% endraw %}", "~~~"],
    *["import a from 'b'\n", "export const a = {\n", "<A b={c}>", "</A>", "<!--", "-->", "{/* 甲 */}"],
]


def drawn(text: str, path: str = "a.md") -> list[str]:
    """Every node, as its type and what its span slices, without white space around."""
    return [f"{type(node).__name__} {node.html}".strip() for node in walk(wenzhang.parse(text, path=path))]


def links(text: str, path: str = "a.md") -> list[tuple[str, str]]:
    return [(link.href, link.html) for link in wenzhang.parse(text, path=path).links]


def opaque(text: str, *, mdx: bool = False) -> list[str]:
    """The pieces that are masked."""
    return [text[span.start : span.end] for span in masked(text, mdx=mdx).opaque]


# Templates


@pytest.mark.parametrize(
    "template",
    [
        FIGURE,
        "{{% ref a_b_ %}}",
        "{{</* a_b_ */>}}",
        "{% include 'a_b_.html' *a* %}",
        "{{ page.a_b_ | default: '*甲*' }}",
        "{{ a < b && c }}",
        "{{ [a](b) }}",
        "{{ a\n| b_c_ }}",
        "{%\n  if a_b_\n%}",
        "{{a}}{{b}}",
    ],
)
def test_a_template_within_a_line(template: str) -> None:
    text = f"💬 {template} **乙**"
    assert drawn(text) == [f"Paragraph {text}", f"Text 💬 {template}", "Strong **乙**", "Text 乙"]
    assert " ".join(template.split()) in wenzhang.parse(text, path="a.md").text


@pytest.mark.parametrize("tag", [FIGURE, "{% include 'a_b_c' %}", "{% if a %}{% else %}"])
def test_a_tag_on_a_line_of_its_own_is_a_block(tag: str) -> None:
    assert drawn(f"甲\n\n{tag}\n\n乙") == [
        "Paragraph 甲",
        "Text 甲",
        f"Paragraph {tag}",
        f"Text {tag}",
        "Paragraph 乙",
        "Text 乙",
    ]


@pytest.mark.parametrize("blank", ["\n", "\n\n", "\r\n"])
def test_paired_shortcodes_hold_markdown(blank: str) -> None:
    nodes = drawn(f"{{{{% note %}}}}{blank}甲 **乙**{blank}{{{{% /note %}}}}{blank}")
    assert nodes[1::2] == ["Text {{% note %}}", "Text 甲", "Text 乙"] + ["Text {{% /note %}}"] * (len(nodes) == 8)
    assert [node for node in nodes if "Strong" in node] == ["Strong **乙**"]


def test_tags_around_a_list() -> None:
    article = wenzhang.parse("{% if a %}\n- 甲\n- 乙\n{% endif %}\n", path="a.md")
    assert [type(block).__name__ for block in article.intro] == ["Paragraph", "List", "Paragraph"]
    assert article.text == "{% if a %}\n甲\n乙\n{% endif %}"


@pytest.mark.parametrize("text", ["## {{ title }} _甲_", "## {{ a_b_ }}"])
def test_a_template_in_a_heading(text: str) -> None:
    (section,) = wenzhang.parse(text, path="a.md").sections
    assert section.title == text.removeprefix("## ").replace("_甲_", "甲")


def test_a_template_in_a_table() -> None:
    (table,) = collect(wenzhang.parse("|a|b|\n|-|-|\n|{{ x | y }}|`{{ z }}`|\n", path="a.md"), model.Table)
    assert [cell.html for cell in table.body[0].cells] == ["{{ x | y }}", "`{{ z }}`"]


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("[a]({{ url }})", "{{ url }}"),
        ('[a]({{ url }} "題")', "{{ url }}"),
        ("[a]({{ site.url }}/a_b_/)", "{{ site.url }}/a_b_/"),
        ('[a]({{< ref "a_b_.md" >}})', '{{< ref "a_b_.md" >}}'),
        ("[a]({% link _posts/a.md %}#甲)", "{% link _posts/a.md %}#甲"),
        ('[a](<{{ "a b" | x }}>)', '{{ "a b" | x }}'),
    ],
)
def test_a_template_as_the_target_of_a_link(text: str, href: str) -> None:
    assert links(f"💬 {text} 乙") == [(href, text)]


def test_a_template_as_the_target_of_a_reference() -> None:
    (link,) = wenzhang.parse('[甲][a]\n\n[a]: {{ url }} "{{ title }}"\n', path="a.md").links
    assert (link.href, link.title) == ("{{ url }}", "{{ title }}")


def test_templates_of_an_image() -> None:
    (image,) = wenzhang.parse('![{{ alt }}]({{ src }} "{{ title }} *甲*")', path="a.md").images
    assert (image.src, image.alt, image.title) == ("{{ src }}", "{{ alt }}", "{{ title }} *甲*")


@pytest.mark.parametrize(
    ("tag", "href"),
    [
        ('<a href="{{ url }}">', "{{ url }}"),
        ('<a href="{{ "a" | b }}">', '{{ "a" | b }}'),
        ("<a href='{{ 'a' | b }}'>", "{{ 'a' | b }}"),
        ("<a href={{ url }}>", "{{ url }}"),
        ('<a href="/{{ a && b }}/c">', "/{{ a && b }}/c"),
        ('<a href="{{ a < b }}">', "{{ a < b }}"),
    ],
)
def test_a_template_in_an_attribute(tag: str, href: str) -> None:
    assert links(f"甲 {tag}乙</a> 丙") == [(href, f"{tag}乙</a>")]
    assert links(f"甲\n\n<p>{tag}乙</a></p>\n\n丙") == [(href, f"{tag}乙</a>")]


def test_a_template_in_a_block_of_html() -> None:
    article = wenzhang.parse("甲\n\n<div>\n{{ a < b }} &amp; {{ c & d }}\n</div>\n", path="a.md")
    assert article.text == "甲\n\n{{ a < b }} & {{ c & d }}"


@pytest.mark.parametrize("text", ["<!-- {{ *a* }} -->", "<script>\nvar a = {{ b | c }} && '<b>';\n</script>"])
def test_a_template_that_nobody_sees(text: str) -> None:
    assert wenzhang.parse(f"甲\n\n{text}\n\n乙", path="a.md").text == "甲\n\n乙"


def test_braces_in_two_code_spans_are_not_joined() -> None:
    assert drawn("`{{` 與 *甲* `}}`") == [
        "Paragraph `{{` 與 *甲* `}}`",
        *("Code `{{`", "Text {{", "Text  與", "Emphasis *甲*", "Text 甲", "Text", "Code `}}`", "Text }}"),
    ]


@pytest.mark.parametrize("text", ["`{{ a_b_ }}`", "```\n{{ a_b_ }}\n```", "    {% raw %}"])
def test_templates_in_code_are_code(text: str) -> None:
    assert opaque(f"甲\n\n{text}\n\n乙") == []


@pytest.mark.parametrize(
    "text",
    [
        "甲 {{ a",
        "甲 a }}",
        "甲 {{ a\n\nb }}",
        "甲 {% a }}",
        "甲 {乙} 丙",
        "{",
        "{甲\n乙}",
        "集合 {1, 2}",
        "{{ <b>甲</b> }}",
    ],
)
def test_braces_in_ordinary_text(text: str) -> None:
    article = wenzhang.parse(f"文：{text}", path="a.md")
    assert opaque(text) == []
    assert "".join(article.text.split()) == "".join(f"文：{text}".replace("<b>", "").replace("</b>", "").split())


def test_text_in_single_braces_is_markdown() -> None:
    assert "Emphasis *丙*" in drawn("甲 {乙 *丙*} 丁")


# Code

CODE = "# 註解 *a* _b_\n\n* {{ c }} <d> &amp; `e\n    - f\n:::tip\n"
TAGS = [
    ("{% highlight ruby %}", "{% endhighlight %}", "ruby"),
    ("{% highlight c++ linenos %}", "{%endhighlight%}", "c++"),
    ('{%- highlight "js", 1 -%}', "{%- endhighlight -%}", "js"),
    ("{% highlight linenos=table %}", "{% endhighlight %}", None),
    ("{% codeblock %}", "{% endcodeblock %}", None),
    ("{% codeblock 標題💬é lang:objc https://a.b/ 甲 %}", "{% endcodeblock %}", "objc"),
    ("{%code%}", "{%endcode%}", None),
    ("{{< highlight go >}}", "{{< /highlight >}}", "go"),
    ('{{% highlight go "linenos=table" %}}', "{{% /highlight %}}", "go"),
    ("{% highlight liquid %}{% raw %}", "{% endraw %}{% endhighlight %}", "liquid"),
]


def code_blocks(text: str) -> list[tuple[str, str | None, str]]:
    """The blocks of code: what their spans slice, their language and their code."""
    found = collect(wenzhang.parse(text, path="a.md"), model.CodeBlock)
    return [(block.html, block.language, block.code) for block in found]


def converted(text: str, to: str) -> str:
    return Converter(to, "zh-TW").convert_source(Source(text), format="markdown").text


@pytest.mark.parametrize(("opening", "closing", "language"), TAGS)
@pytest.mark.parametrize("code", ["", "a\n", CODE, "```\n# a\n", "~~~\n# a\n", "import a from 'b'\n{c}\n"])
@pytest.mark.parametrize("around", ["", "*甲*", "\n"])
def test_tags_hold_code(opening: str, closing: str, language: str | None, code: str, around: str) -> None:
    if opening.startswith("{%code") and code[:3] in ("```", "~~~"):
        return
    block = f"{opening}\n{code}{closing}"
    text = f"💬{around}\n{block}\n{around} {{{{ *乙* }}}}\n"
    assert code_blocks(text) == [(block, language, code)]
    assert wenzhang.parse(text, path="a.md").sections == ()
    assert quick_reading_agrees(text)
    returns = text.replace("\n", "\r\n")
    assert code_blocks(returns) == [(block.replace("\n", "\r\n"), language, code)]
    assert quick_reading_agrees(returns)


@pytest.mark.parametrize(("opening", "closing", "language"), TAGS)
@pytest.mark.parametrize(("first", "others"), AROUND)
def test_tags_hold_code_in_other_blocks(
    opening: str, closing: str, language: str | None, first: str, others: str
) -> None:
    """They are what a fence would be there."""
    texts = []
    for before, behind in ((opening, closing), (f"```{language or ''}", "```")):
        block = f"{before}\n# a\n\n* b\n{behind}".replace("\n", f"\n{others}")
        texts.append(f"甲\n\n{first}{block}\n\n乙\n")
    ((written, *found),), ((_, *fenced),) = map(code_blocks, texts)
    assert found == fenced
    assert written.startswith(opening)
    assert written.endswith(closing)
    quick_reading_agrees(texts[0])


def test_blocks_of_code_side_by_side() -> None:
    text = "\n".join(f"{opening}\n# {index}\n{closing}" for index, (opening, closing, _) in enumerate(TAGS))
    assert [code for *_, code in code_blocks(text)] == [f"# {index}\n" for index in range(len(TAGS))]


def test_the_last_tag_that_is_opened_is_the_one_that_ends() -> None:
    text = "在 `{% highlight %}` 裡\n\n## 題\n\n{% highlight c %}\n# a\n{% endhighlight %}"
    assert code_blocks(text) == [("{% highlight c %}\n# a\n{% endhighlight %}", "c", "# a\n")]
    (section,) = wenzhang.parse(text, path="a.md").sections
    assert section.title == "題"


@pytest.mark.parametrize("fence", ["```", "~~~", "~~~~~~~~~", "```liquid"])
def test_tags_in_code_are_code(fence: str) -> None:
    inside, behind = (f"{{% highlight {name} %}}\n# a\n{{% endhighlight %}}" for name in "cd")
    text = f"{fence}\n{inside}\n{fence[:9].rstrip('liqud')}\n\n{behind}\n"
    assert [found[1:] for found in code_blocks(text)] == [
        ("liquid" if "liquid" in fence else None, f"{inside}\n"),
        ("d", "# a\n"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "{% highlight c %}\n# 題\n",
        "# 題\n{% endhighlight %}",
        "{% highlight c %}\n# 題\n{% endcodeblock %}",
        "{{< highlight c >}}\n# 題\n{{% /highlight %}}",
        "{% raw %}\n{% highlight c %}\n# 題\n{% endhighlight %}\n{% endraw %}",
        "{% code-tabs %}\n# 題\n{% endcode-tabs %}",
        '{% code title="a" %}\n# 題\n```\n```\n{% endcode %}',
        "- {% highlight c %}\n  a\n\n# 題\n\n{% endhighlight %}",
    ],
)
def test_tags_that_hold_no_code(text: str) -> None:
    """Those that do not end, are only shown or hold Markdown, and a list that ends between them."""
    behind = "{% highlight d %}\n# a\n{% endhighlight %}"
    article = wenzhang.parse(f"{text}\n\n## 又\n\n{behind}\n", path="a.md")
    assert [section.title for section in collect(article, model.Section)] == ["題", "又"]
    assert behind in [block.html for block in collect(article, model.CodeBlock)]


@pytest.mark.parametrize(
    "written",
    [
        "{% highlight c %}*後* `a` | # b{% endhighlight %}",
        "{% highlight c %}*後*\n# b{% endhighlight %}",
        "{{< highlight c >}}<b>{{ 後 }}{{< /highlight >}}",
    ],
)
def test_code_within_a_line_stays(written: str) -> None:
    for text in (f"前 {written} **中**", f"- 前\n- {written}\n", f"前\n\n{written}\n"):
        article = wenzhang.parse(text, path="a.md")
        assert any(written in node.value for node in collect(article, model.Text))
        assert not collect(article, model.Emphasis) + collect(article, model.Heading)
        assert written in converted(text, "zh-CN")
        quick_reading_agrees(text)


def test_code_in_a_block_of_html_stays() -> None:
    code = "{% highlight c %}\n# *後* <b>\n{% endhighlight %}"
    article = wenzhang.parse(f"甲\n\n<div>\n{code}\n</div>\n", path="a.md")
    assert [node.value.strip() for node in collect(article, model.Text)] == ["甲", code]


@pytest.mark.parametrize(("opening", "closing", "_"), TAGS)
@pytest.mark.parametrize("to", ["zh-CN", "zh-HK"])
def test_code_is_never_converted(opening: str, closing: str, _: str, to: str) -> None:
    block = f"{opening}\n# 後面的軟體\n\n* 頭髮 {{{{ 後 }}}}\n{closing}"
    text = f"# 後面的軟體\n\n頭髮\n\n{block}\n\n後面\n"
    assert block in converted(text, to)
    assert converted(text, to) != text
    quick_conversion_agrees(text, "zh-TW", to)


@st.composite
def articles_with_code(draw: st.DrawFn) -> str:
    """Tags around code that may or may not be closed, in and between other blocks."""
    parts: list[str] = []
    for _ in range(draw(st.integers(1, 5))):
        opening, closing, _language = draw(st.sampled_from(TAGS))
        code = draw(
            st.sampled_from(["# 後\n", "", "* a\n\n* b\n", "```\n後\n", "~~~\n", "</div>\n", "    後\n", "{{ 後 }}\n"])
        )
        part = draw(
            st.sampled_from(
                [f"{opening}\n{code}{closing}"] * 4
                + [
                    opening,
                    closing,
                    f"{opening}\n{code}",
                    f"{opening}{code}{closing}",
                    "```",
                    "~~~",
                    "頭*髮*",
                    "<div>",
                    "# 後",
                ]
            )
        )
        first, others = draw(st.sampled_from([("", ""), ("", ""), *AROUND]))
        parts += first, part.replace("\n", f"\n{others}"), draw(st.sampled_from(["\n", "\n\n", "\r\n", " ", ""]))
    return "".join(parts)


@settings(deadline=None, max_examples=500)
@given(articles_with_code(), st.sampled_from(["a.md", "a.mdx"]))
def test_both_ways_of_reading_and_converting_agree_on_code(text: str, path: str) -> None:
    quick_reading_agrees(text, path=path)
    quick_conversion_agrees(f"頭髮後面的軟體\n\n{text}", "zh-TW", path=path)


# Admonitions


@pytest.mark.parametrize(
    "opening",
    [
        ":::tip",
        ":::tip 標題_甲_",
        ":::tip[標題 *甲*]",
        "::: warning",
        "::: {.note #a_b_}",
        "::::note",
        ":::info{title='甲'}",
    ],
)
@pytest.mark.parametrize("blank", ["\n", "\n\n", "\r\n"])
def test_admonitions(opening: str, blank: str) -> None:
    closing = opening[: opening.rindex(":") + 1]
    text = f"前{blank}\n{opening}{blank}甲 **乙**{blank}{closing}{blank}\n後\n"
    texts = [node.html.strip() for node in collect(wenzhang.parse(text, path="a.md"), model.Text)]
    assert texts == ["前", opening, "甲", "乙", closing, "後"]


def test_admonitions_in_admonitions() -> None:
    text = "::::note\n\n:::tip[題]\n\n甲 *乙*\n\n:::\n\n::::\n\n*後*\n"
    article = wenzhang.parse(text, path="a.md")
    assert opaque(text) == ["::::note", ":::tip[題]", ":::", "::::"]
    assert [node.html for node in collect(article, model.Emphasis)] == ["*乙*", "*後*"]
    assert article.text.split() == ["::::note", ":::tip[題]", "甲", "乙", ":::", "::::", "後"]


@pytest.mark.parametrize("inside", ["甲", "\n乙\n"])
def test_an_admonition_in_an_item(inside: str) -> None:
    inside = inside.replace("\n", "\n  ")
    article = wenzhang.parse(f"- 前\n\n  :::tip\n  {inside}\n  :::\n\n  丙\n- 後\n", path="a.md")
    assert [item.text.split() for item in collect(article, model.ListItem)] == [
        ["前", ":::tip", inside.strip(), ":::", "丙"],
        ["後"],
    ]


def test_an_admonition_in_a_quotation() -> None:
    article = wenzhang.parse("> :::tip\n> 甲\n> :::\n\n後\n", path="a.md")
    assert [block.text for block in article.intro] == [":::tip\n\n甲\n\n:::", "後"]


@pytest.mark.parametrize("text", ["```\n:::tip\n甲\n:::\n```", "`:::tip`", "甲 :::tip", "::tip", ":::", ":::\n:::\n甲"])
def test_colons_that_are_no_fence(text: str) -> None:
    assert opaque(text) == []


# MDX


@pytest.mark.parametrize(
    "module",
    [
        "import A from './a_b_c'",
        "import {\n  B,\n  C,\n} from '*c*'",
        "import './*.css'",
        "import A from 'a'\nimport * as B from \"b\"",
        "export const a = '*b*'",
        "export const a = {\n  b: '*c*',\n}",
        "export default function A() {\n  return <b>*甲*</b>\n}",
        "export * from 'a'",
        "export const a = {\n  b: 1,\n\n  c: '*d*',\n}",
    ],
)
@pytest.mark.parametrize("path", ["a.md", "a.mdx"])
def test_modules(module: str, path: str) -> None:
    text = f"{module}\n\n# 💬 **甲**\n"
    assert drawn(text, path) == [
        f"Paragraph {module}",
        f"Text {module}",
        "Section # 💬 **甲**",
        "Text 💬",
        "Strong **甲**",
        "Text 甲",
    ]
    assert drawn(f"# 題\n\n{text}", path)[2:4] == [f"Paragraph {module}", f"Text {module}"]


@pytest.mark.parametrize(
    "text", ["import 稅 is *im*port", "export to Japan", "import", "進口 import a from 'b'", "export 甲"]
)
def test_words_that_are_no_modules(text: str) -> None:
    assert opaque(text, mdx=True) == []


@pytest.mark.parametrize(
    "expression",
    [
        "{a * b * c}",
        "{a_b_}",
        '{"}" + "*甲*"}',
        "{`a } *b* {c}`}",
        "{{a: {b: 1}}}",
        "{/* *註* */}",
        "{a ?\n  b : '*c*'}",
        "{a < b}",
    ],
)
def test_expressions(expression: str) -> None:
    text = f"💬 {expression} **乙**"
    assert drawn(text, "a.mdx") == [f"Paragraph {text}", f"Text 💬 {expression}", "Strong **乙**", "Text 乙"]
    assert opaque(f"{expression} 乙", mdx=True) == [expression]


def test_comments_hold_anything() -> None:
    comments = ["{/* it's one */}", "{/* that's } two */}"]
    assert opaque(f"{comments[0]} *甲* {comments[1]} 乙", mdx=True) == comments


def test_expressions_only_in_mdx() -> None:
    assert opaque("{a} *b*") == []
    assert opaque("import A from 'a'\n\n{a} *b*") == ["import A from 'a'", "{a}"]


@pytest.mark.parametrize("text", ["{a", "a}", "{a\n\nb}", "`{a}`", "```\n{a}\n```"])
def test_braces_that_are_no_expression(text: str) -> None:
    assert opaque(text, mdx=True) == []


def test_expressions_as_attributes() -> None:
    tag = "<Tab label={a > b ? \"x\" : '*y*'} items={[1, 2]} style={{color: 'red'}} on={() => <b>甲</b>}>"
    article = wenzhang.parse(f"甲\n\n{tag}\n\n乙 **丙**\n\n</Tab>\n", path="a.mdx")
    (tab,) = collect(article, model.Container)
    assert tab.html == f"{tag}\n\n乙 **丙**\n\n</Tab>"
    assert tab.attrs == {
        "label": "{a > b ? \"x\" : '*y*'}",
        "items": "{[1, 2]}",
        "style": "{{color: 'red'}}",
        "on": "{() => <b>甲</b>}",
    }


def test_an_expression_as_the_target_of_a_link() -> None:
    assert links("[甲]({url})", "a.mdx") == [("{url}", "[甲]({url})")]
    assert links("<a href={`/a/${b}`}>甲</a>", "a.mdx") == [("{`/a/${b}`}", "<a href={`/a/${b}`}>甲</a>")]


def test_a_tag_that_closes_itself_holds_nothing() -> None:
    (node,) = collect(wenzhang.parse("甲 <Icon name={a} /> 乙", path="a.mdx"), model.Html)
    assert node.html == "<Icon name={a} />"


def test_the_identifier_of_a_heading_is_no_expression() -> None:
    """Docusaurus has it in MDX as well."""
    for text in ("## 甲 {#fees}\n", "import A from 'a'\n\n## 甲 {#fees}\n"):
        (section,) = wenzhang.parse(text, path="a.mdx").sections
        assert (section.title, section.id) == ("甲", "fees")


# Whatever comes


@settings(deadline=None, max_examples=500)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map("".join)), st.booleans())
@example("甲{{ é💬\r\n }}乙", True)
@example(":::tip 甲\r\n:::", False)
@example("{% codeblock é甲💬\t lang:c++ %}\r\n# {{ a }}\r\n{%endcodeblock%}", False)
@example("{%code%}\n{%endcode%}", False)
def test_what_is_masked_keeps_its_length_and_all_else(body: str, mdx: bool) -> None:
    text, spans, _ = masked(body, mdx=mdx)
    assert len(text) == len(body)
    assert len(text.encode()) == len(body.encode())
    at = 0
    for start, end, *_ in spans:
        assert at <= start < end <= len(body)
        assert plain(text[at:start]) == plain(body[at:start])
        assert text[start:end].count("\n") == lines_of(body[start:end])
        assert len(text[start:end].encode()) == len(body[start:end].encode())
        at = end
    assert plain(text[at:]) == plain(body[at:])


def plain(text: str) -> str:
    """Without what is masked besides: NULs, colons that begin no definition, and ends of lines that are CR alone."""
    return re.sub("\r(?!\n)", "\n", text).replace("\0", "\x01").replace(":", ",")


def lines_of(text: str) -> int:
    return len(re.findall("\r\n?|\n", text))


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
@pytest.mark.parametrize(
    "body",
    [
        "{% if a %}\n\n甲\n\n{% endif %}\n",
        ":::tip\n甲\n:::\n",
        "甲\n{% highlight x %}\n# 乙\n{% endhighlight %}\n丙\n",
        "甲 {{ a\n}} 乙\n\n{{ a\n\n}}\n",
        "甲\n: 乙\n\n丙\n:丁\n",
        "import 甲 from 'a'\n\n乙 {丙\n}\n",
    ],
)
def test_any_end_of_a_line(body: str, newline: str) -> None:
    """CommonMark 0.31, 2.1: LF, CR LF and CR alone end a line."""
    found = drawn(body.replace("\n", newline))
    assert [line.replace(newline, "\n") for line in found] == drawn(body)


@settings(deadline=None, max_examples=200)
@given(
    st.text("甲乙 *_[]()|>&=/'#-:a", max_size=20),
    st.sampled_from(["{{< a '%s' >}}", "{{%% b %s %%}}", "{{ c: '%s' }}"]),
)
def test_whatever_a_template_holds_it_stays_text(inside: str, template: str) -> None:
    text = f"前 {template % inside} 後"
    assert drawn(text) == [f"Paragraph {text}", f"Text {text}"]


HOSTILE = {
    **{
        piece: piece * 40_000
        for piece in ("{", "{{", "{%", "{{<", "{{ ", "}", "}}", "{a", '{"', "{'", "{`", "{\n", "{{a}}", ":::")
    },
    "code that does not end": "{% highlight c %}\n" * 10_000,
    "code that has not begun": "{% endhighlight %}\n" * 10_000,
    "code in lines": "{% highlight c %}a{% endhighlight %}" * 5_000,
    "code in lists that end": "- {% highlight c %}\na\n\n{% endhighlight %}\n" * 3_000,
    "blocks of code": "{% highlight c %}\n# a\n{% endhighlight %}\n" * 3_000,
    "tags that do not end": "{% highlight " * 10_000 + "{% endhighlight %}",
    "raw that does not end": "{% raw %}{% code %}" * 5_000 + "{% endcode %}",
    "fences": ":::\n" * 10_000,
    "fences that open": ":::a\n" * 10_000,
    "templates": "{{ a }} " * 10_000,
    "templates in attributes": '<a b="{{ a }}">' * 3_000,
    "imports": "import a from 'b'\n\n" * 3_000,
    "imports that do not end": "import {" * 5_000,
    "imports of nothing": "import x\n" * 5_000,
    "escaped backticks": "{" + "`\\" * 150_000,
    "escaped quotation marks": "{" + '"\\' * 150_000,
    "expressions in expressions": "{" * 5_000 + "}" * 5_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("path", ["a.md", "a.mdx"])
def test_hostile_bodies(body: str, path: str) -> None:
    with never_hanging():
        wenzhang.parse(f"甲\n{body}", path=path)


def test_modules_of_a_script_are_the_scripts() -> None:
    text = '<script setup>\nimport X from "./x.vue"\n</script>\n\n軟體{x}\n\n## 軟體標題\n\nimport a\n'
    article = wenzhang.parse(text, path="a.md")
    assert [section.title for section in article.sections] == ["軟體標題"]
    converted = wenzhang.convert(article, to="zh-CN", from_="zh-TW")
    assert converted.source.text == text.replace("軟體", "软件").replace("標題", "标题")
    many = '<script>\nimport a from "a"\n</script>\n' * 5_000
    assert len(wenzhang.parse(many, path="a.md").intro) == 5_000
