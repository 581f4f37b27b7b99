"""`wenzhang rules`: what validation looks for, rule by rule."""

from __future__ import annotations

import re
import sys
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

import click

from wenzhang.cli.streams import paint_for, write_out
from wenzhang.terminal import clip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wenzhang.terminal import Paint
    from wenzhang.validation.registry import Rule

__all__ = ["rules"]


@click.command(short_help="List the rules of validation, or explain some.")
@click.argument("selectors", metavar="[RULE]...", nargs=-1)
@click.option(
    "--output-format",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="markdown is for documents, json for programs.",
)
def rules(selectors: tuple[str, ...], output_format: str) -> int:
    """List the rules of validation, or explain those that are named by code, name, beginning of codes, or ALL.

    \b
    Examples:
      wenzhang rules
      wenzhang rules FG001 heading-empty
      wenzhang rules ALL --output-format markdown > rules.md
      wenzhang rules --output-format json | jq -r '.[] | select(.fix == "safe").code'

    Exit codes: 0 told, 2 no such rule.
    """
    from wenzhang.validation.registry import RULES, catalogue, matching

    catalogue()
    chosen = [RULES[code] for code in dict.fromkeys(code for name in selectors for code in matching(name))]
    if output_format == "json":
        write_out(_json(chosen or RULES.values()))
    elif output_format == "markdown":
        write_out("\n".join(map(_section, chosen)) if chosen else _table(RULES.values()))
    elif chosen:
        paint = paint_for(sys.stdout)
        write_out("\n".join(_explained(rule, paint) for rule in chosen))
    else:
        write_out(_list(RULES.values(), paint_for(sys.stdout), _columns()))
    return 0


# Text


def _columns() -> int | None:
    """The width of the terminal, None where the output is none and lines may be of any length."""
    import shutil

    return shutil.get_terminal_size().columns if sys.stdout is not None and sys.stdout.isatty() else None


def _list(rules: Iterable[Rule], paint: Paint, columns: int | None) -> str:
    """One line for each rule, below each other what is of one kind."""
    colours: dict[str, Callable[[str], str]] = {"error": paint.red, "warning": paint.yellow, "info": paint.blue}
    rows = [(rule, (rule.code, rule.severity, rule.fix or "", rule.name)) for rule in rules]
    widths = [max(map(len, column)) for column in zip(*(cells for _, cells in rows), strict=True)]
    room = None if columns is None else max(columns - sum(width + 2 for width in widths), 1)
    lines = []
    for rule, cells in rows:
        padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=True)]
        padded[1] = padded[1].replace(rule.severity, colours[rule.severity](rule.severity))
        what = _summary(rule)
        lines.append("  ".join((*padded, what if room is None else clip(what, room))) + "\n")
    return "".join(lines)


def _explained(rule: Rule, paint: Paint) -> str:
    doc = rule.doc
    parts = [
        f"{paint.bold(f'{rule.code} {rule.name}')} ({_facts(rule)})\n",
        f"{doc.what}\n",
        f"{paint.bold('Why:')} {doc.why}\n",
        f"{paint.bold('Found:')}\n{_indented(doc.example)}\n",
        f"{paint.bold('Better:')}\n{_indented(doc.better)}\n",
    ]
    if doc.fix:
        parts.append(f"{paint.bold('Fix:')} {doc.fix}\n")
    if doc.options or rule.options is not None:
        parts.append(f"{paint.bold('Options:')} {doc.options}".rstrip() + "\n")
    if rule.options is not None:
        parts.append(f"{_indented(_options(rule))}\n")
    return "\n".join(parts)


def _facts(rule: Rule) -> str:
    off = [] if rule.default else ["off unless it is selected"]
    return ", ".join([rule.severity, *off, *([f"with {rule.fix} fixes"] if rule.fix else [])])


def _summary(rule: Rule) -> str:
    """The first paragraph of what it finds, on one line."""
    return next(_paragraphs(rule.doc.what), "")


def _paragraphs(text: str) -> Iterator[str]:
    """Each on one line."""
    return (" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip())


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.splitlines())


def _options(rule: Rule) -> str:
    """The options with their defaults as TOML, below a comment that says what they are."""
    from msgspec.structs import fields

    from wenzhang.config.toml import toml_key, toml_text

    assert rule.options is not None
    defaults = rule.options()
    lines = [f"# {line}".rstrip() for line in cleandoc(rule.options.__doc__ or "").splitlines()]
    lines.append(f"[rules.{rule.code}]")
    for field in fields(defaults):
        key, value = toml_key(field.encode_name), getattr(defaults, field.name)
        lines.append(f"# {key} is not set" if value is None else f"{key} = {toml_text(value)}")
    return "\n".join(lines)


# Markdown (CommonMark 0.31.2; tables as GitHub has them)

_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")
# What means something within a line; `_` does so at the edges of words only.
_SPECIAL = re.compile(r"[\\`*<\[\]~&$]|(?<![^\W_])_|_(?![^\W_])")
# What would begin a heading, a quotation, a list, or underline a heading: the backslash goes behind the digits.
_BLOCK_START = re.compile(r"\d{1,9}(?=[.)])|(?=[#>+=-])")


def _table(rules: Iterable[Rule]) -> str:
    rows = ["| rule | name | severity | fix | what it finds |", "| --- | --- | --- | --- | --- |"]
    for rule in rules:
        severity = rule.severity if rule.default else f"{rule.severity}, off"
        what = _inline(_summary(rule)).replace("|", "\\|")  # in code spans as well (GFM, 4.10)
        rows.append(f"| {rule.code} | {rule.name} | {severity} | {rule.fix or ''} | {what} |")
    return "\n".join(rows) + "\n"


def _section(rule: Rule) -> str:
    doc = rule.doc
    parts = [f"## {rule.code} {rule.name}", f"*{_facts(rule)}*", _text(doc.what)]
    parts += [f"**Why:** {_text(doc.why)}"]
    parts += ["**Found:**", _fenced(doc.example), "**Better:**", _fenced(doc.better)]
    if doc.fix:
        parts.append(f"**Fix:** {_text(doc.fix)}")
    if doc.options or rule.options is not None:
        parts.append(f"**Options:** {_text(doc.options)}".rstrip())
    if rule.options is not None:
        parts.append(_fenced(_options(rule), "toml"))
    return "\n\n".join(parts) + "\n"


def _text(text: str) -> str:
    """The paragraphs of a doc, whose code spans are the only markup."""
    return "\n\n".join(map(_paragraph, _paragraphs(text)))


def _paragraph(text: str) -> str:
    start = _BLOCK_START.match(text)
    return _inline(text) if start is None else f"{start.group()}\\{_inline(text[start.end() :])}"


def _inline(text: str) -> str:
    """A line of prose whose characters mean themselves outside of code spans."""
    pieces, end = [], 0
    for span in _CODE_SPAN.finditer(text):
        pieces += [_SPECIAL.sub(r"\\\g<0>", text[end : span.start()]), span.group()]
        end = span.end()
    return "".join([*pieces, _SPECIAL.sub(r"\\\g<0>", text[end:])])


def _fenced(code: str, language: str | None = None) -> str:
    """A block of code; a snippet of an article is in Markdown where it begins with #, else in HTML."""
    fence = max(["```", *(run + "`" for run in re.findall("`{3,}", code))], key=len)
    return f"{fence}{language or ('markdown' if code.startswith('#') else 'html')}\n{code}\n{fence}"


# JSON


def _json(rules: Iterable[Rule]) -> str:
    import msgspec

    described = [_described(rule) for rule in rules]
    return msgspec.json.format(msgspec.json.encode(described), indent=2).decode() + "\n"


def _described(rule: Rule) -> dict[str, Any]:
    """All that is known of a rule; `options` with their defaults and their JSON Schema, null where it has none."""
    import msgspec

    options = None
    if rule.options is not None:
        options = {"defaults": msgspec.to_builtins(rule.options()), "schema": msgspec.json.schema(rule.options)}
    facts = {name: getattr(rule, name) for name in ("code", "name", "severity", "default", "fix", "site", "daily")}
    return {**facts, "doc": rule.doc._asdict(), "options": options}
