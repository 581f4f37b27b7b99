"""What a configuration may say, in one file. Keys are written with hyphens: `extend-select`."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct

from wenzhang.model import Format
from wenzhang.validation.diagnostic import Severity

__all__ = [
    "DEFAULT_EXCLUDE",
    "WORD_LISTS",
    "Config",
    "ConfigFile",
    "CustomRule",
    "Route",
    "SchemaFor",
    "SiteLayout",
]

DEFAULT_EXCLUDE = ("node_modules", "venv", "__pycache__", "site-packages", "_site")
"""Folders of programs, and what Jekyll and Eleventy make of articles. Hidden folders are never walked anyway; names
that may well be those of articles, such as `build`, are left to .gitignore."""

WORD_LISTS = ("zh-TW", "zh-CN")
"""The lists of words that come with this package, by the tags of their regions; all other names are paths."""


class CustomRule(Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """A rule of the project's own: every place that one of `css`, `xpath` and `regex` finds is a finding.

    `files` are globs, relative to the configuration; without them it holds for all articles.
    """

    code: str
    name: str
    message: str
    css: str | None = None
    xpath: str | None = None
    regex: str | None = None
    hint: str | None = None
    severity: Severity = "warning"
    files: tuple[str, ...] = ()


class SchemaFor(Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """The JSON Schema of the front matter of some files: the path of a `.json` file, or the schema itself."""

    schema: str | dict[str, Any]
    files: tuple[str, ...] = ("**",)


class Route(Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """Where the pages of some files are on the site.

    In `url`, `{slug}` stands for the front matter's slug, else the file's name without its suffix, or that of its
    folder where it is the index there; `{path}` for the file's path below the folder where the glob begins, without
    suffix; `{year}`, `{month}` and `{day}` for the date that the file's name begins with, else that of the front
    matter. What the front matter itself gives as `permalink` or `url` comes before all that.
    """

    files: str
    url: str


class SiteLayout(Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """How the files become a site.

    `assets` are folders whose content is served from `/`. Where there are none, nothing is said about addresses that
    begin with `/` and name a file. `url` is the site's own address, so that whole URLs of it are internal; a path in
    it is where the site begins. `generated` are globs of addresses of pages that no article stands behind, such as
    `/articles/tags/**`.
    """

    assets: tuple[str, ...] = ()
    routes: tuple[Route, ...] = ()
    url: str | None = None
    generated: tuple[str, ...] = ()


class Config(Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """All settings with their defaults.

    Rules are named by code, name, or the beginning of codes. Globs are those of .gitignore, and relative to `root`, as
    are the paths of files.
    """

    select: Annotated[
        tuple[str, ...] | None,
        Meta(description="The rules that are on. Without it: all but those of severity info."),
    ] = None
    extend_select: Annotated[tuple[str, ...], Meta(description="Rules that are on besides those of select.")] = ()
    ignore: Annotated[
        tuple[str, ...],
        Meta(description="Rules that are off. The longer beginning decides between select and ignore."),
    ] = ()
    per_file_ignores: Annotated[
        dict[str, tuple[str, ...]],
        Meta(description="Rules that are off for the files of a glob; !glob is for all others."),
    ] = {}
    severity: Annotated[dict[str, Severity], Meta(description="How grave rules are: error, warning or info.")] = {}
    rules: Annotated[dict[str, dict[str, Any]], Meta(description="The options of rules: a table for each.")] = {}
    custom: Annotated[tuple[CustomRule, ...], Meta(description="Rules of the project's own.")] = ()
    schemas: Annotated[
        tuple[SchemaFor, ...],
        Meta(description="JSON Schemas that front matter has to fit, the last that means a file."),
    ] = ()
    site: Annotated[SiteLayout, Meta(description="How the files become a site.")] = SiteLayout()
    exclude: Annotated[
        tuple[str, ...], Meta(description="Globs of files and folders that are left out where a folder is walked.")
    ] = DEFAULT_EXCLUDE
    respect_gitignore: Annotated[bool, Meta(description="Leave out what git ignores where a folder is walked.")] = True
    force_exclude: Annotated[
        bool, Meta(description="Leave out what exclude means although it was named itself, as pre-commit does.")
    ] = False
    body_format: Annotated[
        Format | None, Meta(description="What bodies are in, html or markdown. Without it each file shows it.")
    ] = None
    italic_captions: Annotated[
        bool, Meta(description="In Markdown, a line in italics below an image is its caption.")
    ] = False
    input_encoding: Annotated[
        str | None, Meta(description="The encoding of the files. Without it each file shows it.")
    ] = None
    fail_on: Annotated[
        Severity, Meta(description="The least severity of findings at which validate ends with exit code 1.")
    ] = "warning"
    baseline: Annotated[
        str | None, Meta(description="The file of the findings that are known and not reported again.")
    ] = None
    region_words: Annotated[
        tuple[str, ...],
        Meta(
            description="Lists of words that are not those of a region, for the rule region-word, which they turn on: "
            "zh-TW and zh-CN for those that come with this package, or paths of glossaries."
        ),
    ] = ()
    root: str = ""


class ConfigFile(Config, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """What a file may say: the settings but for `root`, and those that add to what it extends."""

    extend: Annotated[
        str | None,
        Meta(description="Another configuration that this one adds to, as a path from this file."),
    ] = None
    extend_ignore: Annotated[tuple[str, ...], Meta(description="Rules that are off besides those of ignore.")] = ()
    extend_exclude: Annotated[
        tuple[str, ...], Meta(description="Globs that are left out besides those of exclude.")
    ] = ()
    extend_per_file_ignores: Annotated[
        dict[str, tuple[str, ...]], Meta(description="Rules that are off for a glob besides those of per-file-ignores.")
    ] = {}
