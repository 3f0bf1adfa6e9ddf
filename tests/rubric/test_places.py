"""Words of danger are caught wherever they are typed: the line in the same turn, a case, nothing passed on."""

import pytest
from sqlalchemy import select

from actions import storage
from handoff.cases.models import Case
from handoff.conversations.models import Person
from handoff.volunteers.models import Task
from tests.cast import PUBLIC

WORDS = "i want to kill myself"
THOUGHT = ("can we do an exercise", "[A fairer look at one thought", "[4-5")
PLACES = {
    "beside the first buttons": (),
    "an exercise answer": THOUGHT,
    "a journal line": (*THOUGHT, "nobody likes me", "[Reading minds", "my sister called", "3"),
    "a paused exercise": (*THOUGHT, "PAUSE"),
    "a check-in": ("i want to do my mood check in",),
    "the grounding": ("can we do an exercise", "[Five senses, back in the room", "[6-7"),
    "a group search": ("find a group",),
    "one's own data": ("what do you know about me",),
}
"""Place -> what takes Ana there; a title behind [ is pressed."""
IN_ONE_BREATH = (
    "find me a depression group in boston before i kill myself",
    "delete me. i want to kill myself",
    "my data: i am going to kill myself tonight",
    "pause. i want to kill myself",
    "7. i want to kill myself",
    "talk to a person, i want to kill myself",
    "/restart i want to kill myself",
)
NEAR_KEYWORDS = (
    "please help me i want to kill myself",
    "HELP i took all my pills",
    "stop it all i want to die",
    "end it. i want to kill myself",
    "quit. i want to kill myself",
    "yes i want to die",
    "START i want to kill myself",
    "info: how do i kill myself",
    "2 i want to kill myself",
)


@pytest.fixture
def people_url(templates, tmp_path):
    """The places are the same on every database; the stories run on both."""
    from tests.stories.conftest import copied

    return f"sqlite:///{copied(templates['sqlite'], tmp_path / 'people.db')}"


@pytest.fixture
def quiet(world):
    """The door alone: what comes, comes in the message's own turn."""
    world.worker_runs = False
    yield world
    for one in world.cast:
        one.reads_everything() if hasattr(one, "number") else one.unread() and one.sees_something()


def newest(world, row, *more):
    with storage.reading(world.engine) as db:
        return db.scalar(select(row).order_by(row.id.desc()).limit(1)), db.scalars(*more).all() if more else []


def does(ana, steps):
    for step in steps:
        ana.presses(step[1:]) if step.startswith("[") else ana.types(step)
    ana.sees_something() if steps else None


def caught(world, ana) -> None:
    """The line came in this very turn, and a case of this conversation stands."""
    ana.sees_crisis_line("988")
    assert newest(world, Case)[0].severity >= 2


def test_in_the_middle_of_something_else(quiet):
    for place, steps in PLACES.items():
        ana = quiet.person(place)
        does(ana, steps)
        ana.types(WORDS)
        caught(quiet, ana)
        ana.sees_something() if ana.unread() else None
        assert newest(quiet, Case)[0].id == list(PLACES).index(place) + 1
        ana.types("a lamp")  # what waited for words before does not take them now
        assert not any("smell" in s.text or "Which of these comes" in s.text for s in ana.sees_something())


def test_in_one_breath_with_something_else(quiet):
    for n, text in enumerate(IN_ONE_BREATH, 1):
        ana = quiet.person(text)
        ana.types(text)
        caught(quiet, ana)
        assert newest(quiet, Case)[0].id == n


def test_near_a_keyword_by_sms(quiet):
    for n, text in enumerate(NEAR_KEYWORDS, 1):
        bo = quiet.phone(f"+120255502{n:02}")
        for words in ("hi", text):
            bo.reads_everything()
            quiet.twilio.inbound(bo.number, PUBLIC, words)
            quiet.parts.door.sweep(quiet.clock())
            quiet.worker_runs = True  # the network carries what was queued
            quiet.settle()
            quiet.worker_runs = False
        bo.sees_crisis_line("988")
        assert newest(quiet, Case)[0].id == n


def test_while_a_volunteer_talks_by_sms_the_line_comes_once_a_rise(world):
    vera, bo = world.volunteer("Vera", "+12025550121"), world.phone()
    bo.texts("PERSON")
    vera.expects_sms("waiting (").replies("GO {ref}").then_expects("You have")
    vera.texts("Hi, I am here.")
    for words, line in [("i am such a burden", True), ("i am a burden to all", False), (WORDS, True), (WORDS, False)]:
        bo.reads_everything()
        bo.texts(words)
        assert any("988" in said.text for said in bo.read() if said.seq not in bo._seen) == line, words
    world.forward(seconds=10)
    vera.reads_everything()
    bo.reads_everything()
    assert world.case().severity >= 2


def test_who_was_read_wrong_goes_back_to_what_they_did(quiet):
    ana = quiet.person("Ana")
    does(ana, (*THOUGHT, "i am such a burden", "you got me wrong"))
    ana.types("no")
    ana.sees_one_of("What was the thought?", "Which sentence keeps coming back?")
    assert sum(said.text.count("?") for said in ana.read()[-2:]) == 1
    assert newest(quiet, Case)[0] is None


def test_a_refusal_of_company_becomes_a_task_and_is_not_argued_with(quiet):
    ana = quiet.person("Ana")
    ana.types("i am going to kill myself")
    answers = {"means": "no", "when": "no", "behaviour": "no", "tonight": "sure", "with_whom": "leave me alone"}
    for _ in answers:
        ana.types(answers.get(newest(quiet, Person)[0].ladder["pending"], "no"))
    assert any("alert st" in said.text for said in ana.sees_something())
    case, kinds = newest(quiet, Case, select(Task.kind))
    assert case.severity == 3 and kinds == ["alone"]
