"""A person by SMS: signed webhooks, numbered choices, STOP, START and HELP."""

from actions import storage
from handoff import outbox
from handoff.channels.sms import segments
from handoff.conversations.models import Message


def test_is_greeted_once_and_answered_with_numbers(world):
    bo = world.phone()
    bo.texts("im so anxious today")
    bo.sees("a computer program, not a person")
    bo.sees("1 ")
    bo.texts("1")
    bo.sees_something()
    assert sum("a computer program, not a person" in t.body for t in bo.received()) == 1


def test_an_exercise_by_sms(world):
    bo = world.phone()
    bo.texts("grounding")
    bo.sees_something()
    bo.texts("1")
    bo.sees_something()
    for answer in ("6", "a chair and a cup", "DONE", "SKIP", "MENU"):
        bo.texts(answer)
        bo.sees_something()


def test_every_text_is_gsm7_and_at_most_two_segments(world):
    bo = world.phone()
    for words in ("hi", "im so anxious today", "find me a group", "MENU", "what do you know about me", "PERSON"):
        bo.texts(words)
        bo.sees_something()
    for sent in bo.received():
        assert segments.is_gsm7(sent.body) and segments.fits(sent.body, 2), sent.body


def test_stop_is_a_door_that_locks_and_start_opens_it(world):
    bo = world.phone()
    bo.texts("im so anxious today")
    bo.sees_something()
    bo.texts("STOP")
    with storage.reading(world.engine) as db:
        assert outbox.opted_out(db, "public", bo.number)
    bo.texts("are you there")
    bo.sees_nothing_new()
    bo.texts("START")
    bo.sees_something()
    bo.texts("im so anxious today")
    bo.sees_something()


def test_stop_with_an_open_case_is_a_safety_event(world, vera):
    cleo = world.volunteer("Sue", "+12025550124", on_shift=False, roles=("supervisor",))
    bo = world.phone()
    bo.texts("i want to kill myself")
    bo.sees_something()
    vera.expects_sms("waiting (").replies("GO {ref}").then_expects("You have")
    vera.reads_everything()
    bo.reads_everything()
    bo.texts("STOP")
    vera.reads_everything()
    cleo.reads_everything()
    assert world.case().state != "closed"
    assert world.case().person_away == "stopped"


def test_yes_is_a_word_for_somebody_who_is_not_out(world, vera):
    bo = world.phone()
    bo.texts("everybody would be better off without me")
    bo.sees_something()
    bo.texts("yes")
    bo.sees_something()
    vera.reads_everything()


def test_help_is_answered_once_by_the_network(world):
    """Scenario 26, on a line with worded replies."""
    bo = world.phone()
    bo.texts("im so anxious today")
    bo.sees_something()
    bo.texts("HELP")
    bo.sees_nothing_new()


def test_copies_of_one_webhook_are_one_message(world):
    """Scenario 40, of copies under one SID."""
    bo = world.phone()
    bo.texts("im so anxious today", copies=3)
    bo.sees_something()
    with storage.reading(world.engine) as db:
        assert db.query(Message).filter_by(direction="in").count() == 1


def test_a_picture_is_not_opened_and_the_words_beside_it_count(world):
    bo = world.phone()
    bo.texts("im so anxious today", media=["image/jpeg"])
    bo.sees_something()
    with storage.reading(world.engine) as db:
        assert db.query(Message).filter_by(direction="in").one().body.startswith("[picture, not opened]")


def test_talks_with_a_volunteer_by_sms(world, vera):
    bo = world.phone()
    bo.texts("can i talk to a real person")
    bo.sees_something()
    vera.expects_sms("someone is waiting").replies("GO {ref}").then_expects("You have")
    vera.expects_sms("asked if")
    bo.sees("May Vera read")
    bo.texts("1")
    vera.reads_everything()
    vera.texts("Hello, I am listening")
    bo.sees("Vera has joined")
    bo.sees("Vera: Hello, I am listening")
    bo.texts("thank you for being there")
    world.forward(seconds=5)
    vera.expects_sms("thank you for being there")
    assert bo.number not in " ".join(t.body for t in vera.received())
