"""Front matter as the caller's own type."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Annotated, Any, TypedDict

import msgspec
import pytest
from pydantic import BaseModel, ConfigDict, Field

from wenzhang.errors import FrontMatterError
from wenzhang.frontmatter import FrontMatter
from wenzhang.read.frontmatter import read_front_matter
from wenzhang.source import Source

HEAD = """---
title: 夜市裡的演算法
date: "2026-01-09"
coverImage: a.png
tags: [夜市, 演算法]
seo: {metaTitle: 標題, focus-words: [排隊]}
views: 12
---
"""


def read(head: str) -> FrontMatter:
    found = read_front_matter(Source.from_text(head, "文章.md")).front_matter
    assert found is not None
    return found


def misfit(head: str, type_: type[Any]) -> FrontMatterError:
    with pytest.raises(FrontMatterError) as caught:
        read(head).to(type_)
    return caught.value


class StructSeo(msgspec.Struct, rename={"meta_title": "metaTitle", "focus_words": "focus-words"}):
    meta_title: str
    focus_words: list[str]


class StructMeta(msgspec.Struct, rename="camel"):
    title: str
    date: date
    cover_image: str
    tags: list[str]
    seo: StructSeo
    views: Annotated[int, msgspec.Meta(ge=0)] = 0


@dataclasses.dataclass
class DataSeo:
    meta_title: str
    focus_words: tuple[str, ...] = ()


@dataclasses.dataclass
class DataMeta:
    title: str
    date: date
    cover_image: str
    seo: DataSeo | None = None
    others: list[DataSeo] = dataclasses.field(default_factory=list)
    by_name: dict[str, Annotated[DataSeo, "named"]] = dataclasses.field(default_factory=dict)


class ModelSeo(BaseModel):
    meta_title: str = Field(alias="metaTitle")


class ModelMeta(BaseModel):
    model_config = ConfigDict(extra="ignore")
    title: str
    date: date
    cover_image: str = Field(alias="coverImage")
    tags: list[str]
    seo: ModelSeo | None = None


class DictMeta(TypedDict):
    title: str
    tags: list[str]


class TestTypes:
    def test_struct(self) -> None:
        found = read(HEAD).to(StructMeta)
        assert (found.title, found.date, found.cover_image) == ("夜市裡的演算法", date(2026, 1, 9), "a.png")
        assert found.seo == StructSeo("標題", ["排隊"])

    def test_dataclass_in_any_naming_style(self) -> None:
        found = read(HEAD).to(DataMeta)
        assert found == DataMeta("夜市裡的演算法", date(2026, 1, 9), "a.png", DataSeo("標題", ("排隊",)))

    def test_dataclasses_in_lists_and_mappings(self) -> None:
        head = "title: x\ndate: 2026-01-09\ncover-image: y\nothers: [{Meta-Title: 甲}]\nbyName: {a: {metaTitle: 乙}}"
        found = read(f"---\n{head}\n---\n")
        assert found.to(DataMeta).cover_image == "y"
        assert found.to(DataMeta).others == [DataSeo("甲")]
        assert found.to(DataMeta).by_name == {"a": DataSeo("乙")}

    def test_a_dataclass_prefers_its_own_name(self) -> None:
        for head in ("cover_image: 對\ncoverImage: 錯", "coverImage: 錯\ncover_image: 對"):
            assert read(f"---\ntitle: x\ndate: 2026-01-09\n{head}\n---\n").to(DataMeta).cover_image == "對"

    def test_pydantic(self) -> None:
        found = read(HEAD).to(ModelMeta)
        assert (found.date, found.cover_image, found.tags) == (date(2026, 1, 9), "a.png", ["夜市", "演算法"])
        assert found.seo is not None
        assert found.seo.meta_title == "標題"

    def test_typed_dict_and_plain_dict(self) -> None:
        assert read("---\ntitle: 夜市\ntags: []\n---\n").to(DictMeta) == {"title": "夜市", "tags": []}
        assert read("---\ntitle: 夜市\n---\n").to(dict[str, str]) == {"title": "夜市"}

    def test_toml_and_json(self) -> None:
        toml = '+++\ntitle = "夜市"\ndate = 2026-01-09\ncover_image = "a.png"\n+++\n'
        assert read(toml).to(DataMeta).date == date(2026, 1, 9)
        assert (
            read('{"title": "夜市", "date": "2026-01-09", "cover-image": "a.png"}\n').to(DataMeta).cover_image
            == "a.png"
        )


class TestMisfits:
    @pytest.mark.parametrize("type_", [StructMeta, ModelMeta])
    def test_a_value_of_another_type(self, type_: type[Any]) -> None:
        error = misfit(HEAD.replace("演算法]", "2026]"), type_)
        assert str(error).startswith("文章.md:5:12: front matter, tags.1: ")
        assert error.hint == "2026 is read as a int; write it in quotes if it is text"

    @pytest.mark.parametrize("type_", [StructMeta, DataMeta])
    def test_a_nested_value(self, type_: type[Any]) -> None:
        error = misfit(HEAD.replace("標題", "[標題]"), type_)
        assert error.position is not None
        assert (error.position.line, error.position.column) == (6, 18)

    def test_a_dataclass_names_its_own_field(self) -> None:
        error = misfit(HEAD.replace("a.png", "no"), DataMeta)
        assert str(error).startswith("文章.md:4:13: front matter, cover_image: Expected `str`, got `bool`")
        assert error.hint == "no is read as a bool; write it in quotes if it is text"

    @pytest.mark.parametrize("type_", [StructMeta, DataMeta, ModelMeta])
    def test_a_missing_key(self, type_: type[Any]) -> None:
        error = misfit(HEAD.replace("title: 夜市裡的演算法\n", ""), type_)
        assert "title" in error.message
        assert error.position is not None
        assert (error.position.line, error.position.column) == (1, 1)
        assert error.hint == "add the key, or give its field a default"

    def test_a_missing_nested_key(self) -> None:
        for type_ in (StructMeta, DataMeta, ModelMeta):
            error = misfit(HEAD.replace("metaTitle: 標題, ", ""), type_)
            assert error.position is not None
            assert (error.position.line, error.position.column) == (6, 6)

    def test_all_that_pydantic_found_is_counted(self) -> None:
        error = misfit("---\ntitle: [x]\ndate: 2026-01-09\n---\n", ModelMeta)
        assert str(error).startswith("文章.md:2:8: front matter, title: ")
        assert "and 2 more" in error.message

    def test_a_constraint(self) -> None:
        error = misfit(HEAD.replace("12", "-12"), StructMeta)
        assert str(error).startswith("文章.md:7:8: front matter, views: Expected `int` >= 0")

    def test_from_json_the_source_is_given(self) -> None:
        source = Source.from_text(HEAD.replace("a.png", "no"), "文章.md")
        found = msgspec.json.decode(msgspec.json.encode(read(source.text)), type=FrontMatter)
        with pytest.raises(FrontMatterError) as caught:
            found.to(DataMeta)
        assert caught.value.position is None
        with pytest.raises(FrontMatterError) as caught:
            found.to(DataMeta, source=source)
        assert str(caught.value).startswith("文章.md:4:13: ")
