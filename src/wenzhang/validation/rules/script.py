"""ZH: a text in one script, and the one that it says it is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from wenzhang.validation.diagnostic import Finding
from wenzhang.validation.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.conversion.variants import Script
    from wenzhang.validation.subject import Subject


class Names(Struct, frozen=True, kw_only=True, rename="kebab"):
    """What is written in the other script on purpose."""

    allow: tuple[str, ...] = ()
    """Names, titles, words."""


@rule("ZH001", "other-script", "error", fix="safe", options=Names)
def other_script(subject: Subject, options: Names) -> Iterator[Finding]:
    """Simplified characters in a Traditional article, or Traditional ones in a Simplified one.

    A character is found where the article's script would not write the word so: `软` in Traditional, `后` in `后來`,
    but not in `皇后`. Left alone is what is marked with `lang` or `translate="no"`, what stands in quotation marks or
    title marks and is in the other script throughout, Japanese, the names of the scripts themselves, and what `allow`
    lists. Where much of a sentence is in the other script, it is found as one passage.

    Why: it is the trace of a copy, or of a conversion that missed a word; readers stumble, search does not find it.

    Found:
        <p lang="zh-TW">入夜以後，摊販陸續把燈點亮。</p>

    Better:
        <p lang="zh-TW">入夜以後，攤販陸續把燈點亮。</p>

    Fix: writes what the article's script has instead. It is safe where the character has one reading only, and unsafe
    where the words around it had to decide.

    Options: `allow = ["华为"]` lists names that are written in the other script.
    """
    script = subject.clear_script
    if script is not None and not _may_leak(subject.text, script):
        return
    from wenzhang.validation.other_script import found_in

    yield from found_in(subject.prose, options.allow)


def _may_leak(text: str, script: Script) -> bool:
    """Quick, and right when it says no."""
    from wenzhang.validation.leaks import leak_table

    return leak_table(script, sure=True).may_leak(text)


@rule("ZH002", "one-to-many-character", "info")
def one_to_many_character(subject: Subject) -> Iterator[Finding]:
    """A character that stands for several in the other script, and no word around it decides for which.

    In Simplified those that OpenCC chooses without a phrase (`发` is `發` or `髮`). In Traditional those that both
    scripts have and that may be left from Simplified, such as `里` where `裡` might be meant.

    Why: dictionaries guess here, and readers see it at once when they guess wrong.

    Found:
        <p lang="zh-CN">她的发很长。</p>

    Better:
        <p lang="zh-CN">她的头发很长。</p>
    """
    from wenzhang.validation.undecided import undecided

    yield from undecided(subject.prose)


@rule("ZH004", "declared-variant", "error")
def declared_variant(subject: Subject) -> Iterator[Finding]:
    """What an article, a page or an element says it is written in is not what its text is written in.

    The script has to be clear: eight different characters of the other one at least, of an element two, and next to
    none of its own. A region is found wrong where the text has five forms or words of another one and none of its own.

    Why: fonts, voices and search engines go by it, and a conversion believes it.

    Found:
        ---
        lang: zh-CN
        ---
        <p>夜市裡攤販陸續擺開，遊客從車站慢慢過來，買幾樣點心。</p>

    Better:
        ---
        lang: zh-TW
        ---
        <p>夜市裡攤販陸續擺開，遊客從車站慢慢過來，買幾樣點心。</p>
    """
    if "lang" not in subject.text and "locale" not in subject.text:
        return
    from wenzhang.validation.declared import contradictions

    yield from contradictions(subject)


@rule("ZH006", "unstable-conversion", "error")
def unstable_conversion(subject: Subject) -> Iterator[Finding]:
    """A word that a second conversion would change again, in an article that shows too little what it is in.

    `程式` of Taiwan becomes `程序`, which means something else in Taiwan and becomes `进程`. What is converted already
    is left alone where it declares its variant, or where its characters show the script.

    Why: the same command, run twice, gives another text.

    Found:
        <h2>程式</h2>

    Better:
        <h2 lang="zh-TW">程式</h2>
    """
    if subject.clear_script is None:
        from wenzhang.validation.undecided import unstable

        yield from unstable(subject.prose)
