"""Template syntax, which stands in articles of any format and is replaced before anyone reads them."""

from __future__ import annotations

import re

__all__ = ["TEMPLATE"]

# Only those of Hugo hold tags; elsewhere a tag means that the braces are text and what follows is not theirs.
_NO_TAG = r"(?!<[/!a-zA-Z])"
TEMPLATE = re.compile(
    rf"\{{\{{\{{(?:(?!\{{\{{|\}}\}}\}}){_NO_TAG}.)*\}}\}}\}}|"
    r"\{\{<(?:(?!\{\{|>\}\})[^<])*>\}\}"
    rf"|\{{\{{(?:(?!\{{\{{|\}}\}}){_NO_TAG}.)*\}}\}}"
    rf"|\{{%(?:(?!\{{%|%\}}){_NO_TAG}.)*%\}}",
    re.DOTALL,
)
"""Jinja and Liquid, Vue, Handlebars, Hugo's shortcodes."""
