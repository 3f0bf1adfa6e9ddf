"""A volunteer comes in by code and consent; before that nothing but the code goes to a number."""

import re

from handoff.volunteers import service
from handoff.volunteers.models import ContactMethod, Volunteer
from tests.cases.world import World

PHONE = "+12025550143"


def invited(world: World) -> str:
    with world.db() as db:
        return service.invite(db, display_name="Sam", now=world.now)[1]


def ask(world: World, token: str, number: str = PHONE) -> str:
    with world.db() as db:
        result = service.send_code(db, token, number, world.now, asked_from="203.0.113.9")
    world.work()
    return result


def confirm(world: World, token: str, code: str, consent: bool = True) -> str:
    with world.db() as db:
        result = service.confirm_code(db, token, code, world.now, consent=consent)
    world.work()
    return result


def code(world: World) -> str:
    found = re.search(r"\d{6}", world.got(PHONE)[-1])
    assert found
    return found[0]


def test_code_then_consent_then_active(world: World) -> None:
    token = invited(world)
    assert ask(world, token, "(202) 555-0143") == "sent"
    assert len(world.got(PHONE)) == 1
    wrong = "000000" if code(world) != "000000" else "111111"
    assert confirm(world, token, wrong) == "wrong"
    assert confirm(world, token, code(world), consent=False) == "no_consent"
    assert confirm(world, token, code(world)) == "active"
    assert "confirmed" in world.got(PHONE)[-1]
    with world.db() as db:
        contact, volunteer = db.query(ContactMethod).one(), db.query(Volunteer).one()
        assert contact.verified_at and contact.consent_version and contact.consent_sha256
        assert volunteer.state == "active"
        assert service.invited(db, token, world.now) is None, "the link is spent"


def test_sixth_try_late_code_and_too_many_codes(world: World) -> None:
    token = invited(world)
    ask(world, token)
    right = code(world)
    wrong = "000000" if right != "000000" else "111111"
    assert [confirm(world, token, wrong) for _ in range(5)][-1] == "too_many"
    assert confirm(world, token, right) == "too_many"
    ask(world, token)
    world.clock.forward(minutes=11)
    assert confirm(world, token, code(world)) == "late"
    assert ask(world, token) == "sent"
    assert ask(world, token) == "too_often"
    assert ask(world, token, "12") == "bad_number"
    assert ask(world, "unknown") == "unknown_link"


def test_a_number_belongs_to_one_volunteer(world: World) -> None:
    first, second = invited(world), invited(world)
    ask(world, first)
    assert confirm(world, first, code(world)) == "active"
    ask(world, second)
    assert confirm(world, second, code(world)) == "taken"


def test_an_unverified_number_is_nobody_on_the_staff_line(world: World) -> None:
    ask(world, invited(world))
    with world.db() as db:
        assert service.volunteer_texts(db, PHONE, "GO", "SM1", world.now) is False
