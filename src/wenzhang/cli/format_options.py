"""The options of the formats, as options of the command: one for each field of what a format takes."""

from __future__ import annotations

from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import click

if TYPE_CHECKING:
    from msgspec import Struct

    from wenzhang.export.formats import ExportFormat

__all__ = ["FormatCommand", "formats", "given_options"]


def formats() -> dict[str, ExportFormat]:
    """All formats, loaded when they are needed."""
    from wenzhang.export.formats import formats

    return formats()


_OWN = ("lang", "from_")  # options of the command itself


class FormatCommand(click.Command):
    """A command with `--to`, the options of all formats, and their names in its help; found out when it is asked."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Those of the command, with those of the formats."""
        *own, help_ = super().get_params(ctx)
        to = click.Option(["--to"], type=click.Choice(list(formats())), required=True, help="The format.")
        return [own[0], to, *own[1:], *_options(), help_]

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The formats, a line each."""
        with formatter.section("Formats"):
            formatter.write_dl([(name, format_.summary) for name, format_ in formats().items()])


@cache
def _options() -> list[click.Option]:
    """The options of all formats: the fields that say what they do. Those of one name are one, and are of one type."""
    from msgspec.structs import fields

    declared: dict[str, tuple[Any, Any, list[str]]] = {}
    for format_ in formats().values():
        hints = get_type_hints(format_.options, include_extras=True)
        for field in fields(format_.options):
            if field.name not in _OWN and get_origin(hints[field.name]) is Annotated:
                declared.setdefault(field.name, (hints[field.name], field.default, []))[2].append(format_.name)
    return [_option(name, *found) for name, found in declared.items()]


def given_options(format_: ExportFormat, given: dict[str, Any]) -> Struct:
    """What was given, as the format takes it.

    Raises `click.UsageError` for what is no option of it, and for what does not fit.
    """
    import msgspec

    values = {name: value for name, value in given.items() if value not in (None, ())}
    known = format_.options.__struct_fields__
    for name in values:
        if name not in known:
            takers = [other.name for other in formats().values() if name in other.options.__struct_fields__]
            raise click.UsageError(f"{_flag(name)} is for --to {' or '.join(takers)}, not for {format_.name}")
    try:
        return msgspec.convert(values, format_.options)
    except msgspec.ValidationError as error:
        raise click.UsageError(f"an option of {format_.name} does not fit: {error}") from error


def _flag(name: str) -> str:
    return f"--{name.rstrip('_').replace('_', '-')}"


def _option(name: str, annotation: Any, default: Any, formats: list[str]) -> click.Option:
    """The option of a field. What is true unless it is denied has a flag to deny it."""
    annotation, *notes = get_args(annotation)
    if get_origin(annotation) in (Union, UnionType):
        (annotation,) = [choice for choice in get_args(annotation) if choice is not type(None)]
    help_ = f"{', '.join(formats)}: {notes[0].description}"
    if annotation is bool and default is True:
        return click.Option([_flag(f"no_{name}"), name], is_flag=True, flag_value=False, default=None, help=help_)
    return click.Option([_flag(name), name], default=None, help=help_, **_kind(annotation))


def _kind(annotation: Any) -> dict[str, Any]:
    """How click reads a value."""
    if annotation is bool:
        return {"is_flag": True, "flag_value": True}
    if get_origin(annotation) is Literal:
        return {"type": click.Choice(get_args(annotation))}
    if get_origin(annotation) is tuple:
        return {"callback": _listed, "metavar": "NAMES"}
    return {"type": annotation, "metavar": "N" if annotation in (int, float) else "TEXT"}


def _listed(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    return None if value is None else tuple(filter(None, (part.strip() for part in value.split(","))))
