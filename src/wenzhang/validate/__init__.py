"""Validation: an article becomes a list of diagnostics."""

from wenzhang.validate.diagnostic import Diagnostic, Fix, Severity
from wenzhang.validate.run import validate

__all__ = ["Diagnostic", "Fix", "Severity", "validate"]
