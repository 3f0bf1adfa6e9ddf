"""An operator pauses a line: its texts go by the second line or wait, volunteers are asked in the console, and when it
is resumed everything that is still true goes out."""

from dataclasses import replace

import pytest

from actions import storage
from handoff.cases.models import CaseEvent, Offer
from handoff.channels.sms.models import LineState, Text
from handoff.console.models import AuditEntry
from tests.cast import STAFF
from tests.console.conftest import at_console  # noqa: F401
from tests.stories.scenes import asks, takes

SECOND = "+12025550109"


@pytest.fixture
def olu(at_console):  # noqa: F811
    """The operator at the console."""
    return at_console("Olu", "operator")


def pauses(olu, line, why="the carrier asks us to stop"):
    olu.get("/c/operate").press(f"/c/operate/lines/{line}/pause", why=why)
    assert olu.status == 200 and "It is paused." in olu.text, olu.text


def resumes(olu, line):
    olu.get("/c/operate").press(f"/c/operate/lines/{line}/resume")
    assert olu.status == 200 and "It sends again." in olu.text, olu.text


def test_a_paused_staff_line_gives_its_alerts_to_the_second_line_until_it_is_resumed(
    world, ana, vera, operator, olu, monkeypatch
):
    monkeypatch.setenv("TWILIO_STAFF_SECOND", SECOND)
    world.twilio.network.numbers[SECOND] = replace(world.twilio.network.numbers[STAFF], number=SECOND)
    world.line.account.numbers["staff2"] = SECOND
    pauses(olu, "staff")
    assert "the carrier asks us to stop" in olu.text and SECOND not in olu.page and STAFF not in olu.page
    asks(ana)
    vera.expects_sms("someone is waiting")
    assert [t.from_ for t in vera.received() if "someone is waiting" in t.body] == [SECOND]
    assert "line_paused" in {f.what for f in world.audit()}, "nobody forgets it: the heartbeat is withheld meanwhile"
    resumes(olu, "staff")
    assert not world.audit()
    takes(vera, ana)
    assert vera.received()[-1].from_ == STAFF
    with storage.reading(world.engine) as db:
        trail = [(row.what, row.which, row.why) for row in db.query(AuditEntry) if row.what.startswith("line.")]
        assert trail == [
            ("line.pause", "line:staff", "the carrier asks us to stop"),
            ("line.resume", "line:staff", None),
        ]
        assert db.get(LineState, "staff").down_at is None


def test_without_a_second_line_consoles_are_asked_and_on_resuming_phones_again(world, ana, vera, omar, olu, operator):
    omar.has_the_console_open()
    pauses(olu, "staff")
    asks(ana, "im going to kill myself")
    vera.expects_nothing()
    with storage.reading(world.engine) as db:
        assert {(o.volunteer_id, o.channel) for o in db.query(Offer).filter_by(state="live")} == {(omar.id, "console")}
    world.forward(seconds=40)  # nobody looks at the screen
    vera.expects_nothing()
    resumes(olu, "staff")
    world.forward(seconds=5)
    vera.expects_sms("PRIORITY: someone is waiting")
    takes(vera, ana)
    for one in (omar, operator, vera):
        one.reads_everything()


def test_words_to_a_person_wait_for_their_paused_line_and_come_when_it_is_resumed(world, vera, operator, olu, sue):
    bo = world.phone()
    asks(bo)
    vera.expects_sms("waiting (")
    takes(vera, bo)
    vera.texts("I am here.")
    bo.reads_everything()
    vera.reads_everything()
    pauses(olu, "public")
    vera.texts("Are you there?")
    bo.sees_nothing_new()
    assert "1 text, the oldest" in olu.get("/c/operate").text
    world.forward(minutes=2)
    bo.sees_nothing_new()
    sue.expects_sms("needs a supervisor")
    with storage.reading(world.engine) as db:
        paged = [e for e in db.query(CaseEvent).filter_by(kind="supervisor_paged")]
        assert [e.data["why"] for e in paged] == ["line_down"], "once for each wait"
    resumes(olu, "public")
    bo.sees("Vera: Are you there?")
    world.forward(seconds=30)
    with storage.reading(world.engine) as db:
        assert db.query(Text).filter(Text.line == "public", Text.doubted_at.is_not(None)).count() == 0, "sent once"
    for one in (bo, vera, sue, operator):
        one.reads_everything()


def test_a_test_text_goes_to_ones_own_phone_and_its_fate_is_shown(world, cleo, operator, olu, at_console):  # noqa: F811
    """A coordinator's own confirmed phone; an operator without a volunteer's account has the number of the settings."""
    cleo.reads_everything()
    hers = at_console(cleo).get("/c/operate")
    assert "ending in 23" in hers.text and cleo.number not in hers.page
    hers.press("/c/operate/test", line="staff")
    cleo.expects_sms("a test from the console")
    world.forward(seconds=5)
    assert "arrived" in hers.get("/c/operate").text and "to 23 arrived" in hers.text
    assert "to 23" not in olu.get("/c/operate").text, "each sees their own"
    olu.press("/c/operate/test", line="public")
    operator.sees("a test from the console")
    pauses(olu, "staff")
    olu.press("/c/operate/test", line="staff")
    operator.sees_nothing_new()
    assert "to 50 waiting to be sent" in olu.get("/c/operate").text
    world.forward(minutes=11)
    resumes(olu, "staff")
    world.forward(seconds=5)
    assert "taken back before it was sent: the line did not take it in time" in olu.get("/c/operate").text
    world.twilio.plan(operator.number, "undelivered", code=30003, times=1)
    olu.press("/c/operate/test", line="staff")
    world.forward(seconds=5)
    assert "did not arrive (30003: this phone is not reached)" in olu.get("/c/operate").text
    assert "30003, this phone is not reached; the line for volunteers 1" in olu.text
    operator.reads_everything()
