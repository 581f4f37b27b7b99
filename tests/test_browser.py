"""What text is, by cases that anyone can read, and by a browser.

A case is `fixtures/cases/text/<name>.html` beside `<name>.txt`. The browser's word is `innerText`. Where the
title begins with `differs:`, we mean to differ from the browser, and the case fails once we do not.
"""

from __future__ import annotations

import base64
import html
import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

import wenzhang
from corpus import FIXTURES, tree_cases
from judge import JUDGED_WRONGLY, model_counts, model_text, squeeze

if TYPE_CHECKING:
    from pathlib import Path

BROWSER = shutil.which("chromium", path="/usr/bin")
CASES = {path.stem: path for path in sorted((FIXTURES / "cases" / "text").glob("*.html"))}

ASK = """<!doctype html><meta charset="utf-8"><div id="page"></div><pre id="answers"></pre><script>
const page = document.getElementById("page");
const bytes = Uint8Array.from(atob("%s"), (letter) => letter.charCodeAt(0));
const answers = JSON.parse(new TextDecoder().decode(bytes)).map((%s));
page.remove();
document.getElementById("answers").textContent = JSON.stringify(answers);
</script>"""

INNER_TEXT = """(fragment) => {
  page.innerHTML = fragment;
  return page.innerText;
}"""

TEXT_AND_TABLES = """(markup) => {
  let root = page;
  if (/^<(!doctype|html|head|body)/i.test(markup)) {
    root = new DOMParser().parseFromString(markup, "text/html").body;
  } else {
    root.innerHTML = markup;
  }
  const hidden = "template, script, style, datalist, [hidden], dialog:not([open])";
  root.querySelectorAll(hidden).forEach((element) => element.remove());
  return [root.textContent, root.querySelectorAll("table").length];
}"""


def fragment(name: str) -> str:
    return CASES[name].read_bytes().decode()


def expected(name: str) -> str:
    return CASES[name].with_suffix(".txt").read_bytes().decode().removesuffix("\n")


def differs(name: str) -> bool:
    return fragment(name).startswith("<!-- differs:")


def ask(folder: Path, fragments: list[str], question: str) -> list[Any]:
    """What a script in a page answers for each fragment."""
    if BROWSER is None:
        pytest.skip("no /usr/bin/chromium here to ask (apt-get install chromium)")
    page = folder / "ask.html"
    page.write_text(ASK % (base64.b64encode(json.dumps(fragments).encode()).decode(), question), encoding="utf-8")
    answer = re.search(r'<pre id="answers">(.*?)</pre>', dump_dom(page, folder / "profile"), re.DOTALL)
    assert answer, "the browser's page has no answers"
    answers: list[Any] = json.loads(html.unescape(answer[1]))
    return answers


@pytest.fixture(scope="module")
def inner_texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The browser's text of every case, less the newlines at its ends."""
    texts = ask(tmp_path_factory.mktemp("browser"), [fragment(name) for name in CASES], INNER_TEXT)
    return {name: text.strip("\n") for name, text in zip(CASES, texts, strict=True)}


def dump_dom(page: Path, profile: Path) -> str:
    """The page as the browser has it once its scripts have run."""
    options = "--headless --no-sandbox --disable-gpu --dump-dom --virtual-time-budget=2000 --no-first-run"
    quiet = "--disable-background-networking --disable-component-update --disable-sync"
    command = [str(BROWSER), *options.split(), *quiet.split(), f"--user-data-dir={profile}", page.as_uri()]
    return subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.decode()


def test_there_are_cases() -> None:
    assert len(CASES) > 70


@pytest.mark.parametrize("name", CASES)
def test_text_of_case(name: str) -> None:
    assert wenzhang.parse(fragment(name)).text == expected(name)


@pytest.mark.parametrize("name", CASES)
def test_browser_on_case(name: str, inner_texts: dict[str, str]) -> None:
    if differs(name):
        assert inner_texts[name] != expected(name)
    else:
        assert inner_texts[name] == expected(name)


def test_browser_where_html5lib_is_wrong(tmp_path: Path) -> None:
    """The cases on which we differ from html5lib: the browser reads them as we do."""
    cases = [case for case in tree_cases() if case.name in JUDGED_WRONGLY]
    theirs = ask(tmp_path, [case.data for case in cases], TEXT_AND_TABLES)
    for case, (text, tables) in zip(cases, theirs, strict=True):
        article = wenzhang.parse(case.data)
        assert (model_text(article), model_counts(article)["table"]) == (squeeze(text), tables), case
