"""The public names are a promise: adding one is a decision, removing one breaks people."""

from __future__ import annotations

import subprocess
import sys

import wenzhang

NAMES = """
Article Chunk ChunkOptions Config ConfigError Converter DecodeError Details Diagnostic Edit EditError EncodeError
FaqItem Figure Fix FormatError FrontMatter FrontMatterError Glossary GlossaryError HtmlOptions Image MarkdownOptions
Memory MemoryFileError Policy Position RuleError Section Source SourceError Span TemplateError TextOptions Validator
VariantError WenzhangError __version__ apply_xliff chunks convert convert_source convert_text from_json json_schema
load load_config parse to_html to_json to_jsonld to_markdown to_text to_xliff validate
""".split()


def test_names_are_frozen() -> None:
    assert sorted(wenzhang.__all__) == sorted(NAMES)


def test_every_name_is_there() -> None:
    for name in NAMES:
        assert getattr(wenzhang, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(wenzhang, "parse_article")


def test_import_loads_no_library() -> None:
    script = "import sys, wenzhang; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    libraries = {"bs4", "click", "jsonschema", "lxml", "msgspec", "opencc", "rich", "turbohtml", "yaml"}
    assert not libraries & set(loaded)


def test_parse_loads_only_what_it_needs() -> None:
    script = "import sys, wenzhang; wenzhang.parse('<p>x</p>').sections; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert not {"bs4", "click", "lxml", "opencc", "rich"} & set(loaded)
