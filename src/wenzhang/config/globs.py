"""Which files a glob means, as in .gitignore (git-scm.com/docs/gitignore), character by character as git's wildmatch.c.

`*`, `?` and `[a-z]` stay within a name, `**` goes across folders, a backslash takes the next character as it is. A glob
without a slash means a name at any depth; one with a slash a path from the folder of the configuration; one with a
slash at its end a folder only; one that names a folder, all that is in it. `!` turns it round.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Glob", "Globs", "matches", "read_glob"]


class Glob(NamedTuple):
    """A glob as a pattern: of the name where `by_name`, else of the path from the folder that it stands in."""

    pattern: re.Pattern[str]
    by_name: bool
    folders_only: bool
    negated: bool


def matches(glob: str, path: str, root: str = "") -> bool:
    """Whether a file is among those that a glob means. Both path and root may be relative to the current folder."""
    read, negated = _of_file(glob)
    return (read is not None and read.fullmatch(_relative(path, root, os.getcwd())) is not None) is not negated


@lru_cache(maxsize=1)
def _relative(path: str, root: str, here: str) -> str:
    """The path from the root. One file is asked about with many globs, so the last answer is kept."""
    relative = os.path.relpath(path, root or here) if path else path
    return relative.replace(os.sep, "/")


@lru_cache(maxsize=256)
def _of_file(text: str) -> tuple[re.Pattern[str] | None, bool]:
    """A pattern of the paths of files, which lie in a folder that the glob means or are meant themselves."""
    glob = read_glob(text)
    if glob is None:
        return None, text.startswith("!")
    above = "(?:.*/)?" if glob.by_name else ""
    below = "/.*" if glob.folders_only else "(?:/.*)?"
    return re.compile(f"{above}(?:{glob.pattern.pattern}){below}", re.DOTALL), glob.negated


class Globs:
    """Globs in their order, of which the last that means a name decides, as in .gitignore."""

    def __init__(self, globs: Iterable[Glob | None]) -> None:
        self._globs = tuple(glob for glob in globs if glob is not None)
        self._name = _any(glob for glob in self._globs if glob.by_name)
        paths = [glob for glob in self._globs if not glob.by_name]
        self._path = _any(paths) if paths else None

    def __bool__(self) -> bool:
        return bool(self._globs)

    def decide(self, name: str, path: str, is_folder: bool) -> bool | None:
        """True for what is to be left out, False for what is to be kept, None where no glob means it."""
        # Most names are meant by none: that is told at once.
        if not self._name.fullmatch(name) and (self._path is None or not self._path.fullmatch(path)):
            return None
        for pattern, by_name, folders_only, negated in reversed(self._globs):
            if (is_folder or not folders_only) and pattern.fullmatch(name if by_name else path):
                return not negated
        return None


def _any(globs: Iterable[Glob]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{glob.pattern.pattern})" for glob in globs) or "(?!)", re.DOTALL)


def read_glob(text: str) -> Glob | None:
    """The glob that a text is; None for one that can mean nothing, such as a bracket that is never closed."""
    negated = text.startswith("!")
    glob = text[negated:]
    folders_only = glob.endswith("/")
    glob = glob[: len(glob) - folders_only]
    by_name = "/" not in glob
    tokens = list(_tokens(glob.removeprefix("/"), by_name))
    if not tokens or _NEVER in tokens:
        return None
    return Glob(re.compile(_joined(tokens), re.DOTALL), by_name, folders_only, negated)


_STAR, _SLASH, _DEEP, _DEEPER, _REST, _NEVER = "*", "/", "**/", "**\\/", "**", ""
"""Tokens that are no pattern of one character. `_DEEP` is any number of folders, `_DEEPER` one at least."""


def _tokens(glob: str, by_name: bool) -> Iterator[str]:
    """The tokens: those above, and patterns of one character each."""
    at = 0
    # git compares what stands before the first wildcard by itself, so that `**` behind it is at the beginning for it.
    first = _LITERAL.match(glob).end()  # type: ignore[union-attr]  # it may be empty, but is there
    while at < len(glob):
        found = _TOKEN.match(glob, at)
        token = found[0] if found else _NEVER
        stars = token.rstrip("\\/")
        if token[:1] == "*":
            whole = len(stars) > 1 and not by_name and (at in (0, first) or glob[at - 1] == "/")
            if whole and at + len(token) == len(glob) and token == stars:
                yield _REST
            elif whole and token != stars:
                yield _DEEP if token.endswith("*/") else _DEEPER
            else:
                token = stars
                yield _STAR
        elif token in ("/", "\\/"):
            yield _SLASH
        elif token == "?":
            yield "[^/]"
        elif token[:1] == "[":
            yield _set(token)
        else:
            yield re.escape(token[-1:])
        if not token:
            return
        at += len(token)


_LITERAL = re.compile(r"[^*?\[\\]*")
_CLASS = r"\[:[^\]]*:\]"
_TOKEN = re.compile(
    rf"""
    \*+(?:\\?/)? | \\. | [^\\\[]
    | \[[!^]? (?: {_CLASS} | \\. | [^\\] ) (?: {_CLASS} | \\. | [^\\\]] )* \]
    """,
    re.VERBOSE | re.DOTALL,
)
_MEMBER = re.compile(rf"(?P<class>{_CLASS})|(?P<low>\\.|[^\\])(?:-(?P<high>\\.|[^\\\]]))?", re.DOTALL)
_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": " \\t",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-/:-@\\[-`{-~",
    "space": " \\t\\n\\r",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}


def _set(token: str) -> str:
    """The pattern of a bracket expression."""
    negated = token[1] in "!^"
    members = ""
    for member in _MEMBER.finditer(token, 1 + negated, len(token) - 1):
        if member["class"]:
            name = member["class"][2:-2]
            if name not in _CLASSES:
                return _NEVER
            members += _CLASSES[name]
            continue
        low, high = member["low"][-1], (member["high"] or member["low"])[-1]
        # Of a range that runs backwards, git takes the first.
        members += f"{re.escape(low)}-{re.escape(high)}" if low < high else re.escape(low)
    if negated:
        return f"[^/{members}]"
    return f"(?!/)[{members}]" if members else "(?!)"


def _joined(tokens: Sequence[str]) -> str:
    """One pattern.

    All stars but the last of a name take no more than they need, once and for all, and so do all `**` but the last:
    then trying takes no longer than the square of the length, whatever the glob.
    """
    pieces: list[str] = []
    deep = sum(token in (_DEEP, _DEEPER) for token in tokens)
    open_star = open_deep = False
    for at, token in enumerate(tokens):
        if token in (_STAR, _SLASH, _DEEP, _DEEPER, _REST) and open_star:
            pieces.append(")")
            open_star = False
        if token == _STAR:
            open_star = _STAR in _name(tokens, at + 1)
            pieces.append("(?>[^/]*?" if open_star else "[^/]*")
        elif token in (_DEEP, _DEEPER):
            deep -= 1
            if open_deep:
                pieces.append(")")
            open_deep = deep > 0
            many = "*" if token == _DEEP else "+"
            pieces.append(f"(?>(?:[^/]*/){many}?" if open_deep else f"(?:[^/]*/){many}")
        else:
            pieces.append(".*" if token == _REST else token)
    return "".join(pieces) + ")" * (open_star + open_deep)


def _name(tokens: Sequence[str], at: int) -> Sequence[str]:
    """The tokens from here to the end of the name."""
    end = next((index for index in range(at, len(tokens)) if tokens[index] in (_SLASH, _DEEP, _DEEPER)), len(tokens))
    return tokens[at:end]
