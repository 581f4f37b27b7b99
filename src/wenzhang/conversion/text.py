"""Human text, as the readers of the body and of the front matter find it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from wenzhang.conversion.runs import Run

__all__ = ["HumanText", "LanguageTag", "Notation", "Stretch"]

_OfHtml = Literal["html", "double", "single", "unquoted"]
_OfMarkdown = Literal["markdown", "title", "attribute", "collapsed", "shortcut"]
_OfFrontMatter = Literal["escaped", "doubled", "literal", "yaml", "part"]
Notation = Literal[_OfHtml, _OfMarkdown, _OfFrontMatter, "plain"]
"""How characters are written: with HTML's references, in text or in an attribute value of that kind; with references
and backslashes before punctuation (text and titles in Markdown; text that is also the label of a reference, `[text][]`
or `[text]`); with references, for any quotes (attributes of HTML in Markdown); with backslash escapes (double quotes
in YAML, TOML and JSON); with quotes doubled (single quotes in YAML); as they are, but for the quote (single quotes in
TOML) or for what YAML takes for more than text (plain values, or parts of them); or just as they are."""


class Stretch(NamedTuple):
    """A contiguous stretch of human text, in code points. `lang` is the nearest language tag around it in the body.

    Those of the same `run` read as one text, although tags, comments or readings over ruby stand between them; other
    stretches may, too. Those of the same `paragraph` are parts of one, with code or a line break between. A stretch
    without such a number is a text, and a paragraph, of its own.
    """

    start: int
    end: int
    lang: str | None
    notation: Notation
    run: int | None = None
    paragraph: int | None = None


class LanguageTag(NamedTuple):
    """Where a language tag stands: of an element or of the article, or of what a link leads to."""

    start: int
    end: int
    of_link: bool = False


class HumanText:
    """All that a conversion may change in a source. `language` is the tag that the whole carries, None without one.

    `runs` are those that are found already, in the article's own language; what is in `stretches` may be in others.
    """

    def __init__(self) -> None:
        self.stretches: list[Stretch] = []
        self.runs: list[Run] = []
        self.language_tags: list[LanguageTag] = []
        self.language: str | None = None
        # The runs of the stretches, and of which of them: those that tell the variant are mostly those to convert.
        self.known: tuple[list[Stretch], list[bool], list[Run]] | None = None

    def followed_by(self, other: HumanText) -> HumanText:
        """Both, this one first; it is also the first to say in what language they are."""
        both = HumanText()
        both.stretches = self.stretches + other.stretches
        both.runs = self.runs + other.runs
        both.language_tags = self.language_tags + other.language_tags
        both.language = self.language or other.language
        return both
