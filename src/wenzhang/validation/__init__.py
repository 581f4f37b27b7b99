"""Validation: an article becomes a list of diagnostics.

What a package with rules of its own needs is here as well: `rule`, `Subject` and `Finding`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wenzhang.validation.diagnostic import Diagnostic, Finding, Fix, Severity
    from wenzhang.validation.fixing import Fixed, fixed
    from wenzhang.validation.registry import Rule, rule
    from wenzhang.validation.run import Validator, validate
    from wenzhang.validation.subject import Subject

__all__ = [
    "Diagnostic",
    "Finding",
    "Fix",
    "Fixed",
    "Rule",
    "Severity",
    "Subject",
    "Validator",
    "fixed",
    "rule",
    "validate",
]

_HOME = {
    "Diagnostic": "diagnostic",
    "Finding": "diagnostic",
    "Fix": "diagnostic",
    "Fixed": "fixing",
    "Rule": "registry",
    "Severity": "diagnostic",
    "Subject": "subject",
    "Validator": "run",
    "fixed": "fixing",
    "rule": "registry",
    "validate": "run",
}


def __getattr__(name: str) -> Any:
    """Whoever only names a severity does not load every rule."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
