"""Days of the roster given, taken off and added; the promised hours and the week map; limits; tonight; apart."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from actions import storage
from handoff.console import week_map
from handoff.volunteers import hours, roster, shifts
from handoff.volunteers.coverage import Here, Promise
from handoff.volunteers.models import DoNotPair, ServiceHours, ShiftSlot, Task, Volunteer

NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
ZONE = "America/New_York"


def a_shift(world, who) -> int:
    with storage.writing(world.engine) as db:
        now = world.clock()
        shifts.add_shift(
            db,
            who.id,
            rule="FREQ=WEEKLY;BYDAY=TH",
            zone=ZONE,
            first_day=now.date(),
            starts="18:00",
            ends="22:00",
            now=now,
        )
        return db.query(ShiftSlot).filter(ShiftSlot.shift_id.is_not(None)).order_by(ShiftSlot.starts_at).first().id


def test_a_day_is_given_to_somebody_else_once(world, cleo, vera, omar, at_console):
    slot, browser = a_shift(world, vera), at_console(cleo)
    path = f"/c/team/slots/{slot}/swap"
    browser.get(f"/c/team/{vera.id}").press(path, to=omar.id)
    assert "has somebody else now" in browser.text
    with storage.reading(world.engine) as db:
        row = db.get_one(ShiftSlot, slot)
        assert row.volunteer_id == omar.id and row.source == "swap" and row.confirmed_at is None
    browser.post(path, {"csrf": browser.csrf(), "from": vera.id, "to": omar.id})
    assert browser.status == 409, "an old page does not take it from whoever has it now"


def test_a_day_off_is_not_made_again(world, cleo, vera, at_console):
    slot, browser = a_shift(world, vera), at_console(cleo)
    browser.get(f"/c/team/{vera.id}").press(f"/c/team/slots/{slot}/off")
    assert "off the roster" in browser.text
    with storage.writing(world.engine) as db:
        before = db.query(ShiftSlot).count()
        assert shifts.make_slots(db, world.clock()) == 0 and db.query(ShiftSlot).count() == before
        assert db.get(ShiftSlot, slot) is None


def test_an_extra_day_in_the_volunteers_zone(world, cleo, vera, at_console):
    browser = at_console(cleo)
    day = (world.clock() + timedelta(days=3)).date().isoformat()
    browser.get(f"/c/team/{vera.id}").press(f"/c/team/{vera.id}/extra", day=day, starts="20:00", ends="01:00")
    assert "The day is on the roster" in browser.text
    with storage.reading(world.engine) as db:
        row = db.query(ShiftSlot).order_by(ShiftSlot.id.desc()).first()
        assert row.ends_at - row.starts_at == timedelta(hours=5) and row.source == "extra"
    for bad in ("2020-01-01", "9999-12-31", "tomorrow"):
        browser.get(f"/c/team/{vera.id}").press(f"/c/team/{vera.id}/extra", day=bad, starts="20:00", ends="22:00")
        assert browser.status == 422


def test_hours_are_promised_shown_against_the_roster_and_warned_of(world, cleo, vera, at_console):
    browser = at_console(cleo)
    days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    fields = {"days": days, "starts": "00:00", "ends": "23:59", "zone": ZONE, "language": "en", "minimum": "2"}
    browser.get("/c/hours").press("/c/hours", **fields)
    assert "The hours are promised" in browser.text and "English: every day" in browser.text
    assert 'class="short"' in browser.page and "1/2" in browser.text
    cleo.expects_sms("nobody is on shift")
    cleo.reads_everything()
    hours_id = browser.page.split("/c/hours/")[1].split("/")[0]
    browser.press(f"/c/hours/{hours_id}/end")
    assert "No hours are promised" in browser.text
    with storage.reading(world.engine) as db:
        assert db.query(ServiceHours).one().ended_at is not None
    browser.press("/c/hours", **{**fields, "days": []})
    assert browser.status == 422 and "Choose one or more days" in browser.text
    browser.press("/c/hours", **{**fields, "language": "<b>"})
    assert browser.status == 422
    cleo.reads_everything()


def test_an_hour_of_the_map_counts_the_fewest_in_any_quarter_of_it():
    at = NOW.replace(hour=20, minute=0)
    promises = [Promise("en", at, at + timedelta(hours=2), 2)]
    here = [
        Here(1, frozenset({"en"}), at, at + timedelta(hours=2)),
        Here(2, frozenset({"en", "es"}), at, at + timedelta(minutes=90)),
    ]
    row = week_map.week("en", promises, here, NOW, "UTC")[0]
    assert [(c.hour, c.here, c.promised, c.state) for c in row.cells if c.state != "closed"] == [
        (20, 2, 2, "ok"),
        (21, 1, 2, "short"),
    ]
    assert [c.state for c in week_map.week("es", promises, here, NOW, "UTC")[0].cells][20:22] == ["extra", "closed"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 150), st.integers(1, 12)), max_size=6),
    st.lists(st.tuples(st.integers(0, 150), st.integers(1, 12)), max_size=6),
)
def test_the_map_has_a_short_field_exactly_where_somebody_is_missing(promised, there):
    """Whole hours, one person promised: a field is short if and only if nobody is there."""
    base = NOW.replace(hour=0, minute=0)
    hour = timedelta(hours=1)
    promises = [Promise("en", base + a * hour, base + (a + n) * hour) for a, n in promised]
    here = [Here(i, frozenset({"en"}), base + a * hour, base + (a + n) * hour) for i, (a, n) in enumerate(there)]
    for n, row in enumerate(week_map.week("en", promises, here, base, "UTC")):
        for cell in row.cells:
            at = base + n * 24 * hour + cell.hour * hour
            wanted = any(p.starts_at <= at < p.ends_at for p in promises)
            present = sum(h.starts_at <= at < h.ends_at for h in here)
            assert cell.here == present and (cell.state == "short") == (wanted and not present)


def test_limits_languages_and_topics_are_kept_and_routed_by(world, cleo, vera, at_console):
    browser = at_console(cleo)
    path = f"/c/team/{vera.id}/limits"
    browser.get(f"/c/team/{vera.id}").press(
        path, max_cases="2", languages="en, es", words_by="link", open_call="1", exclusions=["abuse", "no-such-lane"]
    )
    assert "Kept." in browser.text
    with storage.reading(world.engine) as db:
        (one,) = roster.candidates(db, world.clock(), only=vera.id)
        assert one.most_cases == 2 and one.languages == {"en", "es"} and one.exclusions == {"abuse"} and one.open_call
        assert db.get_one(Volunteer, vera.id).words_by == "link"
    browser.press(path, max_cases="99", languages="", words_by="x")
    assert browser.status == 422


def test_the_page_of_a_volunteer_shows_consent_and_no_number(world, cleo, vera, at_console):
    page = at_console(cleo).get(f"/c/team/{vera.id}").page
    assert "agreed to wording" in page and vera.number not in page and vera.number[-4:] not in page


def test_keeping_two_apart_needs_no_name_and_can_be_undone(world, ana, cleo, vera, omar, at_console):
    ana.types("can i talk to a person")
    ana.sees_something()
    browser = at_console(cleo)
    browser.get(f"/c/team/{omar.id}").press(f"/c/team/{omar.id}/apart", case=world.case().id, why="neighbours")
    assert "will not meet again" in browser.text and "neighbours" in browser.text
    with storage.reading(world.engine) as db:
        pair = db.query(DoNotPair).one()
    browser.press(f"/c/team/apart/{pair.id}/end")
    assert "may meet again" in browser.text
    browser.press(f"/c/team/{omar.id}/apart", case="777")
    assert browser.status == 422
    for one in world.cast:
        one._seen |= {s.seq for s in one.read()}


def test_what_a_volunteer_leaves_to_others_tonight_ends_with_the_shift(world, vera, at_console):
    browser = at_console(vera)
    browser.get("/c/").press("/c/me/tonight", lanes=["self_harm", "nonsense"])
    assert "Others are asked for those" in browser.text and 'value="self_harm" checked' in browser.page
    with storage.reading(world.engine) as db:
        assert roster.candidates(db, world.clock(), only=vera.id)[0].exclusions == {"self_harm"}
        until = db.get_one(Volunteer, vera.id).tonight_until
        assert roster.candidates(db, until, only=vera.id)[0].exclusions == frozenset()


def test_wishing_to_talk_is_a_task_for_the_team(world, vera, cleo, sue, at_console):
    browser = at_console(vera)
    browser.get("/c/").press("/c/me/talk")
    assert "A supervisor is asked to get in touch" in browser.text
    sue.expects_sms("asks for a supervisor")
    with storage.reading(world.engine) as db:
        assert db.query(Task).one().kind == "debrief"


def test_hours_of_other_days_do_not_reach_the_warnings(world):
    """The map looks a week ahead; warnings still look 36 hours ahead."""
    with storage.writing(world.engine) as db:
        now = world.clock()
        hours.promise(
            db, language="en", rule="FREQ=DAILY", zone="UTC", first_day=now.date(), starts="10:00", ends="12:00"
        )
        assert len(hours.promised(db, now, 8)) > len(hours.promised(db, now)) > 0
