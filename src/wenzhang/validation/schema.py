"""Front matter against a JSON Schema: every misfit, at the key or value that does not fit.

Values are what JSON has: dates of YAML and TOML become ISO 8601 text, as other validators of front matter see them.
Schemas that site generators write work unchanged. Astro to version 5 (zod-to-json-schema, draft 7) says `anyOf`
date-time, date, unix-time for a date, and from version 6 on (zod 4, draft 2020-12) just date-time, while zod itself
takes a date without a time; so here the format date-time holds for both.
"""

from __future__ import annotations

import json
import math
import os
from datetime import date, datetime, time
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from urllib.parse import unquote, urlsplit

from wenzhang.config.globs import matches
from wenzhang.errors import ConfigError
from wenzhang.frontmatter.scalars import read_datetime
from wenzhang.frontmatter.view import MetaValue, Scalar, Sequence, entries_by_key
from wenzhang.source import Span

if TYPE_CHECKING:
    import collections.abc
    from collections.abc import Callable

    from wenzhang.config import Config, SchemaFor
    from wenzhang.frontmatter import FrontMatter

__all__ = ["Misfit", "MisfitKind", "Schema", "Schemas"]

MisfitKind = Literal["required", "unknown", "type", "value"]
Path_ = tuple[str | int, ...]


class Misfit(NamedTuple):
    """What does not fit. `kind` says which rule it breaks: FM003, FM004, FM005, and FM010 for all else."""

    kind: MisfitKind
    span: Span
    message: str
    hint: str | None = None


class Schema:
    """A compiled schema; `name` is what messages call it.

    `document` is the JSON Schema, `documents` are that and those that it refers to. `type_` is the dataclass that it
    was made of, whose fields stand for keys of any naming style. Raises `ConfigError` for a document that is no JSON
    Schema.
    """

    def __init__(self, document: Any, *, name: str, path: str | None = None, type_: Any = None) -> None:
        self.name = name
        self.document = document
        self._type = type_
        self.documents = [document]
        self._validator = _compiled(document, name, path, partial(_retrieved, self.documents))

    def misfits(self, front_matter: FrontMatter) -> collections.abc.Sequence[Misfit]:
        """All that does not fit, in the order of the text."""
        from wenzhang.validation.schema_errors import Places, misfits

        data = _json(front_matter.root)
        if self._type is not None:
            from wenzhang.frontmatter.binding import renamed

            data = renamed(data, self._type)
        errors = list(self._validator.iter_errors(data))
        if not errors:
            return ()
        found = dict.fromkeys(misfits(errors, Places(front_matter), self.document))
        return sorted(found, key=lambda misfit: misfit.span)


class Schemas:
    """The schema of each file: the one that the caller gave, else the last of the configuration that means the file.

    Raises `ConfigError` for a schema that cannot be read, or is none.
    """

    def __init__(self, config: Config, schema: Any = None) -> None:
        self._given = None if schema is None else read_schema(schema)
        self._root = config.root
        self._configured = [(each.files, _configured(each, config.root)) for each in config.schemas]

    @property
    def documents(self) -> list[Any]:
        """All that the schemas say, those that they refer to included."""
        schemas = [schema for _, schema in self._configured] + ([self._given] if self._given is not None else [])
        return [schema.documents for schema in schemas]

    def of(self, path: str | None) -> Schema | None:
        """The schema for the front matter of a file of this path; without a path, one that is for all files."""
        if self._given is not None:
            return self._given
        for files, schema in reversed(self._configured):
            if "**" in files or (path is not None and any(matches(glob, path, self._root) for glob in files)):
                return schema
        return None


def read_schema(schema: Any) -> Schema:
    """The schema that a caller gives: a JSON Schema as a dict, as JSON or as the path of a file; or a type.

    Types are a msgspec Struct, a dataclass, whatever else msgspec knows, or a pydantic model.
    """
    if isinstance(schema, Schema):
        return schema
    if isinstance(schema, (dict, bool)):
        return Schema(schema, name="the schema")
    if isinstance(schema, (str, os.PathLike)):
        if isinstance(schema, str) and schema.lstrip().startswith("{"):
            return Schema(_parsed(schema, "the schema", None), name="the schema")
        return _from_file(os.fspath(schema))
    return _from_type(schema)


def _configured(schema_for: SchemaFor, root: str) -> Schema:
    if isinstance(schema_for.schema, dict):
        return Schema(schema_for.schema, name="the schema of the configuration")
    return _from_file(os.path.join(root, schema_for.schema))


def _from_file(path: str) -> Schema:
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        hint = "give the path of a JSON file, relative to the configuration"
        raise ConfigError(f"the schema cannot be read: {reason}", path=path, hint=hint) from error
    return Schema(_parsed(text, "the schema", path), name=os.path.basename(path), path=path)


def _parsed(text: str, name: str, path: str | None) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{name} is no JSON: {error}", path=path, hint="it must be a JSON Schema, in JSON") from error


def _from_type(type_: Any) -> Schema:
    import dataclasses

    import msgspec

    name = getattr(type_, "__name__", str(type_))
    of_model: Callable[[], Any] | None = getattr(type_, "model_json_schema", None)
    try:
        document = msgspec.json.schema(type_) if of_model is None else of_model()
    except Exception as error:
        hint = "give a JSON Schema, a msgspec Struct, a dataclass or a pydantic model"
        raise ConfigError(f"{name} gives no JSON Schema: {error}", hint=hint) from error
    return Schema(document, name=name, type_=type_ if dataclasses.is_dataclass(type_) else None)


def _compiled(document: Any, name: str, path: str | None, retriever: Callable[[str], Any]) -> Any:
    """The validator of jsonschema-rs, drafts 4 to 2020-12; without `$schema` it is the last one."""
    import jsonschema_rs

    base = Path(path).absolute().as_uri() if path is not None else None
    try:
        return jsonschema_rs.validator_for(
            document, formats=_FORMATS, validate_formats=True, retriever=retriever, base_uri=base
        )
    except jsonschema_rs.ValidationError as error:
        where = ".".join(map(str, error.instance_path))
        message = f"{name} is no JSON Schema{f', at {where}' if where else ''}: {error.message}"
        hint = "correct it; its $schema says which draft it is written in"
        raise ConfigError(message, path=path, hint=hint) from error
    except (ValueError, TypeError, jsonschema_rs.ReferencingError) as error:
        raise ConfigError(f"{name} is no JSON Schema: {error}", path=path, hint="it must be an object") from error


def _retrieved(documents: list[Any], uri: str) -> Any:
    """Another schema that one refers to: a file beside it. Nothing is fetched from the network."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        raise ValueError("only files are read; save it beside the schema and refer to that")
    documents.append(json.loads(Path(unquote(parts.path)).read_text(encoding="utf-8-sig")))
    return documents[-1]


def _is_date_time(text: str) -> bool:
    """RFC 3339 date-time, its zone and even its time optional: what zod takes for a date."""
    try:
        date.fromisoformat(text) if len(text) == 10 else read_datetime(text)
    except ValueError:
        return False
    return True


@cache
def _iri_check(name: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.validator_for({"type": "string", "format": name}, validate_formats=True).is_valid


def _is_uri(text: str) -> bool:
    """URLs as people write them and browsers take them, with Chinese in them or not."""
    return bool(_iri_check("iri")(text))


def _is_uri_reference(text: str) -> bool:
    return bool(_iri_check("iri-reference")(text))


_FORMATS = {"date-time": _is_date_time, "uri": _is_uri, "uri-reference": _is_uri_reference}


def _json(node: MetaValue) -> Any:
    """The value as JSON has it, keys as text."""
    if isinstance(node, Scalar):
        return _json_scalar(node)
    if isinstance(node, Sequence):
        return [_json(item) for item in node.items]
    return {entry.key.content: _json(entry.value) for entry in entries_by_key(node).values()}


def _json_scalar(scalar: Scalar) -> Any:
    if scalar.kind in ("str", "merge", "binary"):
        return scalar.content
    value = scalar.value
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return scalar.content
    return value
