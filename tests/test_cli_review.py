"""`wenzhang review`: what it writes and where, and what it says of wrong use and bad articles."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from command import ARTICLE, run
from corpus import FIXTURES
from wenzhang.review import ASSETS

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6300010000"
    "0500010d0a2db40000000049454e44ae426082"
)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    (folder / "sub").mkdir(parents=True)
    shutil.copy(ARTICLE, folder)
    (folder / "sub" / "a.html").write_text("<h1>軟體</h1><p>網路的設定。</p>", "utf-8")
    return folder


def made(articles: Path, out: Path, *arguments: str | Path) -> dict[str, bytes]:
    result = run("review", articles, "--to", "zh-CN", "--out", out, *arguments)
    assert (result.code, result.out) == (0, b""), result.err
    return files(out)


def files(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def data(page: bytes) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.decode(), re.DOTALL)
    assert found
    read: dict[str, object] = json.loads(found[1])
    return read


def test_pages_index_and_what_they_share(articles: Path, tmp_path: Path) -> None:
    pages = made(articles, tmp_path / "out")
    shared = {f"{ASSETS}/review.js", f"{ASSETS}/review.css", ".gitignore"}
    assert set(pages) == {f"{ARTICLE.name}.html", "sub/a.html.html", "index.html", *shared}
    index = pages["index.html"].decode()
    assert [each[0] for each in data(pages["index.html"])["articles"]] == [ARTICLE.name, "sub/a.html"]  # type: ignore[attr-defined]
    assert f'href="{ARTICLE.name}.html"' in index
    assert 'href="sub/a.html.html"' in index
    for name, page in pages.items():
        if name.endswith(".html"):
            root = "../" * name.count("/")
            assert f'href="{root}{ASSETS}/review.css"' in page.decode()
            assert "default-src 'none'" in page.decode()
    assert "://" not in pages[f"{ASSETS}/review.js"].decode()
    assert "://" not in pages[f"{ASSETS}/review.css"].decode()


def test_again_and_in_the_folder_of_the_articles(articles: Path, tmp_path: Path) -> None:
    (articles / ".git").mkdir()
    first = made(articles, articles / "review")
    assert made(articles, articles / "review") == first
    (articles / "sub" / "a.html").unlink()
    assert b"sub/a.html" not in made(articles, articles / "review")["index.html"]
    # Nor does a command that leaves out what git ignores take the pages for articles.
    found = run("validate", articles, "--output-format", "json").text
    assert "review" not in found


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("articles", "--out", "out"), "Missing option '--to'"),
        (("articles", "--to", "zh-CN"), "Missing option '--out'"),
        (("--to", "zh-CN", "--out", "out"), "Missing argument 'PATH...'"),
        (("articles", "--to", "ja", "--out", "out"), "names no variant"),
        (("articles", "--to", "zh-CN,zh-HK", "--out", "out"), "of one variant"),
        (("nowhere", "--to", "zh-CN", "--out", "out"), "nowhere: no such file or folder"),
        (("empty", "--to", "zh-CN", "--out", "out"), "no article found"),
        (("-", "--to", "zh-CN", "--out", "out"), "standard input has no name"),
        (("articles", "--to", "zh-CN", "--out", "theirs"), "theirs: holds files, but no review (name a new folder"),
        (("articles", "--to", "zh-CN", "--out", "articles"), "articles: holds files, but no review"),
        (("articles", "--to", "zh-CN", "--out", "theirs/file"), "is no folder to write into"),
        (("articles", "--to", "zh-CN", "--out", "out", "--memory", "no.tmx"), "no.tmx: cannot be read"),
        (("articles", "--to", "zh-CN", "--out", "out", "--glossary", "no.csv"), "no.csv: cannot be read"),
        (("index", "--to", "zh-CN", "--out", "out"), "its page would stand where the index does"),
    ],
)
def test_wrong_use(
    arguments: tuple[str, ...], said: str, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "file").write_text("theirs", "utf-8")
    (tmp_path / "index").write_text("軟體", "utf-8")
    before = files(tmp_path)
    result = run("review", *arguments)
    assert result.code == 2
    assert said in result.err
    assert result.err.count("\n") == 1
    assert files(tmp_path) == before
    assert not (tmp_path / "out").exists()


def test_what_pages_share_is_not_replaced(articles: Path, tmp_path: Path) -> None:
    (articles / ASSETS).mkdir()
    (articles / ASSETS / "a.md").write_text("軟體", "utf-8")
    result = run("review", articles, "--to", "zh-CN", "--out", tmp_path / "out")
    assert result.code == 2
    assert "what all pages share" in result.err
    assert not (tmp_path / "out").exists()


def test_an_article_that_cannot_be_read(articles: Path, tmp_path: Path) -> None:
    (articles / "b.html").write_bytes(b"<p>\0\0\0\0\0\0")
    (articles / "c<b>.md").write_bytes(b"\xff\xfe\x00")
    result = run("review", articles, "--to", "zh-CN", "--out", tmp_path / "out")
    assert result.code == 1
    assert "b.html" in result.err
    assert "2 to look over, 2 failed" in result.err
    pages = files(tmp_path / "out")
    index = pages["index.html"].decode()
    assert "b.html" in index
    assert "full of NULs" in index
    assert "c&lt;b&gt;.md" in index
    assert "b.html.html" not in pages


def test_names_that_are_no_text(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in (b"\xa4\xa4.md", "軟體 #1?%20.md".encode(), b"javascript:alert(1).md", b"a&b\"'.md"):
        (Path(os.fsdecode(os.path.join(os.fsencode(folder), name)))).write_text("軟體", "utf-8")
    pages = made(folder, tmp_path / "out")
    index = pages["index.html"].decode()
    for href in ("%A4%A4.md.html", "%E8%BB%9F%E9%AB%94%20%231%3F%2520.md.html", "javascript%3Aalert%281%29.md.html"):
        assert f'href="{href}"' in index
    assert len([name for name in pages if name.endswith(".md.html")]) == 4


def test_images_are_taken_along(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(PNG + b"secret")
    (articles / "public").mkdir()
    (articles / "wenzhang.toml").write_text('[site]\nassets = ["public"]\n', "utf-8")
    for name in ("sub/a.png", "public/b.png"):
        (articles / name).write_bytes(PNG + name.encode())
    (articles / "sub" / "link.png").symlink_to(tmp_path / "secret.png")
    sources = [
        "a.png",
        "/b.png",
        "../../secret.png",
        "link.png",
        "https://example.com/c.png",
        "a.html",
        "nowhere.png",
        "data:image/svg+xml,<svg onload=alert(1)>",
        f"{tmp_path}/secret.png",
    ]
    body = "".join(f"<p><img src='{source}' alt='圖片'></p>" for source in sources)
    (articles / "sub" / "a.html").write_text(body, "utf-8")
    pages = made(articles, tmp_path / "out")
    images = {name: content for name, content in pages.items() if name.startswith(f"{ASSETS}/images/")}
    assert sorted(images.values()) == sorted(PNG + name.encode() for name in ("sub/a.png", "public/b.png"))
    page = pages["sub/a.html.html"].decode()
    assert sorted(re.findall(r'<img[^>]* src="([^"]*)"', page)) == sorted(f"../{name}" for name in images)
    assert page.count("<w-i>") == len(sources) - 2


def test_findings_stand_where_they_are(articles: Path, tmp_path: Path) -> None:
    (articles / "sub" / "a.html").write_text(
        "<h2>軟體</h2><p>網<img src='/x/a.png'>路</p><h4>設定</h4><p>甲</p>", "utf-8"
    )
    page = made(articles, tmp_path / "out")["sub/a.html.html"]
    found = data(page)["findings"]
    assert isinstance(found, list)
    codes = [finding["code"] for finding in found]
    assert "FG001" in codes
    assert page.count(b"<w-f ") == len(found)
    at = page.index(f"<w-f i={codes.index('FG001')}>".encode())
    assert page.index("網".encode()) < at < page.index("路".encode())
    assert b"<w-f" not in made(articles, tmp_path / "quiet", "--no-validate")["sub/a.html.html"]


def test_the_pages_are_small(tmp_path: Path) -> None:
    folder = FIXTURES / "articles"
    pages = made(folder, tmp_path / "out")
    sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    html = sum(len(content) for name, content in pages.items() if not name.startswith(f"{ASSETS}/images/"))
    assert html < 4 * sum(sizes.values()), html / sum(sizes.values())
    for name, size in sizes.items():
        assert len(pages[f"{name}.html"]) < 4 * size + 3000, name
