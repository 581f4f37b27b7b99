"""The cases of the rules in `fixtures/rules`, one file a rule, named by its code.

```
=== caught: an image without alt           or "clean: …", where the rule says nothing
--- config                                 TOML, as in wenzhang.toml; may be left out
--- article.md                             a file; several where a rule looks at the site
<p><img src="a.png"></p>
--- findings
article.md:1:4 | <img src="a.png">         where it begins, and the text of its span
--- fixed                                  the file with all safe fixes made, where there are any;
                                           "unsafe fixed": with all fixes
```

In findings `⏎` is a line end and `(nothing)` an empty span; a name other than the rule's stands behind the place, as in
`article.md:1:4 missing-attribute-value | =`. Behind a file's name may stand `crlf`, `bom`, `encoding=big5`, and
`escapes`, which reads `\\u{200B}` as that character; findings and fixed files may have such escapes, too. A file ends
without a line end, unless its name is followed by `newline`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from wenzhang.config import Config

FOLDER = Path(__file__).parents[1] / "fixtures" / "rules"

_CASE = re.compile(r"^=== (caught|clean): (.+)\n", re.MULTILINE)
_PART = re.compile(r"^--- (.+)\n", re.MULTILINE)
_ESCAPE = re.compile(r"\\u\{([0-9A-Fa-f]+)\}")


class Case(NamedTuple):
    """One case: what to validate, and what is expected."""

    code: str
    caught: bool
    title: str
    config: str
    files: dict[str, bytes]
    findings: list[str]
    fixed: str | None
    unsafe_fixed: str | None

    def __str__(self) -> str:
        return f"{self.code} {'caught' if self.caught else 'clean'}: {self.title}"

    def settings(self, root: Path) -> Config:
        """The configuration, with this rule alone unless it selects some itself."""
        given = {"select": [self.code], **tomllib.loads(self.config), "root": str(root)}
        return msgspec.convert(given, Config)


def cases(code: str) -> list[Case]:
    """The cases of one rule."""
    path = FOLDER / f"{code}.test"
    return list(_cases(code, path.read_text(encoding="utf-8"))) if path.exists() else []


def all_cases() -> Iterator[Case]:
    """Those of all rules."""
    for path in sorted(FOLDER.glob("*.test")):
        yield from cases(path.stem)


def _cases(code: str, text: str) -> Iterator[Case]:
    _, *parts = _CASE.split(text)
    for kind, title, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        yield _case(code, kind, title, body)


def _case(code: str, kind: str, title: str, body: str) -> Case:
    before, *parts = _PART.split(body)
    assert not before.strip(), f"{code}: text before the first part of {title!r}"
    named = {}
    files = {}
    for head, content in zip(parts[::2], parts[1::2], strict=True):
        name, *options = head.split()
        if head in ("config", "findings", "fixed", "unsafe fixed"):
            named[head] = content
        else:
            files[name] = _file(content, options)
    findings = [_unescaped(line) for line in named.get("findings", "").splitlines() if line.strip()]
    assert bool(findings) == (kind == "caught"), f"{code}: {title!r} is {kind} and has {len(findings)} findings"
    return Case(
        code,
        kind == "caught",
        title,
        named.get("config", ""),
        files,
        findings,
        _content(named.get("fixed")),
        _content(named.get("unsafe fixed")),
    )


def _content(text: str | None) -> str | None:
    return None if text is None else _unescaped(text.rstrip("\n"))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def _file(content: str, options: list[str]) -> bytes:
    text = content.rstrip("\n") + ("\n" if "newline" in options else "")
    if "escapes" in options:
        text = _unescaped(text)
    if "crlf" in options:
        text = text.replace("\n", "\r\n")
    encoding = next((option[9:] for option in options if option.startswith("encoding=")), "utf-8")
    return (b"\xef\xbb\xbf" if "bom" in options else b"") + text.encode(encoding)
