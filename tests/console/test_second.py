"""The second factor: required for all but volunteers, each code once, nothing open without it."""

import re
from datetime import timedelta

import pyotp
import pytest

from actions import storage
from handoff.console import accounts, second, second_pages
from handoff.console.models import Account
from tests.console.conftest import Browser

PASSWORD = "four plain words here"


@pytest.fixture(autouse=True)
def _strict(world):
    world.client.application.config["SECOND_FACTOR"] = True
    second_pages._tries.storage.reset()


def code(world, secret: str, **later: float) -> str:
    return pyotp.TOTP(secret).at(world.clock() + timedelta(**later))


def set_up(world, browser: Browser) -> str:
    browser.get("/c/me/second")
    secret = re.search(r'class="key">([A-Z2-7 ]+)<', browser.page)[1].replace(" ", "")
    browser.press("/c/me/second", code=code(world, secret))
    assert "asked for a code" in browser.text
    return secret


def test_a_coordinator_sees_nothing_before_a_second_step_is_set_up(world, cleo, at_console):
    browser = at_console(cleo)
    for path in ("/c/", "/c/team", "/c/tasks", "/c/operate"):
        assert browser.get(path).path == "/c/me/second"
    browser.post("/c/team/invite", {"csrf": browser.csrf(), "name": "Eve"})
    assert browser.status == 403 and "second step" in browser.text
    set_up(world, browser)
    assert browser.get("/c/team").path == "/c/team"


def test_a_volunteer_needs_none(world, vera, at_console):
    assert at_console(vera).get("/c/").path == "/c/"


def test_after_the_password_comes_the_code_and_each_works_once(world, cleo, at_console, zed):
    first = at_console(cleo)
    secret = set_up(world, first)
    first.get("/c/me").press("/c/me/password", password=PASSWORD)
    name = first.world.client and "cleo"
    zed.get("/c/login").press("/c/login", name=name, password=PASSWORD)
    assert zed.path == "/c/login/second" and zed.get("/c/team").path == "/c/login"
    zed.get("/c/login/second").press("/c/login/second", code="000000")
    assert zed.status == 422 and "does not fit" in zed.text
    zed.press("/c/login/second", code=code(world, secret))  # spent when it was set up
    assert zed.status == 422
    zed.press("/c/login/second", code=code(world, secret, seconds=30))
    assert zed.path == "/c/" and zed.get("/c/team").path == "/c/team"
    other = Browser(world, "thief")
    other.get("/c/login").press("/c/login", name=name, password=PASSWORD)
    other.press("/c/login/second", code=code(world, secret, seconds=30))
    assert other.status == 422


def test_codes_are_not_guessed_and_the_half_login_ends(world, cleo, at_console, zed):
    secret = set_up(world, at_console(cleo))
    with storage.writing(world.engine) as db:
        account = db.query(Account).filter(Account.totp_secret.is_not(None)).one()
        path = accounts.one_time_login(db, account, world.clock())
    zed.get(path).press(path)
    assert zed.path == "/c/login/second", "a one-time login asks for the code too"
    second_pages._tries.storage.reset()
    for _ in range(5):
        zed.press("/c/login/second", code="111111")
    page = zed.forms()
    zed.press("/c/login/second", code="111111")
    assert zed.status == 429
    second_pages._tries.storage.reset()
    world.clock.at += timedelta(minutes=6)
    zed.post("/c/login/second", {**page["/c/login/second"], "code": code(world, secret)})
    assert zed.status == 401


def test_a_lost_phone_is_set_up_again_by_a_coordinator(world, cleo, sue, at_console):
    mine = at_console(cleo)
    set_up(world, mine)
    hers = at_console(sue)
    set_up(world, hers)
    mine.get("/c/team").press(f"/c/team/{sue.id}/second")
    assert "set up their second step again" in mine.text
    assert hers.get("/c/").path == "/c/me/second"


def test_the_secret_is_encrypted_and_the_codes_are_those_of_the_rfc(world, cleo, at_console):
    secret = set_up(world, at_console(cleo))
    with world.engine.connect() as db:
        kept = db.exec_driver_sql("SELECT totp_secret FROM accounts WHERE totp_secret IS NOT NULL").scalar()
    assert secret.encode() not in bytes(kept)
    from datetime import UTC, datetime

    rfc = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B, SHA-1, the last six of eight digits
    for at, digits in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        assert second.step_of(rfc, digits, datetime.fromtimestamp(at, UTC)) == at // 30
