"""Pages of reviews in a real browser: headless Chromium, driven by Playwright, which says what it has seen and heard.

Where either of them is absent the tests skip, and say so.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from command import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Dialog, Locator, Page

BROWSER = shutil.which("chromium", path="/usr/bin")
QUIET = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser. Skips the test, saying so, where there is none or nothing that drives it."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright here (pip install playwright)")
    if BROWSER is None:
        pytest.skip("no /usr/bin/chromium here to open pages in (apt-get install chromium)")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER, args=QUIET.split())
        try:
            yield browser
        finally:
            browser.close()


class Reader:
    """A person at the keyboard. `omens` are what the console said, and what was loaded besides the review itself."""

    def __init__(self, browser: Browser, folder: Path, **options: Any) -> None:
        self.folder = folder
        self.omens: list[str] = []
        options = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", "color_scheme": "light"} | options
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self._listen(self.page)
        self.context.on("page", lambda page: self.omens.append(f"window {page.url}"))

    def _listen(self, page: Page) -> None:
        page.on("console", lambda message: self.omens.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.omens.append(f"error: {error}"))
        page.on("dialog", self._refuse)
        page.on("download", lambda download: self.omens.append(f"download {download.url}"))
        page.on("request", lambda request: self._heed(request.url))

    def _refuse(self, dialog: Dialog) -> None:
        self.omens.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _heed(self, url: str) -> None:
        if not url.startswith((f"{self.folder.as_uri()}/", "data:image/", f"blob:{self.folder.as_uri()[:7]}")):
            self.omens.append(f"request {url}")

    def open(self, name: str) -> Page:
        """A page of the review, by its name below the folder, once its script has made it what it is."""
        self.page.goto((self.folder / name).as_uri())
        return self.ready()

    def ready(self) -> Page:
        """The page once it is ready."""
        self.page.wait_for_selector("body[data-ready]", state="attached")
        return self.page

    def press(self, *keys: str) -> None:
        """Presses keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        """Writes over what the field in use holds, and waits until it is there: text goes another way than keys."""
        self.press("Control+a")
        self.page.keyboard.insert_text(text)
        self.page.wait_for_function("(text) => document.activeElement.value === text", arg=text)

    def one(self, selector: str) -> Locator:
        """What is found first."""
        return self.page.locator(selector).first

    def text(self, selector: str) -> str:
        """Its text."""
        return self.one(selector).text_content() or ""

    def ask(self, script: str, argument: Any = None) -> Any:
        """What a script gives."""
        return self.page.evaluate(script, argument)

    def save(self, folder: Path) -> Path:
        """Saves the decisions by keyboard, and gives the file."""
        self.press("x")
        self.one("dialog #save").wait_for()
        with self.page.expect_download() as waiting:
            self.press("Enter")
        file = folder / waiting.value.suggested_filename
        waiting.value.save_as(file)
        self.omens = [omen for omen in self.omens if not omen.startswith("download blob:")]
        self.press("Escape")
        self.one("dialog").wait_for(state="detached")
        return file


def made(articles: Path, out: Path, *arguments: str | Path, code: int = 0) -> Path:
    """The folder of a review that `wenzhang review` has made."""
    result = run("review", articles, "--to", "zh-CN", "--out", out, *arguments)
    assert result.code == code, result.err
    assert result.out == b""
    return out
