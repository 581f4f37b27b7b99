"""A configuration to start with, written from what the articles have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wenzhang.config.settings import Config, SiteLayout
from wenzhang.config.survey import NEARLY_ALL
from wenzhang.config.toml import toml_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.config.survey import Survey

__all__ = ["BASELINE", "starter", "starter_config"]

BASELINE = "wenzhang-baseline.json"

_REQUIRED, _ALLOWED, _LEVEL = "required-key", "value-not-allowed", "first-heading-level"


def starter(survey: Survey, problems: int) -> str:
    """The text of a wenzhang.toml. `problems` is what validation finds under it."""
    lines = [*_head(survey), *_settings(problems), *_rules(survey), *_site(survey)]
    return "\n".join(lines).rstrip() + "\n"


def starter_config(survey: Survey) -> Config:
    """What that text says."""
    rules: dict[str, dict[str, Any]] = {}
    if survey.enough and survey.required:
        rules["FM003"] = {"keys": list(survey.required)}
    if survey.enough and survey.level is not None:
        rules["ST002"] = {"level": survey.level}
    folders = survey.assets()[0] if _assets_are_sure(survey) else ()
    return Config(rules=rules, site=SiteLayout(assets=folders), root=survey.folder)


def _head(survey: Survey) -> Iterator[str]:
    yield "# What `wenzhang validate` looks for here. `wenzhang rules` tells about each rule, `wenzhang config`"
    yield "# shows what is in force and where it came from."
    yield f"# Written for {_count(survey.articles, 'article')}{_variants(survey)}."
    yield ""


def _variants(survey: Survey) -> str:
    total = survey.variants.total()
    if not total:
        return ""
    if len(survey.variants) == 1 and total == survey.articles:
        return f" in {next(iter(survey.variants))}"
    return f": {', '.join(f'{count} in {tag}' for tag, count in survey.variants.most_common())}"


def _settings(problems: int) -> Iterator[str]:
    yield "# extend-select = []  # rules that are off by default, by code, name, or the beginning of codes"
    yield "# ignore = []"
    yield "# extend-exclude = []  # globs as in .gitignore; what git ignores is left out anyway"
    if problems:
        yield f"# There are {problems} problems today. To hear of new ones only, write them to a file once,"
        yield f"# `wenzhang validate . --write-baseline {BASELINE}`, and name it here:"
        yield f"# baseline = {toml_text(BASELINE)}"
    yield ""


def _rules(survey: Survey) -> Iterator[str]:
    if survey.required:
        off = "" if survey.enough else "# "
        yield f"# Keys that {_share(survey)} articles have."
        yield f"{off}[rules.{_REQUIRED}]"
        yield f"{off}keys = {toml_text(survey.required)}"
        yield ""
    if survey.categories:
        yield "# The categories that there are. Without the # all others are errors, also those that are misspelt."
        yield f"# [rules.{_ALLOWED}]"
        yield f"# allowed = {toml_text({'category': survey.categories})}"
        yield ""
    if survey.level is not None:
        off = "" if survey.enough else "# "
        yield f"# The level of the first heading in {_share(survey)} articles."
        yield f"{off}[rules.{_LEVEL}]"
        yield f"{off}level = {survey.level}"
        yield ""


def _site(survey: Survey) -> Iterator[str]:
    folders, held = survey.assets()
    if folders:
        off = "" if _assets_are_sure(survey) else "# "
        total = survey.rooted_images
        found = "all images are" if held == total else f"{held} of {total} images are"
        yield f"# Where addresses that begin with / lead: {found} there."
        yield f"{off}[site]"
        yield f"{off}assets = {toml_text(folders)}"
    elif survey.rooted_images:
        yield "# Name the folders that are served from /, and images that are missing there are found."
        yield "# [site]"
        yield '# assets = ["public"]'


def _assets_are_sure(survey: Survey) -> bool:
    """Whether nearly all images are there, so that one that is not is missing, and not served from elsewhere."""
    return survey.assets()[1] >= max(1, survey.rooted_images * NEARLY_ALL)


def _share(survey: Survey) -> str:
    return "nearly all" if survey.enough else "these"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
