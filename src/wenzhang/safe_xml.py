"""Reading XML of others: nothing is fetched, no entity is resolved, no document type read, nothing of hostile depth."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import XMLParser

__all__ = ["safe_parser"]


def safe_parser(encoding: str | None = None) -> XMLParser:
    """A parser for one document. `encoding` counts more than what the document declares."""
    from lxml.etree import XMLParser

    return XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
