"""How many of the faults that have no second reading are found: each is planted into clean sentences, one at a time.

At least 99 of 100 have to be found where they are, and nothing else in the article.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

import pytest

from planted_faults import simplified
from wenzhang import Source
from wenzhang.config import Config
from wenzhang.conversion.dictionaries import dictionary
from wenzhang.source import Span
from wenzhang.validation.run import Validator

SENTENCES = (
    "夜市從傍晚開始熱鬧起來，攤販陸續把燈點亮；遊客從車站走過來，只要五分鐘。",
    "想吃得舒服，最好避開週末的八點到九點。你去過嗎？一定要早一點去！",
    "攤位有三種：吃的、玩的和買的，價錢都寫在招牌上。",
    "老闆說：「今天的蚵仔煎賣完了，明天請早。」客人聽了很失望，只好去買臭豆腐。",
    "這裡的老闆（多半是第二代）從父母手裡接下鍋鏟，每天工作十個小時。",
    "下雨天照樣營業，只是座位會少一半；遇到颱風才會休息。",
    "他問：「這條街為什麼叫『老街』？」沒有人答得出來。",
    "我讀過《夜市的歷史》，書裡說這條街一百年前是碼頭（後來填平了）。",
    "店家用 GPU 訓練模型，用 TPU 推論，再把結果傳到 Linux 主機上。",
    "先安裝 Python 環境，再下載 Ruby 套件，最後執行 Docker 映像檔。",
    "這台機器有 RAM 模組和 SSD 硬碟，接上 HDMI 線就可以用 Windows 系統。",
    "把 HTML 檔案存成 Markdown 格式，再用 Git 版本控制，就能回到 JSON 設定之前。",
    "讀者可以訂閱 Newsletter 電子報，也可以在 Slack 頻道問，或者寄 Email 給我們。",
    "使用 Rust 寫的程式比 Java 寫的省電，但是學起來比 Go 語言慢。",
    "編輯把 PDF 檔案寄給 Amy 小姐，她用 iPad 平板看完，再用 Word 軟體改。",
    "全程約有 12 公里，要走 5 個小時，沿路有 8 個休息站，帶 3 瓶水就夠。",
    "一共來了 45 個人，每人付 200 元，剩下 15 元捐出去，買了 30 顆糖。",
    "訂購前請先看【注意事項】，退貨要在七天內辦理，否則不受理！",
    "你知道怎麼走嗎？先過橋，再右轉；看到紅綠燈，就到了。",
    "這本書（第二版）比上一版多了兩章，作者說：「讀者的意見很重要。」",
    "天氣預報說下午會下雨，記得帶傘；山上比較冷，多穿一件外套。",
    "電費怎麼算？先看電錶，再乘以單價；夏天的單價比較高，冬天便宜。",
    "他一邊走一邊想：「明天還要上班，今晚應該早點睡。」可是燈還亮著。",
    "學校附近的書店（就在郵局對面）賣很多舊書，價錢公道，老闆親切。",
    "雞蛋打散，加鹽和蔥花，倒進熱鍋；等邊緣變黃，翻面再煎一分鐘。",
    "孩子們在公園裡跑來跑去，大人坐在樹下聊天，狗躺在旁邊睡覺。",
    "請把護照、機票和錢包帶好！出門之前，記得關燈、關窗、鎖門。",
    "這家公司的產品很貴，但是品質好；用了十年，還跟新的一樣。",
    "「讀萬卷書，行萬里路」是他的座右銘，他也真的走遍了全國。",
    "先說結論：存錢比投資重要。等到存款夠了，再考慮買股票。",
)
"""Our own; each mark, letter and character in them is a place for a fault. Spaces stand beside letters and digits."""
OTHERS = "鄰居們常說，這條路的風景最美。春天看花，秋天看葉，冬天看海。"
SPACED = "用 CPU 開機，用 NPU 省電，用 RAM 暫存，走 2 公里，買 4 瓶水，住 6 個人。"
_HANS_QUOTES = str.maketrans("「」『』", "“”‘’")


class Fault(NamedTuple):
    """A sentence with a fault in it, from `start` to `end`."""

    text: str
    start: int
    end: int


Faults = Callable[[str], Iterator[Fault]]
RULES: dict[str, Faults] = {}


def faults_of(code: str) -> Callable[[Faults], Faults]:
    def register(faults: Faults) -> Faults:
        RULES[code] = faults
        return faults

    return register


def _replaced(sentence: str, start: int, end: int, by: str, found: str | None = None) -> Fault:
    """A stretch replaced; what is found is `found` in what stands there then, else all of it."""
    place = start + (by.index(found) if found else 0)
    return Fault(sentence[:start] + by + sentence[end:], place, place + len(found or by))


@faults_of("ZH001")
def leaks(sentence: str) -> Iterator[Fault]:
    """Each character in the other script, but those that the script of the sentence has as well."""
    to_other, back = ("TSCharacters", "STCharacters")
    if simplified(sentence) == sentence:
        to_other, back = back, to_other
    for place, character in enumerate(sentence):
        others = dictionary(to_other).entries.get(character, "").split(" ")
        readings = dictionary(back).entries.get(others[0], others[0]).split(" ")
        if len(others) == 1 and others[0] not in ("", character, *readings):
            yield _replaced(sentence, place, place + 1, others[0])


HAN = "[\u4e00-\u9fff]"
_SPACE = re.compile(f"(?<={HAN}) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z]) (?={HAN})")


@faults_of("TY001")
def spaces(sentence: str) -> Iterator[Fault]:
    """Each space gone; and a sentence without any, but for one."""
    tight = _SPACE.sub("", sentence)
    for number, found in enumerate(_SPACE.finditer(sentence)):
        place = found.start()
        yield Fault(sentence[:place] + sentence[place + 1 :], place - 1, place + 1)
        yield Fault(tight[: place - number] + " " + tight[place - number :], place - number - 1, place - number + 2)


_WORD = re.compile(f"(?<={HAN}) ([0-9A-Za-z]+) (?={HAN})")


@faults_of("TY002")
def spaces_at_tags(sentence: str) -> Iterator[Fault]:
    """Each word in an element, and no space on one side of it."""
    for found in _WORD.finditer(sentence):
        word, start = found[1], found.start()
        head, tail = sentence[:start], sentence[found.end() :]
        for opening, closing in (("<b>", "</b>"), ('<a href="/a/">', "</a>"), ("<i><b>", "</b></i>")):
            marked = f"{opening}{word}{closing}"
            yield Fault(f"{head}{marked} {tail}", start - 1, start + len(opening) + 1)
            end = start + 1 + len(marked)
            yield Fault(f"{head} {marked}{tail}", end - len(closing) - 1, end + 1)


_HALF = dict(zip("，。？！：；", ",.?!:;", strict=True))


@faults_of("TY003")
def half_width(sentence: str) -> Iterator[Fault]:
    """Each mark half-width, with a space behind it and without; and parentheses that touch Chinese."""
    for place, mark in enumerate(sentence):
        half = _HALF.get(mark)
        if half is not None:
            yield _replaced(sentence, place, place + 1, half)
            if sentence[place + 1 : place + 2] not in ("", "」", "”", "』", "’"):
                yield _replaced(sentence, place, place + 1, f"{half} ", half)
    for found in re.finditer("（[^（）]*）", sentence):
        yield _replaced(sentence, *found.span(), f"({found[0][1:-1]})")
        yield _replaced(sentence, found.start(), found.start() + 1, "(")
        yield _replaced(sentence, found.end() - 1, found.end(), ")")


_PAIRS = ("「」", "『』", "“”", "‘’", "（）", "《》", "【】")
_OUTSIDE = re.compile(f"(?<={HAN})(?={HAN})")


@faults_of("TY006")
def unpaired(sentence: str) -> Iterator[Fault]:
    """Each mark without its partner, and one too many between two characters outside of pairs."""
    for opening, closing in map(tuple, _PAIRS):
        for found in re.finditer(f"{opening}[^{opening}{closing}]*{closing}", sentence):
            start, end = found.start(), found.end() - 1
            yield Fault(sentence[:start] + sentence[start + 1 :], end - 1, end)
            yield Fault(sentence[:end] + sentence[end + 1 :], start, start + 1)
    if any(mark in sentence for pair in _PAIRS for mark in pair):
        return
    for number, found in enumerate(_OUTSIDE.finditer(sentence)):
        pairs = ("（）", "《》", "【】", "“”" if simplified(sentence) == sentence else "「」")
        opening, closing = tuple(pairs[number % 4])
        yield _replaced(sentence, found.start(), found.start(), closing if number % 8 > 3 else opening)


_FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@faults_of("TY008")
def full_width(sentence: str) -> Iterator[Fault]:
    """Each word and number full-width, and each letter of a word alone."""
    for found in re.finditer("[0-9A-Za-z]+", sentence):
        yield _replaced(sentence, *found.span(), found[0].translate(_FULL))
        for place in range(*found.span()) if len(found[0]) > 1 else ():
            yield _replaced(sentence, place, place + 1, sentence[place].translate(_FULL))


# Planting


def texts() -> Iterator[str]:
    for sentence in SENTENCES:
        yield sentence
        yield simplified(sentence).translate(_HANS_QUOTES)


def article(sentence: str, fault: Fault, name: str) -> tuple[Source, Span]:
    """An article with a fault of a sentence between others, which have spaces where it has some elsewhere."""
    in_script: Callable[[str], str] = simplified if simplified(sentence) == sentence else str
    spaced = SPACED if len(_SPACE.findall(fault.text)) > 1 else _SPACE.sub("", SPACED)
    parts = (OTHERS, in_script(spaced), fault.text, OTHERS)
    is_html = name.endswith(".html")
    paragraphs = [f"<p>{each}</p>" if is_html else each for each in map(in_script, parts[:2])]
    before = ("\n" if is_html else "\n\n").join([*paragraphs, "<p>" if is_html else ""])
    after = f"</p>\n<p>{in_script(OTHERS)}</p>" if is_html else f"\n\n{in_script(OTHERS)}\n"
    source = Source.from_text(before + fault.text + after, name)
    return source, Span(len(before) + fault.start, len(before) + fault.end)


@cache
def validator(code: str) -> Validator:
    return Validator(Config(select=(code,)))


def missed(code: str, sentence: str, fault: Fault, name: str) -> str | None:
    """What is found instead of the fault; None where that is it, and nothing else."""
    source, span = article(sentence, fault, name)
    found = validator(code).diagnose(source)
    if [each.span for each in found] == [span]:
        return None
    before, inside, behind = fault.text[: fault.start], fault.text[fault.start : fault.end], fault.text[fault.end :]
    return f"{before}⟦{inside}⟧{behind}: {[source.slice(each.span) for each in found]}"


@pytest.mark.parametrize("name", ["article.html", "article.md"])
def test_the_sentences_are_clean(name: str) -> None:
    for text in texts():
        for code in RULES:
            source, _ = article(text, Fault(text, 0, 0), name)
            assert not validator(code).diagnose(source), (code, text)


@pytest.mark.parametrize("code", RULES)
def test_recall(code: str) -> None:
    faults = [(text, fault, name) for text in texts() for fault in RULES[code](text) for name in ("a.html", "a.md")]
    told = [miss for planted in faults if (miss := missed(code, *planted))]
    found = len(faults) - len(told)
    assert len(faults) >= 300
    assert found >= 0.99 * len(faults), f"{code}: {found} of {len(faults)} are found\n" + "\n".join(told[:40])
