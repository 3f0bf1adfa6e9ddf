"""That this is a program is said again every three hours, every hour to a minor, never under a human's words."""

from sqlalchemy import select

from actions import storage
from handoff.conversations.models import Conversation, Disclosure, Message

NOTICE = "COMPUTER PROGRAM AND NOT A HUMAN BEING"


def said(person) -> list[str]:
    return [s.text for s in person.sees_something()]


def told(person) -> bool:
    return any(NOTICE in text for text in said(person))


def test_in_an_exercise_as_well_and_each_time_is_kept(world, ana):
    ana.types("i do the breathing exercise")
    said(ana)
    world.forward(hours=2, minutes=50)
    ana.types("BREATHE")
    assert not told(ana)
    world.forward(minutes=15)
    ana.types("BREATHE")
    texts = said(ana)
    assert NOTICE in texts[0] and len(texts) == 2
    ana.types("BREATHE")
    assert not told(ana)
    with storage.reading(world.engine) as db:
        rows = db.scalars(select(Disclosure).order_by(Disclosure.id)).all()
        assert [row.what for row in rows] == ["first_message", "disclosure"] and all(r.wording_version for r in rows)


def test_in_danger_the_line_comes_first(world, ana):
    world.forward(hours=4)
    ana.types("i want to kill myself")
    texts = said(ana)
    line, notice = (next(n for n, text in enumerate(texts) if words in text) for words in ("988", NOTICE))
    assert line < notice
    with storage.reading(world.engine) as db:
        assert db.scalars(select(Message).where(Message.utterance == "disclosure")).all()[-1].kind == "disclosure"


def test_every_hour_to_who_is_below_18_with_a_word_about_a_break(world, ana):
    ana.types("im 15")
    said(ana)
    world.forward(minutes=61)
    ana.types("MENU")
    texts = said(ana)
    assert NOTICE in texts[0] and any(words in texts[1] for words in ("break", "away from the screen", "eyes rest"))
    world.forward(minutes=61)
    ana.types("i want to kill myself")
    texts = said(ana)
    assert any(NOTICE in text for text in texts) and not any("break" in text for text in texts)


def test_by_sms_it_is_a_text_of_its_own(world):
    bo = world.phone()
    bo.texts("hi")
    bo.reads_everything()
    world.forward(hours=4)
    bo.texts("MENU")
    texts = [text.body for text in bo.received()]
    assert sum(NOTICE in text for text in texts) == 1 and any(text.startswith("PEERLINE'S") for text in texts)
    bo.reads_everything()


def test_never_while_a_volunteer_talks(world, ana, vera):
    ana.types("PERSON")
    vera.expects_sms("waiting (").replies("GO {ref}").then_expects("You have")
    vera.texts("Hi, I am here.")
    said(ana)
    with storage.writing(world.engine) as db:
        db.scalars(select(Conversation)).one().disclosed_at = None  # it has never been so due
    ana.types("hello vera")
    world.forward(seconds=10)
    vera.reads_everything()
    assert not any(NOTICE in text for text in ana.unread())
