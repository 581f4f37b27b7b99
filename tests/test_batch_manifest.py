"""What is known of an output folder: by whom it was written, from what; and what cannot be made of that by others."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from batches import Doubling, grow_articles, outputs_of, strays, tree
from command import run as command
from wenzhang import batch
from wenzhang.batch.manifest import HEADER, JOURNAL, MANIFEST, Entry, Journal, Manifest
from wenzhang.batch.records import Records
from wenzhang.errors import BatchError


def run(root: Path, out: Path, job: Any = None, **options: Any) -> list[batch.Result]:
    plan = batch.plan_run([str(root)], out=out)
    return list(batch.run(plan, job or Doubling(), batch.Outputs(str(out)), options=batch.Options(**options)))


def told(results: Sequence[batch.Result]) -> dict[str, int]:
    return dict(Counter(result.status for result in results))


def lines(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / MANIFEST).read_bytes().splitlines()[1:]]


def write_lines(out: Path, *entries: object, name: str = MANIFEST) -> None:
    out.mkdir(exist_ok=True)
    (out / name).write_bytes(HEADER + b"".join(json.dumps(entry).encode() + b"\n" for entry in entries))


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def entry(output: Any, content: bytes = b"mine", **more: Any) -> dict[str, Any]:
    """That of an output whose input is gone."""
    known = {"output": output, "sha256": digest(content), "input": "../in/gone.html", "inputSha256": digest(b"")}
    return known | {"settings": "1234"} | more


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return grow_articles(tmp_path / "in", 14)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


class TestContent:
    def test_a_line_for_each_output_in_order(self, root: Path, out: Path) -> None:
        run(root, out)
        assert [line["output"] for line in lines(out)] == sorted(outputs_of(out))
        first = lines(out)[0]
        source = (root / "0" / "a0.html").read_bytes()
        assert first["sha256"] == digest((out / "0" / "a0.html").read_bytes())
        assert (first["input"], first["inputSha256"]) == ("../in/0/a0.html", digest(source))
        assert not set(first) - {"output", "sha256", "input", "inputSha256", "settings"}

    def test_odd_names(self, root: Path, out: Path) -> None:
        names = ["a\nb.html", " c .html", os.fsdecode(b"\xa4\xa4.html"), "甲：乙.html", "文" * 83 + ".htm", '"\\.html']
        for name in names:
            (root / name).write_bytes(b"x")
        run(root, out)
        assert {line["output"] for line in lines(out)} >= set(names)
        assert told(run(root, out)) == {"unchanged": 20}
        for name in names:
            (root / name).unlink()
        assert told(run(root, out, prune=True)) == {"unchanged": 14, "removed": 6}
        assert len(outputs_of(out)) == 14

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
    @given(
        st.sets(st.text(min_size=1, max_size=6), max_size=40),
        st.randoms(use_true_random=False),
        st.sampled_from([1, 300, 1 << 16]),
    )
    def test_each_is_found_in_any_order(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: set[str], chance: random.Random, block: int
    ) -> None:
        monkeypatch.setattr("wenzhang.batch.manifest._BLOCK", block)
        folder = tmp_path / "m"
        for path in folder.glob(".*") if folder.exists() else ():
            path.unlink()
        asked = sorted(names | {"a", "b/c", "文"})
        chance.shuffle(asked)
        journal = Journal(str(folder))
        journal.add(Entry(name, digest(name.encode("utf-8", "surrogatepass")), "i", None, "s") for name in names)
        journal.close()
        manifest = Manifest(str(folder / MANIFEST))
        assert manifest.count() == len(names)
        for name in asked + sorted(asked, reverse=True) + sorted(asked * 2):
            found = manifest.find(name)
            assert (found is not None and found.output == name) is (name in names)
        assert [each.output for each in manifest.entries()] == sorted(names)
        manifest.close()

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from("abcdefgh文"), st.sampled_from([None, "s"])), max_size=40))
    def test_the_last_word_counts(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[tuple[str, str | None]]
    ) -> None:
        """Also where it is sorted in pieces that are set aside."""
        monkeypatch.setattr("wenzhang.batch.manifest._PIECE", 4)
        folder = tmp_path / "m"
        (folder / MANIFEST).unlink(missing_ok=True)
        journal = Journal(str(folder))
        journal.add(Entry(name, str(number), "i", None, kept) for number, (name, kept) in enumerate(said))
        journal.close()
        last = {name: (str(number), kept) for number, (name, kept) in enumerate(said)}
        manifest = Manifest(str(folder / MANIFEST))
        found = [(each.output, each.sha256) for each in manifest.entries()]
        manifest.close()
        assert found == sorted((name, number) for name, (number, kept) in last.items() if kept)


class TestFailures:
    def test_a_source_that_fails_is_marked_until_it_does_not(self, root: Path, out: Path) -> None:
        source, target = root / "0" / "a0.html", out / "0" / "a0.html"
        run(root, out)
        before, good = target.read_bytes(), source.read_bytes()
        source.write_bytes(b"RAISE")
        for dry in (False, True, False):
            results = run(root, out, dry=dry)
            assert told(results) == {"failed": 1, "unchanged": 13}
            assert (results[0].targets, results[0].outputs) == ((str(target),), ())
            assert target.read_bytes() == before
            line = lines(out)[0]
            assert (line["output"], line["sha256"]) == ("0/a0.html", digest(before))
            assert line["inputSha256"] == digest(b"RAISE")
            assert line["error"].startswith("internal error: ValueError: no such article")
        source.write_bytes(good)
        assert told(run(root, out)) == {"done": 1, "unchanged": 13}
        assert "error" not in lines(out)[0]

    def test_one_that_never_did_has_no_output(self, root: Path, out: Path) -> None:
        (root / "0" / "a0.html").write_bytes(b"RAISE")
        run(root, out)
        assert lines(out)[0]["sha256"] is None
        assert not (out / "0" / "a0.html").exists()
        (root / "0" / "a0.html").unlink()
        assert told(run(root, out, prune=True)) == {"unchanged": 13}
        assert lines(out)[0]["output"] != "0/a0.html"

    def test_of_two_outputs_the_one_that_could_be_written_is_not_marked(self, root: Path, out: Path) -> None:
        names = batch.templated("{to}/{path}", ["zh-CN", "zh-HK"], None)
        (out / "zh-HK" / "0" / "a0.html" / "x").mkdir(parents=True)
        plan = batch.plan_run([str(root)])
        first = next(batch.run(plan, Doubling(outputs=2), batch.Outputs(str(out), names)))
        assert (first.status, [output.path for output in first.outputs]) == ("failed", [str(out / "zh-CN/0/a0.html")])
        by_name = {line["output"]: line for line in lines(out)}
        assert by_name["zh-CN/0/a0.html"]["sha256"] == digest((out / "zh-CN/0/a0.html").read_bytes())
        assert "error" not in by_name["zh-CN/0/a0.html"]
        assert "cannot be written" in by_name["zh-HK/0/a0.html"]["error"]

    def test_a_long_reason_is_cut(self, root: Path, out: Path) -> None:
        class Wordy(Doubling):
            def __call__(self, content: bytes, path: str, wanted: Sequence[int]) -> batch.Produced:
                raise ValueError("長" * 2_000_000)

        run(root, out, Wordy())
        assert (out / MANIFEST).stat().st_size < 1_000_000
        assert told(run(root, out)) == {"done": 14}

    @pytest.mark.parametrize("what", ["link", "pipe", "folder"])
    def test_one_that_is_not_read_any_more_is_marked_too(self, root: Path, out: Path, what: str) -> None:
        """The walk skips it, so nothing else would say that its output is of another time."""
        run(root, out)
        source = root / "0" / "a0.html"
        source.unlink()
        if what == "link":
            source.symlink_to(sys.executable)
        elif what == "pipe":
            os.mkfifo(source)
        else:
            source = root / "0"
            for path in source.iterdir():
                path.unlink()
            source.rmdir()
            source.symlink_to(root.parent, target_is_directory=True)
        gone = 1 if what != "folder" else 2
        for dry in (True, False):
            results = run(root, out, dry=dry)
            assert told(results) == {"unchanged": 14 - gone, "leftover": gone}
            (first, *_) = (result for result in results if result.status == "leftover")
            assert first.targets == (str(out / "0" / "a0.html"),)
            assert "is not read any more" in first.notes[0]
        assert "error" in lines(out)[0]
        assert (out / "0" / "a0.html").exists()
        assert told(run(root, out, prune=True)) == {"unchanged": 14 - gone, "leftover": gone}


class TestPrune:
    def test_removes_what_is_ours_as_it_was_and_nothing_else(self, root: Path, out: Path) -> None:
        run(root, out)
        for number in range(7):
            (root / str(number) / f"a{number}.html").unlink()
        (root / "6" / "a13.html").unlink()
        (out / "0" / "mine.html").write_bytes(b"mine")
        (out / "1" / "a1.html").write_bytes(b"edited")
        (out / "2" / "a2.html").unlink()
        os.link(out / "3" / "a3.html", out / "3" / "linked.html")
        (out / "4" / "a4.html").rename(out / "4" / "real.html")
        (out / "4" / "a4.html").symlink_to("real.html")
        (out / "5" / "a5.html").unlink()
        (out / "5" / "a5.html").mkdir()
        results = run(root, out, prune=True)
        assert told(results) == {"unchanged": 6, "removed": 4, "leftover": 3}
        notes = {result.targets[0]: result.notes for result in results if result.status == "leftover"}
        changed = ("its input is gone, but it has been changed since, and stays",)
        assert notes == {str(out / name): changed for name in ("1/a1.html", "4/a4.html", "5/a5.html")}
        left = set(outputs_of(out))
        assert left >= {"0/mine.html", "1/a1.html", "3/linked.html", "4/a4.html", "4/real.html"}
        assert (out / "5" / "a5.html").is_dir()
        assert not (out / "6").exists()
        assert not left & {"0/a0.html", "2/a2.html", "3/a3.html", "6/a6.html", "6/a13.html"}

    def test_not_without_being_asked(self, root: Path, out: Path) -> None:
        run(root, out)
        (root / "0" / "a0.html").unlink()
        before = tree(out)
        for _ in range(2):
            assert told(run(root, out)) == {"unchanged": 13, "leftover": 1}
            assert tree(out) == before

    def test_outputs_of_other_folders_stay(self, root: Path, out: Path, tmp_path: Path) -> None:
        run(root, out)
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "x.html").write_bytes(b"x")
        assert told(run(tmp_path / "other", out, prune=True)) == {"done": 1}
        assert told(run(root / "0", out / "0", prune=True)) == {"done": 2}
        assert len(outputs_of(out)) == 15 + 1

    def test_a_source_of_which_nothing_can_be_told_is_not_gone(self, root: Path, out: Path, tmp_path: Path) -> None:
        run(root, out)
        (root / "0").rename(tmp_path / "away")
        (root / "0").symlink_to("0", target_is_directory=True)
        results = run(root, out, prune=True)
        assert "removed" not in told(results)
        assert len(outputs_of(out)) == 14

    def test_a_run_that_did_not_come_to_its_end_prunes_nothing(self, root: Path, out: Path) -> None:
        run(root, out)
        (root / "0" / "a0.html").unlink()
        (root / "1" / "a1.html").write_bytes(b"RAISE")
        assert "removed" not in told(run(root, out, prune=True, fail_fast=True))
        assert (out / "0" / "a0.html").exists()


class TestOutside:
    """Nothing is deleted or written outside of the folder, whatever its manifest says."""

    @pytest.fixture
    def mine(self, tmp_path: Path) -> Path:
        path = tmp_path / "mine.html"
        path.write_bytes(b"mine")
        return path

    @pytest.mark.parametrize("journal", [False, True])
    @pytest.mark.parametrize(
        "way", ["../mine.html", "absolute", "x/../../mine.html", "link/mine.html", "./../mine.html"]
    )
    def test_names_that_lead_out(self, root: Path, out: Path, mine: Path, way: str, journal: bool) -> None:
        out.mkdir()
        (out / "link").symlink_to("..", target_is_directory=True)
        hostile = entry(str(mine) if way == "absolute" else way)
        write_lines(out, hostile, name=JOURNAL if journal else MANIFEST)
        for prune in (False, True, True):
            results = run(root, out, prune=prune)
            (leftover,) = (result for result in results if result.status == "leftover")
            assert "outside" in leftover.notes[0]
            assert mine.read_bytes() == b"mine"

    def test_it_is_told(self, root: Path, out: Path, mine: Path) -> None:
        write_lines(out, entry("../mine.html"))
        result = command("convert", root, "--to", "zh-CN", "--out", out, "--prune", "--quiet")
        assert result.code == 0
        assert result.err == (
            f"wenzhang: ../mine.html: its input is gone, but it lies outside of {out}, and nothing is done to it\n"
        )
        assert mine.exists()

    @pytest.mark.parametrize("name", [MANIFEST, JOURNAL, f"0/{MANIFEST}"])
    def test_our_own_files_are_no_outputs(self, root: Path, out: Path, name: str) -> None:
        (out / "0").mkdir(parents=True)
        (out / "0" / MANIFEST).write_bytes(b"mine")
        write_lines(out, entry(name, b"mine"), entry("z", b""))
        told(run(root, out, prune=True))
        assert (out / MANIFEST).exists()
        assert (out / "0" / MANIFEST).exists()

    def test_a_file_that_others_wrote_there(self, root: Path, out: Path) -> None:
        """Whoever can say its hash can read it; whoever cannot, cannot have it deleted."""
        run(root, out)
        (out / "mine.html").write_bytes(b"mine")
        write_lines(out, entry("mine.html", b"other"), entry("z.html", b"other", sha256=None))
        run(root, out, prune=True)
        assert (out / "mine.html").read_bytes() == b"mine"

    @pytest.mark.parametrize("name", [MANIFEST, JOURNAL])
    @pytest.mark.parametrize("target", ["mine.html", "new.html", "."])
    def test_a_link_in_the_place_of_our_own_files(
        self, root: Path, out: Path, mine: Path, name: str, target: str
    ) -> None:
        out.mkdir()
        (out / name).symlink_to(f"../{target}")
        before = sorted(path.name for path in out.parent.iterdir())
        if name == MANIFEST and target == "new.html":  # it is replaced
            assert told(run(root, out)) == {"done": 14}
            assert not (out / name).is_symlink()
        else:
            with pytest.raises(BatchError) as caught:
                run(root, out)
            assert caught.value.path == str(out / name)
            assert outputs_of(out).keys() <= {"0/a0.html"}
        assert mine.read_bytes() == b"mine"
        assert sorted(path.name for path in out.parent.iterdir()) == before

    @pytest.mark.parametrize("name", [MANIFEST, JOURNAL])
    def test_a_hard_link_to_a_file_of_others(self, root: Path, out: Path, mine: Path, name: str) -> None:
        out.mkdir()
        os.link(mine, out / name)
        with pytest.raises(BatchError):
            run(root, out)
        assert mine.read_bytes() == b"mine"

    @pytest.mark.parametrize("dry", [True, False])
    @pytest.mark.parametrize("name", [MANIFEST, JOURNAL])
    @pytest.mark.parametrize("kind", ["pipe", "folder"])
    def test_a_pipe_or_a_folder(self, root: Path, out: Path, name: str, kind: str, dry: bool) -> None:
        out.mkdir()
        if kind == "pipe":
            os.mkfifo(out / name)
        else:
            (out / name).mkdir()
        with pytest.raises(BatchError) as caught:
            run(root, out, dry=dry)
        assert str(out) in str(caught.value)
        assert outputs_of(out) == {}


DAMAGED: dict[str, bytes] = {
    "nothing": b"",
    "no manifest": b"mine\n",
    "half a first line": HEADER[:-5],
    "another version": b'{"wenzhangManifest":2}\n',
    "no JSON": HEADER + b"{\n",
    "a list": HEADER + b"[]\n",
    "a number": HEADER + b"1\n",
    "nothing in a line": HEADER + b"{}\n",
    "half a line": HEADER + json.dumps(entry("0/a0.html")).encode()[:-7],
    "a conflict of git": HEADER + b"<<<<<<< HEAD\n" + json.dumps(entry("0/a0.html")).encode() + b"\n=======\n",
    "deep": HEADER + b"[" * 100_000 + b"\n",
    "deep in an entry": HEADER + b'{"output":' + b'{"a":' * 100_000 + b"\n",
    "long": HEADER + b'{"output":"' + b"a" * 3_000_000 + b'"}\n',
    "no UTF-8": HEADER + b'{"output":"\xff\xfe"}\n',
    "output is a number": HEADER + json.dumps(entry(1)).encode() + b"\n",
    "output is a list": HEADER + json.dumps(entry(["0/a0.html"])).encode() + b"\n",
    "hash is a number": HEADER + json.dumps(entry("0/a0.html", sha256=1)).encode() + b"\n",
    "input is none": HEADER + json.dumps(entry("0/a0.html", input=None)).encode() + b"\n",
    "error is a list": HEADER + json.dumps(entry("0/a0.html", error=[])).encode() + b"\n",
    "out of order": HEADER + b"".join(json.dumps(entry(name)).encode() + b"\n" for name in "bca"),
    "twice": HEADER + b"".join(json.dumps(entry(name)).encode() + b"\n" for name in "aabc"),
}


class TestDamage:
    @pytest.mark.parametrize("dry", [True, False])
    @pytest.mark.parametrize("kind", DAMAGED)
    def test_is_told_and_what_to_do_helps(self, root: Path, out: Path, kind: str, dry: bool) -> None:
        out.mkdir()
        (out / MANIFEST).write_bytes(DAMAGED[kind])
        with pytest.raises(BatchError) as caught:
            run(root, out, dry=dry, prune=True)
        assert str(caught.value).startswith(f"{out / MANIFEST}: is ")
        assert str(caught.value).endswith("(remove it, and everything is made anew)")
        assert (out / MANIFEST).read_bytes() == DAMAGED[kind]
        (out / MANIFEST).unlink()
        assert set(told(run(root, out))) <= {"done", "unchanged"}
        assert len(outputs_of(out)) == 14
        assert strays(out) == []

    @pytest.mark.parametrize("kind", sorted(set(DAMAGED) - {"out of order", "twice"}))
    def test_of_a_journal_costs_only_what_is_damaged(self, root: Path, out: Path, kind: str) -> None:
        run(root, out)
        before = tree(out)
        (out / JOURNAL).write_bytes(DAMAGED[kind])
        assert set(told(run(root, out))) <= {"unchanged", "done"}
        assert outputs_of(out) == {name: before[name] for name in before if name != MANIFEST}

    def test_half_of_it_is_gone(self, root: Path, out: Path) -> None:
        run(root, out)
        content = (out / MANIFEST).read_bytes()
        for size in (len(content) // 2, len(content) - 1, len(HEADER) + 1):
            (out / MANIFEST).write_bytes(content[:size])
            with pytest.raises(BatchError, match="is damaged"):
                run(root, out)
        (out / MANIFEST).write_bytes(b"".join(content.splitlines(keepends=True)[:8]))
        assert told(run(root, out)) == {"unchanged": 7, "done": 7}

    @pytest.mark.parametrize("name", ["a\0b", "\ud800", "x" * 5000, "", ".", "..", "/", "0", "a/", "0/a0.html/b"])
    @pytest.mark.parametrize("field", ["output", "input"])
    def test_names_that_no_file_can_have(self, root: Path, out: Path, name: str, field: str) -> None:
        write_lines(out, entry("0/a0.html") | {field: name})
        results = run(root, out, prune=True)
        assert set(told(results)) <= {"done", "leftover"}
        assert len(outputs_of(out)) == 14

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
    @given(st.data())
    def test_any_mutation(self, tmp_path: Path, data: st.DataObject) -> None:
        """It is told or does no harm."""
        root, out, mine = tmp_path / "in", tmp_path / "out", tmp_path / "mine.html"
        if not root.exists():
            grow_articles(root, 5)
            run(root, out)
            (tmp_path / "good").write_bytes((out / MANIFEST).read_bytes())
        mine.write_bytes(b"mine")
        (out / "mine.html").write_bytes(b"mine")
        content = bytearray((tmp_path / "good").read_bytes())
        for _ in range(data.draw(st.integers(1, 4))):
            at = data.draw(st.integers(0, len(content)))
            end = at + data.draw(st.integers(0, 3))
            content[at:end] = data.draw(
                st.sampled_from([b"", b"\n", b'"', b"../", b"0", b"\xff", b"null", b"{", b"}\n{"])
            )
        name = data.draw(st.sampled_from([MANIFEST, JOURNAL]))
        (out / name).write_bytes(content)
        try:
            run(root, out, prune=True)
        except BatchError:
            for path in (MANIFEST, JOURNAL):
                (out / path).unlink(missing_ok=True)
            run(root, out)
        assert mine.read_bytes() == (out / "mine.html").read_bytes() == b"mine"
        assert len(outputs_of(out)) == 6


class TestPaths:
    """The traversal that names, templates and slugs may try."""

    TARGET = "../evil.html"

    @pytest.mark.parametrize(
        "template",
        [
            "../{name}",
            "{to}/../../{name}",
            "/tmp/{name}",
            "..",
            "{parent}/../../../{name}",
            "./../{stem}{suffix}",
            "a\0b",
        ],
    )
    def test_templates(self, root: Path, out: Path, template: str) -> None:
        result = command("convert", root, "--to", "zh-CN", "--out", out, "--name", template)
        assert result.code == 2
        assert not out.exists()
        assert sorted(path.name for path in out.parent.iterdir()) == ["in"]

    def test_a_slug_is_no_name(self, tmp_path: Path, out: Path) -> None:
        (tmp_path / "a.html").write_text(
            "---\ntitle: 甲\nslug: ../../evil\npermalink: /etc/evil\n---\n<p>軟體</p>\n", "utf-8"
        )
        for arguments in (("convert", tmp_path), ("export", "--to", "json", tmp_path)):
            to = () if "export" in arguments else ("--to", "zh-CN")
            assert command(*arguments, *to, "--out", out).code == 0
        assert set(outputs_of(out)) == {"a.html", "a.json"}
        assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "out"]

    def test_names_with_separators_and_dots(self, tmp_path: Path, out: Path) -> None:
        root = tmp_path / "in"
        root.mkdir()
        names = ["..\\evil.html", "...html", "..evil.html", "~.html", "$HOME.html", "C:evil.html", "%2e%2e%2fevil.html"]
        for name in names:
            (root / name).write_bytes(b"x")
        run(root, out)
        visible = {name for name in names if not name.startswith(".")}
        assert set(outputs_of(out)) == visible

    def test_a_link_that_leads_out_is_told_before_anything_is_written(self, root: Path, out: Path) -> None:
        out.mkdir()
        (out / "3").symlink_to(root.parent, target_is_directory=True)
        result = command("convert", root, "--to", "zh-CN", "--out", out)
        assert result.code == 2
        assert f"{out}/3/a10.html: lies outside of {out}, where a symbolic link leads" in result.err
        assert outputs_of(out) == {}

    def test_links_within_by_which_two_names_are_one(self, root: Path, out: Path) -> None:
        (root / "1" / "a0.html").write_bytes(b"another")
        (out / "0").mkdir(parents=True)
        (out / "1").symlink_to("0", target_is_directory=True)
        result = command("convert", root, "--to", "zh-CN", "--out", out)
        assert result.code == 2
        assert "would both be written here" in result.err
        assert outputs_of(out) == {}
        (root / "1" / "a0.html").unlink()
        assert command("convert", root, "--to", "zh-CN", "--out", out).code == 0

    def test_a_linked_file_is_replaced_not_followed(self, root: Path, out: Path, tmp_path: Path) -> None:
        (out / "0").mkdir(parents=True)
        (tmp_path / "mine.html").write_bytes(b"mine")
        (out / "0" / "a0.html").symlink_to(tmp_path / "mine.html")
        (out / "0" / "a7.html").symlink_to(tmp_path / "nowhere.html")
        assert told(run(root, out)) == {"done": 14}
        assert (tmp_path / "mine.html").read_bytes() == b"mine"
        assert not (tmp_path / "nowhere.html").exists()
        assert not (out / "0" / "a0.html").is_symlink()

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
    @given(
        st.lists(st.lists(st.sampled_from(["in", "out", "x", "y..", "..", "."]), max_size=5), min_size=1, max_size=8)
    )
    def test_inputs_are_named_as_seen_from_the_folder(self, tmp_path: Path, folders: list[list[str]]) -> None:
        """In the shortest way, whatever was asked for before."""
        out = tmp_path / "in" / "out"
        records = Records(str(out), str, dry=True)
        try:
            for folder in folders:
                path = os.path.join(tmp_path, *folder, "a.md")
                records.known(path, [str(out / "a.md")])
                assert records._input(path) == os.path.relpath(path, out)
        finally:
            records.abandon()


class TestSettings:
    """Whatever the outputs depend on is part of what is compared."""

    @pytest.fixture
    def site(self, tmp_path: Path) -> tuple[Path, Path]:
        root = tmp_path / "in"
        root.mkdir()
        (root / "a.html").write_text("<p>軟體「記憶體」與頭髮 -{zh-cn:甲;zh-tw:乙}-</p>\n", "utf-8")
        (tmp_path / "terms.csv").write_text("source,zh-CN\n軟體,软体\n", "utf-8")
        return root, tmp_path / "out"

    def convert(self, site: tuple[Path, Path], *arguments: str | Path) -> str:
        root, out = site
        result = command("convert", root, "--out", out, *(arguments or ("--to", "zh-CN")))
        assert result.code == 0, result.err
        return result.err

    @pytest.mark.parametrize(
        "arguments",
        [
            ("--to", "zh-SG"),
            ("--to", "zh-CN", "--from", "zh-HK"),
            ("--to", "zh-CN", "--no-phrases"),
            ("--to", "zh-CN", "--punctuation"),
            ("--to", "zh-CN", "--overrides"),
            ("--to", "zh-CN", "--glossary", "terms.csv"),
            ("--to", "zh-CN", "--include", "p"),
            ("--to", "zh-CN", "--exclude", "b"),
            ("--to", "zh-CN", "--encoding", "gb18030"),
            ("--to", "zh-CN", "--body-format", "markdown"),
            ("--to", "zh-CN", "--input-encoding", "utf-8"),
        ],
    )
    def test_of_conversion(
        self, site: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert "1 converted\n" in self.convert(site)
        assert "0 converted, 1 unchanged\n" in self.convert(site)
        assert "1 converted\n" in self.convert(site, *arguments)
        assert "0 converted, 1 unchanged\n" in self.convert(site, *arguments)
        assert "1 converted\n" in self.convert(site)

    def test_a_glossary_that_changes_and_one_that_says_the_same(self, site: tuple[Path, Path], tmp_path: Path) -> None:
        terms = tmp_path / "terms.csv"
        arguments = ("--to", "zh-CN", "--glossary", terms)
        self.convert(site, *arguments)
        os.utime(terms)
        assert "0 converted, 1 unchanged\n" in self.convert(site, *arguments)
        terms.write_text("source,zh-CN\n軟體,软件甲\n", "utf-8")
        assert "1 converted\n" in self.convert(site, *arguments)
        assert "软件甲" in (site[1] / "a.html").read_text("utf-8")

    def test_a_memory_that_changes(self, site: tuple[Path, Path], tmp_path: Path) -> None:
        root, _ = site
        memory, corrected = tmp_path / "memory.tmx", tmp_path / "corrected.html"
        made = command("convert", root / "a.html", "--to", "zh-CN").text
        for text in ("軟體", "軟件"):
            corrected.write_text(made.replace("软件", text), "utf-8")
            assert command("learn", root / "a.html", corrected, "--to", "zh-CN", "--memory", memory).code == 0
            self.convert(site, "--to", "zh-CN", "--memory", memory)
            assert text in (site[1] / "a.html").read_text("utf-8")

    def test_of_export(self, site: tuple[Path, Path]) -> None:
        root, out = site
        for arguments in (("markdown",), ("markdown", "--lang", "zh-CN"), ("json",), ("json", "--italic-captions")):
            for line in ("1 exported\n", "0 exported, 1 unchanged\n"):
                assert line in command("export", root, "--out", out, "--to", *arguments).err

    def test_a_document_that_is_brought_back(self, site: tuple[Path, Path], tmp_path: Path) -> None:
        root, out = site
        documents = tmp_path / "xliff"
        assert command("export", root, "--to", "xliff", "--lang", "zh-CN", "--out", documents).code == 0
        arguments = ("import", root, "--xliff", documents, "--out", out)
        assert "1 imported\n" in command(*arguments).err
        assert "0 imported, 1 unchanged\n" in command(*arguments).err
        document = documents / "a.xlf"
        document.write_text(document.read_text("utf-8").replace("软件", "软体"), "utf-8")
        assert "1 imported\n" in command(*arguments).err
        assert "软体" in (out / "a.html").read_text("utf-8")

    def test_the_dictionaries_and_the_program(self, site: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
        from wenzhang.batch.program import program

        described = program()
        assert "opencc 1." in described
        self.convert(site)
        for other in (described.replace("opencc 1.", "opencc 2."), described.replace("wenzhang ", "wenzhang 9")):
            monkeypatch.setattr("wenzhang.batch.running.program", lambda other=other: other)
            assert "1 converted\n" in self.convert(site)
            assert "0 converted, 1 unchanged\n" in self.convert(site)

    def test_a_file_of_the_program(self, tmp_path: Path) -> None:
        """Also where its version stays, as in a checkout."""
        import shutil

        import wenzhang

        package = Path(wenzhang.__file__).parent
        shutil.copytree(package, tmp_path / "wenzhang", ignore=shutil.ignore_patterns("__pycache__"))
        ask = "from wenzhang.batch.program import program; print(program())"
        told_ = []
        for _ in range(2):
            told_.append(
                subprocess.run(
                    [sys.executable, "-c", ask], cwd=tmp_path, env=_clean(), capture_output=True, check=True
                ).stdout
            )
            with (tmp_path / "wenzhang" / "source.py").open("a") as file:
                file.write("# changed\n")
        assert told_[0] != told_[1]


def _clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
