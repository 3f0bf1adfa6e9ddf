"""A person at risk: the line in the same turn, on either channel, whatever else is down."""

import pytest

from actions import storage
from handoff.cases.models import Case


def case_of_the_moment(world):
    with storage.reading(world.engine) as db:
        return db.query(Case).order_by(Case.id.desc()).first()


@pytest.mark.parametrize(
    ("words", "severity"),
    [("i dont want to be alive anymore", 2), ("im going to kill myself", 3), ("i took all my pills just now", 4)],
)
def test_the_line_and_a_case_in_the_same_turn_on_the_web(world, ana, vera, words, severity):
    answer = ana.post("/api/messages", {"id": "same-turn-1", "text": words})
    assert answer.status_code == 202
    ana.sees_crisis_line("988")
    assert case_of_the_moment(world).severity == severity  # no worker has run: it came in the message's transaction
    world.settle()
    vera.expects_sms("waiting (")
    ana.sees_something() if ana.unread() else None


@pytest.mark.parametrize("words", ["i dont want to be alive anymore", "im going to kill myself tonight"])
def test_the_line_by_sms(world, vera, words):
    bo = world.phone()
    bo.texts("hi")
    bo.sees("a computer program, not a person")
    bo.reads_everything()
    bo.texts(words)
    bo.sees_crisis_line("988")
    vera.expects_sms("waiting (")
    bo.reads_everything()


def test_the_very_first_text_may_be_the_cry(world, vera):
    bo = world.phone()
    bo.texts("i want to kill myself")
    bo.sees("a computer program, not a person")
    assert any("988" in s.text and "computer program" not in s.text for s in bo.read())
    bo.reads_everything()
    vera.expects_sms("waiting (")


def test_in_the_middle_of_an_exercise(world, ana, vera):
    ana.types("grounding")
    ana.sees_something()
    ana.presses("Start")
    ana.sees_something()
    ana.types("i cant do this i want to kill myself")
    ana.sees_crisis_line("988")
    vera.expects_sms("waiting (")
    ana.types("a lamp")
    assert "smell" not in " ".join(s.text for s in ana.sees_something())


def test_with_rasa_and_actions_down(world, ana, vera):
    world.parts.rasa.up = False
    ana.types("i want to die")
    ana.sees_crisis_line("988")
    vera.expects_sms("waiting (")


def test_with_twilio_down_the_case_is_kept_and_alerted_when_it_is_back(world, ana, vera):
    world.twilio.down()
    ana.types("i want to die")
    ana.sees_crisis_line("988")
    assert world.case().state in ("offering", "new", "waiting")
    vera.expects_nothing()
    world.twilio.up()
    world.forward(seconds=10)
    vera.expects_sms("waiting (")
    ana.sees_something() if ana.unread() else None


@pytest.mark.parametrize(
    ("zone", "short"),
    [
        ("Europe/London", "116 123"),
        ("Europe/Dublin", "116 123"),
        ("America/Toronto", "988"),
        ("Australia/Sydney", "13 11 14"),
        ("Pacific/Auckland", "1737"),
        ("Asia/Kolkata", "14416"),
        ("Africa/Johannesburg", "0800 567 567"),
        ("Asia/Tokyo", "0120-279-338"),
        ("Europe/Paris", "3114"),
        ("Africa/Nairobi", "findahelpline.com"),
    ],
)
def test_the_lines_are_those_of_the_persons_country(world, zone, short):
    ana = world.person("Ana", zone=zone)
    ana.types("i want to die")
    ana.sees_crisis_line(short)


def test_an_unknown_country_gets_the_international_row(world, monkeypatch):
    monkeypatch.setenv("SERVED_COUNTRIES", "US,GB")
    ana = world.person("Ana", zone="Antarctica/Troll")
    ana.types("i want to die")
    ana.sees("findahelpline.com")


def test_an_idiom_gets_a_gentle_question_and_no_case(world, ana):
    ana.types("kms this homework lol")
    said = ana.sees_something()
    assert "?" in said[-1].text
    assert world.cases() == 0


def test_one_no_does_not_close_risk(world, ana):
    ana.types("everybody would be better off without me")
    ana.sees_something()
    level = ladder(world)["level"]
    ana.types("no")
    ana.sees_something()
    assert ladder(world)["level"] == level and level != "R0"


def ladder(world):
    from handoff.conversations.models import Person

    with storage.reading(world.engine) as db:
        return db.query(Person).order_by(Person.id.desc()).first().ladder


def test_risk_while_a_volunteer_talks_is_still_read(world, ana, vera):
    ana.types("PERSON")
    ana.sees("988")
    vera.expects_sms("someone is waiting").replies("GO {ref}").then_expects("You have")
    vera.expects_sms("asked if")
    ana.sees("May Vera read")
    vera.texts("Hi, what is going on?")
    ana.sees("what is going on", speaker="Vera")
    ana.types("im going to kill myself tonight")
    ana.sees_crisis_line("988")
    world.forward(seconds=5)
    vera.reads_everything()
    assert any("read the last message with care" in t.body for t in vera.received())
    assert world.case().severity >= 3


def test_not_now_withdraws_a_case_of_thoughts_only(world, ana, vera):
    ana.types("i want to die")
    ana.sees_crisis_line()
    vera.expects_sms("waiting (")
    ana.presses("Not now")
    ana.sees_something()
    vera.reads_everything()
    assert world.case().state == "closed"


def test_a_long_message_is_read_to_its_end(world, ana, vera):
    ana.types("it was a day like any other and i went to work. " * 100 + " i want to kill myself")
    ana.sees_crisis_line()
    vera.expects_sms("waiting (")
