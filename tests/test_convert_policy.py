from __future__ import annotations

import pytest

from hang import never_hanging
from wenzhang.conversion.elements import Says
from wenzhang.conversion.policy import POLICY, PROTECTED, Attributes, Policy, looks_like_address


@pytest.mark.parametrize(
    ("text", "protected"),
    [
        ("{{ 後 }}裡{{- 後 -}}", ["{{ 後 }}", "{{- 後 -}}"]),
        ("{% if a < b %}裡{% endif %}", ["{% if a < b %}", "{% endif %}"]),
        ('{{< figure title="後" >}}裡{{</ 後 >}}', ['{{< figure title="後" >}}', "{{</ 後 >}}"]),
        ("{{% 後 %}}裡", ["{{% 後 %}}"]),
        ("{{{ 後 }}}裡", ["{{{ 後 }}}"]),
        ("<code>{{</code>裡<code>}}</code>", []),
        ("{{ 後 {{ 裡 }}", ["{{ 裡 }}"]),
        ("見https://example.com/後?裡=面#後，後面", ["https://example.com/後?裡=面#後"]),
        ("（https://zh.wikipedia.org/wiki/後_(裡)）後面", ["https://zh.wikipedia.org/wiki/後_(裡)"]),
        ("(http://example.com/後)後面", ["http://example.com/後"]),
        ("HTTPS://例子.台灣/後 後面", ["HTTPS://例子.台灣/後"]),
        ("在www.example.com/後、後面", ["www.example.com/後"]),
        ("寄到editor@example.com的信箱", ["editor@example.com"]),
        ("editor@後臺.台灣，後面", ["editor@後臺.台灣"]),
        ("mailto:後@example.com 後面", ["mailto:後@example.com"]),
        ("在WWW.軟體.com、MAILTO:軟體 後面", ["WWW.軟體.com", "MAILTO:軟體"]),
        ("Www.軟體.com Mailto:軟體", ["Www.軟體.com", "Mailto:軟體"]),
        ("3:1 比 @後面 a//b 後 {後} www 。://", []),
    ],
)
def test_what_is_protected_in_text(text: str, protected: list[str]) -> None:
    assert [found[0] for found in PROTECTED.finditer(text)] == protected


@pytest.mark.parametrize(
    "text",
    [
        "{{" * 50000,
        "{{<" * 50000,
        "{%" * 50000,
        "https://(" * 20000,
        "https://" + "(a" * 50000,
        "a@" * 50000,
        "www." * 50000,
        "a" * 200000 + "://x",
        "{{ " + "a " * 100000,
        "a@" + "後." * 50000,
        "a@" + "後" * 100000,
    ],
    ids=lambda text: text[:10],
)
def test_hostile_text_does_not_hang(text: str) -> None:
    with never_hanging():
        PROTECTED.findall(text)


@pytest.mark.parametrize(
    "path",
    [
        "title",
        "Title",
        "seoTitle",
        "OGTitle",
        "page-title",
        "meta_description",
        "coverAlt",
        "excerpt",
        "summary",
        "author",
        ("tags", 0),
        ("categories", 0, 1),
        ("seo", "title"),
        ("image", "alt"),
        ("author", "name"),
        ("tags", 0, "name"),
        ("faq", 0, "Question"),
        ("authors", 1, "name"),
        ("params", "subtitle"),
    ],
)
def test_keys_with_human_text(path: str | tuple[str | int, ...]) -> None:
    assert POLICY.is_human_key((path,) if isinstance(path, str) else path)


@pytest.mark.parametrize(
    "path",
    [
        "slug",
        "date",
        "url",
        "path",
        "image",
        "coverImage",
        "id",
        "layout",
        "aliases",
        "titleId",
        "tag_url",
        "標題",
        "name",
        "",
        ("aliases", 0),
        ("author", "url"),
        ("title", "id"),
        ("menu", "name"),
        ("name", "name"),
        ("seo", "image"),
        (0,),
        (),
    ],
)
def test_other_keys(path: str | tuple[str | int, ...]) -> None:
    assert not POLICY.is_human_key((path,) if isinstance(path, str) else path)


@pytest.mark.parametrize("path", [("lang",), ("Language",), ("locale",), ("inLanguage",)])
def test_keys_that_name_the_language(path: tuple[str]) -> None:
    assert POLICY.is_language_key(path)
    assert not POLICY.is_language_key(("i18n", *path))


@pytest.mark.parametrize(
    "value",
    [
        "https://example.com",
        "/軟體/",
        "./後",
        "../後",
        "/",
        "www.example.com",
        "mailto:a@b.c",
        "data:,後",
        "圖.PNG",
        "後/裡.webp",
    ],
)
def test_values_that_are_addresses(value: str) -> None:
    assert looks_like_address(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "軟體/硬體",
        "TCP/IP 協定",
        "/etc/hosts 是什麼",
        "深入 Node.js",
        "深入Node.js",
        "版本2.0",
        "#後端",
        "結論：後",
        "註:後",
    ],
)
def test_values_that_are_text(value: str) -> None:
    assert not looks_like_address(value)


@pytest.mark.parametrize(
    ("attributes", "says"),
    [
        ([("translate", "no")], Says(translate=False)),
        ([("translate", "NO")], Says(translate=False)),
        ([("translate", "")], Says(translate=True)),
        ([("translate", "maybe")], Says()),
        ([("class", "a notranslate\tb")], Says(translate=False)),
        ([("class", "notranslate"), ("translate", "yes")], Says(translate=True)),
        ([("translate", "yes"), ("class", "notranslate")], Says(translate=True)),
        ([("class", "notranslate-not")], Says()),
        ([("lang", "ja"), ("translate", "no")], Says(False, "ja")),
        ([("xml:lang", "ja")], Says(lang="ja")),
        ([("lang", "ja"), ("xml:lang", "en")], Says(lang="ja")),
        ([("xml:lang", "en"), ("lang", "ja")], Says(lang="ja")),
        ([("xml:lang", "en"), ("lang", "")], Says(lang="")),
        ([("lang", ""), ("xml:lang", "en")], Says(lang="")),
    ],
)
def test_what_an_element_says(attributes: Attributes, says: Says) -> None:
    assert POLICY.says(attributes) == says


def test_a_policy_of_the_callers_own() -> None:
    own = Policy(human_keys=frozenset({"motto"}), attributes=frozenset({"data-tip"}))
    assert own.is_human_key(("site", "motto"))
    assert not own.is_human_key(("title",))
    assert own.is_human_attribute("p", "data-tip", [])
    assert not own.is_human_attribute("p", "title", [])
    assert own.is_human_attribute("meta", "content", [("name", " Keywords "), ("content", "x")])
    assert not own.is_human_attribute("meta", "content", [("name", "author"), ("content", "x")])
