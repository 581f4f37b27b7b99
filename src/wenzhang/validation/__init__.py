"""Validation: an article becomes a list of diagnostics."""

from wenzhang.validation.diagnostic import Diagnostic, Fix, Severity
from wenzhang.validation.run import validate

__all__ = ["Diagnostic", "Fix", "Severity", "validate"]
