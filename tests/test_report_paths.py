from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenzhang.validation.report.paths import artifact_uri, report_path


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("a.html", "a.html"),
        ("./文/a.html", "文/a.html"),
        ("文/../b.html", "b.html"),
        ("-", "-"),
        ("..a/b.html", "..a/b.html"),
    ],
)
def test_below_the_current_folder(path: str, shown: str) -> None:
    assert report_path(path) == shown
    assert report_path(os.path.join(os.getcwd(), path)) == shown


def test_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for outside in ("../a.html", str(tmp_path / "a.html")):
        assert report_path(outside) == (tmp_path / "a.html").as_posix()
    assert report_path(str(tmp_path / "here2" / "a.html")) == (tmp_path / "here2" / "a.html").as_posix()
    assert artifact_uri("../文 a.html") == (tmp_path / "文 a.html").as_uri()


def test_at_the_root_of_the_file_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(os.path.abspath(os.sep))
    assert report_path(os.path.join(os.path.abspath(os.sep), "a", "b.html")) == "a/b.html"


def test_what_a_uri_takes_for_something_else() -> None:
    assert artifact_uri("a:b?c#d%20.html") == "a%3Ab%3Fc%23d%2520.html"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_a_uri_means_the_path(path: str) -> None:
    parts = urlsplit(artifact_uri(path))
    assert parts.scheme in ("", "file")
    assert unquote(parts.path) == report_path(path)
    assert (parts.netloc, parts.query, parts.fragment) == ("", "", "")
