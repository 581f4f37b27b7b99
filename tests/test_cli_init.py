from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from command import ARTICLE, run
from wenzhang.config import load_config
from wenzhang.config.starter import starter, starter_config
from wenzhang.config.survey import Survey
from wenzhang.read import load as load_article

CATEGORIES = ["生活", "科技"]


def article(number: int, *, category: str | None = None, image: str = "/images/a.png", extra: str = "") -> str:
    return (
        f"---\ntitle: 第{number}篇\ndate: 2026-01-{number + 1:02}\ncoverImage: {image}\n"
        f"category: {category or CATEGORIES[number % 2]}\n{extra}---\n"
        f"<h2>軟體與硬體</h2>\n<p>這裡的網路很快，數位時代的捷運。第 {number} 次。</p>\n"
        f'<figure><img src="{image}" alt="圖"><figcaption>說明</figcaption></figure>\n'
    )


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Twenty articles in a repository, with their images."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "public/images").mkdir(parents=True)
    (tmp_path / "public/images/a.png").touch()
    (tmp_path / "posts").mkdir()
    for number in range(20):
        (tmp_path / f"posts/{number}.md").write_text(article(number), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def uncommented(text: str) -> dict[str, Any]:
    """What it says without the # before what could be a value or a table."""
    lines = [line.removeprefix("# ") for line in text.splitlines()]
    return tomllib.loads("\n".join(line for line in lines if " = " in line or line.startswith("[")))


class TestFound:
    def test_what_articles_share(self, blog: Path) -> None:
        result = run("init", "posts")
        config = load_config("posts/wenzhang.toml")
        text = (blog / "posts/wenzhang.toml").read_text("utf-8")
        assert result.code == 0
        assert config.rules["FM003"] == {"keys": ["title", "date", "cover_image", "category"]}
        assert config.rules["ST002"] == {"level": 2}
        assert config.site.assets == ("../public",)
        assert "# Written for 20 articles in zh-TW." in text
        assert '# allowed = { category = ["生活", "科技"] }' in text
        assert "all images are there" in text
        assert len(text.splitlines()) < 40
        assert "wenzhang: posts/wenzhang.toml is written\n" in result.err

    def test_what_is_in_comments_can_be_switched_on(self, blog: Path) -> None:
        (blog / "posts/0.md").write_text(article(0, extra="draft: true\n") + "<p>&nosuch;</p>", "utf-8")
        text = run("init", "posts", "--stdout").text
        assert uncommented(text)["baseline"] == "wenzhang-baseline.json"
        lines = [
            line.removeprefix("# ") for line in text.splitlines() if " = " in line or line.lstrip("# ").startswith("[")
        ]
        (blog / "on.toml").write_text("\n".join(lines), "utf-8")
        assert load_config("on.toml").rules["FM010"] == {"allowed": {"category": CATEGORIES}}

    def test_what_is_rare_is_no_rule(self, blog: Path) -> None:
        for number in range(3):
            text = f"---\ntitle: 甲\ncategory: 第{number}類\nslug: a{number}\n---\n<h3>一</h3><p>甲</p>"
            (blog / f"posts/x{number}.md").write_text(text, "utf-8")
        (blog / "posts/y.md").write_text(article(30, image="/images/elsewhere.png"), "utf-8")
        config = uncommented(run("init", "posts", "--stdout").text)
        assert config["rules"]["required-key"] == {"keys": ["title", "category"]}
        assert "first-heading-level" not in config["rules"]
        assert config["site"] == {"assets": ["../public"]}

    def test_images_that_are_elsewhere_make_no_assets(self, blog: Path) -> None:
        for number in range(5):
            (blog / f"posts/{number}.md").write_text(article(number, image=f"/cdn/{number}.png"), "utf-8")
        run("init", "posts")
        assert load_config("posts/wenzhang.toml").site.assets == ()
        assert "1 of 6 images are there" in (blog / "posts/wenzhang.toml").read_text("utf-8")

    def test_few_articles_are_only_a_hint(self, tmp_path: Path) -> None:
        (tmp_path / "a.md").write_text(article(0), "utf-8")
        text = run("init", tmp_path, "--stdout").text
        assert tomllib.loads(text) == {}
        assert uncommented(text)["rules"]["required-key"]["keys"] == ["title", "date", "cover_image", "category"]

    def test_problems_are_counted(self, blog: Path) -> None:
        (blog / "posts/0.md").write_text(article(0) + "<p>&nosuch;</p>", "utf-8")
        (blog / "posts/bad.md").write_text("---\ntitle: a\ntitle: b\n---\n", "utf-8")
        (blog / "posts/binary.md").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\xff\xff" * 50)
        result = run("init", "posts")
        assert result.code == 0
        assert "in 22 articles\n" in result.err
        assert "wenzhang validate posts --write-baseline posts/wenzhang-baseline.json" in result.err
        load_config("posts/wenzhang.toml")

    def test_the_real_article(self, tmp_path: Path) -> None:
        (tmp_path / "a.md").write_bytes(ARTICLE.read_bytes())
        result = run("init", tmp_path)
        assert result.code == 0
        load_config(tmp_path / "wenzhang.toml")

    def test_the_text_says_what_was_validated(self, blog: Path) -> None:
        survey = Survey(str(blog / "posts"))
        for number in range(20):
            survey.add(load_article(f"posts/{number}.md"))
        (blog / "posts/wenzhang.toml").write_text(starter(survey, 0), "utf-8")
        assert load_config("posts/wenzhang.toml") == starter_config(survey)


class TestWriting:
    def test_never_over_one_that_is_there(self, blog: Path) -> None:
        (blog / "posts/wenzhang.toml").write_text("# mine\n")
        result = run("init", "posts")
        assert result.code == 2
        assert result.err.startswith("wenzhang: posts/wenzhang.toml: is there already (")
        assert (blog / "posts/wenzhang.toml").read_text() == "# mine\n"
        assert run("init", "posts", "--force").code == 0
        assert (blog / "posts/wenzhang.toml").read_text("utf-8") != "# mine\n"

    @pytest.mark.parametrize("name", ["pyproject.toml", ".wenzhang.toml"])
    def test_nor_beside_another(self, blog: Path, name: str) -> None:
        (blog / f"posts/{name}").write_text("[tool.wenzhang]\n" if name == "pyproject.toml" else "")
        result = run("init", "posts", "--force")
        assert result.code == 2
        assert f"posts/{name}: is the configuration here already" in result.err
        assert not (blog / "posts/wenzhang.toml").exists()

    def test_one_above_is_said(self, blog: Path) -> None:
        (blog / "wenzhang.toml").write_text("")
        assert f"{blog / 'wenzhang.toml'} no longer counts here" in run("init", "posts").err

    def test_stdout_writes_nothing(self, blog: Path) -> None:
        (blog / "posts/wenzhang.toml").write_text("# mine\n")
        result = run("init", "posts", "--stdout")
        assert result.code == 0
        assert tomllib.loads(result.text)["site"] == {"assets": ["../public"]}
        assert (blog / "posts/wenzhang.toml").read_text() == "# mine\n"

    def test_no_article(self, tmp_path: Path) -> None:
        result = run("init", tmp_path)
        assert result.code == 2
        assert "no article found" in result.err
        assert list(tmp_path.iterdir()) == []
