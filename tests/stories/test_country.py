"""Whose lines are shown: from the browser or the number, from what a person says, and asked for where nothing tells."""

import pytest

from actions import storage
from handoff.conversations.models import Person
from tests.stories.conftest import copied

ASKED = ("I do not know your country", "near you I need your country", "depends on the country", "Tell me your country")


@pytest.fixture
def people_url(templates, tmp_path):
    """On SQLite alone: what is stored here is tested on both databases elsewhere."""
    return f"sqlite:///{copied(templates['sqlite'], tmp_path / 'people.db')}"


def country(world):
    with storage.reading(world.engine) as db:
        return db.query(Person).order_by(Person.id.desc()).first().country


@pytest.fixture
def two_served(world, monkeypatch):
    monkeypatch.setenv("SERVED_COUNTRIES", "US,GB")


@pytest.mark.usefixtures("two_served")
@pytest.mark.parametrize("answer", ["i am in ireland", "Ireland"])
def test_at_risk_in_a_country_nobody_knows_it_is_asked_for_once(world, answer):
    ana = world.person("Ana", zone="UTC")
    ana.types("i want to die").sees_crisis_line("findahelpline.com")
    ana.sees_one_of(*ASKED)
    ana.sees_something() if ana.unread() else None
    ana.types(answer).sees("Ireland")
    assert any("116 123" in said.text for said in ana.read()) and country(world) == "IE"
    ana.sees_something() if ana.unread() else None
    ana.types("i want to kill myself tonight").sees_crisis_line("116 123")
    assert sum(any(words in said.text for words in ASKED) for said in ana.read()) == 1


@pytest.mark.usefixtures("two_served")
def test_the_turn_still_ends_with_its_own_question(world):
    ana = world.person("Ana", zone="UTC")
    ana.types("i want to die").sees_crisis_line("findahelpline.com")
    assert "?" in ana.read()[-1].text and not any(words in ana.read()[-1].text for words in ASKED)


def test_it_is_changed_at_any_time_without_the_assistant(world, ana, assistant):
    assistant.up = False
    ana.types("i live in Canada").sees("Canada")
    assert country(world) == "CA"
    ana.types("I am in Uzbekistan").sees_one_of(
        "no numbers of that country", "No numbers of that country", "not in my list", "only have a page"
    )
    assert country(world) == "UZ" and any("findahelpline.com" in said.text for said in ana.read())


def test_danger_beside_a_country_is_read_first(world, ana):
    ana.types("i am in ireland and i want to kill myself").sees_crisis_line("988")
    assert country(world) == "US"


def test_a_risky_talk_goes_on_where_it_was(world, ana):
    ana.types("i dont want to be alive anymore").sees_crisis_line("988")
    ana.sees_something() if ana.unread() else None
    ana.types("im in the uk").sees("United Kingdom")
    assert "?" in ana.read()[-1].text  # the open question of the ladder


def test_my_data_says_whose_lines_they_are(world, ana):
    ana.types("what do you know about me").sees("I have")
    ana.sees_one_of("United States")


@pytest.mark.parametrize(
    ("number", "short"), [("+447700900123", "116 123"), ("+14165550123", "988"), ("+33612345678", "3114")]
)
def test_a_number_tells_the_country(world, number, short):
    bo = world.phone(number)
    bo.texts("i want to die")
    bo.sees_crisis_line(short)
    bo.reads_everything()


@pytest.mark.usefixtures("two_served")
def test_by_sms_the_card_of_a_new_country_fits(world):
    bo = world.phone()
    bo.texts("hi").reads_everything()
    bo.texts("i am in germany").sees("Germany")
    bo.reads_everything()
    assert country(world) == "DE"
