"""Read, convert, validate and export Chinese articles: front matter over an HTML body.

The names below are the whole public API; each is imported at its first use, so that `import wenzhang` costs next to
nothing, not even the import of `typing`.
"""

from __future__ import annotations

TYPE_CHECKING = False

__version__ = "0.1.0"

if TYPE_CHECKING:
    from wenzhang.config import Config, load_config
    from wenzhang.conversion import Converter, Glossary, Memory, Policy, convert, convert_source, convert_text
    from wenzhang.errors import (
        ConfigError,
        DecodeError,
        EditError,
        EncodeError,
        FormatError,
        FrontMatterError,
        GlossaryError,
        MemoryFileError,
        RuleError,
        SourceError,
        TemplateError,
        VariantError,
        WenzhangError,
    )
    from wenzhang.export.chunks import Chunk, ChunkOptions, chunks
    from wenzhang.export.html import HtmlOptions, to_html
    from wenzhang.export.json import from_json, json_schema, to_json
    from wenzhang.export.jsonld import to_jsonld
    from wenzhang.export.markdown import MarkdownOptions, to_markdown
    from wenzhang.export.text import TextOptions, to_text
    from wenzhang.export.xliff import apply_xliff, to_xliff
    from wenzhang.frontmatter import FrontMatter
    from wenzhang.model import Article, Details, FaqItem, Figure, Image, Section
    from wenzhang.read import load, parse
    from wenzhang.source import Edit, Position, Source, Span
    from wenzhang.validation import Diagnostic, Fix, Validator, validate

_HOME = {
    "Article": "model",
    "Chunk": "export.chunks",
    "ChunkOptions": "export.chunks",
    "Config": "config",
    "ConfigError": "errors",
    "Converter": "conversion",
    "DecodeError": "errors",
    "Details": "model",
    "Diagnostic": "validation",
    "Edit": "source",
    "EditError": "errors",
    "EncodeError": "errors",
    "FaqItem": "model",
    "Figure": "model",
    "Fix": "validation",
    "FormatError": "errors",
    "FrontMatter": "frontmatter",
    "FrontMatterError": "errors",
    "Glossary": "conversion",
    "GlossaryError": "errors",
    "HtmlOptions": "export.html",
    "Image": "model",
    "MarkdownOptions": "export.markdown",
    "Memory": "conversion",
    "MemoryFileError": "errors",
    "Policy": "conversion",
    "Position": "source",
    "RuleError": "errors",
    "Section": "model",
    "Source": "source",
    "SourceError": "errors",
    "Span": "source",
    "TemplateError": "errors",
    "TextOptions": "export.text",
    "Validator": "validation",
    "VariantError": "errors",
    "WenzhangError": "errors",
    "apply_xliff": "export.xliff",
    "chunks": "export.chunks",
    "convert": "conversion",
    "convert_source": "conversion",
    "convert_text": "conversion",
    "from_json": "export.json",
    "json_schema": "export.json",
    "load": "read",
    "load_config": "config",
    "parse": "read",
    "to_html": "export.html",
    "to_json": "export.json",
    "to_jsonld": "export.jsonld",
    "to_markdown": "export.markdown",
    "to_text": "export.text",
    "to_xliff": "export.xliff",
    "validate": "validation",
}

__all__ = [
    "Article",
    "Chunk",
    "ChunkOptions",
    "Config",
    "ConfigError",
    "Converter",
    "DecodeError",
    "Details",
    "Diagnostic",
    "Edit",
    "EditError",
    "EncodeError",
    "FaqItem",
    "Figure",
    "Fix",
    "FormatError",
    "FrontMatter",
    "FrontMatterError",
    "Glossary",
    "GlossaryError",
    "HtmlOptions",
    "Image",
    "MarkdownOptions",
    "Memory",
    "MemoryFileError",
    "Policy",
    "Position",
    "RuleError",
    "Section",
    "Source",
    "SourceError",
    "Span",
    "TemplateError",
    "TextOptions",
    "Validator",
    "VariantError",
    "WenzhangError",
    "__version__",
    "apply_xliff",
    "chunks",
    "convert",
    "convert_source",
    "convert_text",
    "from_json",
    "json_schema",
    "load",
    "load_config",
    "parse",
    "to_html",
    "to_json",
    "to_jsonld",
    "to_markdown",
    "to_text",
    "to_xliff",
    "validate",
]


def __getattr__(name: str) -> object:
    if name in _HOME:
        from importlib import import_module

        value: object = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
