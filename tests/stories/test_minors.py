"""Who says an age below 18: only volunteers cleared for it are asked, and those above them hear at once of a gap."""

from sqlalchemy import select

from actions import storage
from handoff.cases.models import Case


def test_a_young_person_gets_a_volunteer_who_is_cleared_for_it(world):
    vera = world.volunteer("Vera", "+12025550121")
    mia = world.volunteer("Mia", "+12025550122", roles=("volunteer", "minors"))
    ana = world.person("Ana")
    ana.types("im 15 and i want to kill myself")
    ana.sees_crisis_line("988")
    mia.expects_sms("waiting (").replies("GO {ref}").then_expects("You have")
    assert vera.unread() == []
    ana.sees_something()
    mia.reads_everything()
    ana.sees_something() if ana.unread() else None
    with storage.reading(world.engine) as db:
        case = db.scalars(select(Case)).one()
        assert "minor" in case.topics and case.volunteer_id == mia.id and case.severity >= 3


def test_with_nobody_cleared_the_supervisor_is_paged_at_once_and_nobody_else_asked(world):
    vera = world.volunteer("Vera", "+12025550121")
    sue = world.volunteer("Sue", "+12025550123", roles=("volunteer", "supervisor"), on_shift=False)
    ana = world.person("Ana")
    ana.types("im 15 and i want to kill myself")
    ana.sees_crisis_line("988")
    assert vera.unread() == []
    assert sue.unread()
    sue.reads_everything()
    ana.sees_something() if ana.unread() else None
    with storage.reading(world.engine) as db:
        case = db.scalars(select(Case)).one()
        assert case.supervisor_at is not None and case.state == "waiting"


def test_who_is_not_cleared_cannot_take_the_case_of_somebody_who_tells_their_age_later(world):
    vera = world.volunteer("Vera", "+12025550121")
    ana = world.person("Ana")
    ana.types("i have a plan to kill myself")
    ana.sees_crisis_line("988")
    vera.expects_sms("waiting (")
    ana.types("im 15")
    vera.replies("GO").expects_sms("cleared for minors")
    ana.sees_something()
    with storage.reading(world.engine) as db:
        case = db.scalars(select(Case)).one()
        assert case.volunteer_id is None and "minor" in case.topics
