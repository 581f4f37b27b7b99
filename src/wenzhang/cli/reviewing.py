"""What `wenzhang review` does: plan, validate, one page an article, the index."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from wenzhang.batch.outputs import Outputs
from wenzhang.batch.plan import STDIN, plan_run
from wenzhang.batch.write import write_atomically
from wenzhang.cli.display import display_for
from wenzhang.cli.outcome import Outcome
from wenzhang.cli.reading import exclusion, read_bytes, read_source
from wenzhang.cli.streams import say
from wenzhang.errors import SourceError, explain
from wenzhang.terminal import printable, readable

if TYPE_CHECKING:
    from wenzhang.batch.plan import Plan, PlannedFile
    from wenzhang.config.configurations import Configurations
    from wenzhang.conversion import Converter
    from wenzhang.model import Format
    from wenzhang.review import Failure, Images, ReviewedArticle
    from wenzhang.validation import Diagnostic

__all__ = ["Options", "review_paths"]

_INDEX = "index.html"


class Options(NamedTuple):
    """What the options say about the pages."""

    validate: bool
    italic_captions: bool
    body_format: Format | None
    input_encoding: str | None


def review_paths(paths: Sequence[str], converter: Converter, out: Path, options: Options) -> int:
    """Writes the pages; the exit code.

    Raises `SourceError` for paths that are not there, and for a folder that the pages must not go to.
    """
    from wenzhang.config.configurations import Configurations
    from wenzhang.review import Images

    if STDIN in paths:
        raise click.UsageError("standard input has no name for a page; give a file")
    _check_folder(out)
    plan = plan_run(paths, out=out, exclusion=exclusion())
    outputs = Outputs(str(out), _page_names)
    outputs.check(plan.files)
    _check_names(plan.files)
    configurations = Configurations(overrides=_overrides(options))
    work = _Work(converter, options, configurations, Images(out))
    if options.validate:
        work.validate(plan.files)
    _write_shared(out)
    outcome = _write_pages(plan, outputs, work, out)
    for note in configurations.notes:
        say(note)
    say(f"{outcome.line('to look over')}: open {out / _INDEX}")
    return outcome.exit_code


def _write_pages(plan: Plan, outputs: Outputs, work: _Work, out: Path) -> Outcome:
    """Writes a page for each article, and the index when they are all there."""
    from wenzhang.batch.summary import Counts
    from wenzhang.review import review_index

    display = display_for(len(plan.files), quiet=False)
    outcome = Outcome(plan.skipped, tell=display.say)
    reviewed: list[ReviewedArticle] = []
    failures: list[Failure] = []
    try:
        for file in plan.files:
            with outcome.attempt(file.path), _noting(failures, file):
                article, page = work.review(file)
                write_atomically(outputs.targets(file)[0], page)
                reviewed.append(article)
            display.update(Counts(done=outcome.done, failed=outcome.failed))
    finally:
        display.close()
    write_atomically(out / _INDEX, review_index(reviewed, failures))
    return outcome


def _write_shared(out: Path) -> None:
    """Writes what all pages share, and in a new folder also that git, and so `wenzhang` too, does not look into it."""
    from wenzhang.review import ASSETS, assets

    if not out.exists():
        write_atomically(out / ".gitignore", b"*\n")
    for name, content in assets().items():
        write_atomically(out / ASSETS / name, content)


def _page_names(file: PlannedFile) -> tuple[str, ...]:
    return (f"{file.name}.html",)


def _check_folder(out: Path) -> None:
    """Raises `SourceError` for a folder that holds something, but no review: its files are somebody's."""
    from wenzhang.review import ASSETS, SCRIPT

    if out.is_dir() and os.listdir(out) and not (out / ASSETS / SCRIPT).is_file():
        raise SourceError("holds files, but no review", path=str(out), hint="name a new folder, or an empty one")


def _check_names(files: Sequence[PlannedFile]) -> None:
    """Raises `SourceError` for an article whose page would take the place of what is ours."""
    from wenzhang.review import ASSETS

    ours = {_INDEX: "the index", ASSETS: "what all pages share"}
    for file in files:
        what = ours.get(f"{file.name}.html".split("/")[0])
        if what is not None:
            raise SourceError(f"its page would stand where {what} does", path=file.path, hint="give it another name")


def _overrides(options: Options) -> dict[str, Any]:
    named = {"body_format": options.body_format, "input_encoding": options.input_encoding}
    return named | ({"italic_captions": True} if options.italic_captions else {})


@contextmanager
def _noting(failures: list[Failure], file: PlannedFile) -> Iterator[None]:
    """Puts on record why an article has no page."""
    from wenzhang.review import Failure

    try:
        yield
    except Exception as error:
        failures.append(Failure(readable(file.name), printable(readable(explain(error)))))
        raise


class _Work:
    """Makes pages, with what validation finds in all articles of the run."""

    def __init__(self, converter: Converter, options: Options, configurations: Configurations, images: Images) -> None:
        self.converter, self.options = converter, options
        self.configurations, self.images = configurations, images
        self.found: dict[str, Sequence[Diagnostic]] = {}

    def validate(self, files: Sequence[PlannedFile]) -> None:
        """Finds what is wrong with the articles; those that cannot be read are told of when it is their turn."""
        from wenzhang.validation.files import FilesValidation

        validation = FilesValidation(self.configurations.of)
        examined = []
        for number, path in enumerate(dict.fromkeys(file.path for file in files)):
            name, read = readable(path), partial(read_bytes, path)
            with suppress(SourceError):
                validation.accept(number, name, validation.look(name, read()), read)
                examined.append(path)
        found = validation.conclude()
        self.found = {path: one.diagnostics for path, one in zip(examined, found, strict=True)}

    def review(self, file: PlannedFile) -> tuple[ReviewedArticle, bytes]:
        """The page of an article. Raises what reading and converting it raises."""
        from wenzhang.review import review_article

        config = self.configurations.of(readable(file.path))
        depth = file.name.count("/")

        def image(address: str) -> str | None:
            return self.images.address(address, file.path, config.site.assets, config.root, depth)

        return review_article(
            read_source(file.path, self.options.input_encoding),
            self.converter,
            file.name,
            findings=self.found.get(file.path, ()),
            image=image,
            format=self.options.body_format,
            italic_captions=self.options.italic_captions,
        )
