"""The review of a conversion as JSON, and as a table that a person can read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from wenzhang.terminal import clip, printable, readable, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wenzhang.conversion.converter import Conversion
    from wenzhang.conversion.review import Finding, Review
    from wenzhang.terminal import Paint

__all__ = ["as_json", "as_table"]

_COLUMNS = (12, 14, 14)
_CONTEXT_WIDTH = 56


def as_json(review: Review) -> str:
    """The review in the shape of its types, camelCase keys, a `type` on each finding."""
    return msgspec.json.format(msgspec.json.encode(review)).decode()


def as_table(path: str, conversion: Conversion, paint: Paint) -> str:
    """A line for each kind of finding: where it is first, from, to, how often, and the text around it.

    Choices for which the dictionaries know no phrase that decides otherwise are counted, not listed.
    """
    review = conversion.review
    lines = [paint.bold(f"{printable(readable(path))}: {review.origin} to {review.target}")]
    doubtful = [choice for choice in review.choices if choice.attested]
    lines += _section("to check: no phrase decided", doubtful, conversion, paint, candidates=True)
    lines += _section("words that changed with the region", review.words, conversion, paint)
    lines += _section("words across tags", review.crossing, conversion, paint)
    lines += _section("terms and overrides", review.terms, conversion, paint)
    lines += _section("corrections applied", review.corrections, conversion, paint)
    if len(doubtful) < len(review.choices):
        lines.append(paint.faint(f"  {len(review.choices) - len(doubtful)} more choices that hardly ever matter"))
    if review.unused:
        lines.append(paint.yellow(f"  corrections whose sentence is not here: {len(review.unused)}"))
        lines += [f"    {clip(printable(correction.source), _CONTEXT_WIDTH)}" for correction in review.unused]
    if len(lines) == 1:
        lines.append("  nothing to look over")
    return "".join(f"{line}\n" for line in lines)


def _section(
    title: str, findings: Sequence[Finding], conversion: Conversion, paint: Paint, *, candidates: bool = False
) -> Iterator[str]:
    if not findings:
        return
    yield paint.blue(f"  {title}: {len(findings)}")
    counts = Counter((finding.before, finding.after) for finding in findings)
    seen: set[tuple[str, str]] = set()
    for finding in findings:
        pair = finding.before, finding.after
        if pair in seen:
            continue
        seen.add(pair)
        position = conversion.source.position(finding.span.start)
        others = "/".join(getattr(finding, "candidates", ())[1:]) if candidates else ""
        after = f"{finding.after} ({others})" if others else finding.after
        times = f"×{counts[pair]}" if counts[pair] > 1 else ""
        cells = (f"{position.line}:{position.column}", finding.before, f"{after} {times}".rstrip())
        yield f"    {_row(cells)}{paint.faint(clip(printable(finding.context), _CONTEXT_WIDTH))}"


def _row(cells: Sequence[str]) -> str:
    return "".join(_padded(printable(cell), columns) for cell, columns in zip(cells, _COLUMNS, strict=True))


def _padded(text: str, columns: int) -> str:
    return text + " " * max(columns - width(text), 1)
