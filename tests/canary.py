"""A page with a canary: it tells whether markup in it ran a script, loaded a document or moved the page.

Each markup is in a page of its own, served on this machine, in a frame. What happens there and must not is an omen, in
two kinds: what happened (`script`, `title`, `base`, `loaded`, `gone`), found by what the page and the server see, also
after everything that can be clicked was and events of many kinds were sent to every element; and what could happen
(`element`, `handler`, `address`, `style`, `name`), found by looking at the tree that the browser has built. The content
is put in once more through `innerHTML`, twice, since some trees change when they are read again.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import threading
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

BROWSER = shutil.which("chromium", path="/usr/bin")

PAGE = """<!doctype html><html lang="zh-TW"><head><meta charset="utf-8"><title>quiet</title><script>
const number = Number(location.pathname.slice(1));
const home = document.baseURI;
const happened = new Set(), possible = new Set();
for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = () => happened.add("script");

const DANGEROUS = new Set(("script iframe frame frameset object embed applet base meta link form button textarea "
  + "select style svg template noscript noembed noframes portal fencedframe dialog map area isindex set "
  + "animate").split(" "));
const ADDRESSES = new Set(("href src action formaction data poster background cite ping xlink:href srcset longdesc "
  + "manifest codebase classid archive profile usemap").split(" "));
const SCHEMES = ["http:", "https:", "mailto:", "tel:", ""];
const STYLES = /url|image|expression|position|var|behavior|binding|margin|transform|inset|index/i;
const IMAGE = /^data:image\\/(avif|bmp|gif|jpeg|png|webp)[;,]/;

function protocol(value) {
  try { return new URL(value, home).protocol; } catch { return ""; }
}

function audit(root) {
  for (const element of root.querySelectorAll("*")) {
    const name = element.localName;
    if (DANGEROUS.has(name)) possible.add("element " + name);
    if (name === "input" && (element.type !== "checkbox" || !element.disabled)) possible.add("element input");
    if (name.includes("-") && name !== "annotation-xml") possible.add("element " + name);
    for (const attribute of element.attributes) {
      const key = attribute.name.toLowerCase(), value = attribute.value;
      if (key.startsWith("on")) possible.add("handler " + key);
      if (["srcdoc", "is", "slot", "contenteditable", "autofocus", "popover", "target"].includes(key)) {
        possible.add("attribute " + key);
      }
      if (ADDRESSES.has(key)) {
        const parts = key === "srcset" ? value.split(/[\\s,]+/) : [value];
        for (const part of parts) {
          const isImage = name === "img" && IMAGE.test(part);
          if (!isImage && !SCHEMES.includes(protocol(part))) possible.add("address " + protocol(part));
        }
      }
      if (key === "style" && STYLES.test(element.style.cssText + value)) possible.add("style " + value);
      if (["id", "name"].includes(key) && !value.startsWith("user-content-")) possible.add("name " + value);
    }
    if (["fixed", "absolute", "sticky"].includes(getComputedStyle(element).position)) possible.add("style position");
  }
}

function provoke(root) {
  const kinds = ("mouseover mouseenter pointerenter focus focusin blur click keydown toggle beforetoggle "
    + "animationstart transitionend wheel input beforeinput change error load copy paste scrollend beforematch start "
    + "submit close contextmenu").split(" ");
  for (const element of root.querySelectorAll("*")) {
    const address = element.getAttribute("href") ?? element.getAttribute("xlink:href");
    const leaves = element.closest("a[href], area[href]") && address !== null
      && SCHEMES.includes(protocol(address)) && protocol(address) !== "";
    for (const kind of kinds) {
      if (kind === "click" && (leaves || element.closest("a"))) continue;
      element.dispatchEvent(new Event(kind, { cancelable: true }));
    }
    if (!leaves && ["a", "area", "button"].includes(element.localName)) {
      if (element.click) element.click();
      else element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    }
  }
}

const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));

addEventListener("load", async () => {
  await wait(150);
  const root = document.querySelector("body"); // document.body may be an image of that name
  if (document.baseURI !== home) happened.add("base");
  audit(root);
  for (let round = 0; round < 2; round++) {
    const again = document.createElement("div");
    again.innerHTML = root.innerHTML;
    root.append(again);
    audit(again);
  }
  await wait(50);
  provoke(root);
  await wait(100);
  if (document.title !== "quiet") happened.add("title");
  parent.report(number, [...happened], [...possible]);
});
</script></head><body>
%s
</body></html>"""

INDEX = """<!doctype html><meta charset="utf-8"><pre id="answers"></pre><script>
const count = %d, answers = {};
window.alert = () => { (answers.outside ??= [[], []])[0].push("script"); };
window.report = (number, happened, possible) => { answers[number] ??= [happened, possible]; };
for (let number = 0; number < count; number++) {
  const frame = document.createElement("iframe");
  frame.src = "/" + number;
  document.body.append(frame);
}
const start = Date.now();
const timer = setInterval(() => {
  if (Object.keys(answers).length < count && Date.now() - start < 40000) return;
  clearInterval(timer);
  document.querySelectorAll("iframe").forEach((frame) => frame.remove());
  document.getElementById("answers").textContent = JSON.stringify(answers) + " done";
}, 100);
</script>"""


def omens(markups: Sequence[str], folder: Path, *, possible: bool = True) -> list[list[str]]:
    """For each markup what happened in its page; with `possible`, also what could."""
    if BROWSER is None:
        pytest.skip("no /usr/bin/chromium here to ask (apt-get install chromium)")
    with served([PAGE.replace("%s", markup) for markup in markups]) as (address, requests):
        page = dump_dom(address, folder)
        answer = re.search(r'<pre id="answers">(.*) done</pre>', page, re.DOTALL)
        assert answer, f"the browser's page has no answers: {page[-2000:]}"
        answers: dict[str, tuple[list[str], list[str]]] = json.loads(html.unescape(answer[1]))
    found = []
    for number in range(len(markups)):
        happened, could = answers.get(str(number), (["gone"], []))
        loaded = ["loaded"] if requests[number] else []
        found.append([*happened, *loaded, *(could if possible else [])])
    if "outside" in answers:
        found[-1].append("script outside")
    return found


@contextmanager
def served(pages: Sequence[str]) -> Iterator[tuple[str, Counter[int]]]:
    """The address of the page with all of `pages` in frames, and how often each has asked for `/canary`."""
    requests: Counter[int] = Counter()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            if path == "/canary":
                number = re.search(r"/([0-9]+)$", self.headers.get("Referer", ""))
                requests[int(number[1]) if number else -1] += 1
            is_page = path[1:].isdigit() and int(path[1:]) < len(pages)
            body = INDEX % len(pages) if path == "/" else pages[int(path[1:])] if is_page else ""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Referrer-Policy", "unsafe-url")
            self.end_headers()
            self.wfile.write(body.encode("utf-8", "replace"))

        do_POST = do_GET  # noqa: N815 - the name that http.server asks for

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/", requests
    finally:
        server.shutdown()
        server.server_close()


def dump_dom(address: str, folder: Path) -> str:
    """The page as the browser has it once its scripts have run."""
    options = "--headless --no-sandbox --disable-gpu --dump-dom --virtual-time-budget=60000 --no-first-run"
    quiet = "--disable-background-networking --disable-component-update --disable-sync --disable-popup-blocking"
    command = [str(BROWSER), *options.split(), *quiet.split(), f"--user-data-dir={folder / 'profile'}", address]
    return subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.decode("utf-8", "replace")
