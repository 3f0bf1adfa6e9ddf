"""The operator's page: how each line stands, what may be done with it, what the auditor saw; never a number in full."""

from datetime import timedelta

import pytest

from actions import storage
from handoff import auditor, outbox, watch_log
from handoff.channels.sms import pace
from handoff.channels.sms.models import LineState, Text
from handoff.console import lines
from handoff.console.models import AuditEntry
from tests.cast import Phone


@pytest.fixture
def olu(at_console):
    return at_console("Olu", "operator")


def trail(world, what):
    with storage.reading(world.engine) as db:
        return [(row.which, row.why) for row in db.query(AuditEntry).filter_by(what=what).order_by(AuditEntry.id)]


def test_lines_queue_pace_and_registration_stand_there_and_no_number_does(world, olu, monkeypatch):
    monkeypatch.setenv("TWILIO_PUBLIC_NUMBER", "+18335550188, +18335550177")
    monkeypatch.setenv("TWILIO_STAFF_RATE", "2")
    monkeypatch.setenv("TWILIO_PUBLIC_SECOND", "MG" + "0" * 32)
    monkeypatch.setenv("TWILIO_API_KEY", "SK-known")
    monkeypatch.setenv("TWILIO_API_SECRET", "the-secret-itself")
    world.worker_runs = False
    with storage.writing(world.engine) as db:
        for n in range(3):
            text = outbox.queue(
                db,
                kind="text.page",
                line="staff",
                to=f"+1202555018{n}",
                body="blue bicycle",
                now=world.clock(),
                key=f"k{n}",
            )
        text.error_code, text.ended_at, text.status = 30034, world.clock(), "failed"
        pace.failed(db, "staff", 30034, world.clock())
    world.clock.forward(minutes=4)
    page = olu.get("/c/operate")
    assert "The line for volunteers down" in page.text and "Code 30034" in page.text
    assert "Waiting 3 texts, the oldest for 4 minutes" in page.text
    assert "2 segments a second" in page.text and "Fifty alerts at once out after 25 s" in page.text
    assert "toll-free number" in page.text and "2, ending in 88, 77" in page.text
    assert "The second line for people up" in page.text and "each number in it needs its own registration" in page.text
    assert "10DLC" in page.text and "Refused in the last day as not registered 1" in page.text
    assert "30034, our account, number or registration; the line for volunteers 1" in page.text
    assert "Sends with an API key" in page.text and "chat.example.org" in page.text
    assert "text.page 3, the oldest for 4 minutes" in page.text
    for hidden in ("18335550188", "2025550101", "20255501", "MG000", "SK-known", "the-secret", "blue bicycle"):
        assert hidden not in page.page, hidden


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("+18335550188", "toll_free"),
        ("+12025550188", "long"),
        ("+442071838750", "long"),
        ("55188", "short"),
        ("x", "short"),
    ],
)
def test_the_kind_of_a_number_is_read_off_its_form(number, kind):
    assert lines.kind_of(number) == kind


def test_a_pause_needs_a_reason_and_a_line_that_is_there(world, olu):
    olu.get("/c/operate")
    olu.press("/c/operate/lines/staff/pause", why="no")
    assert olu.status == 422 and "A reason in a few words" in olu.text
    for line in ("staff2", "other", "staff%2F.."):
        olu.post(f"/c/operate/lines/{line}/pause", {"csrf": olu.csrf(), "why": "a good reason"})
        assert olu.status == 404
    with storage.reading(world.engine) as db:
        assert db.query(LineState).filter(LineState.paused_at.is_not(None)).count() == 0
    assert trail(world, "line.pause") == []


def test_two_who_pause_or_resume_at_once_change_it_once(world, olu, at_console, cleo):
    other = at_console(cleo).get("/c/operate")
    olu.get("/c/operate")
    olu.press("/c/operate/lines/public/pause", why="first of the two")
    since = world.clock()
    world.clock.forward(minutes=3)
    other.press("/c/operate/lines/public/pause", why="second of the two")
    assert "somebody else was first" in other.text and "first of the two" in other.text
    with storage.reading(world.engine) as db:
        assert db.get_one(LineState, "public").paused_at == since
    other.press("/c/operate/lines/public/resume", why="it was a mistake")
    assert "It sends again." in other.text
    assert trail(world, "line.pause") == [("line:public", "first of the two")]
    assert trail(world, "line.resume") == [("line:public", "it was a mistake")]
    cleo.reads_everything()


def test_now_says_it_to_whoever_looks_after_all(world, olu, at_console, cleo, sue, vera, monkeypatch):
    olu.get("/c/operate")
    olu.press("/c/operate/lines/staff/pause", why="to try it out")
    for who in (cleo, sue):
        assert "The line for volunteers is paused. Its texts wait." in at_console(who).get("/c/").text
    assert "is paused" not in at_console(vera).get("/c/").text
    monkeypatch.setenv("TWILIO_STAFF_SECOND", "+12025550109")
    assert "Its second line sends meanwhile." in at_console(cleo).get("/c/").text
    with storage.writing(world.engine) as db:
        pace.resume(db, "staff")
        pace.failed(db, "public", 30034, world.clock())
    page = at_console(cleo).get("/c/").text
    assert "The line for people is down. Its texts wait: whoever writes by SMS reads nothing." in page
    assert "The line for volunteers is" not in page
    for one in (cleo, sue, vera):
        one.reads_everything()


def test_the_auditors_last_look_heartbeat_and_findings_are_shown(world, olu, monkeypatch):
    assert "The auditor is silent. It has never looked." in olu.get("/c/operate").text
    assert "No heartbeat address is set" in olu.text and "Found in the last seven days Nothing." in olu.text
    monkeypatch.setenv("HEARTBEAT_URL", "http://127.0.0.1:9/beat")
    with storage.writing(world.engine) as db:
        watch_log.beat(db, world.clock())
        watch_log.keep(db, [auditor.Finding("work_overdue", 2, 41.0)], world.clock())
    world.clock.forward(minutes=2)
    auditor._cannot_write(world.engine, world.clock())
    page = olu.get("/c/operate").text
    assert "It looked less than a minute ago" in page and "The last heartbeat arrived at" in page
    assert "Texts or other work are late" in page and "41 s at worst" in page
    world.clock.forward(minutes=2)
    assert "The auditor is silent. It looked last at" in olu.get("/c/operate").text


def test_five_tests_an_hour_and_none_without_a_phone(world, olu, monkeypatch):
    assert "no confirmed phone of yours is known" in olu.get("/c/operate").text
    olu.post("/c/operate/test", {"csrf": olu.csrf(), "line": "staff"})
    assert olu.path == "/c/operate" and "Not sent: no confirmed phone" in olu.text
    monkeypatch.setenv("OPERATOR_NUMBER", "+12025550150")
    world.cast.append(phone := Phone(world, "+12025550150"))
    olu.get("/c/operate")
    for _ in range(6):
        olu.press("/c/operate/test", line="staff")
        world.clock.at += timedelta(seconds=1)
    assert "five tests an hour are the most" in olu.text
    olu.post("/c/operate/test", {"csrf": olu.csrf(), "line": "elsewhere"})
    assert olu.status == 422
    with storage.reading(world.engine) as db:
        assert db.query(Text).filter_by(kind="text.test").count() == 5
    assert [why for _, why in trail(world, "line.test")] == ["no_phone", *["test"] * 5, "test_often"]
    assert len(phone.received()) == 5
    phone.reads_everything()


def test_an_opted_out_phone_gets_no_test_and_the_page_says_why(world, olu, monkeypatch):
    monkeypatch.setenv("OPERATOR_NUMBER", "+12025550150")
    with storage.writing(world.engine) as db:
        outbox.opt_out(db, "public", "+12025550150", "STOP", world.clock())
    olu.get("/c/operate")
    olu.press("/c/operate/test", line="public")
    assert "taken back before it was sent: this phone said STOP to the line" in olu.get("/c/operate").text


def test_a_page_that_stays_open_is_not_a_look_each_time(world, olu):
    olu.get("/c/operate")
    before = len(trail(world, "viewed"))
    olu.client.get("/c/operate", headers={"Accept": "text/html", "X-Refresh": "1"})
    assert len(trail(world, "viewed")) == before
