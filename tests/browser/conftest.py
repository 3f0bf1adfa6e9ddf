"""One Chromium for this folder; each test gets a door, a fresh tab, and a watch over what the tab reaches for."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.server import CONTACTS, Door

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
# Reports and live-region news, noted from inside the page before anything of it runs.
WATCH = """
window.__reports = [];
addEventListener('securitypolicyviolation', (e) => __reports.push(e.violatedDirective + ' ' + e.blockedURI));
"""


# Package, not session: Playwright's loop must be gone before other tests start one of their own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = os.environ.get("PEERLINE_CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.fail("Chromium is missing: apt-get install chromium")
    flags = FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=flags)
        yield running
        running.close()


@pytest.fixture
def door() -> Iterator[Door]:
    """The test's own door, with faults on demand."""
    door = Door()
    yield door
    door.stop()


@pytest.fixture
def base_url(door: Door) -> str:
    """Where the widget's API and /demo are; a module that tests the real door overrides this one fixture."""
    return door.url


class Tabs:
    """Opens tabs that may talk to loopback only, and tells afterwards what they should not have done."""

    def __init__(self, browser: Browser, traces: Path) -> None:
        self.browser, self.traces = browser, traces
        self.contexts: list[BrowserContext] = []
        self.outside: list[str] = []
        self.reports: list[str] = []
        self.errors: list[str] = []

    def open(self, **options: Any) -> Page:
        context = self.browser.new_context(**{"viewport": {"width": 1200, "height": 800}, **options})
        context.add_init_script(WATCH)
        context.route("**/*", self._gate)
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._heard)
        return page

    def _gate(self, route: Any) -> None:
        url = urlsplit(route.request.url)
        if url.scheme in ("http", "https") and url.hostname not in ("127.0.0.1", "localhost"):
            self.outside.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    def _heard(self, message: Any) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.reports.append(message.text)

    def close(self) -> None:
        for context in self.contexts:
            for page in context.pages:
                self.reports += page.evaluate("window.__reports || []")
            context.close()


@pytest.fixture
def tabs(browser: Browser, tmp_path: Path) -> Iterator[Tabs]:
    tabs = Tabs(browser, tmp_path)
    yield tabs
    tabs.close()
    assert tabs.outside == [], "the widget reached outside loopback"
    assert tabs.reports == [], "content security policy reports"
    assert tabs.errors == [], "script errors"


@pytest.fixture
def page(tabs: Tabs) -> Page:
    return tabs.open()


def embed(door: Door, path: str = "/page", *, attributes: str = "", body: str = "", html: str = "") -> str:
    """A bare page with the widget on it, under the strictest policy; returns its address."""
    links = "".join(f'<li><a href="{c["href"]}" data-label="{c["label"]}">{c["shown"]}</a></li>' for c in CONTACTS)
    door.embeds[path] = (
        f'<!doctype html><html lang="en" {html}><head><meta charset="utf-8"><title>A page</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<script type="module" src="{door.url}/widget/v1/peerline-chat.js"></script></head><body><main><h1>Page</h1>'
        f'{body}</main><peerline-chat server="{door.url}" country="US" {attributes}><p><a href="{door.url}/weather" '
        f"data-leave>Leave</a></p><ul>{links}</ul></peerline-chat></body></html>"
    )
    door.embeds["/weather"] = '<!doctype html><html lang="en"><title>Weather</title><h1>Weather</h1></html>'
    return door.url + path


def start(page: Page, url: str) -> None:
    """Open the page and the chat, and wait for the first question."""
    page.goto(url)
    page.get_by_role("button", name="Write to us").click()
    page.get_by_text("What brings you here today?").wait_for()


def write(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Your message").fill(text)
    page.keyboard.press("Enter")


def log_lines(page: Page) -> list[str]:
    """The words of every message on screen, in order."""
    return page.locator(".log li .words").all_inner_texts()
