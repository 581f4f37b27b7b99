"""`wenzhang convert`: articles in another Chinese variant."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from wenzhang.cli.batching import BatchSettings, batch_options
from wenzhang.cli.reading import body_format_option, input_encoding_option, known_encoding, paths_argument
from wenzhang.cli.writing import out_option, stdout_option

if TYPE_CHECKING:
    from collections.abc import Callable

    from wenzhang.conversion import Converter, Memory
    from wenzhang.model import Format

__all__ = ["VariantSettings", "convert", "converter_of", "to_option", "variant_options"]

_FILES = click.Path(path_type=Path)


def to_option(*, required: bool, note: str = "") -> Callable[[click.decorators.FC], click.decorators.FC]:
    """`--to`; the note says what holds without it."""
    variants = "zh-TW, zh-HK, zh-MO, zh-CN, zh-SG, zh-Hant or zh-Hans."
    return click.option("--to", metavar="TAG", required=required, help=f"{variants}{note}")


def variant_options(command: click.decorators.FC) -> click.decorators.FC:
    """The options that say what articles are in, and how they are converted."""
    for option in reversed(
        (
            click.option(
                "--from",
                "from_",
                metavar="TAG",
                help="The variant they are in. By default each article says it or shows it.",
            ),
            click.option(
                "--no-phrases", is_flag=True, help="Convert characters only, not the words that differ between regions."
            ),
            click.option("--punctuation", is_flag=True, help="Convert quotation marks too: 「」 to “” and back."),
            click.option(
                "--overrides", is_flag=True, help="Follow MediaWiki's -{zh-tw:軟體;zh-cn:软件}- where authors wrote it."
            ),
            click.option(
                "--glossary",
                type=_FILES,
                multiple=True,
                metavar="FILE",
                help="Terms that stay or become what this .toml, .yaml, .csv, .tsv or .tmx file says. May be "
                "repeated; a later file wins.",
            ),
            click.option(
                "--include", multiple=True, metavar="CSS", help="Convert only what these selectors find in the body."
            ),
            click.option("--exclude", multiple=True, metavar="CSS", help="Leave what these selectors find as it is."),
        )
    ):
        command = option(command)
    return command


class VariantSettings(TypedDict):
    """What `variant_options` give."""

    from_: str | None
    no_phrases: bool
    punctuation: bool
    overrides: bool
    glossary: tuple[Path, ...]
    include: tuple[str, ...]
    exclude: tuple[str, ...]


def converter_of(
    to: str, settings: VariantSettings, *, memory: tuple[Path, ...] = (), encoding: str | None = None
) -> Converter:
    """What the options ask for. Raises what is to be told once, not for each article."""
    from functools import reduce

    from wenzhang.conversion import Converter, Glossary, Memory
    from wenzhang.conversion.policy import POLICY, Policy
    from wenzhang.conversion.variants import variant

    from_, include, exclude = settings["from_"], settings["include"], settings["exclude"]
    for tag in filter(None, (to, from_)):
        variant(tag)
    if include or exclude:
        from wenzhang.conversion.selectors import check_selector

        for selector in (*include, *exclude):
            check_selector(selector)
    return Converter(
        to=to,
        from_=from_,
        phrases=not settings["no_phrases"],
        punctuation=settings["punctuation"],
        overrides=settings["overrides"],
        glossary=reduce(Glossary.merged, map(Glossary.load, settings["glossary"]), Glossary()),
        memory=reduce(Memory.merged, map(_read_memory, memory), Memory()),
        encoding=encoding,
        policy=Policy(include=include, exclude=exclude) if include or exclude else POLICY,
    )


def _read_memory(path: Path) -> Memory:
    from wenzhang.conversion.tmx import read_tmx

    return read_tmx(path)


class _Settings(VariantSettings, BatchSettings):
    """What both give."""


@click.command(short_help="Convert articles to another Chinese variant.")
@paths_argument
@to_option(required=True, note=" Several have commas between.")
@variant_options
@out_option
@click.option(
    "--name", metavar="TEMPLATE", help="Names of the outputs below --out: '{stem}.{to}{suffix}', '{to}/{path}'."
)
@stdout_option
@click.option("--in-place", is_flag=True, help="Write each article over itself.")
@click.option("--diff", is_flag=True, help="Show what would change, and write nothing.")
@click.option(
    "--check",
    is_flag=True,
    help="Write nothing; list what is not as it would be written below --out, or --in-place, and exit with 1 then.",
)
@click.option(
    "--memory",
    type=_FILES,
    multiple=True,
    metavar="FILE",
    help="Apply the corrections that `wenzhang learn` or a review keeps in this TMX file. May be repeated; a later "
    "file wins.",
)
@click.option(
    "--report",
    type=click.Choice(("table", "json")),
    help="Print what to look over: choices that no phrase decided, words that changed, terms, corrections. "
    "Without --out or --in-place nothing is written.",
)
@click.option(
    "--encoding",
    metavar="NAME",
    callback=known_encoding,
    help="Write in this encoding, and change what a page declares. By default each file stays in its own, "
    "or becomes UTF-8 where that cannot hold the other script; it is said of which.",
)
@body_format_option
@input_encoding_option
@batch_options
@click.option("--watch", is_flag=True, help="Go on converting whenever an article changes.")
def convert(  # noqa: PLR0913, PLR0917 - one parameter an option
    paths: tuple[str, ...],
    to: str,
    out: str | None,
    name: str | None,
    stdout: bool,
    in_place: bool,
    diff: bool,
    check: bool,
    memory: tuple[Path, ...],
    report: str | None,
    encoding: str | None,
    body_format: Format | None,
    input_encoding: str | None,
    watch: bool,
    **settings: Unpack[_Settings],
) -> int:
    """Convert articles to another Chinese variant. Only the text that people read changes; every other byte stays.

    A PATH is a file, a folder of HTML and Markdown files, a glob, a URL as in s3://bucket/articles, or - for
    standard input. A single file goes to standard output unless there is --out. Several variants, with commas between,
    go to a folder each below --out.

    What an output folder holds is kept in its .wenzhang-manifest.jsonl: what has not changed since is not done again.

    \b
    Examples:
      wenzhang convert articles --to zh-CN --out out/zh-CN
      wenzhang convert article.md --to zh-TW > article.zh-TW.md
      wenzhang convert articles --to zh-CN,zh-HK --out out
      wenzhang convert articles --to zh-CN --out out --name '{to}/{path}' --check
      wenzhang convert article.md --to zh-CN --diff
      wenzhang convert s3://bucket/articles --to zh-CN --out s3://bucket/out --engine dask
    """
    from wenzhang.cli.converting import Options, convert_paths

    tags = tuple(dict.fromkeys(filter(None, (tag.strip() for tag in to.split(",")))))
    options = Options(out, name, stdout, in_place, diff, check, report, body_format, input_encoding)

    def run() -> int:
        converters = [converter_of(tag, settings, memory=memory, encoding=encoding) for tag in tags]
        return convert_paths(paths, converters, options, settings)

    if not watch:
        return run()
    from wenzhang.cli.watching import watch as watch_paths

    written = filter(None, (out, settings["summary"]))
    return watch_paths(paths, run, beside=[*settings["glossary"], *memory], written=written)
