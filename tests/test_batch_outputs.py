from __future__ import annotations

from pathlib import Path

import pytest

from test_batch_plan import grow
from wenzhang.batch.outputs import InPlace, Outputs, mirrored, named, suffixed, templated
from wenzhang.batch.plan import Plan, PlannedFile, plan_run
from wenzhang.errors import SourceError, TemplateError


def targets(plan: Plan, outputs: Outputs) -> list[str]:
    outputs.check(plan.files)
    return [target for file in plan.files for target in outputs.targets(file)]


def test_they_mirror_the_folder(tmp_path: Path) -> None:
    plan = plan_run([str(grow(tmp_path / "in", "a.html", "甲/b.md"))])
    out = str(tmp_path / "out")
    assert targets(plan, Outputs(out)) == [f"{out}/a.html", f"{out}/甲/b.md"]
    assert targets(plan, Outputs(out, suffixed(".json"))) == [f"{out}/a.json", f"{out}/甲/b.json"]


def test_one_for_each_tag(tmp_path: Path) -> None:
    plan = plan_run([str(grow(tmp_path / "in", "甲/b.md"))])
    names = templated("{to}/{path}", ["zh-CN", "zh-HK"], None)
    assert targets(plan, Outputs("out", names)) == ["out/zh-CN/甲/b.md", "out/zh-HK/甲/b.md"]


def test_below_a_url() -> None:
    assert Outputs("s3://bucket/out/").targets(PlannedFile("a", "甲/a.md")) == ("s3://bucket/out/甲/a.md",)


class TestCollisions:
    def test_two_inputs_for_one_output(self, tmp_path: Path) -> None:
        one, two = grow(tmp_path / "1", "a.html"), grow(tmp_path / "2", "a.html")
        with pytest.raises(SourceError, match="both") as caught:
            targets(plan_run([str(one), str(two)]), Outputs(str(tmp_path / "out")))
        assert caught.value.path == str(tmp_path / "out" / "a.html")

    def test_two_inputs_for_one_output_by_their_new_suffix(self, tmp_path: Path) -> None:
        plan = plan_run([str(grow(tmp_path / "in", "a.html", "a.md"))])
        assert len(targets(plan, Outputs(str(tmp_path / "out")))) == 2
        with pytest.raises(SourceError, match="both"):
            targets(plan, Outputs(str(tmp_path / "out"), suffixed(".json")))

    def test_two_inputs_for_one_output_by_a_template(self, tmp_path: Path) -> None:
        plan = plan_run([str(grow(tmp_path / "in", "a/x.html", "b/x.html"))])
        with pytest.raises(SourceError, match="both"):
            targets(plan, Outputs(str(tmp_path / "out"), templated("{name}", ["zh-CN"], None)))

    def test_two_variants_for_one_output(self, tmp_path: Path) -> None:
        plan = plan_run([str(grow(tmp_path / "in", "x.html"))])
        with pytest.raises(SourceError, match="two outputs of one file"):
            targets(plan, Outputs(str(tmp_path / "out"), templated("{path}", ["zh-CN", "zh-HK"], None)))

    def test_one_input_under_two_names_is_written_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        grow(tmp_path / "in", "a.html")
        monkeypatch.chdir(tmp_path)
        assert targets(plan_run(["in/a.html", "./in/a.html"]), Outputs("out")) == ["out/a.html"] * 2


class TestInputs:
    @pytest.mark.parametrize("out", ["in", "in/../in", "linked"])
    def test_none_is_replaced(self, tmp_path: Path, out: str) -> None:
        plan = plan_run([str(grow(tmp_path / "in", "a.html"))])
        (tmp_path / "linked").symlink_to("in", target_is_directory=True)
        with pytest.raises(SourceError, match="is an input"):
            targets(plan, Outputs(str(tmp_path / out)))

    def test_none_that_lies_in_the_output_folder(self, tmp_path: Path) -> None:
        plan = plan_run([str(grow(tmp_path, "in/in/a.html") / "in")])
        with pytest.raises(SourceError, match="is an input"):
            targets(plan, Outputs(str(tmp_path / "in")))
        assert targets(plan, Outputs(str(tmp_path))) == [str(tmp_path / "in/a.html")]

    def test_no_other_input(self, tmp_path: Path) -> None:
        grow(tmp_path, "a.html", "sub/b.html", "sub/a.html")
        plan = plan_run([str(tmp_path / "a.html"), str(tmp_path / "sub")])
        with pytest.raises(SourceError, match="is an input"):
            targets(plan, Outputs(str(tmp_path / "sub")))

    def test_in_place_a_link_stays(self, tmp_path: Path) -> None:
        (grow(tmp_path, "a.html") / "b.html").symlink_to("a.html")
        plan = plan_run([str(tmp_path)])
        assert [InPlace().targets(file) for file in plan.files] == [(str(tmp_path / "a.html"),)] * 2

    def test_standard_input_has_no_name(self, tmp_path: Path) -> None:
        plan = plan_run(["-"])
        for names in (mirrored, templated("{to}/{path}", ["zh-CN"], None)):
            with pytest.raises(SourceError, match="standard input"):
                targets(plan, Outputs(str(tmp_path), names))
        assert targets(plan, Outputs("out", named("a.html"))) == ["out/a.html"]


class TestOutside:
    def test_the_output_folder_is_a_file(self, tmp_path: Path) -> None:
        plan = plan_run([str(grow(tmp_path, "a.html", "b.json"))])
        with pytest.raises(SourceError, match="no folder"):
            targets(plan, Outputs(str(tmp_path / "b.json")))

    @pytest.mark.parametrize("folder", ["out", "s3://bucket/out"])
    @pytest.mark.parametrize("name", ["../a", "x/../../a", "/etc/a", ".."])
    def test_no_name_leads_out(self, folder: str, name: str) -> None:
        with pytest.raises(SourceError, match="outside"):
            Outputs(folder).targets(PlannedFile("a", name))

    def test_no_link_leads_out(self, tmp_path: Path) -> None:
        grow(tmp_path / "in", "a/b.html")
        grow(tmp_path / "out")
        (tmp_path / "out" / "a").symlink_to(tmp_path / "in", target_is_directory=True)
        with pytest.raises(SourceError, match="where a symbolic link leads"):
            targets(plan_run([str(tmp_path / "in")]), Outputs(str(tmp_path / "out")))

    @pytest.mark.parametrize("template", ["../{name}", "/tmp/{name}", "{to}/../../{name}"])
    def test_no_template_leads_out(self, template: str) -> None:
        with pytest.raises(TemplateError):
            Outputs("out", templated(template, ["zh-CN"], None)).targets(PlannedFile("a.html", "a.html"))
