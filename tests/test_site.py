from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from effort import PROPORTIONAL, growth
from wenzhang import Source, parse
from wenzhang.config import Config, SiteLayout
from wenzhang.config.settings import Route
from wenzhang.validation import Diagnostic
from wenzhang.validation.addresses import Address
from wenzhang.validation.folders import Folders
from wenzhang.validation.guesses import Guesses
from wenzhang.validation.routes import url_key
from wenzhang.validation.run import Validator
from wenzhang.validation.site import Page, Site, read_page
from wenzhang.validation.subject import Subject

SITE_RULES = ("LK001", "LK002", "FG007", "FM014")
ARTICLES = Route(files="articles/**", url="/articles/{slug}")


def page_of(text: str, path: str | None = None) -> Page:
    return read_page(Subject(parse(Source.from_text(text, path=path))))


def write(root: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")


def findings(root: Path, *names: str, site: SiteLayout | None = None, own_root: bool = True) -> list[Diagnostic]:
    """What the rules of the site find in some of the files of a folder."""
    config = Config(select=SITE_RULES, site=site or SiteLayout(), root=str(root) if own_root else "")
    validator = Validator(config)
    files = validator.conclude([validator.examine(Source.from_path(root / name)) for name in names])
    return [finding for file in files for finding in file.diagnostics]


def codes(found: list[Diagnostic]) -> list[str]:
    return [each.code for each in found]


class TestPage:
    def test_holds_little_and_goes_through_a_cache(self) -> None:
        page = page_of(
            "---\ntitle: 甲\nslug: a\ncover: {image: a.png}\ndraft: true\n---\n<p><a href='b#c'>乙</a>"
            "<a href='mailto:x@y.tw'>丙</a><img src='data:,x' srcset='d.png 2x'></p><h2>丁</h2>",
            "a.html",
        )
        assert [place.text for place in (*page.links, *page.images)] == ["b#c", "d.png"]
        assert page.anchored is not None
        assert page.anchored.headings == ("丁",)
        assert page.facts.draft
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(page), type=Page) == page
        assert msgspec.json.decode(msgspec.json.encode(page), type=Page) == page

    def test_has_no_anchors_where_nothing_asks_for_them(self) -> None:
        assert page_of('<h2 id="a">甲</h2><a href="b">乙</a>').anchored is None

    @pytest.mark.parametrize(
        "text", ["{% include a %}", "<script>x</script>", "<my-tabs></my-tabs>", "<p><my-tab>x</my-tab></p>"]
    )
    def test_is_partial_where_something_is_added(self, text: str) -> None:
        anchored = page_of(f'<a href="#x">甲</a>{text}').anchored
        assert anchored is not None
        assert anchored.partial

    def test_without_a_path(self) -> None:
        """Articles that are no files have nothing in common."""
        pages = [page_of('<a href="#a">甲</a>'), page_of('<a href="#a">甲</a><p id="a">乙</p>')]
        site = Site(pages, Config())
        found = [site.anchors(page, site.target(page, Address("", "", None, "a"))) for page in pages]
        assert [anchors is not None and anchors.has("a") for anchors in found] == [False, True]
        assert site.target(pages[0], Address("", "a.md", None, None)).state == "unknown"


class TestTheRoot:
    def test_nothing_outside_is_looked_at(self, tmp_path: Path) -> None:
        write(tmp_path, {"in/a.md": "[一](../out/b.md) [二](../out/c.md)", "out/b.md": ""})
        assert findings(tmp_path / "in", "a.md") == []

    def test_nor_through_links(self, tmp_path: Path) -> None:
        write(tmp_path, {"in/a.md": "[一](linked/b.md) [二](linked/c.md) [三](d.md#x)", "out/b.md": "", "d.md": ""})
        os.symlink(tmp_path / "out", tmp_path / "in" / "linked")
        os.symlink(tmp_path / "d.md", tmp_path / "in" / "d.md")
        assert findings(tmp_path / "in", "a.md") == []

    def test_without_a_configuration_it_is_the_folder_of_all_pages(self, tmp_path: Path) -> None:
        write(tmp_path, {"a/a.md": "[一](../b/b.md) [二](../b/c.md) [三](../../x.md)", "b/b.md": ""})
        assert codes(findings(tmp_path, "a/a.md", "b/b.md", own_root=False)) == ["LK001"]
        assert findings(tmp_path, "a/a.md", own_root=False) == []

    @pytest.mark.parametrize("path", ["a%00b.md", "a/" * 5000 + "b.md", "../" * 5000 + "b.md", "x" * 5000 + ".md"])
    def test_hostile_addresses(self, tmp_path: Path, path: str) -> None:
        write(tmp_path, {"a.md": f"[一]({path})"})
        assert set(codes(findings(tmp_path, "a.md"))) <= {"LK001"}

    def test_names_count_as_they_are_written(self, tmp_path: Path) -> None:
        write(tmp_path, {"Docs/e\u0301.md": ""})
        folders = Folders(str(tmp_path), Guesses())
        assert folders.has(str(tmp_path / "Docs" / "\u00e9.md"))
        assert not folders.has(str(tmp_path / "docs" / "\u00e9.md"))
        assert folders.nearest(str(tmp_path / "docs")) == "Docs"


class TestRoutes:
    def test_files_that_are_not_in_the_run_are_known(self, tmp_path: Path) -> None:
        write(
            tmp_path,
            {
                "articles/a.md": "[一](/articles/one#甲) [二](/articles/c#乙) [三](/articles/b)",
                "articles/b.md": "---\nslug: one\n---\n## 甲\n",
                "articles/c.md": "## 丙\n",
            },
        )
        found = findings(tmp_path, "articles/a.md", site=SiteLayout(routes=(ARTICLES,)))
        assert [(each.code, each.message.split()[0]) for each in found] == [
            ("LK002", "nothing"),
            ("LK001", "/articles/b"),
        ]

    def test_a_copied_article(self, tmp_path: Path) -> None:
        write(tmp_path, {"articles/a.md": "---\nslug: x\n---\n", "articles/old/b.md": "---\nslug: x\n---\n"})
        assert codes(findings(tmp_path, "articles/a.md", site=SiteLayout(routes=(ARTICLES,)))) == ["FM014"]
        assert codes(findings(tmp_path, "articles/a.md")) == []

    @pytest.mark.parametrize("url", ["/a/b", "/a/b/", "/A/b.html", "/a/b/index.html", "/a/b.htm"])
    def test_addresses_of_one_page(self, url: str) -> None:
        assert url_key(url) == "/a/b"

    def test_the_address_of_the_root(self) -> None:
        assert url_key("/") == url_key("/index.html") == url_key("") == "/"

    def test_files_that_cannot_be_read(self, tmp_path: Path) -> None:
        write(tmp_path, {"articles/a.md": "[一](/articles/b#x)", "articles/c.md": "---\ntitle: [\n---\n"})
        (tmp_path / "articles" / "b.md").write_bytes(b"\xff\xfe\xff")
        assert findings(tmp_path, "articles/a.md", site=SiteLayout(routes=(ARTICLES,))) == []


class TestMany:
    def test_wrong_links_cost_no_square(self, tmp_path: Path) -> None:
        write(tmp_path, {f"files/f{index}.md": "" for index in range(400)})

        def look(count: int) -> None:
            write(tmp_path, {"a.md": "\n\n".join(f"[x](files/x{index}.md) [y](#y{index})" for index in range(count))})
            assert len(findings(tmp_path, "a.md")) == 2 * count

        look(5000)
        assert growth(look, 50) < PROPORTIONAL

    def test_pages_of_one_title(self, tmp_path: Path) -> None:
        pages = [
            page_of("---\ntitle: 甲\nslug: a\n---\n", str(tmp_path / f"{chr(0x4E00 + n)}.md")) for n in range(5000)
        ]

        def look(count: int) -> None:
            site = Site(pages[:count], Config(root=str(tmp_path)))
            assert all(site.duplicates.of_title(file) and site.duplicates.of_slug(file) for file in site.by_file)

        assert growth(look, 500) < PROPORTIONAL
