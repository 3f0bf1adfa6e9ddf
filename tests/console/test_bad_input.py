"""What no form should send: NUL, surrogates, ten megabytes, broken numbers. No 500, and a page that can be read."""

import pytest

from actions import storage
from handoff.console.models import Account

NASTY = [
    "\x00",
    "a\x00b",
    "\u2028",
    "\ufdd0",
    "x" * 9000,
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "\U0001f9e8" * 50,
]


@pytest.fixture(autouse=True)
def _quiet(world):
    yield
    for one in world.cast:
        one._seen |= {s.seq for s in one.read()}


@pytest.mark.parametrize("text", NASTY)
def test_nasty_words_in_every_form_never_break_anything(world, zed, at_console, cleo, text):
    office = at_console(cleo)
    csrf = office.csrf()
    zed.get("/c/login")
    zed.post("/c/login", {"csrf": zed.csrf(), "name": text, "password": text})
    assert zed.status in (422, 429)
    for path in (
        "/c/team/invite",
        "/c/team/operators",
        f"/c/team/{cleo.id}/shifts",
        f"/c/team/{cleo.id}/on-shift",
        "/c/tasks/1/done",
        "/c/cases/1/write",
    ):
        office.post(
            path,
            {
                "csrf": csrf,
                "name": text,
                "role": text,
                "hours": text,
                "days": text,
                "starts": text,
                "ends": text,
                "zone": text,
                "text": text,
                "outcome": text,
                "seen": text,
                "version": text,
            },
        )
        assert office.status < 500, (path, office.text)
        assert "<script>alert" not in office.page


def test_names_are_shown_as_text_never_as_markup(world, at_console, cleo):
    office = at_console(cleo)
    office.post("/c/team/invite", {"csrf": office.csrf(), "name": "<b>Eve</b>", "role": "volunteer"})
    assert "&lt;b&gt;Eve" in office.page and "<b>Eve" not in office.get("/c/team").page


@pytest.mark.parametrize(
    "path", ["/c/login", "/c/me/password", "/c/team/invite", "/o/abc", "/v/abc", "/c/cases/1/write"]
)
def test_ten_megabytes_are_refused_at_once_as_a_page(world, at_console, path):
    olu = at_console("Olu", "operator")
    olu.post(path, {"csrf": olu.csrf(), "password": "x" * 10_000_000})
    assert olu.status in (403, 413) and "<h1>" in olu.page


@pytest.mark.parametrize(
    "path",
    [
        "/c/nothing",
        "/c/cases/99999999999999999999",
        "/c/cases/-1",
        "/c/cases/1x",
        "/o/",
        "/v/",
        "/o/" + "x" * 500,
        "/v/%00",
        "/o/%ff%fe",
        "/c/login/x/y",
        "/c/team/0x1",
        "/c/static/../app.py",
    ],
)
def test_addresses_that_lead_nowhere_answer_with_a_page_or_the_envelope(world, at_console, cleo, path):
    office = at_console(cleo)
    page = office.get(path)
    assert page.status in (403, 404) and "<h1>" in page.page and "If you ask for help" in page.text
    body = office.client.get(path, headers={"Accept": "application/json"}).get_json()
    assert set(body["error"]) == {"id", "message", "hint", "fields", "request_id"} and body["error"]["id"] in page.page


def test_a_wrong_method_says_so_and_names_the_right_one(world, zed):
    answer = zed.client.post("/c/team", headers={"Accept": "text/html"})
    assert answer.status_code == 405 and "GET" in answer.headers["Allow"]


def test_a_forged_session_is_nobody(world, zed):
    zed.client.set_cookie("session", "eyJhY2NvdW50IjoxfQ.aaaa.bbbb")
    assert zed.get("/c/team").path == "/c/login"


def test_a_closed_account_is_out_at_once(world, at_console):
    olu = at_console("Olu", "operator")
    with storage.writing(world.engine) as db:
        db.query(Account).filter_by(name="olu").one().closed_at = world.clock()
    assert olu.get("/c/operate").path == "/c/login"
