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
    """The options of all formats. Those of one name are one, and are of one type."""
    declared: dict[str, tuple[Any, list[str]]] = {}
    for format_ in formats().values():
        for name, annotation in get_type_hints(format_.options, include_extras=True).items():
            if name in format_.options.__struct_fields__ and name not in _OWN:
                declared.setdefault(name, (annotation, []))[1].append(format_.name)
    return [
        click.Option([_flag(name), name], default=None, **_kind(annotation, names))
        for name, (annotation, names) in declared.items()
    ]


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


def _kind(annotation: Any, names: list[str]) -> dict[str, Any]:
    """How click reads a field."""
    from msgspec import Meta

    help_ = ""
    if get_origin(annotation) is Annotated:
        annotation, *notes = get_args(annotation)
        help_ = next((note.description for note in notes if isinstance(note, Meta) and note.description), "")
    if get_origin(annotation) in (Union, UnionType):
        (annotation,) = [choice for choice in get_args(annotation) if choice is not type(None)]
    help_ = f"{', '.join(names)}: {help_}"
    if annotation is bool:
        return {"is_flag": True, "flag_value": True, "help": help_}
    if get_origin(annotation) is Literal:
        return {"type": click.Choice(get_args(annotation)), "help": help_}
    if get_origin(annotation) is tuple:
        return {"callback": _listed, "metavar": "NAMES", "help": help_}
    return {"type": annotation, "metavar": "N" if annotation in (int, float) else "TEXT", "help": help_}


def _listed(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    return None if value is None else tuple(filter(None, (part.strip() for part in value.split(","))))
