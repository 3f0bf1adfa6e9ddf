"""The whole system, seen through the consoles: browsers of the cast, each with its own session."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from actions import storage
from handoff.console import accounts, pages
from handoff.volunteers.models import Volunteer
from tests.cast import World
from tests.stories.conftest import (
    ana,
    assistant,
    cleo,
    groups_url,
    omar,
    people_url,
    templates,
    vera,
    world,
)

__all__ = ["ana", "assistant", "cleo", "groups_url", "omar", "people_url", "templates", "vera", "world"]


class Browser:
    """Somebody's browser at the console: keeps cookies, fills in the hidden fields of forms, presses buttons."""

    def __init__(self, world: World, name: str = "Zed") -> None:
        self.world, self.name = world, name
        self.client: FlaskClient = world.client.application.test_client()
        self.page, self.status, self.path = "", 0, ""

    def get(self, path: str, **how: Any) -> "Browser":
        answer = self.client.get(path, headers={"Accept": "text/html"}, follow_redirects=True, **how)
        return self._read(answer)

    def _read(self, answer: Any) -> "Browser":
        self.page, self.status, self.path = answer.get_data(as_text=True), answer.status_code, answer.request.path
        return self

    @property
    def text(self) -> str:
        """What the page says, without its markup."""
        bare = re.sub(r"<(script|style|head)\b.*?</\1>|<[^>]+>", " ", self.page, flags=re.S)
        return " ".join(html.unescape(bare).split())

    def forms(self) -> dict[str, dict[str, str]]:
        """Action -> hidden fields of every form on the page."""
        found = {}
        for tag, body in re.findall(r"<form\b([^>]*)>(.*?)</form>", self.page, flags=re.S):
            action = re.search(r'action="([^"]*)"', tag)
            hidden = {
                re.search(r'name="([^"]*)"', i).group(1): html.unescape(re.search(r'value="([^"]*)"', i).group(1))
                for i in re.findall(r"<input\b[^>]*>", body)
                if 'type="hidden"' in i
            }
            found[action.group(1) if action else self.path] = hidden
        return found

    def press(self, action: str, *, follow: bool = True, **fields: Any) -> "Browser":
        """Send the form of this page that goes to `action`, with its hidden fields."""
        forms = self.forms()
        assert action in forms, f"no form to {action}; there are {sorted(forms)}"
        return self.post(action, {**forms[action], **fields}, follow=follow)

    def post(self, path: str, fields: dict[str, Any], *, follow: bool = True) -> "Browser":
        answer = self.client.post(path, data=fields, headers={"Accept": "text/html"}, follow_redirects=follow)
        self._read(answer)
        self.world.settle()
        return self

    def csrf(self) -> str:
        with self.client.session_transaction() as session:
            return str(session.get("csrf", ""))


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    pages._tries.storage.reset()


@pytest.fixture
def zed(world: World) -> Browser:
    """An outsider."""
    return Browser(world, "Zed")


@pytest.fixture
def at_console(world: World) -> Callable[..., Browser]:
    """Log somebody in by a one-time login: a phone of the cast, or the name of a role without a volunteer."""

    def log_in(who: Any, role: str = "") -> Browser:
        with storage.writing(world.engine) as db:
            if isinstance(who, str):
                account = accounts.add(db, who.lower(), role, world.clock())
            else:
                account = accounts.of_volunteer(db, db.get_one(Volunteer, who.id), world.clock())
            path = accounts.one_time_login(db, account, world.clock())
        browser = Browser(world, who if isinstance(who, str) else who.name)
        browser.get(path)
        browser.press(path)
        assert browser.status == 200, browser.text
        return browser

    return log_in


@pytest.fixture
def sue(world: World) -> Any:
    """The supervisor; not on shift as a volunteer."""
    return world.volunteer("Sue", "+12025550124", on_shift=False, roles=("volunteer", "supervisor"))
