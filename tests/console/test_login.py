"""Logging in: a one-time login once, a password of one's own, and nothing for an outsider."""

from datetime import timedelta

from click.testing import CliRunner

from actions import storage
from handoff.commands import people
from handoff.console import accounts
from handoff.console.models import Account, AuditEntry


def first_login(world) -> str:
    with storage.writing(world.engine) as db:
        return accounts.one_time_login(db, accounts.first_coordinator(db, world.clock()), world.clock())


def test_the_printed_login_opens_the_console_once_and_asks_for_a_password(world, zed, monkeypatch):
    monkeypatch.setattr(people, "_engine", lambda: world.engine)
    printed = CliRunner().invoke(people.login).output.strip()
    path = printed.removeprefix("https://chat.example.org")
    assert zed.get(path).status == 200 and "works once" in zed.text
    zed.press(path)
    assert zed.path == "/c/me" and "Choose a password" in zed.text
    zed.press("/c/me/password", password="four plain words here")
    assert zed.path == "/c/" and "Your password is kept." in zed.text
    zed.press("/c/logout")
    assert zed.path == "/c/login"
    zed.press("/c/login", name="coordinator", password="four plain words here")
    assert zed.path == "/c/" and "Open conversations" in zed.text


def test_a_preview_spends_nothing_and_a_second_use_is_refused(world, zed):
    path = first_login(world)
    zed.get(path)
    zed.get(path)
    zed.press(path)
    assert zed.path == "/c/me"
    zed.press("/c/logout")
    zed.get(path)
    zed.press(path)
    assert zed.status == 404 and "used, or it is too old" in zed.text and "login.over" in zed.text


def test_a_login_is_over_after_an_hour(world, zed):
    path = first_login(world)
    world.clock.at += timedelta(hours=1)
    zed.get(path)
    assert zed.press(path).status == 404


def test_a_short_password_is_said_in_words_and_not_kept(world, zed):
    path = first_login(world)
    zed.get(path)
    zed.press(path)
    zed.press("/c/me/password", password="short")
    assert zed.status == 422 and "shorter than ten characters" in zed.text
    with storage.reading(world.engine) as db:
        assert db.query(Account).one().password_hash is None


def test_a_new_password_ends_every_other_session(world, zed, at_console):
    olu, again = at_console("Olu", "operator"), at_console("Olu2", "operator")
    with storage.writing(world.engine) as db:
        path = accounts.one_time_login(db, db.query(Account).filter_by(name="olu").one(), world.clock())
    zed.get(path)
    zed.press(path)
    zed.press("/c/me/password", password="four plain words here")
    assert olu.get("/c/operate").path == "/c/login"
    assert zed.get("/c/operate").path == "/c/operate" and again.get("/c/operate").path == "/c/operate"


def test_a_wrong_password_tells_nothing_about_the_name(world, zed, at_console):
    at_console("Olu", "operator").get("/c/me").press("/c/me/password", password="four plain words here")
    zed.get("/c/login")
    known = zed.press("/c/login", name="olu", password="something else").text
    unknown = zed.press("/c/login", name="nobody", password="something else").text
    assert known == unknown and "do not go together" in known


def test_trying_passwords_is_slowed_down(world, zed):
    zed.get("/c/login")
    for _ in range(10):
        zed.press("/c/login", name="cleo", password="guess")
    zed.post("/c/login", {"csrf": zed.csrf(), "name": "cleo", "password": "guess"}, follow=False)
    assert zed.status == 429 and "Wait a minute" in zed.text


def test_logins_end_after_twelve_hours_a_supervisors_after_half_an_hour_of_rest(world, at_console, sue):
    olu, watch = at_console("Olu", "operator"), at_console(sue)
    for _ in range(3):
        world.clock.at += timedelta(minutes=20)
        assert watch.get("/c/").path == "/c/"
    world.clock.at += timedelta(minutes=31)
    assert watch.get("/c/").path == "/c/login"
    assert olu.get("/c/operate").path == "/c/operate"
    world.clock.at += timedelta(hours=11)
    assert olu.get("/c/operate").path == "/c/login"


def test_a_form_without_its_token_is_refused_as_a_page_and_as_the_envelope(world, zed, at_console):
    olu = at_console("Olu", "operator")
    olu.post("/c/me/password", {"password": "four plain words here"})
    assert olu.status == 403 and "open too long" in olu.text and "form.stale" in olu.text
    answer = olu.client.post("/c/me/password", data={"password": "four plain words here"})
    assert answer.get_json()["error"]["id"] == "form.stale"
    zed.get("/c/login")
    zed.post("/c/login", {"csrf": "", "name": "x", "password": "y"})
    assert zed.status == 403


def test_whoever_is_not_logged_in_is_sent_to_the_login(world, zed):
    for path in ("/c/", "/c", "/c/team", "/c/tasks", "/c/operate", "/c/me", "/c/cases/1", "/c/team/1"):
        assert zed.get(path).path == "/c/login", path
    answer = zed.client.get("/c/cases/1/messages", headers={"Accept": "text/html"})
    assert answer.status_code == 401 and "Please log in." in answer.get_data(as_text=True)


def test_views_and_actions_are_in_the_audit_trail_and_a_change_of_it_shows(world, at_console):
    olu = at_console("Olu", "operator")
    olu.get("/c/operate")
    with storage.writing(world.engine) as db:
        rows = db.query(AuditEntry).order_by(AuditEntry.id).all()
        assert [row.what for row in rows] == ["logged_in_once", "viewed"]
        assert accounts.broken_links(db) == []
        rows[0].who = "account:999"
        db.flush()
        assert accounts.broken_links(db) == [rows[1].id] == accounts.broken_links(db, newest=1)
    assert "audit trail was changed" in olu.get("/c/operate").text


def test_no_page_may_be_cached_or_load_anything_from_elsewhere(world, zed):
    answer = zed.client.get("/c/login")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY" and answer.headers["Referrer-Policy"] == "no-referrer"
    assert "http://" not in zed.get("/c/login").page and "https://" not in zed.page
