"""The widget at the real door, with Rasa down: the chat, its safety and its rights hold all the same."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Tabs, log_lines, write
from tests.browser.test_axe import axe
from tests.conftest import ROOT, free_port

ORG = "Harbour Peers"


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return int(answer.status) == 200
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="module")
def live_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """gunicorn with the real app on a free port and fresh SQLite files; its log is shown when it dies."""
    folder: Path = tmp_path_factory.mktemp("door")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environ = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder}/people.db",
        "ORG_NAME": ORG,
        "PUBLIC_BASE_URL": url,
        "GROUPS_DATABASE_URL": f"sqlite:///{folder}/groups.db",
        "RASA_PORT": str(free_port()),
    }
    subprocess.run([sys.executable, "-m", "handoff.cli", "migrate"], cwd=ROOT, env=environ, check=True, timeout=120)
    log = folder / "web.log"
    with log.open("w") as out:
        command = [
            str(Path(sys.executable).parent / "gunicorn"),
            "-k",
            "gevent",
            "-b",
            f"127.0.0.1:{port}",
            "--no-control-socket",
            "handoff.wsgi:app()",
        ]
        with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=out, stderr=out) as process:
            try:
                while not _answers(url + "/health"):
                    if process.poll() is not None:
                        pytest.fail(log.read_text())
                    try:
                        process.wait(0.2)
                    except subprocess.TimeoutExpired:
                        continue
                yield url
            finally:
                process.terminate()


def begin(page: Page, url: str) -> None:
    page.goto(url + "/demo")
    page.get_by_role("button", name="Write to us").click()
    page.locator(".choices button").first.wait_for()


def test_the_first_screen(page: Page, live_url: str) -> None:
    begin(page, live_url)
    expect(page.locator(".intro")).to_contain_text("No volunteer is here right now.")
    expect(page.locator(".intro")).to_contain_text("30 days")
    expect(page.locator("li.disclosure")).to_contain_text("COMPUTER PROGRAM")
    expect(page.locator(".row .contacts a")).to_have_count(3)
    expect(page.get_by_role("dialog", name=f"Chat with {ORG}")).to_be_visible()


def test_at_risk_the_crisis_line_and_a_question_come_in_the_same_turn(page: Page, live_url: str) -> None:
    begin(page, live_url)
    before = len(log_lines(page))
    write(page, "I want to die")
    page.locator(".log li").nth(before + 1).wait_for()
    page.locator(".choices button").first.wait_for()
    shown = page.locator(".row .contacts a b").nth(1).inner_text().split()[-1]
    said = log_lines(page)[before + 1 :]
    assert any(shown in line for line in said) and any("?" in line for line in said)
    count = len(log_lines(page))
    page.get_by_role("button", name="No", exact=True).click()
    page.locator(".log li").nth(count + 1).wait_for()
    assert log_lines(page)[count] == "No"


def test_a_reload_keeps_the_conversation(page: Page, live_url: str) -> None:
    begin(page, live_url)
    write(page, "hello there")
    page.locator("li.person").wait_for()
    page.locator("li.person ~ li").first.wait_for()
    before = log_lines(page)
    page.reload()
    page.locator("li.person ~ li").first.wait_for()
    assert log_lines(page) == before


def test_offline_words_arrive_once_and_in_order(page: Page, live_url: str) -> None:
    begin(page, live_url)
    page.context.set_offline(True)
    for text in ("one bird", "two birds", "three birds"):
        write(page, text)
    page.context.set_offline(False)
    expect(page.locator("li.unsent")).to_have_count(0, timeout=20000)
    assert page.locator("li.person .words").all_inner_texts() == ["one bird", "two birds", "three birds"]
    page.reload()
    page.locator("li.person").nth(2).wait_for()
    assert page.locator("li.person .words").all_inner_texts() == ["one bird", "two birds", "three birds"]


def test_too_long_words_go_back_into_the_box(page: Page, live_url: str) -> None:
    begin(page, live_url)
    write(page, "word " * 1700)
    expect(page.locator("li.unsent")).to_have_count(0)
    expect(page.get_by_role("textbox")).to_have_value("word " * 1700)


def test_forget_ends_the_chat(tabs: Tabs, live_url: str) -> None:
    page = tabs.open()
    begin(page, live_url)
    write(page, "a small secret")
    page.locator("li.person ~ li").first.wait_for()
    page.get_by_role("button", name="About", exact=True).click()
    page.get_by_role("button", name="Forget this chat").click()
    page.get_by_role("button", name="Yes, delete it").click()
    page.get_by_role("button", name="Start a new chat").click()
    page.locator(".choices button").first.wait_for()
    assert page.get_by_text("a small secret").count() == 0


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_protocol_reads_well_for_everybody(tabs: Tabs, live_url: str, look: str) -> None:
    page = tabs.open(bypass_csp=True, color_scheme=look, viewport={"width": 320, "height": 640})
    page.goto(live_url + "/demo")
    page.get_by_role("link", name="What we do when we notice danger").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(ORG)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_plan_from_the_first_word_to_the_page_that_prints(tabs: Tabs, live_url: str) -> None:
    page = tabs.open(bypass_csp=True)
    begin(page, live_url)
    for words, then in (("PLAN", "Part 1 of 6"), ("i go out less", "Part 2 of 6"), ("PLAN", "Signs: i go out less")):
        write(page, words)
        page.get_by_text(then).wait_for()
    for then in ("Part 3", "Part 4", "Part 5", "Part 6", "a reason for today", "Does it fit"):
        write(page, "SKIP")
        page.get_by_text(then).last.wait_for()
    page.get_by_role("button", name="The rest").click()
    link = page.get_by_text("/plan/").last
    link.wait_for()
    page.goto(link.inner_text().strip())
    page.get_by_role("button", name="Show my plan").click()
    expect(page.get_by_text("i go out less")).to_be_visible()
    assert axe(page) == []
