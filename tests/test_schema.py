"""Front matter against a JSON Schema: what does not fit, in words, and where it stands."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import jsonschema_rs
import msgspec
import pydantic
import pytest

from effort import PROPORTIONAL, growth
from hang import never_hanging
from wenzhang import Source, parse, validate
from wenzhang.config import Config, SchemaFor
from wenzhang.errors import ConfigError
from wenzhang.frontmatter import FrontMatter
from wenzhang.validation.schema import Misfit, Schemas, read_schema

FM_RULES = Config(select=("FM",))


def front_matter(text: str) -> FrontMatter:
    read = parse(text).front_matter
    assert read is not None
    return read


def found(head: str, schema: Any) -> list[tuple[str, str, str]]:
    """Kind, the text of the span, message."""
    text = f"---\n{head}\n---\n" if not head.startswith(("+", "{")) else head
    return [
        (misfit.kind, text[misfit.span.start : misfit.span.end], misfit.message)
        for misfit in read_schema(schema).misfits(front_matter(text))
    ]


DATE = {
    "anyOf": [
        {"type": "string", "format": "date-time"},
        {"type": "string", "format": "date"},
        {"type": "integer", "format": "unix-time"},
    ]
}
# As Astro 5 writes it (zod-to-json-schema): a reference to a definition, additionalProperties, $schema allowed.
ASTRO_5 = {
    "$ref": "#/definitions/blog",
    "definitions": {
        "blog": {
            "type": "object",
            "properties": {
                "title": {"type": "string", "markdownDescription": "標題"},
                "pubDate": DATE,
                "tags": {"type": "array", "items": {"type": "string"}, "default": []},
                "category": {"type": "string", "enum": ["AI", "生活"]},
                "canonical": {"type": "string", "format": "uri"},
                "$schema": {"type": "string"},
            },
            "required": ["title", "pubDate"],
            "additionalProperties": False,
        }
    },
    "$schema": "http://json-schema.org/draft-07/schema#",
}
# As Astro 6 writes it (zod 4): the input's shape, dates as date-time alone.
ASTRO_6 = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "pubDate": {"type": "string", "format": "date-time"},
        "$schema": {"type": "string"},
    },
    "required": ["title", "pubDate"],
}


class TestAstro:
    @pytest.mark.parametrize(
        "date",
        ["2026-01-09", '"2026-01-09"', "2026-01-09T08:00:00Z", "2026-01-09 08:00:00", '"2026-01-09T08:00:00+08:00"'],
    )
    @pytest.mark.parametrize("schema", [ASTRO_5, ASTRO_6])
    def test_dates(self, date: str, schema: dict[str, Any]) -> None:
        assert found(f"title: 夜市\npubDate: {date}", schema) == []

    def test_a_number_of_seconds(self) -> None:
        assert found("title: 夜市\npubDate: 1767916800", ASTRO_5) == []

    def test_what_does_not_fit(self) -> None:
        head = "titel: 夜市\npubDate: 2026年1月9日\ntags: 夜市\ncategory: Ai\ncanonical: 夜 市\n$schema: x"
        assert found(head, ASTRO_5) == [
            ("required", "---", "`title` is missing"),
            ("unknown", "titel", "the schema has no key `titel`"),
            (
                "value",
                "2026年1月9日",
                "`pubDate` is the text “2026年1月9日”, "
                "but must be a date with or without a time or a date such as 2026-01-09",
            ),
            ("type", "夜市", "`tags` is the text “夜市”, but must be a list"),
            ("value", "Ai", "`category` is the text “Ai”, but must be “AI” or “生活”"),
            ("value", "夜 市", "`canonical` is the text “夜 市”, but must be a URL"),
        ]

    def test_addresses_in_chinese(self) -> None:
        assert found("title: 夜市\npubDate: 2026-01-09\ncanonical: https://例子.tw/夜市", ASTRO_5) == []

    def test_hints(self) -> None:
        misfits = read_schema(ASTRO_5).misfits(
            front_matter("---\ntitel: 夜市\npubDate: 2026-01-09\ncategory: ai\n---\n")
        )
        assert [misfit.hint for misfit in misfits] == ["is `titel` meant for it?", "did you mean `title`?", None]
        (misfit,) = read_schema(ASTRO_6).misfits(front_matter("---\ntitle: 2026\npubDate: 2026-01-09\n---\n"))
        assert misfit.hint == 'put it in quotes: "2026"'


class TestPlaces:
    SCHEMA = {  # noqa: RUF012 - a constant of the tests
        "properties": {
            "seo": {
                "properties": {"noindex": {"type": "boolean"}, "title": {}},
                "required": ["title"],
                "additionalProperties": False,
            },
            "links": {"items": {"properties": {"to": {"enum": ["a", "b"]}}, "required": ["to"]}},
            "a.b": {"type": "string"},
        }
    }

    def test_yaml(self) -> None:
        head = 'seo:\n  noindex: "💬"\n  x: 1\nlinks:\n  - to: c\n  - {from: a}\na.b: [1]'
        assert [(kind, text) for kind, text, _ in found(head, self.SCHEMA)] == [
            ("required", "seo"),
            ("type", '"💬"'),
            ("unknown", "x"),
            ("value", "c"),
            ("required", "{from: a}"),
            ("type", "[1]"),
        ]

    def test_toml(self) -> None:
        head = (
            '+++\n"a.b" = 2026-01-09T08:00:00\n[seo]\nnoindex = 1\nx = 1\n'
            '[[links]]\nto = "c"\n[[links]]\nfrom = "a"\n+++\n'
        )
        assert [(kind, text) for kind, text, _ in found(head, self.SCHEMA)] == [
            ("required", "seo"),
            ("type", "1"),
            ("unknown", "x"),
            ("value", '"c"'),
            ("required", '[[links]]\nfrom = "a"'),
        ]

    def test_json(self) -> None:
        head = '{\n"seo": {"noindex": 1, "x": 1},\n"links": [{"to": "c"}],\n"a.b": null\n}\n'
        assert [(kind, text) for kind, text, _ in found(head, self.SCHEMA)] == [
            ("required", '"seo"'),
            ("type", "1"),
            ("unknown", '"x"'),
            ("value", '"c"'),
            ("type", "null"),
        ]
        assert found('{"x": 1}\n', {"required": ["y"]}) == [("required", "{", "`y` is missing")]

    def test_merge_keys(self) -> None:
        head = "base: &b {noindex: 3}\nseo:\n  <<: *b\n  title: 甲"
        assert [(kind, text) for kind, text, _ in found(head, self.SCHEMA)] == [("type", "3")]

    def test_keys_that_are_no_text(self) -> None:
        assert [text for _, text, _ in found("2026: x\nyes: y", {"additionalProperties": False})] == ["2026", "yes"]

    def test_dates_are_iso_text(self) -> None:
        schema = {"properties": {"d": {"pattern": "^2026-01-09$"}, "t": {"pattern": "^2026-01-09T08:00:00"}}}
        assert found("d: 2026-01-09\nt: 2026-01-09 08:00:00", schema) == []
        assert found("+++\nd = 2026-01-09\nt = 2026-01-09 08:00:00\n+++\n", schema) == []

    def test_numbers_that_json_does_not_have(self) -> None:
        assert [kind for kind, _, _ in found("a: .nan\nb: .inf", {"additionalProperties": {"type": "number"}})] == [
            "type",
            "type",
        ]


class TestWords:
    @pytest.mark.parametrize(
        ("value", "schema", "message"),
        [
            ("[1]", {"type": ["string", "null"]}, "`k` is a list of 1, but must be text or null"),
            ("", {"type": "string"}, "`k` is empty, but must be text"),
            ("yes", {"type": "integer"}, "`k` is yes, but must be a whole number"),
            ("2026-01-09", {"type": "number"}, "`k` is the date 2026-01-09, but must be a number"),
            ("{a: 1}", {"const": "x"}, "`k` is a mapping, but must be “x”"),
            ("3", {"minimum": 9}, "`k` is the number 3, but must be 9 or more"),
            ("3", {"exclusiveMaximum": 3}, "`k` is the number 3, but must be less than 3"),
            ("3", {"multipleOf": 2}, "`k` is the number 3, but must be a multiple of 2"),
            ("ab", {"minLength": 3}, "`k` is the text “ab”, but must be text of 3 characters or more"),
            ("ab", {"pattern": "^c"}, "`k` is the text “ab”, but must be text that matches ^c"),
            ("[1, 1]", {"uniqueItems": True}, "`k` is a list of 2, but must be a list with nothing in it twice"),
            ("[1]", {"minItems": 2}, "`k` is a list of 1, but must be a list of 2 or more"),
            (
                "[1]",
                {"contains": {"const": 2}},
                "`k` is a list of 1, but must be a list with what the schema wants in it",
            ),
            ("{a: 1}", {"maxProperties": 0}, "`k` is a mapping, but must be a mapping of 0 keys at most"),
            ("ab", {"not": {"type": "string"}}, "`k` is the text “ab”, but must be what the schema does not exclude"),
            (
                "3",
                {"anyOf": [{"type": "string"}, {"type": "array"}]},
                "`k` is the number 3, but must be text or a list",
            ),
            (
                "ab",
                {"oneOf": [{"type": "string"}, {"minLength": 1}]},
                "`k` is the text “ab”, but must be what fits one of the schema's alternatives only",
            ),
            (
                "ab",
                {"anyOf": [{"const": "x"}, {"enum": ["y", 1]}]},
                "`k` is the text “ab”, but must be “x” or “y” or 1",
            ),
        ],
    )
    def test_of_a_value(self, value: str, schema: dict[str, Any], message: str) -> None:
        ((_, _, text),) = found(f"k: {value}", {"properties": {"k": schema}})
        assert text == message

    def test_of_keys(self) -> None:
        assert found("Ab: 1", {"propertyNames": {"pattern": "^[a-z]+$"}}) == [
            ("value", "Ab", "the key `Ab` must be text that matches ^[a-z]+$")
        ]
        assert found("a: 1", {"properties": {"a": False}}) == [("unknown", "a", "the schema has no key `a`")]
        assert found("a: 1", {"dependentRequired": {"a": ["b"]}}) == [("required", "---", "`b` is missing")]
        assert found("a: 1\nb: 2", {"properties": {"a": True}, "unevaluatedProperties": False}) == [
            ("unknown", "b", "the schema has no key `b`")
        ]

    def test_the_alternative_that_fits_best_speaks(self) -> None:
        image = {"properties": {"kind": {"const": "image"}, "src": {"type": "string"}}, "required": ["kind", "src"]}
        video = {"properties": {"kind": {"const": "video"}, "id": {"type": "integer"}}, "required": ["kind", "id"]}
        schema = {"properties": {"cover": {"oneOf": [{"type": "string"}, image, video]}}}
        assert found("cover: {kind: video, id: x}", schema) == [
            ("type", "x", "`cover.id` is the text “x”, but must be a whole number")
        ]

    def test_branches_that_say_the_same(self) -> None:
        same = {"properties": {"a": {"type": "string"}}}
        assert len(found("a: 1", {"allOf": [same, same]})) == 1


HEADS = [
    "a: 1\nb: [x, 2, {c: 3}]\nd: {e: 2026-01-09, f: [1, 1]}",
    '+++\na = 1\nb = ["x", 2]\n[d]\ne = 2026-01-09\nf = [1, 1]\n+++\n',
    '{"a": 1, "b": ["x", 2, {"c": 3}], "d": {"e": "2026-01-09", "f": [1, 1]}}\n',
]
SCHEMAS: list[dict[str, Any]] = [
    {
        "properties": {
            "a": {"type": "string"},
            "b": {"items": {"type": "null"}},
            "d": {"properties": {"q": {}}, "additionalProperties": False},
        }
    },
    {"properties": {"d": {"properties": {"e": {"maxLength": 1}, "f": {"uniqueItems": True}}, "required": ["z"]}}},
    {"additionalProperties": {"type": "boolean"}},
    {"properties": {"b": {"prefixItems": [{"const": 1}, {"minimum": 5}], "maxItems": 1}}, "minProperties": 9},
    {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "properties": {"a": {"minimum": 1, "exclusiveMinimum": True}},
    },
    {"$schema": "http://json-schema.org/draft-06/schema#", "properties": {"d": {"propertyNames": {"const": "e"}}}},
    {
        "$schema": "https://json-schema.org/draft/2019-09/schema",
        "properties": {"d": {"dependentRequired": {"e": ["y"]}}},
    },
]


@pytest.mark.parametrize("head", HEADS, ids=["yaml", "toml", "json"])
@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_every_error_of_the_judge_is_at_its_own_place(head: str, schema: dict[str, Any]) -> None:
    text = head if head[0] in "+{" else f"---\n{head}\n---\n"
    matter = front_matter(text)
    data = json.loads(json.dumps(matter.data, default=str))
    errors = list(jsonschema_rs.iter_errors(schema, data))
    spans = {misfit.span for misfit in read_schema(schema).misfits(matter)}
    for error in errors:
        path = tuple(error.instance_path)
        value, key = (matter.value_span(path), matter.key_span(path)) if path else (None, None)
        inner = [matter.key_span((*path, name)) for name in getattr(error.kind, "unexpected", ())]
        if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.PropertyNames):
            inner.append(matter.key_span((*path, str(error.kind.error.instance))))
        fence = [] if path else [matter.span]
        assert any(span in spans for span in (value, key, *inner)) or any(
            span.start == each.start for span in spans for each in fence
        )
    assert bool(errors) == bool(spans)


class Post(msgspec.Struct, rename="camel"):
    title: str
    cover_image: str
    date: datetime.date
    category: Literal["AI", "生活"] = "AI"


@dataclasses.dataclass
class Page:
    title: str
    cover_image: str
    date: datetime.date


class Model(pydantic.BaseModel):
    title: str
    cover_image: str = pydantic.Field(alias="coverImage")
    date: datetime.date


@pytest.mark.parametrize("type_", [Post, Page, Model])
def test_types(type_: Any) -> None:
    assert found("title: 夜市\ncoverImage: /a.png\ndate: 2026-01-09", type_) == []
    assert [(kind, text) for kind, text, _ in found("title: 3\ncoverImage: [1]\ndate: 九日", type_)] == [
        ("type", "3"),
        ("type", "[1]"),
        ("value", "九日"),
    ]
    (missing,) = found("title: 夜市\ndate: 2026-01-09", type_)
    assert missing[:2] == ("required", "---")


def test_a_dataclass_finds_its_fields_in_any_style() -> None:
    assert found("title: 夜市\ncover-image: /a.png\ndate: 2026-01-09", Page) == []


class TestGivenAs:
    def test_json_and_a_path(self, tmp_path: Path) -> None:
        path = tmp_path / "s.json"
        path.write_text(json.dumps(ASTRO_5), encoding="utf-8-sig")
        for schema in (json.dumps(ASTRO_5), str(path), path):
            assert len(found("title: 夜市", schema)) == 1

    def test_the_configuration(self, tmp_path: Path) -> None:
        (tmp_path / "blog.schema.json").write_text(json.dumps(ASTRO_5), encoding="utf-8")
        config = Config(
            root=str(tmp_path),
            schemas=(
                SchemaFor(schema={"required": ["name"]}),
                SchemaFor(schema="blog.schema.json", files=("blog/**",)),
            ),
        )
        schemas = Schemas(config)
        for path, name in (
            (tmp_path / "blog" / "a.md", "blog.schema.json"),
            (tmp_path / "b.md", "the schema of the configuration"),
            (None, "the schema of the configuration"),
        ):
            schema = schemas.of(None if path is None else str(path))
            assert schema is not None
            assert schema.name == name
        assert Schemas(Config(schemas=config.schemas[1:], root=config.root)).of(str(tmp_path / "b.md")) is None

    def test_one_schema_that_refers_to_another(self, tmp_path: Path) -> None:
        (tmp_path / "tag.json").write_text('{"type": "string"}')
        (tmp_path / "s.json").write_text('{"properties": {"tag": {"$ref": "tag.json"}}}')
        assert [text for _, text, _ in found("tag: 1", tmp_path / "s.json")] == ["1"]

    @pytest.mark.parametrize(
        ("schema", "message"),
        [
            ({"type": "strin"}, "the schema is no JSON Schema, at type: "),
            ({"properties": {"a": {"pattern": "("}}}, "the schema is no JSON Schema, at properties.a.pattern: "),
            ({"$ref": "https://schema.example/a.json"}, "the schema is no JSON Schema: "),
            ({"$ref": "#/definitions/a"}, "the schema is no JSON Schema: "),
            ({"$schema": "https://schema.example/meta"}, "the schema is no JSON Schema: "),
            ("{", "the schema is no JSON: "),
            ("/nowhere/s.json", "the schema cannot be read: "),
            (3, "3 gives no JSON Schema: "),
        ],
    )
    def test_no_schema(self, schema: Any, message: str) -> None:
        with pytest.raises(ConfigError) as raised:
            read_schema(schema)
        assert raised.value.message.startswith(message)
        assert raised.value.hint

    def test_no_schema_in_a_file_says_which(self, tmp_path: Path) -> None:
        for content in ("[1]", "{", '{"type": 3}', '{"$ref": "b.json"}'):
            path = tmp_path / "s.json"
            path.write_text(content)
            with pytest.raises(ConfigError) as raised:
                Schemas(Config(root=str(tmp_path), schemas=(SchemaFor(schema="s.json"),)))
            assert raised.value.path == str(path)


def test_validation_says_it_under_the_rules() -> None:
    source = Source.from_text("---\ntitel: 夜市\ndate: [1]\ncategory: Ai\n---\n")
    schema = {
        "properties": {"title": {}, "date": {"type": "string"}, "category": {"enum": ["AI"]}},
        "required": ["title"],
        "additionalProperties": False,
    }
    assert [(each.code, source.slice(each.span)) for each in validate(source, FM_RULES, schema=schema)] == [
        ("FM003", "---"),
        ("FM004", "titel"),
        ("FM005", "[1]"),
        ("FM010", "Ai"),
    ]


def test_what_fits_costs_no_words() -> None:
    assert read_schema({"type": "object"}).misfits(front_matter("---\na: 1\n---\n")) == ()
    assert isinstance(read_schema({"required": ["b"]}).misfits(front_matter("---\na: 1\n---\n"))[0], Misfit)


def keys(many: int) -> str:
    return "\n".join(f"k{at}: 1" for at in range(many))


def tags(many: int) -> str:
    return f"tags: [{', '.join(['1'] * many)}]"


@pytest.mark.parametrize(
    ("head", "schema"),
    [
        (keys, {"properties": {"title": {}}, "additionalProperties": False}),
        (keys, {"additionalProperties": {"type": "string"}}),
        (tags, {"properties": {"tags": {"items": {"type": "string"}}}}),
    ],
    ids=["unknown keys", "values", "items"],
)
def test_many_misfits(head: Callable[[int], str], schema: dict[str, Any]) -> None:
    def look(many: int) -> None:
        assert len(read_schema(schema).misfits(front_matter(f"---\n{head(many)}\n---\n"))) == many

    with never_hanging():
        look(10_000)
    assert growth(look, 200) < PROPORTIONAL
