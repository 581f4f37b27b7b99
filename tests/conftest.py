"""What all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

# Elsewhere each run tries new examples; a build must not depend on luck.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")
