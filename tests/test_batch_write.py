from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wenzhang.batch.write import place, write_atomically
from wenzhang.errors import SourceError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class TestWriteAtomically:
    def test_makes_folders_and_leaves_nothing_else(self, tmp_path: Path) -> None:
        assert write_atomically(tmp_path / "甲" / "乙" / "文章.html", "內容".encode())
        assert (tmp_path / "甲" / "乙" / "文章.html").read_text("utf-8") == "內容"
        assert names(tmp_path / "甲" / "乙") == ["文章.html"]

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
    @given(old=st.binary(max_size=40), new=st.binary(max_size=40))
    def test_holds_what_was_written_last_and_says_whether_it_changed(
        self, tmp_path: Path, old: bytes, new: bytes
    ) -> None:
        target = tmp_path / "a"
        write_atomically(target, old)
        assert write_atomically(target, new) is (old != new)
        assert target.read_bytes() == new

    def test_unchanged_output_is_not_touched(self, tmp_path: Path) -> None:
        target = tmp_path / "a"
        write_atomically(target, b"same")
        os.utime(target, ns=(1, 1))
        before = target.stat()
        assert not write_atomically(target, b"same")
        assert (target.stat().st_mtime_ns, target.stat().st_ino) == (1, before.st_ino)

    def test_a_reader_with_the_old_file_open_keeps_it(self, tmp_path: Path) -> None:
        target = tmp_path / "a"
        write_atomically(target, b"old")
        with target.open("rb") as reader:
            write_atomically(target, b"new")
            assert reader.read() == b"old"

    def test_keeps_the_mode_of_what_was_there(self, tmp_path: Path) -> None:
        target = tmp_path / "a"
        target.write_bytes(b"old")
        target.chmod(0o666)  # more than the umask leaves
        write_atomically(target, b"new")
        assert stat.S_IMODE(target.stat().st_mode) == 0o666

    def test_a_new_file_is_as_private_as_its_model(self, tmp_path: Path) -> None:
        model = tmp_path / "model"
        model.write_bytes(b"")
        model.chmod(0o600)
        write_atomically(tmp_path / "a", b"x", like=str(model))
        assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600

    def test_a_new_file_without_a_model_has_the_usual_mode(self, tmp_path: Path) -> None:
        (tmp_path / "usual").write_bytes(b"")
        write_atomically(tmp_path / "a", b"x")
        assert (tmp_path / "a").stat().st_mode == (tmp_path / "usual").stat().st_mode

    def test_name_of_255_bytes(self, tmp_path: Path) -> None:
        target = tmp_path / ("文" * 85)
        write_atomically(target, b"x")
        assert target.read_bytes() == b"x"

    def test_name_too_long_is_an_error_that_leaves_nothing(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match="too long"):
            write_atomically(tmp_path / ("文" * 86), b"x")
        assert names(tmp_path) == []

    def test_a_folder_in_the_way(self, tmp_path: Path) -> None:
        (tmp_path / "a").mkdir()
        with pytest.raises(SourceError) as caught:
            write_atomically(tmp_path / "a", b"x" * (tmp_path / "a").stat().st_size)
        assert caught.value.path == str(tmp_path / "a")
        assert names(tmp_path) == ["a"]

    def test_a_file_where_a_folder_should_be(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_bytes(b"")
        with pytest.raises(SourceError, match="cannot be written"):
            write_atomically(tmp_path / "a" / "b", b"x")

    @pytest.mark.parametrize("blow", [KeyboardInterrupt, OSError(28, "No space left on device")])
    def test_interrupted_before_the_rename(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blow: BaseException | type[BaseException]
    ) -> None:
        def interrupted(source: object, target: object) -> None:
            raise blow

        (tmp_path / "a").write_bytes(b"old")
        monkeypatch.setattr("os.replace", interrupted)
        with pytest.raises((KeyboardInterrupt, SourceError)):
            write_atomically(tmp_path / "a", b"new")
        assert names(tmp_path) == ["a"]
        assert (tmp_path / "a").read_bytes() == b"old"

    def test_a_folder_without_permission(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o500)
        if os.access(tmp_path, os.W_OK):
            pytest.skip("permissions do not bind this user")
        with pytest.raises(SourceError, match="Permission denied"):
            write_atomically(tmp_path / "a", b"x")


class TestPlace:
    def test_below_the_folder(self, tmp_path: Path) -> None:
        assert place(str(tmp_path), "甲/a b.html") == str(tmp_path / "甲" / "a b.html")

    @pytest.mark.parametrize("name", ["../a", "b/../../a", "/a", "b/.."])
    def test_names_that_lead_out(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(SourceError, match="outside"):
            place(str(tmp_path / "out"), name)

    def test_a_link_that_leads_out(self, tmp_path: Path) -> None:
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "link").symlink_to(tmp_path, target_is_directory=True)
        with pytest.raises(SourceError, match="symbolic link"):
            place(str(tmp_path / "out"), "link/a")

    def test_the_folder_itself_may_be_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "real").mkdir()
        (tmp_path / "out").symlink_to(tmp_path / "real", target_is_directory=True)
        assert place(str(tmp_path / "out"), "a") == str(tmp_path / "out" / "a")

    def test_a_linked_output_is_replaced_and_its_target_stays(self, tmp_path: Path) -> None:
        (tmp_path / "out").mkdir()
        (tmp_path / "elsewhere").write_bytes(b"mine")
        (tmp_path / "out" / "a").symlink_to(tmp_path / "elsewhere")
        write_atomically(place(str(tmp_path / "out"), "a"), b"new")
        assert (tmp_path / "elsewhere").read_bytes() == b"mine"
        assert (tmp_path / "out" / "a").read_bytes() == b"new"
