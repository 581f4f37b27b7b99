"""`wenzhang rules`: what validation looks for, rule by rule."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from wenzhang.cli.streams import paint_for, write_out

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    help="markdown is a table for documents, json is for programs.",
)
def rules(selectors: tuple[str, ...], output_format: str) -> int:
    """List the rules of validation, or explain those that are named by code, name, or the beginning of codes.

    \b
    Examples:
      wenzhang rules
      wenzhang rules FG001
      wenzhang rules FM --output-format markdown
    """
    from wenzhang.validation.registry import RULES, catalogue, matching

    catalogue()
    chosen = [RULES[code] for code in dict.fromkeys(code for name in selectors for code in matching(name))]
    if output_format == "json":
        write_out(_json(chosen or RULES.values()))
    elif output_format == "markdown":
        write_out(table(chosen or RULES.values()))
    elif chosen:
        write_out("\n".join(_explained(rule, paint_for(sys.stdout)) for rule in chosen))
    else:
        write_out("".join(_line(rule, paint_for(sys.stdout)) for rule in RULES.values()))
    return 0


def table(rules: Iterable[Rule]) -> str:
    """A Markdown table of rules."""
    rows = ["| rule | name | severity | fix | what it finds |", "| --- | --- | --- | --- | --- |"]
    for rule in rules:
        what = one_line(rule.doc.what).replace("|", "\\|").replace("<", "&lt;")
        rows.append(f"| {rule.code} | {rule.name} | {_severity(rule)} | {rule.fix or ''} | {_outside_code(what)} |")
    return "\n".join(rows) + "\n"


def one_line(text: str) -> str:
    """A text of several lines on one."""
    return " ".join(text.split())


def _outside_code(text: str) -> str:
    """References within code spans are no references in Markdown."""
    parts = text.split("`")
    parts[1::2] = [part.replace("&lt;", "<") for part in parts[1::2]]
    return "`".join(parts)


def _severity(rule: Rule) -> str:
    return rule.severity if rule.default else f"{rule.severity}, off"


def _line(rule: Rule, paint: Paint) -> str:
    colour = {"error": paint.red, "warning": paint.yellow, "info": paint.blue}[rule.severity]
    severity = colour(rule.severity) + " " * (7 - len(rule.severity))
    return f"{rule.code}  {severity}  {rule.fix or '':6}  {rule.name:30}  {one_line(rule.doc.what)}\n"


def _explained(rule: Rule, paint: Paint) -> str:
    doc = rule.doc
    off = "" if rule.default else "; off unless it is selected"
    parts = [
        f"{paint.bold(f'{rule.code} {rule.name}')} ({rule.severity}{off})\n",
        f"{doc.what}\n",
        f"{paint.bold('Why:')} {doc.why}\n",
        f"{paint.bold('Found:')}\n{_indented(doc.example)}\n",
        f"{paint.bold('Better:')}\n{_indented(doc.better)}\n",
    ]
    if doc.fix:
        parts.append(f"{paint.bold('Fix:')} {doc.fix}\n")
    if rule.options is not None:
        parts.append(f"{paint.bold('Options:')}\n{_indented(_options(rule))}\n")
    return "\n".join(parts)


def _options(rule: Rule) -> str:
    """The options with their defaults, as a configuration would have them, below what the doc says of them."""
    from msgspec import to_builtins

    assert rule.options is not None
    defaults = to_builtins(rule.options())
    lines = [f"[rules.{rule.code}]", *(f"{name} = {_toml(value)}" for name, value in defaults.items())]
    return "\n".join([*([rule.doc.options, ""] if rule.doc.options else []), *lines])


def _toml(value: object) -> str:
    import json

    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_toml(item)}' for key, item in value.items())} }}" if value else "{}"
    return "# not set" if value is None else json.dumps(value, ensure_ascii=False)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.splitlines())


def _json(rules: Iterable[Rule]) -> str:
    import msgspec

    described = [
        {
            "code": rule.code,
            "name": rule.name,
            "severity": rule.severity,
            "default": rule.default,
            "fix": rule.fix,
            "site": rule.site,
            **rule.doc._asdict(),
            "options": None if rule.options is None else msgspec.to_builtins(rule.options()),
        }
        for rule in rules
    ]
    return msgspec.json.format(msgspec.json.encode(described), indent=2).decode() + "\n"
