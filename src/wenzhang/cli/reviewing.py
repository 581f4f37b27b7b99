"""What `wenzhang review` does: plan, validate, one page an article, the index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from wenzhang.batch.plan import STDIN, PlannedFile, plan_outputs, plan_run
from wenzhang.batch.write import write_atomically
from wenzhang.cli.outcome import Outcome, explain
from wenzhang.cli.reading import read_bytes, read_source
from wenzhang.cli.streams import say
from wenzhang.errors import SourceError
from wenzhang.terminal import printable, readable

if TYPE_CHECKING:
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
    """Writes the pages; the exit code."""
    from wenzhang.config.configurations import Configurations
    from wenzhang.review import ASSETS, Images, assets, review_index

    if STDIN in paths:
        raise click.UsageError("standard input has no name for a page; give a file")
    plan = plan_run(paths, out=out)
    targets = _targets(plan.files, out)
    configurations = Configurations(overrides=_overrides(options))
    outcome = Outcome(plan.skipped)
    work = _Work(converter, options, configurations, Images(out))
    if options.validate:
        work.validate(list(targets))
    reviewed: list[ReviewedArticle] = []
    failures: list[Failure] = []
    for file, target in targets.items():
        with outcome.attempt(file.path), _noting(failures, file):
            article = work.review(file)
            write_atomically(target, article.page)
            reviewed.append(article)
    for note in configurations.notes:
        say(note)
    for name, content in assets().items():
        write_atomically(out / ASSETS / name, content)
    write_atomically(out / _INDEX, review_index(reviewed, failures))
    say(f"{outcome.line('to look over')}: open {out / _INDEX}")
    return outcome.exit_code


def _targets(files: Sequence[PlannedFile], out: Path) -> dict[PlannedFile, Path]:
    """Where the page of each article goes. Raises what `plan_outputs` does, and for an article that has no name of its
    own beside the index.
    """
    pages = {PlannedFile(file.path, PurePath(f"{file.name}.html")): file for file in files}
    targets = {pages[page]: target for page, target in plan_outputs(pages, out).items()}
    taken = next((file for file in targets if str(file.name) == PurePath(_INDEX).stem), None)
    if taken is not None:
        raise SourceError(
            "its page would be that of the index", path=taken.path, hint="review the folder that it is in"
        )
    return targets


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
        failures.append(Failure(file.name.as_posix(), printable(readable(explain(error)))))
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

        validation = FilesValidation(self.configurations.of, lambda config: None)
        examined = []
        for file in files:
            name = readable(file.path)
            try:
                content = read_bytes(file.path)
            except SourceError:
                continue
            validation.examine(name, content)
            examined.append(file.path)
        found = validation.conclude()
        self.found = {path: one.diagnostics for path, one in zip(examined, found, strict=True)}

    def review(self, file: PlannedFile) -> ReviewedArticle:
        """The page of an article. Raises what reading and converting it raises."""
        from wenzhang.review import review_article

        config = self.configurations.of(readable(file.path))
        depth = len(file.name.parts) - 1

        def image(address: str) -> str | None:
            return self.images.address(address, file.path, config.site.assets, config.root, depth)

        return review_article(
            read_source(file.path, self.options.input_encoding),
            self.converter,
            readable(file.name.as_posix()),
            findings=self.found.get(file.path, ()),
            image=image,
            format=self.options.body_format,
            italic_captions=self.options.italic_captions,
        )
