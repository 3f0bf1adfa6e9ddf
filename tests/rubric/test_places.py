"""Words of danger are caught wherever they are typed: the line in the same turn, a case, nothing passed on."""

import pytest
from sqlalchemy import select

from actions import storage
from handoff.cases import service
from handoff.cases.models import Case
from handoff.conversations import messages
from handoff.conversations.models import Conversation, Person
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
    "the word of a check-in": ("i want to do my mood check in", "4"),
    "a part of the safety plan": ("PLAN", "i go quiet"),
    "people to tell, in the safety plan": ("PLAN", "SKIP", "SKIP", "SKIP"),
    "the question before deleting": ("delete me",),
    "the menu": ("MENU",),
    "after a pause": ("PAUSE",),
    "the question which country": ("i am in a country far away",),
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
    "skip this, i want to kill myself",
    "i am in ireland and i want to kill myself",
    "export my data before i kill myself",
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


def asked(world, text: str, *choices: tuple[str, str]) -> None:
    """Something of ours that the newest person was asked, with its buttons."""
    with storage.writing(world.engine) as db:
        conversation = db.scalars(select(Conversation).order_by(Conversation.id.desc()).limit(1)).one()
        rows = [{"title": title, "value": value} for title, value in choices]
        messages.say(db, conversation, text, now=world.clock(), choices=rows)


def test_where_something_else_was_asked(quiet):
    """Did you go, may we ask tomorrow, how is today, pass the note on, go on how: words are no choice of these."""
    places = (
        ("How was it yesterday?", ("I went", "group:went:1:met"), ("I did not go", "group:went:1:no")),
        ("May I ask you tomorrow?", ("Here, when I come back", "followup:here"), ("No", "followup:no")),
        ("How is today?", ("Okay", "followup:okay"), ("Not okay", "followup:not_okay")),
        ("May I pass a note on?", ("Pass it on", "case:note_yes"), ("No", "case:note_no")),
        ("How would you like to go on?", ("Back to the assistant", "case:back"), ("Another", "case:another")),
        ("It cannot be taken back. Shall I?", ("Delete it all", "mydata:delete"), ("Keep it", "mydata:keep")),
    )
    for n, (text, *choices) in enumerate(places, 1):
        ana = quiet.person(text)
        asked(quiet, text, *choices)
        ana.types(f"no. {WORDS}")
        caught(quiet, ana)
        assert newest(quiet, Case)[0].id == n


def test_words_kept_while_offline_and_sent_at_once(quiet):
    ana = quiet.person("Ana")
    with storage.writing(quiet.engine) as db:
        conversation = db.scalars(select(Conversation)).one()
        for n, text in enumerate(("hello", WORDS, "sorry, my phone was off")):
            messages.receive(db, conversation, text, client_id=f"offline-{n}", channel="web", now=quiet.clock())
    quiet.clock.forward(seconds=10)
    quiet.parts.door.sweep(quiet.clock())
    caught(quiet, ana)


def test_words_that_are_too_long_or_too_many_are_read_all_the_same(quiet):
    ana = quiet.person("Ana")
    text = "it was a long day and " * 300 + WORDS + " so much happened " * 200
    assert ana.post("/api/messages", {"id": "too-long-1", "text": text}).status_code == 413
    caught(quiet, ana)
    bea = quiet.person("Bea")
    for n in range(20):
        bea.post("/api/messages", {"id": f"too-many-{n}", "text": "hm"})
    bea.sees_something()
    bea.post("/api/messages", {"id": "too-many-x", "text": WORDS})
    caught(quiet, bea)


def test_while_a_volunteer_talks_at_a_hand_over_and_after_it(world):
    vera, ana = world.volunteer("Vera", "+12025550121"), world.person("Ana")
    ana.types("PERSON")
    vera.expects_sms("waiting (").replies("GO {ref}").then_expects("You have")
    vera.texts("Hi, I am here.")
    with storage.writing(world.engine) as db:
        assert service.transfer(db, world.case().id, vera.id, world.clock(), "Row with mum.")
    world.settle()
    ana.sees_something()
    ana.types(f"{WORDS}, dont go")  # typed at "may I pass on a short note"
    assert any("988" in said.text for said in ana.sees_something())
    assert world.case().severity >= 2
    world.forward(seconds=5)
    vera.reads_everything()
    vera.texts("DONE")
    world.settle()
    ana.sees_something()
    ana.types("i have a plan to do it tonight")  # typed at "how would you like to go on"
    assert any("988" in said.text for said in ana.sees_something())
    assert world.case().severity >= 3
    world.forward(seconds=10)
    for one in (vera, ana):
        one.unread() and (one.reads_everything() if one is vera else one.sees_something())


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
