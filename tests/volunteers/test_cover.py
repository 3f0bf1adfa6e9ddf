"""The small questions of every message say the same as the roster that routing builds."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.orm import Session

from actions.storage import keyed_hash
from handoff.cases import routing
from handoff.channels.sms.models import OptOut
from handoff.volunteers import enrolment, roster
from handoff.volunteers import service as volunteers
from handoff.volunteers.models import ContactMethod, ShiftSlot, Volunteer
from tests.cases.world import World

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

around = st.none() | st.integers(-2, 2)
person = st.fixed_dictionaries(
    {
        "state": st.sampled_from(["active", "active", "active", "paused"]),
        "roles": st.sampled_from([["volunteer"], ["supervisor"], ["volunteer", "coordinator"]]),
        "slots": st.lists(
            st.tuples(st.integers(-200, 200), st.integers(1, 8), st.sampled_from(["volunteer", "supervisor"])),
            max_size=3,
        ),
        "number": st.sampled_from(["good", "good", "none", "unverified", "off", "out", "back"]),
        "break": around,
        "rest": around,
    }
)


def hours(n: int | None) -> datetime | None:
    return None if n is None else NOW + n * HOUR


def enrol(db: Session, n: int, drawn: dict[str, Any]) -> None:
    row = Volunteer(display_name=f"V{n}", state=drawn["state"], roles=drawn["roles"], created_at=NOW)
    row.break_until, row.cooling_until = hours(drawn["break"]), hours(drawn["rest"])
    db.add(row)
    db.flush()
    for begins, lasts, role in drawn["slots"]:
        starts = NOW + begins * HOUR
        db.add(ShiftSlot(volunteer_id=row.id, role=role, starts_at=starts, ends_at=starts + lasts * HOUR))
    if drawn["number"] == "none":
        return
    number = f"+1202555{1000 + n}"
    contact = ContactMethod(volunteer_id=row.id, address=number, address_hash=keyed_hash(number))
    if drawn["number"] != "unverified":
        enrolment.verified(contact, NOW, "console")
    if drawn["number"] == "off":
        contact.off_at = NOW
    db.add(contact)
    if drawn["number"] in ("out", "back"):
        back = NOW if drawn["number"] == "back" else None
        db.add(OptOut(line="staff", address_hash=contact.address_hash, word="STOP", at=NOW, back_at=back))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(person, max_size=5))
def test_who_is_there_is_what_the_roster_says(world: World, drawn: list[dict[str, Any]]) -> None:
    with Session(world.engine) as db:
        for table in (OptOut, ContactMethod, ShiftSlot, Volunteer):
            db.execute(delete(table))
        for n, one in enumerate(drawn):
            enrol(db, n, one)
        db.flush()
        there, on_shift = volunteers.cover(db, NOW), bool(volunteers.on_shift(db, NOW))
        paged = any(roster.with_role(db, role) for role in ("supervisor", "coordinator"))
        assert there.on_shift == on_shift
        assert there.on_call == (on_shift or paged)
        assert there.next_shift == routing.next_shift(roster.candidates(db, NOW), NOW)
        db.rollback()
