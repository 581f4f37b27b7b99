"""Faults in the Chinese of an article: characters of the other script, spaces, widths of marks, unpaired ones.

A clause goes into any place where readers see text: a paragraph, an element, an item, a cell, an attribute, the front
matter. What takes markup goes into a paragraph of HTML or of Markdown.
"""

from __future__ import annotations

import re

from planted_faults import HTTPS, SIZE, Ground, Planted, plants, simplified


def in_text(ground: Ground, html: str, markdown: str | None = None) -> Planted | None:
    """In a paragraph."""
    return ground.block(f"<p>💬 {html}</p>", f"💬 {html if markdown is None else markdown}")


def anywhere(ground: Ground, clause: str) -> Planted | None:
    """A clause without markup, in one of the places of text."""
    place = ground.choose(("paragraph", "element", "item", "cell", "alt", "title", "front matter"))
    if place == "front matter":
        return ground.add("tagline", f'"{clause}"')
    if place == "alt":
        return in_text(ground, f'<img src="{HTTPS}.jpg" alt="{clause}" {SIZE}>', f'![入口]({HTTPS}.jpg "{clause}")')
    if place == "title":
        return in_text(ground, f'<a href="{HTTPS}" title="{clause}">路口</a>', f'[路口]({HTTPS} "{clause}")')
    if place == "item":
        return ground.block(f"<ul><li>{clause}</li></ul>", f"- {clause}")
    if place == "cell":
        return ground.block(
            f"<table><tr><th>路口</th></tr><tr><td>{clause}</td></tr></table>", f"| 路口 |\n|---|\n| {clause} |"
        )
    mark = ("<em>", "</em>", "**", "**") if place == "element" else ("", "", "", "")
    return in_text(ground, f"{mark[0]}{clause}{mark[1]}", f"{mark[2]}{clause}{mark[3]}")


# ZH


@plants("ZH001")
def leaked(ground: Ground) -> Planted | None:
    hant = (
        "夜市的⟦摊⟧販很多",
        "先⟦买⟧點心再走",
        "晚上很⟦热⟧鬧",
        "老闆說的⟦话⟧很有趣",
        "下雨天照樣⟦营⟧業",
    )
    hans = ("夜市的⟦攤⟧贩很多", "先⟦買⟧点心再走", "晚上很⟦熱⟧闹", "老板说的⟦話⟧很有趣", "下雨天照样⟦營⟧业")
    if ground.choose((True, False, False)):
        return leaked_in_markup(ground)
    return anywhere(ground.verbatim(), ground.choose(hans if ground.is_simplified else hant))


def leaked_in_markup(ground: Ground) -> Planted | None:
    """Beside a tag or a mark, and as a reference."""
    other, form = ("攤", "贩") if ground.is_simplified else ("摊", "販")
    html, markdown = ground.choose(
        (
            (f"夜市的<b>⟦{other}⟧</b>{form}很多", f"夜市的**⟦{other}⟧**{form}很多"),
            (f"夜市的⟦&#{ord(other)};⟧{form}很多", f"夜市的⟦&#x{ord(other):x};⟧{form}很多"),
            (f'<a href="{HTTPS}">夜市的⟦{other}⟧</a>{form}很多', f"[夜市的⟦{other}⟧]({HTTPS}){form}很多"),
        )
    )
    return in_text(ground.verbatim(), html, markdown)


@plants("ZH002")
def undecided(ground: Ground) -> Planted | None:
    return anywhere(ground, "她的⟦发⟧很美" if ground.is_simplified else "一路走到攤子⟦后⟧。")


@plants("ZH003")
def word_of_another_region(ground: Ground) -> Planted | None:
    if re.search(r"zh[-_]\w*(?:HK|MO|SG)", ground.text):
        return None
    to = "zh-CN" if ground.is_simplified else "zh-TW"
    clauses = ("先关⟦伺服器⟧再走", "⟦硬碟⟧要够大") if to == "zh-CN" else ("先把⟦軟件⟧裝好", "先關⟦服務器⟧再走")
    planted = anywhere(ground, ground.choose(clauses))
    return planted and planted._replace(config={"region_words": (to,)})


@plants("ZH004")
def declared_otherwise(ground: Ground) -> Planted | None:
    wrong = "zh-TW" if ground.is_simplified else "zh-CN"
    if ground.choose((True, False)):
        return in_text(ground, f'<q lang="⟦{wrong}⟧">遊客從車站過來，買幾樣點心</q>')
    body = ground.article.text
    different = {each for each in body if simplified(each) != each}
    if ground.head.field("lang") or ground.is_simplified or len(different) < 12:
        return None
    return ground.add("lang", f'"⟦{wrong}⟧"')


@plants("ZH005")
def other_form(ground: Ground) -> Planted | None:
    usual, other = ground.choose(("群羣", "眾衆", "床牀"))
    words = {"群": "一{}人", "眾": "大{}臉", "床": "單人{}"}[usual]
    if ground.is_simplified or usual in ground.text or other in ground.text:
        return None
    named = words.format(usual)
    return anywhere(ground, f"前面是{named}，後面也是{named}，旁邊還有{words.format(f'⟦{other}⟧')}")


@plants("ZH006")
def unstable(ground: Ground) -> Planted | None:
    """In an article that shows nothing of its script, so none is left of this one."""
    html = ground.choose(("<p>💬 ⟦程式⟧</p>", "<h2>⟦程式⟧</h2><p>💬</p>", "<p>💬 ⟦程<b>式⟧</b></p>"))
    head = "---\ntitle: Night market\nexcerpt: What to see, where to eat, and how to get home in the end\n---\n"
    return Ground(head, ground.path, ground.choose).at(len(head), html, gone=("*",))


# TY: spaces


_NO_TEXT = re.compile(r"<(code|pre)\b.*?</\1>|```.*?```|`[^`]*`|\]\([^)]*\)|(<[^<>]*>)", re.DOTALL)
_SPACED = re.compile("(?<=[\u4e00-\u9fff]) +(?=[0-9A-Za-z])|(?<=[0-9A-Za-z]) +(?=[\u4e00-\u9fff])")
_TIGHT = re.compile("(?<=[\u4e00-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[\u4e00-\u9fff])")


def usual_spacing(ground: Ground) -> bool | None:
    """Whether Chinese and letters or digits have a space between; by choice where they nowhere meet.

    None in an article that has both.
    """
    text = _NO_TEXT.sub(lambda found: "" if found[2] else "\0", ground.text)
    spaced, tight = _SPACED.search(text) is not None, _TIGHT.search(text) is not None
    if spaced and tight:
        return None
    return bool(ground.choose((True, False))) if spaced == tight else spaced


LETTERS = {
    True: ("用 GPU 訓練，用 TPU 推論，買 NPU 省電，", "再⟦買C⟧PU 開機", "再買 CP⟦U開⟧機"),
    False: ("用GPU訓練，用TPU推論，買NPU省電，", "再⟦買 C⟧PU開機", "再買CP⟦U 開⟧機"),
}
DIGITS = {
    True: ("先買 3 張，再買 5 張，又買 8 張，", "最後⟦買9⟧ 張", "最後買 ⟦9張⟧"),
    False: ("先買3張，再買5張，又買8張，", "最後⟦買 9⟧張", "最後買⟦9 張⟧"),
}
"""By whether there are spaces: a beginning that has them, or has none, and faults."""


@plants("TY001")
def mixed_spacing(ground: Ground) -> Planted | None:
    is_spaced = usual_spacing(ground)
    if is_spaced is None:
        return None
    before, *faults = ground.choose((LETTERS, DIGITS))[is_spaced]
    return anywhere(ground, before + ground.choose(faults))


@plants("TY002")
def mixed_spacing_at_tags(ground: Ground) -> Planted | None:
    is_spaced = usual_spacing(ground)
    if is_spaced is None:
        return None
    html, markdown = ground.choose(TAGGED[is_spaced])
    return in_text(ground, LETTERS[is_spaced][0] + html, LETTERS[is_spaced][0] + markdown)


TAGGED = {
    True: (
        ("再⟦買<b>C⟧PU</b> 開機", "再⟦買**C⟧PU** 開機"),
        ("再買 <b>CP⟦U</b>開⟧機", "再買 **CP⟦U**開⟧機"),
        (f'再⟦買<a href="{HTTPS}">C⟧PU 主機</a> 開機', f"再買 [CP⟦U]({HTTPS})開⟧機"),
        ("再買 <b><i>CP⟦U</i></b>開⟧機", "再⟦買*C⟧PU 主機* 開機"),
    ),
    False: (
        ("再⟦買 <b>C⟧PU</b>開機", "再⟦買 **C⟧PU**開機"),
        ("再買<b>CP⟦U</b> 開⟧機", "再買**CP⟦U** 開⟧機"),
        (f'再⟦買<a href="{HTTPS}"> C⟧PU主機</a>開機', f"再買[CP⟦U]({HTTPS}) 開⟧機"),
        ("再買<b><i>CP⟦U</i></b> 開⟧機", "再⟦買 *C⟧PU主機*開機"),
    ),
}


@plants("TY004")
def needless_space(ground: Ground) -> Planted | None:
    clause = ground.choose(
        ("夜市有三區：⟦ ⟧小吃最多", "夜市很熱鬧⟦  ⟧，人很多", "還有（很多）⟦ ⟧攤位", "想走⟦ ⟧——還是留下")
    )
    return anywhere(ground, clause)


# TY: widths


@plants("TY003")
def half_width(ground: Ground) -> Planted | None:
    if ground.choose((True, False, False)):
        html, markdown = ground.choose(
            (
                ("<b>夜市很熱鬧</b>⟦,⟧人很多。", "**夜市很熱鬧**⟦,⟧人很多。"),
                ("<b>夜市很熱鬧⟦:⟧</b>人很多。", "*夜市很熱鬧⟦:⟧* 人很多。"),
                ("夜市很熱鬧⟦&#44;⟧人很多。", r"夜市很熱鬧⟦\,⟧人很多。"),
                ("夜市⟦(<i>城中</i>的)⟧很熱鬧。", "夜市⟦(*城中的*)⟧很熱鬧。"),
            )
        )
        return in_text(ground, html, markdown)
    clause = ground.choose(
        (
            "夜市很熱鬧⟦,⟧人很多",
            "夜市很熱鬧⟦,⟧ 人很多",
            "攤位只有三種⟦:⟧吃的、玩的和買的",
            "先吃鹹的⟦;⟧再吃甜的",
            "你去過夜市嗎⟦?⟧",
            "他們都想去⟦!!⟧ 人很多",
            "夜市從傍晚開始⟦.⟧",
            "夜市⟦(城中的)⟧很熱鬧",
            "夜市（城中的⟦)⟧很熱鬧",
        )
    )
    return anywhere(ground, clause)


@plants("TY008")
def full_width(ground: Ground) -> Planted | None:
    if ground.choose((True, False, False)):
        html, markdown = ground.choose(
            (
                ("全程約<b>⟦３⟧</b>公里", "全程約**⟦３⟧**公里"),
                ("全程約⟦&#xff13;⟧公里", "全程約⟦&#65299;⟧公里"),
                ("看<i>⟦Ａ</i>Ｂ⟧兩區", "看*⟦ＡＢ⟧*兩區"),
            )
        )
        return in_text(ground, html, markdown)
    number = ground.choose(("３", "３．５", "１，２３４"))
    clause = ground.choose((f"全程約⟦{number}⟧公里", "看⟦ＡＩ⟧的人很多", "⟦Ｑ＆Ａ⟧在下一頁", "選⟦Ｂ⟧的人最多"))
    return anywhere(ground, clause)


# TY: marks


@plants("TY005")
def other_quotes(ground: Ground) -> Planted | None:
    if ground.choose((True, False, False)):
        return in_text(ground, '他說：⟦"⟧那是夜市。"')
    if ground.is_simplified:
        return anywhere(ground, ground.choose(("他说：⟦「⟧那是夜市」", "他说：⟦‘⟧那是夜市’")))
    return anywhere(ground, ground.choose(("他說：⟦“⟧那是夜市”", "他說：⟦『⟧那是夜市』")))


@plants("TY006")
def unpaired(ground: Ground) -> Planted | None:
    opening, closing = "“”" if ground.is_simplified else "「」"
    clause = ground.choose(
        (
            f"他說：⟦{opening}⟧夜市很熱鬧，然後就走了",
            f"他說：夜市很熱鬧⟦{closing}⟧然後就走了",
            "夜市⟦（⟧很熱鬧，然後就走了",
            "夜市很熱鬧⟦）⟧，然後就走了",
            "我讀⟦《⟧夜市的書，然後就走了",
            f"他說{opening}夜市⟦（⟧很熱鬧{closing}然後）走了",
            f"他說{opening}夜市{closing}很熱鬧⟦】⟧，然後就走了",
        )
    )
    return anywhere(ground, clause)


@plants("TY007")
def other_dots(ground: Ground) -> Planted | None:
    clause = ground.choose(
        (
            "他想了想⟦...⟧還是走了",
            "他想了想⟦。。。⟧還是走了",
            "他想了想⟦…⟧還是走了",
            "他想了想⟦--⟧還是走了",
            "他想了想 ⟦—⟧ 還是走了",
        )
    )
    return anywhere(ground, clause)


@plants("TY009")
def repeated(ground: Ground) -> Planted | None:
    clause = ground.choose(
        (
            "夜市很熱鬧⟦，，⟧人很多",
            "夜市很熱鬧⟦。。⟧人很多",
            "小吃⟦、、⟧點心都有",
            "夜市很熱鬧⟦，。⟧人很多",
            "真的很熱鬧⟦！！！！⟧",
            "你也要去嗎⟦？？？？？⟧",
        )
    )
    return anywhere(ground, clause)
