"""Plain articles converted in one piece, markup and all.

No dictionary of OpenCC holds `<`, `>`, `"` or `=`, and nothing in ASCII alone is changed. So where all that is not
ASCII is text for people, and no word crosses a tag, converting the file is converting its text. Most articles are like
that, and it takes a fraction of the time. Whatever may be otherwise is left to `Conversion`; the tests hold both to one
result.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise, starmap
from typing import TYPE_CHECKING, Literal

from wenzhang.conversion.detect import clear_script, detect
from wenzhang.conversion.elements import INLINE, OBJECTS
from wenzhang.conversion.engine import SEPARATOR, convert_safe, convert_safe_texts, convert_texts
from wenzhang.conversion.frontmatter import language_tag
from wenzhang.conversion.language_tags import language_edits
from wenzhang.conversion.policy import POLICY, looks_like_address
from wenzhang.conversion.runs import holds_signs, protects_chinese
from wenzhang.conversion.variants import configurations
from wenzhang.frontmatter import Scalar, Sequence
from wenzhang.read.body import known_format
from wenzhang.read.frontmatter import FrontMatterReading, read_front_matter
from wenzhang.source import Source

if TYPE_CHECKING:
    from collections import abc

    from wenzhang.conversion.plain_markdown import PlainTexts
    from wenzhang.conversion.variants import Variant
    from wenzhang.frontmatter import Entry, FrontMatter
    from wenzhang.model import Format

    Texts = abc.Sequence[str]

__all__ = ["convert_wholesale"]

_SPACE = "[ \t\r\n]"
_ATTRIBUTE = '[a-z_][a-z0-9_:.-]*+(?:="[^"]*+")?'
_ANY_TAG = re.compile("(<[^<>]*+>)")
_TAG = re.compile(rf"</?([a-z][a-z0-9]*+)(?:{_SPACE}++{_ATTRIBUTE})*+{_SPACE}*+/?>")
_VALUE = re.compile(rf'{_SPACE}([a-z_][a-z0-9_:.-]*+)(?:="([^"]*+)")?')
_REFERENCE = re.compile("&(?:amp|lt|gt|quot|nbsp);")

# Elements whose text is text for people wherever they stand, as far as their tags alone say.
_PLAIN_INLINE = INLINE - POLICY.protected_elements - {"slot", "tspan", "ruby", "rb", "output"}
_PLAIN_BLOCKS = frozenset(
    "address article aside blockquote caption dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr"
    " li main nav ol p section summary table tbody td tfoot th thead tr ul".split()
)
_PLAIN_OBJECTS = OBJECTS & {"br", "img"}
_DECIDING = frozenset(("lang", "xml:lang", "hreflang", "translate"))

# What makes YAML more than keys with plain or quoted values, and text more than text. Behind an ideographic description
# character (U+2FF0 to U+2FFF) OpenCC leaves what it describes as it is, markup or not.
_DESCRIBING = "".join(map(chr, range(0x2FF0, 0x3000)))

_NOT_PLAIN_HEAD = "#\\{}&*|>!%@`" + _DESCRIBING
_NOT_PLAIN_TEXT = "<{\0" + _DESCRIBING


def convert_wholesale(
    source: Source, given: Variant | None, target: Variant, *, phrases: bool, format: Format | None = None
) -> Source | None:
    """The source, of an encoding of Unicode, in the target; None where it may not be converted in one piece.

    Of a body in Markdown the texts are converted together, and all that stands between them is left as it is. Raises
    `FrontMatterError` for front matter that cannot be read.
    """
    reading = read_front_matter(source)
    if reading.problem is not None:
        raise reading.problem
    start, head = reading.body_start, reading.front_matter
    if head is not None and (not _is_plain_head(head, source.text[:start]) or (given is None and head.lang)):
        return None
    is_html = known_format(source, start, format) == "html"
    converted = (_convert_html if is_html else _convert_markdown)(source, reading, given, target, phrases)
    if converted is None or converted == source.text:
        return None if converted is None else source
    return Source(converted, path=source.path, encoding=source.encoding, bom=source.bom, guessed=source.guessed)


def _convert_html(
    source: Source, reading: FrontMatterReading, given: Variant | None, target: Variant, phrases: bool
) -> str | None:
    text, start = source.text, reading.body_start
    parts = _ANY_TAG.split(text[start:]) if "\0" not in text else ["\0"]
    body = "\n".join(parts[::2])
    if not _is_plain_text(body):
        return None
    crossing = _crossing(parts)
    if crossing is None:
        return None
    telling = body if given else _telling(text[:start], body, parts[1::2], crossing)
    origin = _origin(telling, given, target)
    if origin is None:
        return None
    chain = configurations(origin, target, phrases=phrases)
    if crossing and not _say_the_same(crossing, convert_texts(crossing, chain)):
        return None
    try:
        return convert_safe(_head(source, reading, origin, target) + text[start:], chain)
    except UnicodeEncodeError:  # a lone surrogate, around which the text has to be cut
        return None


def _convert_markdown(
    source: Source, reading: FrontMatterReading, given: Variant | None, target: Variant, phrases: bool
) -> str | None:
    from wenzhang.conversion.plain_markdown import plain_texts
    from wenzhang.markdown.document import read_document

    document = read_document(source, reading.body_start)
    found = plain_texts(document, _kind)
    if found is None:
        return None
    together = "".join([text if joins else f"\n{text}" for text, joins in zip(found.texts, found.joins, strict=True)])
    asides = [text for text, _, _ in found.asides]
    together = "\n".join([together, *asides])
    if protects_chinese(together):
        return None
    origin = _origin(together if given else source.text[: document.base] + together, given, target)
    if origin is None:
        return None
    chain = configurations(origin, target, phrases=phrases)
    convert = convert_texts if SEPARATOR in source.text or "\0" in source.text else convert_safe_texts
    groups = _crossing_groups(found.texts, found.joins)
    wholes = ["".join(found.texts[first:last]) for first, last in groups]
    head, *converted = convert([_head(source, reading, origin, target), *found.texts, *asides, *wholes], chain)
    wholes = converted[len(found.texts) + len(asides) :]
    if any("".join(converted[first:last]) != whole for (first, last), whole in zip(groups, wholes, strict=True)):
        return None
    return head + _replaced(document.text.encode(), found, converted)


def _crossing_groups(texts: Texts, joins: abc.Sequence[bool]) -> list[tuple[int, int]]:
    """The texts that read on through marks, from the first to the last, where a word may go through one of these."""
    groups: list[tuple[int, int]] = []
    first = 0
    crosses = False
    for index, text in enumerate(texts):
        if not joins[index]:
            if crosses:
                groups.append((first, index))
            first, crosses = index, False
        elif not crosses:
            crosses = _joins(texts[index - 1][-1]) and _joins(text[0])
    if crosses:
        groups.append((first, len(texts)))
    return groups


def _replaced(data: bytes, found: PlainTexts, converted: list[str]) -> str:
    """A body in UTF-8 with its texts replaced."""
    starts, ends = [*found.starts], [*found.ends]
    if found.asides:
        starts += [aside[1] for aside in found.asides]
        ends += [aside[2] for aside in found.asides]
        places = sorted(zip(starts, ends, converted, strict=False))
        starts, ends, converted = [list(column) for column in zip(*places, strict=True)]
    parts = [b""] * (2 * len(starts) + 1)
    parts[::2] = [data[at:start] for at, start in zip([0, *ends], [*starts, len(data)], strict=True)]
    parts[1::2] = [text.encode() for text in converted[: len(starts)]]
    return b"".join(parts).decode()


def _head(source: Source, reading: FrontMatterReading, origin: Variant, target: Variant) -> str:
    """The front matter, with the languages that it names being those of the result."""
    head = source.text[: reading.body_start]
    if reading.front_matter is None or not reading.front_matter.lang:
        return head
    entries = (entry for entry in reading.front_matter.root.entries if POLICY.is_language_key((entry.key.content,)))
    tags = [
        language_tag(entry.value) for entry in entries if isinstance(entry.value, Scalar) and entry.value.kind == "str"
    ]
    for edit in sorted(language_edits(head, tags, origin, target), key=lambda edit: -edit.span.start):
        head = head[: edit.span.start] + edit.replacement + head[edit.span.end :]
    return head


def _is_plain_head(front_matter: FrontMatter, head: str) -> bool:
    """Whether all in the front matter that is not ASCII is text for people, and it says nothing of its language."""
    if front_matter.format != "yaml":
        return False
    for sign in _NOT_PLAIN_HEAD:
        if sign in head:
            return False
    return all(map(_is_plain_entry, front_matter.root.entries))


def _is_plain_entry(entry: Entry) -> bool:
    kind = POLICY.kind_of((entry.key.content,))
    if not entry.key.raw.isascii() or (kind == "language" and type(entry.value) is not Scalar):
        return False
    value = entry.value
    for scalar in (value,) if type(value) is Scalar else value.items if type(value) is Sequence else (None,):
        if type(scalar) is not Scalar:
            return False
        if not scalar.raw.isascii() and not (kind == "human" and scalar.kind == "str" and _is_plain_value(scalar)):
            return False
    return True


def _is_plain_value(scalar: Scalar) -> bool:
    return not holds_signs(scalar.raw) and not looks_like_address(scalar.content)


def _is_plain_text(text: str) -> bool:
    """Whether the text of a body is text, and its references are none that OpenCC knows."""
    for sign in _NOT_PLAIN_TEXT:
        if sign in text:
            return False
    return not holds_signs(text) and _has_plain_references(text)


def _has_plain_references(text: str) -> bool:
    return "&" not in text or text.count("&") == len(_REFERENCE.findall(text))


def _crossing(parts: list[str]) -> list[str] | None:
    """Of a body, cut at its tags, the texts that go through inline tags: each whole, then its pieces.

    None where a tag may mean more than that.
    """
    kinds = list(map(_kind, parts[1::2]))
    if None in kinds:
        return None
    kinds.append("other")
    found: list[str] = []
    last = 0
    while True:
        try:
            first = kinds.index("inline", last)
        except ValueError:
            return found
        last = kinds.index("other", first)
        found += _divided([text for text in parts[2 * first : 2 * last + 1 : 2] if text])


def _divided(pieces: Texts) -> tuple[str, ...]:
    """A text and its pieces, where a word may go through one of the tags between them; else nothing."""
    if any(_joins(left[-1]) and _joins(right[0]) for left, right in pairwise(pieces)):
        return "".join(pieces), *pieces, ""
    return ()


def _joins(character: str) -> bool:
    """Whether a character may stand in a word of the dictionaries, which hold letters and these signs."""
    return character.isalnum() or character in "-·"


def _say_the_same(crossing: list[str], converted: list[str]) -> bool:
    """Whether what goes through tags says the same in pieces; the pieces follow their whole, and nothing ends them."""
    whole: str | None = None
    together = ""
    for before, after in zip(crossing, converted, strict=True):
        if whole is None:
            whole, together = after, ""
        elif before:
            together += after
        elif together == whole:
            whole = None
    return whole is None


@lru_cache(maxsize=4096)
def _kind(tag: str) -> Literal["inline", "other"] | None:
    """Whether text reads on through a tag; None for one that may mean more, or holds what is no text for people."""
    plain = _TAG.fullmatch(tag)
    name = plain[1] if plain else ""
    if name not in _PLAIN_INLINE and name not in _PLAIN_BLOCKS and name not in _PLAIN_OBJECTS:
        return None
    attributes = _VALUE.findall(tag)
    # Those of an end tag do not count, nor does the second of one name; a template can begin here and end in the text.
    if attributes and (tag[1] == "/" or len(dict(attributes)) < len(attributes) or "{{" in tag or "{%" in tag):
        return None
    if not all(starmap(_is_plain_attribute, attributes)):
        return None
    return "inline" if name in _PLAIN_INLINE else "other"


def _is_plain_attribute(name: str, value: str) -> bool:
    """Whether an attribute is text for people or ASCII that stays, and decides nothing."""
    if name in _DECIDING or (name == "class" and "notranslate" in value):
        return False
    if name not in POLICY.attributes:
        return value.isascii()
    return _has_plain_references(value) if value.isascii() else "&" not in value and _is_plain_text(value)


def _telling(head: str, body: str, tags: Texts, crossing: Texts) -> str:
    """All text for people in a source whose front matter, and body, cut at its tags, are plain: what tells the region.

    Words end at tags, but for those in what is `crossing` inline ones. What is not ASCII in the front matter is such
    text, and so are attributes.
    """
    texts = [head, body, *crossing]
    if not "".join(tags).isascii():
        texts += [value for tag in tags for name, value in _VALUE.findall(tag) if name in POLICY.attributes]
    return "\n".join(texts)


def _origin(text: str, given: Variant | None, target: Variant) -> Variant | None:
    """What the text is in, where that is beyond doubt and in the other script."""
    script = clear_script(text)
    if script is None or script == target.script or (given is not None and given.script != script):
        return None
    return given or detect(text, script)
