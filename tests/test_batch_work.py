"""Files that are done step by step together come out as if each were done by itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from batches import grow_articles
from wenzhang.batch import Produced
from wenzhang.batch.work import Task, Work


class Picky:
    """Fails for some files, and notes in which order it had them."""

    def __call__(self, content: bytes, path: str, wanted: Sequence[int]) -> Produced:
        if path.endswith("3.html"):
            raise ValueError("it is the third")
        return Produced(tuple(content + b"%d" % number for number in wanted), (path,), len(content))

    def settings(self, number: int) -> str:
        return ""


def tasks(root: Path, out: Path) -> list[Task]:
    paths = [*sorted(map(str, root.rglob("*.html"))), str(root / "missing.html")]
    return [Task(path, (str(out / f"{number}.a"), str(out / f"{number}.b"))) for number, path in enumerate(paths)]


@pytest.mark.parametrize("limit", [1 << 20, 100])
def test_together_and_one_by_one(tmp_path: Path, limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wenzhang.batch.work._BYTES", limit)
    root = grow_articles(tmp_path / "in", 60)
    work, told = Work(Picky()), list[int]()
    alone = [work(task)._replace(seconds=0) for task in tasks(root, tmp_path / "out")]
    content = {path: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    for path in content:
        path.unlink()
    together = work.together(tasks(root, tmp_path / "out"), told.append)
    assert [result._replace(seconds=0) for result in together] == alone
    assert {path: path.read_bytes() for path in (tmp_path / "out").iterdir()} == content
    assert [result.status for result in alone].count("failed") == 7
    assert sorted(set(told)) == list(range(61))  # each number, at each step that there is for it
    assert len(told) == 61 + 60 + 54


def test_no_more_is_held_than_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wenzhang.batch.work._BYTES", 1)
    told = list[int]()
    Work(Picky()).together(tasks(grow_articles(tmp_path / "in", 2), tmp_path / "out")[:2], told.append)
    assert told == [0, 0, 0, 1, 1, 1]  # each is read, done and written before the next
