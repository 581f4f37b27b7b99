"""Runs as another project has them: `wenzhang.batch.run`."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from batches import Doubling, Unsendable, grow_articles, outputs_of, states, strays, tree
from hang import never_hanging
from wenzhang import Converter, batch
from wenzhang.batch.manifest import JOURNAL, MANIFEST
from wenzhang.errors import BatchError, SourceError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return grow_articles(tmp_path / "in", 30)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def run(
    root: Path, out: Path, job: Any = None, engine: Any = None, names: Any = batch.mirrored, **options: Any
) -> list[batch.Result]:
    plan = batch.plan_run([str(root)], out=out)
    outputs = batch.Outputs(str(out), names)
    return list(batch.run(plan, job or Doubling(), outputs, engine=engine, options=batch.Options(**options)))


def told(results: Sequence[batch.Result]) -> dict[str, int]:
    return dict(Counter(result.status for result in results))


class TestResults:
    def test_one_for_each_file_in_the_order_of_the_plan(self, root: Path, out: Path) -> None:
        results = run(root, out)
        assert [result.path for result in results] == [file.path for file in batch.plan_run([str(root)]).files]
        first = results[0]
        source = (root / "0" / "a0.html").read_bytes()
        assert (first.status, first.size, first.error) == ("done", len(source), None)
        assert first.targets == (str(out / "0" / "a0.html"),)
        assert (out / "0" / "a0.html").read_bytes() == source * 2 + b"0\n"
        assert [output.written for output in first.outputs] == [True]

    def test_they_come_while_the_run_goes_on(self, root: Path, out: Path) -> None:
        plan = batch.plan_run([str(root)], out=out)
        results = batch.run(plan, Doubling(), batch.Outputs(str(out)))
        assert not out.exists()
        next(results)
        assert len(outputs_of(out)) == 1
        results.close()
        assert strays(out) == []
        assert told(run(root, out)) == {"unchanged": 1, "done": 29}

    def test_a_job_without_outputs(self, root: Path, tmp_path: Path) -> None:
        plan = batch.plan_run([str(root)])
        assert told(list(batch.run(plan, Doubling()))) == {"done": 30}
        assert [path.name for path in tmp_path.iterdir()] == ["in"]

    def test_a_failure_is_a_result_and_leaves_the_rest(self, root: Path, out: Path) -> None:
        (root / "1" / "a1.html").write_bytes(b"RAISE")
        results = run(root, out)
        assert told(results) == {"done": 29, "failed": 1}
        (failed,) = (result for result in results if result.status == "failed")
        assert failed.path == str(root / "1" / "a1.html")
        assert failed.error is not None
        assert failed.error.startswith(f"{failed.path}: internal error: ValueError: no such article")
        assert failed.outputs == ()

    def test_the_first_failure_may_end_it(self, root: Path, out: Path) -> None:
        (root / "1" / "a1.html").write_bytes(b"RAISE")
        results = run(root, out, fail_fast=True)
        assert results[-1].status == "failed"
        assert len(results) < 30
        assert strays(out) == []

    @pytest.mark.parametrize("is_file", [True, False])
    def test_a_value_that_cannot_be_sent_fails_its_file_alone(self, root: Path, out: Path, is_file: bool) -> None:
        results = run(root, out, Unsendable("a3.html", is_file=is_file), batch.Local(2))
        assert told(results) == {"done": 29, "failed": 1}
        (failed,) = (result for result in results if result.status == "failed")
        assert failed.path == str(root / "3" / "a3.html")
        assert "cannot be sent" in (failed.error or "")

    def test_a_job_that_makes_another_number_of_outputs(self, root: Path, out: Path) -> None:
        class Two(Doubling):
            def __call__(self, content: bytes, path: str, wanted: Sequence[int]) -> batch.Produced:
                return batch.Produced((b"", b""))

        assert told(run(root, out, Two())) == {"failed": 30}
        assert outputs_of(out) == {}


class TestMessages:
    @pytest.mark.parametrize("jobs", [1, 2])
    def test_longer_than_a_pipe_holds(self, jobs: int) -> None:
        """Also beside short ones: nobody waits for ever until the other has read what was sent."""
        lengths = [3000 if number % 700 < 350 else 3 for number in range(2100)]
        files = tuple(
            batch.PlannedFile(f"/nowhere/{'/'.join(['x' * 99] * (length // 100))}/{number}.md", f"{number}.md")
            for number, length in enumerate(lengths)
        )
        with never_hanging():
            results = list(batch.run(batch.Plan(files, ()), Doubling(), engine=batch.Local(jobs)))
        assert Counter(result.path for result in results) == Counter(file.path for file in files)
        assert all("No such file" in (result.error or "") for result in results)

    def test_of_names_that_are_no_unicode(self, root: Path, tmp_path: Path) -> None:
        try:
            (root / os.fsdecode(b"\xff\xfe.html")).write_bytes(b"x")
        except OSError:
            pytest.skip("this file system wants names in Unicode")
        results = run(root, tmp_path / "out", engine=batch.Local(2))
        assert told(results) == {"done": 31}
        assert told(run(root, tmp_path / "out", engine=batch.Local(2))) == {"unchanged": 31}
        assert results[0].outputs[0]._fields == ("path", "sha256", "written")


class TestSameBytes:
    def test_for_any_number_of_workers_and_any_order(self, root: Path, tmp_path: Path) -> None:
        engines = [batch.Serial(), batch.Local(1), batch.Local(2), batch.Local(3, total=30), batch.Local(2, timeout=9)]
        job = batch.ConvertJob((Converter("zh-CN"),))
        for number, engine in enumerate(engines):
            run(root, tmp_path / f"out{number}", job, engine)
        plan = batch.plan_run([str(root)])
        backwards = plan._replace(files=tuple(reversed(plan.files)))
        list(batch.run(backwards, job, batch.Outputs(str(tmp_path / "out5"))))
        first = tree(tmp_path / "out0")
        assert len(first) == 31
        assert "软件0" in first["0/a0.html"].decode()
        assert [tree(tmp_path / f"out{number}") == first for number in range(1, 6)] == [True] * 5

    def test_when_the_caller_has_threads(self, root: Path, tmp_path: Path) -> None:
        """Of which a process that is forked would know nothing, so it is started in another way."""
        job = batch.ConvertJob((Converter("zh-CN"),))
        run(root, tmp_path / "out0", job)
        with ThreadPoolExecutor(2) as threads:
            both = [threads.submit(run, root, tmp_path / f"out{number}", job, batch.Local(2)) for number in (1, 2)]
            assert [told(each.result()) for each in both] == [{"done": 30}] * 2
        assert tree(tmp_path / "out0") == tree(tmp_path / "out1") == tree(tmp_path / "out2")

    def test_when_files_fail_on_the_way(self, root: Path, tmp_path: Path) -> None:
        for name in ("0/a0.html", "1/a8.html", "6/a27.html"):
            (root / name).write_bytes(b"RAISE")
        trees = []
        for number, engine in enumerate((batch.Serial(), batch.Local(2), batch.Local(3, total=30))):
            assert told(run(root, tmp_path / f"out{number}", engine=engine)) == {"done": 27, "failed": 3}
            trees.append(tree(tmp_path / f"out{number}"))
        assert trees[0] == trees[1] == trees[2]


class TestAgain:
    def test_nothing_is_done_twice_or_touched(self, root: Path, out: Path) -> None:
        run(root, out)
        before = states(out)
        assert told(run(root, out)) == {"unchanged": 30}
        after = states(out)
        assert after == before

    def test_an_edit_that_keeps_the_time_is_seen_and_a_touch_is_none(self, root: Path, out: Path) -> None:
        edited, touched = root / "0" / "a0.html", root / "1" / "a1.html"
        run(root, out)
        state = edited.stat()
        edited.write_bytes(edited.read_bytes().replace("記".encode(), "体".encode()))
        os.utime(edited, ns=(state.st_atime_ns, state.st_mtime_ns))
        assert edited.stat().st_mtime_ns == state.st_mtime_ns
        assert edited.stat().st_size == state.st_size
        os.utime(touched)
        before = states(out / "1")
        results = run(root, out)
        assert [result.path for result in results if result.status == "done"] == [str(edited)]
        assert states(out / "1") == before

    def test_other_settings(self, root: Path, out: Path) -> None:
        run(root, out)
        assert told(run(root, out, Doubling(name="other"))) == {"done": 30}
        assert told(run(root, out, Doubling(name="other"))) == {"unchanged": 30}

    def test_another_program(self, root: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        run(root, out)
        before = states(out / "0")
        monkeypatch.setattr("wenzhang.batch.running.program", lambda: "wenzhang 99")
        assert told(run(root, out)) == {"done": 30}
        assert states(out / "0") == before  # since the content is the same

    def test_forced(self, root: Path, out: Path) -> None:
        run(root, out)
        assert told(run(root, out, force=True)) == {"done": 30}

    def test_one_of_two_outputs(self, root: Path, out: Path) -> None:
        names = batch.templated("{to}/{path}", ["zh-CN", "zh-HK"], None)
        run(root, out, Doubling(outputs=2), names=names)
        (out / "zh-HK" / "0" / "a0.html").unlink()
        before = states(out / "zh-CN")
        results = run(root, out, Doubling(outputs=2), names=names)
        assert told(results) == {"done": 1, "unchanged": 29}
        (done,) = (result for result in results if result.status == "done")
        assert [output.written for output in done.outputs] == [False, True]
        assert states(out / "zh-CN") == before

    def test_another_suffix_of_the_input_is_another_input(self, root: Path, out: Path) -> None:
        suffixed = batch.suffixed(".txt")
        run(root, out, names=suffixed)
        (root / "0" / "a0.html").rename(root / "0" / "a0.md")
        assert told(run(root, out, names=suffixed, prune=True)) == {"done": 1, "unchanged": 29}
        assert (out / "0" / "a0.txt").exists()

    def test_a_mode_stays(self, root: Path, out: Path) -> None:
        (root / "0" / "a0.html").chmod(0o640)
        run(root, out)
        assert (out / "0" / "a0.html").stat().st_mode & 0o777 == 0o640
        (out / "0" / "a0.html").chmod(0o604)
        run(root, out, Doubling(name="other"), force=True)
        (root / "0" / "a0.html").write_bytes(b"other")
        run(root, out)
        assert (out / "0" / "a0.html").stat().st_mode & 0o777 == 0o604


class TestOutputsThatPeopleTouch:
    @pytest.mark.parametrize("dry", [True, False])
    def test_one_that_was_deleted_is_written_again(self, root: Path, out: Path, dry: bool) -> None:
        run(root, out)
        before = tree(out)
        (out / "0" / "a0.html").unlink()
        results = run(root, out, dry=dry)
        assert told(results) == {"done": 1, "unchanged": 29}
        assert results[0].notes == ()
        assert (tree(out) == before) is not dry

    @pytest.mark.parametrize("dry", [True, False])
    @pytest.mark.parametrize("name", ["doubling", "other"])
    def test_one_that_was_edited_is_written_again_and_told(self, root: Path, out: Path, dry: bool, name: str) -> None:
        run(root, out)
        before = tree(out)
        (out / "0" / "a0.html").write_bytes(b"mine")
        results = run(root, out, Doubling(name=name), dry=dry)
        notes = [note for result in results for note in result.notes]
        assert notes == [
            f"{out / '0' / 'a0.html'} was changed by others, or by a run that was killed, and is written anew"
        ]
        assert (outputs_of(out) == {name: before[name] for name in before if name != MANIFEST}) is not dry

    def test_one_that_is_new_to_us_and_other_is_told_too(self, root: Path, out: Path) -> None:
        (out / "0").mkdir(parents=True)
        (out / "0" / "a0.html").write_bytes(b"mine")
        (first, *rest) = run(root, out)
        assert first.outputs[0].written
        assert rest[0].notes == ()

    def test_one_that_became_a_pipe_does_not_hang(self, root: Path, out: Path) -> None:
        (root / "0" / "a0.html").write_bytes(b"")
        job = _Empty()
        run(root, out, job)
        for name in ("0/a0.html", "0/a7.html"):
            (out / name).unlink()
            os.mkfifo(out / name)
        assert told(run(root, out, job)) == {"done": 2, "unchanged": 28}
        assert (out / "0" / "a0.html").read_bytes() == b""

    def test_one_that_became_a_folder_is_told_and_stays(self, root: Path, out: Path) -> None:
        run(root, out)
        (out / "0" / "a0.html").unlink()
        (out / "0" / "a0.html" / "mine").mkdir(parents=True)
        for dry in (True, False):
            results = run(root, out, dry=dry)
            assert told(results) == {"failed": 1, "unchanged": 29}
            assert "0/a0.html" in (results[0].error or "")
        assert (out / "0" / "a0.html" / "mine").is_dir()


class _Empty(Doubling):
    def __call__(self, content: bytes, path: str, wanted: Sequence[int]) -> batch.Produced:
        return batch.Produced((b"",))


class TestDryRun:
    """It gives what the run gives, and writes nothing."""

    def check(self, root: Path, out: Path, job: Any = None, **options: Any) -> list[batch.Result]:
        before = states(out.parent) | {"": tuple(sorted(map(str, out.parent.rglob("*"))))}
        dry = run(root, out, job, dry=True, **options)
        assert states(out.parent) | {"": tuple(sorted(map(str, out.parent.rglob("*"))))} == before
        wet = run(root, out, job, **options)
        assert [result._replace(seconds=0) for result in dry] == [result._replace(seconds=0) for result in wet]
        return wet

    def test_of_a_first_run(self, root: Path, out: Path) -> None:
        assert told(self.check(root, out)) == {"done": 30}

    def test_of_everything_that_can_become_of_a_file(self, root: Path, out: Path) -> None:
        run(root, out)
        (root / "0" / "a0.html").write_bytes(b"RAISE")
        (root / "1" / "a1.html").unlink()
        (root / "2" / "a2.html").unlink()
        (out / "2" / "a2.html").write_bytes(b"mine")
        (out / "3" / "a3.html").unlink()
        (out / "4" / "a4.html").write_bytes(b"mine")
        (root / "5" / "a5.html").write_bytes(b"edited")
        (out / "6" / "a6.html").unlink()
        (out / "6" / "a6.html").mkdir()
        (root / "1" / "a8.html").rename(root / "1" / "b8.html")
        (root / "7").write_bytes(b"")
        (root / "7").unlink()
        results = self.check(root, out, prune=True)
        assert told(results) == {"done": 4, "failed": 2, "leftover": 1, "removed": 2, "unchanged": 22}

    def test_of_outputs_that_cannot_be(self, root: Path, out: Path) -> None:
        long = root / "0" / ("文" * 83 + ".htm")
        long.write_bytes(b"")
        (out / "1").parent.mkdir()
        (out / "1").write_bytes(b"a file where a folder should be")
        results = self.check(root, out, names=batch.suffixed(".jsonld"))
        assert told(results) == {"done": 25, "failed": 6}

    @pytest.mark.parametrize("prune", [True, False])
    def test_after_a_run_that_was_killed(self, root: Path, out: Path, prune: bool) -> None:
        run(root, out)
        (out / MANIFEST).rename(out / JOURNAL)  # as if all of it was still to be put into the manifest
        (root / "0" / "a0.html").unlink()
        results = self.check(root, out, prune=prune)
        assert told(results) == {"unchanged": 29, "removed" if prune else "leftover": 1}


class TestBegin:
    def test_two_inputs_for_one_output_are_refused_before_anything_is_written(self, root: Path, out: Path) -> None:
        (root / "0" / "a0.md").write_text("甲", "utf-8")
        with pytest.raises(SourceError, match="both"):
            run(root, out, names=batch.suffixed(".txt"))
        assert not out.exists()

    @pytest.mark.parametrize("order", [1, -1])
    def test_an_output_that_another_needs_as_its_folder(self, root: Path, out: Path, order: int) -> None:
        (root / "x.html").write_text("甲", "utf-8")
        (root / "x.txt").mkdir()
        (root / "x.txt" / "y.html").write_text("乙", "utf-8")
        plan = batch.plan_run([str(root)])
        plan = plan._replace(files=tuple(plan.files)[::order])
        with pytest.raises(SourceError, match="folder") as caught:
            list(batch.run(plan, Doubling(), batch.Outputs(str(out), batch.suffixed(".txt"))))
        assert caught.value.path == str(out / "x.txt")
        assert not out.exists()

    @pytest.mark.parametrize("name", [MANIFEST, JOURNAL, f"a/{MANIFEST}", ".wenzhang-1f-0123456789abcdef.tmp"])
    def test_the_names_of_our_own_files(self, root: Path, out: Path, name: str) -> None:
        plan = batch.plan_run([str(root / "0" / "a0.html")])
        with pytest.raises(SourceError, match="our own"):
            list(batch.run(plan, Doubling(), batch.Outputs(str(out), lambda file: (name,))))
        assert not out.exists()

    @pytest.mark.parametrize("name", ["../a", "/tmp/a", "x/../../a", "a\0b", "", ".", "a/"])
    def test_names_that_lead_out_or_nowhere(self, root: Path, out: Path, name: str) -> None:
        with pytest.raises(SourceError):
            run(root / "0", out, names=lambda file: (name,))
        assert not out.exists()

    def test_two_ways_to_write_one_name(self, root: Path, out: Path) -> None:
        names = {"a0.html": "x//y.html", "a7.html": "x/./y.html"}
        with pytest.raises(SourceError, match="both"):
            run(root / "0", out, names=lambda file: (names.get(file.name, file.name),))

    @pytest.mark.parametrize("alias", [False, True])
    def test_another_run_writes_into_the_folder(self, root: Path, out: Path, alias: bool) -> None:
        plan = batch.plan_run([str(root)], out=out)
        first = batch.run(plan, Doubling(), batch.Outputs(str(out)))
        next(first)
        other = out
        if alias:
            other = out.parent / "alias"
            other.symlink_to(out, target_is_directory=True)
        for _ in range(2):
            with pytest.raises(BatchError, match="another run writes into this folder"):
                run(root, other)
        assert told(run(root, other, dry=True)) == {"done": 30}
        assert told(list(first)) == {"done": 29}
        assert told(run(root, other)) == {"unchanged": 30}


class TestLinkedFolders:
    def test_an_output_folder_that_is_a_link(self, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "far" / "away").mkdir(parents=True)
        (tmp_path / "out").symlink_to("far/away", target_is_directory=True)
        monkeypatch.chdir(tmp_path)
        run(Path("in"), Path("out"))
        for out in (Path("out"), tmp_path / "far" / "away", Path("far/../far/away/")):
            assert told(run(Path("in"), out)) == {"unchanged": 30}
            assert told(run(Path("in/0"), out / "0", prune=True)) != {}
            assert told(run(tmp_path / "in", out, prune=True)) == {"unchanged": 30}

    def test_other_inputs_stay_when_the_output_folder_is_a_link(self, root: Path, tmp_path: Path) -> None:
        (tmp_path / "far" / "away").mkdir(parents=True)
        out = tmp_path / "out"
        out.symlink_to("far/away", target_is_directory=True)
        run(root, out)
        other = tmp_path / "other"
        other.mkdir()
        (other / "x.html").write_bytes(b"x")
        assert told(run(other, out, prune=True)) == {"done": 1}
        assert len(outputs_of(out)) == 31

    def test_a_folder_that_was_moved(self, root: Path, out: Path, tmp_path: Path) -> None:
        run(root, out)
        root.rename(tmp_path / "moved")
        before = states(out / "0")
        assert told(run(tmp_path / "moved", out, prune=True)) == {"done": 30}
        assert states(out / "0") == before
        assert told(run(tmp_path / "moved", out, prune=True)) == {"unchanged": 30}
