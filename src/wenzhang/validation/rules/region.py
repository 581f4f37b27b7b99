"""ZH: the words and the forms of a region."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from wenzhang.validation.diagnostic import Finding
from wenzhang.validation.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.validation.prose import Prose
    from wenzhang.validation.subject import Subject


@rule("ZH003", "region-word", "info", fix="unsafe")
def region_word(subject: Subject) -> Iterator[Finding]:
    """A word that is not one of the article's region: `軟件` in an article for Taiwan, where it is `軟體`.

    Nothing is found without a list of words. The setting `region-words` names them: `zh-TW` and `zh-CN` for the small
    ones that come with this package, or glossaries of your own; with a list the rule is on, unless it is ignored. A
    list holds for the articles that are in the variant of its column, and for those that name no region where it is the
    only one for their script. Words are looked for in both scripts, the longest first; a locked word is right.

    Why: readers stumble over words that they use for something else, or not at all; a conversion of characters leaves
    them as they are.

    Found:
        <p lang="zh-TW">這個軟件需要連上網絡才能使用。</p>

    Better:
        <p lang="zh-TW">這個軟體需要連上網路才能使用。</p>

    Fix: it writes the word of the list. That is not safe: a word may be quoted, or be part of a name.
    """
    if subject.region_words is None:
        return
    prose = subject.prose
    words = subject.region_words.of(prose)
    if words is None:
        return
    for start, end, better in words.find(prose.text):
        word = prose.text[start:end]
        fix = prose.fix([(start, end, better)], safe=False)
        yield Finding(prose.span(start, end), f"{word!r} is no word of {words.tag}", f"write {better!r}", fix)


FORMS = (
    "裡裏 為爲 偽僞 群羣 線綫 峰峯 啟啓 眾衆 說説 衛衞 麵麪 床牀 秘祕 汙污 鑑鑒 略畧 麼麽 溼濕 閒閑 產産 真眞 "
    "戶户 溫温 脫脱 稅税 悅悦 銳鋭 閱閲 蛻蜕 敘敍 臥卧 鉤鈎 妝粧 兌兑 蔥葱 醞醖 蘊藴 慍愠 痴癡 唇脣 粽糉 缽鉢 "
    "灶竈 踴踊 簷檐 稜棱 韁繮 睪睾 痺痹 牆墻 恆恒 匯滙 雞鷄 豔艷 抬擡 蹤踪 鏽銹"
).split()
"""Characters of which one is written for the other, whatever the word; the form of Taiwan stands first.

From OpenCC's TWVariants and HKVariants, but for those that are written in some words and not in others (煙 and 菸,
核 and 覈, 著 and 着, 才 and 纔); and some more, with forms that neither region has as its own (畧, 麽, 産, 眞).
"""

HONG_KONG = "裏羣峯衞説麪牀濕户温脱税悦鋭閲蜕敍卧鈎兑葱醖藴愠污檐繮睾痹擡"
"""The forms of Hong Kong that are not those of Taiwan."""

# Who bears a name writes it in one way, whatever the article does.
_NAMES = (
    "[秘祕]魯|裏(?:千家|原宿|磐梯)|[無有]綫(?:電視|新聞|台|臺|衛視)|恒(?:生|指|大|基|隆)|滙豐|資治通[鑑鑒]|[鑑鑒]真|"
    "[啟啓]德|[衛衞]斯理|[臥卧]虎藏龍|"
    "[台臺]灣(?:大學|師範|科技大學|海洋大學|藝術大學|銀行|證券交易所|菸酒|鐵路|博物館|文學館|美術館|歷史博物館|"
    "積體電路|電力|中油|高鐵|高速鐵路|大哥大|大車隊|水泥|塑膠|微軟|虎航|固網|自來水|糖業|民眾黨|團結聯盟)|"
    "[台臺]北(?:大學|科技大學|藝術大學|教育大學|市立|富邦|金融大樓|101)|[台臺]南(?:大學|藝術大學|紡織)|[台臺]東大學"
)

# 台 is a word of its own as well (三台, 天台), so it counts in words that are written in both ways. An article may well
# write all places in one way and all things in the other.
_PLACES = (
    "[台臺](?=灣|語|幣|胞|商(?![用務業]))|"
    "(?<![舞平陽講看機一二兩三四五六七八九十幾每這那數0-9])[台臺](?=[北南東](?![側邊面方端角])|中[市縣])"
)
_THINGS = "(?<=[舞平陽講電])[台臺](?![灣北中南東股幣商語])"


_PATTERNS = (*((forms, f"[{forms}]") for forms in FORMS), ("臺台", _PLACES), ("臺台", _THINGS))
_ANY = frozenset("".join(forms for forms, _ in _PATTERNS))


@rule("ZH005", "variant-forms-mixed", "info", fix="unsafe")
def variant_forms_mixed(subject: Subject) -> Iterator[Finding]:
    """A character is written in two forms in one article: `裡` and `裏`, `群` and `羣`, `臺灣` and `台灣`.

    The form that the article has less often is found; where both are there as often, that which is not of its region,
    else that which comes later. Only forms of one word count, in Traditional Chinese, and no names that keep their
    form (`台灣積體電路`, `滙豐`). `台` is looked at in words such as `台灣` and `平台`, places and things apart.

    Why: readers take it for carelessness, and a search for one form does not find the other.

    Found:
        <p>城裡的人說，這裡的夜市最熱鬧，店裏的東西也便宜。</p>

    Better:
        <p>城裡的人說，這裡的夜市最熱鬧，店裡的東西也便宜。</p>

    Fix: it writes the form that the article has more of. That is not safe: a quotation or a name may have the other.
    """
    prose = subject.prose
    if prose.script != "Hant":
        return
    there = _ANY.intersection(prose.text)
    for forms, pattern in _PATTERNS:
        if len(there.intersection(forms)) > 1:
            yield from _less_frequent(prose, forms, re.compile(f"{_NAMES}|({pattern})"))


def _less_frequent(prose: Prose, forms: str, pattern: re.Pattern[str]) -> Iterator[Finding]:
    places = [found.start(1) for found in pattern.finditer(prose.text) if found[1]]
    counts = Counter(prose.text[at] for at in places)
    if len(counts) < 2:
        return
    usual = _usual(counts, forms, prose)
    often = "once" if counts[usual] == 1 else f"{counts[usual]} times"
    for at in places:
        form = prose.text[at]
        if form != usual:
            fix = prose.fix([(at, at + 1, usual)], safe=False)
            message = f"{form!r} is another form of {usual!r}, which the article has {often}"
            yield Finding(prose.span(at, at + 1), message, "write all in one way", fix)


def _usual(counts: Counter[str], forms: str, prose: Prose) -> str:
    """The form that is there most often; that of the declared region already if it is more than half as often."""
    most = max(counts, key=counts.__getitem__)
    region = prose.declared.region if prose.declared is not None else None
    own = forms[0] if region == "TW" else HONG_KONG if region in ("HK", "MO") else ""
    return next((form for form in counts if form in own and counts[form] * 2 > counts[most]), most)
