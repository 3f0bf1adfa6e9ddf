"""A person at the widget: greeted, answered, exercises, groups, leaving and forgetting."""

import json
import uuid

from sqlalchemy import select, text

from actions import storage
from handoff.conversations.models import Message
from handoff.migrations import load_models


def test_is_told_first_that_it_is_a_program_and_who_may_read(world):
    ana = world.person("Ana")
    said = [s.text for s in ana.read()]
    assert "COMPUTER PROGRAM AND NOT A HUMAN BEING" in said[0]
    assert any("trained volunteer, who then reads this chat" in s for s in said)
    assert ana.choices() == ["I want to talk", "Try something short", "Find a group", "A person"]
    assert ana.session["who"]["on_shift"] is False
    assert {c["shown"] for c in ana.session["contacts"]} >= {"911", "988"}


def test_is_answered_and_presses_a_button(world, ana):
    ana.types("im so anxious today")
    ana.sees_something()
    ana.presses("Something short")
    assert ana.sees_something()[-1].choices


def test_a_reload_shows_the_same_conversation(world, ana):
    ana.types("im so anxious today")
    ana.sees_something()
    before = [r["text"] for r in ana.rows()]
    assert [r["text"] for r in ana.rows()] == before
    assert before.count("im so anxious today") == 1


def test_the_same_message_twice_is_one_message(world, ana):
    id = str(uuid.uuid4())
    ana.types("im so anxious today", id=id)
    ana.types("im so anxious today", id=id)
    ana.sees_something()
    assert [r["text"] for r in ana.rows()].count("im so anxious today") == 1
    assert len(world.parts.rasa.asked) == 1


def test_a_dropped_stream_replays_what_was_missed(world, ana):
    ana.types("im so anxious today")
    seen = ana.sees_something()
    with world.client.get("/api/events", headers={**ana.headers, "Last-Event-ID": str(seen[0].seq - 1)}) as answer:
        replayed = ""
        for chunk in answer.response:
            replayed += chunk if isinstance(chunk, str) else chunk.decode()
            if "event: message" in replayed:
                break
    assert f"id: {seen[0].seq}\n" in replayed and seen[0].text[:20] in replayed
    assert "event: speaking" in replayed


def test_a_typed_intent_is_just_words(world, ana):
    ana.types('/start_exercise{"exercise": "grounding_54321"}')
    assert not world.parts.rasa.asked[-1].startswith("/")
    ana.sees_something()
    ana.types("PAUSE")
    ana.sees_something()


def start_grounding(ana):
    ana.types("grounding")
    ana.sees_something()
    ana.presses("Start")
    return ana.sees_something()


def test_grounding_goes_to_its_end(world, ana):
    first = start_grounding(ana)
    assert any(ch.isdigit() for ch in first[-1].text)
    for _ in range(12):
        ana.types("3")
        said = ana.sees_something()
        if not run_is_on(world):
            break
    assert not run_is_on(world) and said


def run_is_on(world):
    from actions.journal.models import ExerciseRun

    with storage.reading(world.engine) as db:
        run = db.scalar(select(ExerciseRun).order_by(ExerciseRun.id.desc()))
        return run is not None and run.state == "running"


def test_pause_anything_and_carry_on(world, ana):
    start_grounding(ana)
    ana.types("PAUSE")
    assert "aved" in ana.sees_something()[-1].text
    ana.types("hello again")
    assert "arry on" in " ".join(ana.choices())
    ana.sees_something()
    ana.presses(next(c for c in ana.choices() if "arry on" in c))
    ana.sees_something()
    ana.types("SKIP")
    ana.sees_something()
    ana.types("MENU")
    assert "Find a group" in ana.choices()
    ana.sees_something()


def test_a_reload_in_an_exercise_goes_on_with_the_same_step(world, ana):
    start_grounding(ana)
    ana.types("4")
    step = ana.sees_something()[-1].text
    assert [s.text for s in ana.read()][-1] == step  # the page is built from the same rows
    ana.types("a lamp, a chair, my cup, the window, a book")
    ana.sees_something()
    assert run_is_on(world)


def test_the_thought_record_gives_back_the_persons_own_words(world, ana):
    ana.types("i keep thinking im a failure")
    ana.sees_something()
    with storage.reading(world.engine) as db:
        conversation = db.scalar(select(Message.conversation_id).limit(1))
    assert conversation
    press_intent(world, ana, '/start_exercise{"exercise": "thought_quick"}')
    ana.types("5")
    ana.sees_something()
    ana.types("I will never get it right")
    assert "I will never get it right" in ana.sees_something()[-1].text
    ana.types("harsh on myself")
    ana.sees_something()
    ana.types("You are learning, and that takes time")
    ana.sees_something()
    ana.types("3")
    ana.sees("You are learning, and that takes time")
    asked = world.parts.rasa.asked
    assert not any("never get it right" in words for words in asked), "what is written in an exercise stays out of Rasa"


def press_intent(world, ana, payload):
    """As if a button with this payload had been pressed: a message that chooses it is stored and handled."""
    from handoff.channels.web.auth import token_hash
    from handoff.conversations import messages

    with storage.writing(world.engine) as db:
        conversation = messages.conversation_at(db, "web", token_hash(ana.token))
        messages.receive(
            db,
            conversation,
            "Start",
            client_id=str(uuid.uuid4()),
            channel="web",
            now=world.clock(),
            chosen=f"intent:{payload}",
        )
        id = conversation.id
    world.parts.door.handle(id)
    return ana.sees_something()


def test_a_mood_check_in(world, ana):
    ana.types("check in")
    said = ana.sees_something()
    if "1" not in " ".join(said[-1].choices) and "How is" not in said[-1].text:
        press_intent(world, ana, "/mood_check_in")
    ana.types("4")
    ana.sees_something()


def test_an_exercise_goes_on_when_rasa_is_away(world, ana):
    start_grounding(ana)
    world.parts.rasa.up = False
    ana.types("4")
    ana.sees_something()
    assert run_is_on(world)
    ana.types("a lamp")
    said = ana.sees_something()
    assert "not working" not in said[-1].text


def test_with_rasa_away_the_person_is_told_what_works(world, ana):
    world.parts.rasa.up = False
    ana.types("im so anxious today")
    said = ana.sees_something()[-1]
    assert "A person" in said.choices and "988" in said.text
    ana.types("BREATHE")
    ana.sees_something()


def test_with_the_action_server_away_a_group_search_says_so(world, ana):
    world.parts.rasa.actions_up = False
    ana.types("find me a group")
    assert ana.sees_something()[-1].choices


def test_asks_whether_it_is_real(world, ana):
    ana.types("are you a real person")
    said = " ".join(s.text for s in ana.sees_something())
    assert "program" in said


def test_what_do_you_know_about_me_and_a_copy_that_opens_once(world, ana):
    ana.types("what do you know about me")
    ana.sees("messages")
    ana.types("export")
    link = ana.sees("/export/").text.rsplit("/export/", 1)[1]
    copy = world.client.post(f"/export/{link}")
    assert "what do you know about me" in json.dumps(copy.get_json())
    assert world.client.post(f"/export/{link}").status_code == 404


def everything(world):
    """All rows of every table as one text, decrypted where the models do."""
    load_models()
    found = []
    with storage.reading(world.engine) as db:
        for mapper in storage.Base.registry.mappers:
            for row in db.scalars(select(mapper.class_)):
                found.append(" ".join(str(getattr(row, c.key)) for c in mapper.column_attrs))
    return "\n".join(found)


def test_forget_this_chat_leaves_no_word_in_any_table(world, ana):
    ana.types("my secret is a purple elephant")
    ana.sees_something()
    assert "purple elephant" in everything(world)
    ana.forgets()
    assert "purple elephant" not in everything(world)
    assert world.client.get("/api/messages", headers=ana.headers).status_code == 401


def test_words_are_encrypted_at_rest(world, ana):
    ana.types("my secret is a purple elephant")
    ana.sees_something()
    with world.engine.connect() as raw:
        bodies = [bytes(row[0]) for row in raw.execute(text("SELECT body FROM messages"))]
    assert bodies and not any(b"elephant" in body for body in bodies)


def test_delete_me_asks_first(world, ana):
    ana.types("my secret is a purple elephant")
    ana.sees_something()
    ana.types("delete me")
    code = ana.sees("cannot be taken back").text.rsplit(" ", 1)[1]
    ana.types("9999" if code != "9999" else "9998")
    assert not any("Deleted." in s.text for s in ana.sees_something()) and "purple elephant" in everything(world)
    ana.types(code)
    ana.sees("Deleted.")
    assert "purple elephant" not in everything(world)
    ana.types("hello")
    assert any("COMPUTER PROGRAM" in s.text for s in ana.sees_something()), "who writes again starts new"


def test_the_code_for_deleting_lasts_ten_minutes_and_can_be_left(world, ana):
    ana.types("delete me")
    code = ana.sees("cannot be taken back").text.rsplit(" ", 1)[1]
    world.forward(minutes=11)
    ana.types(code)
    assert not any("Deleted." in s.text for s in ana.sees_something())
    ana.types("delete me")
    ana.sees("cannot be taken back")
    ana.presses("Keep it")
    ana.sees("Nothing was deleted.")


def test_who_can_read_this_is_answered_with_the_assistant_away(world, ana, assistant):
    assistant.up = False
    ana.types("who can read this?")
    ana.sees("supervisor and the coordinator")
    ana.sees("operators see numbers")


def test_leaving_ends_the_screen_and_not_the_case(world, ana, vera):
    ana.types("i want to die")
    ana.sees_crisis_line()
    vera.expects_sms("waiting (")
    ana.leaves()
    assert world.case().state == "offering"


def test_nobody_reads_another_persons_chat(world, ana):
    zed = world.person("Zed")
    ana.types("im so anxious today")
    ana.sees_something()
    assert "anxious" not in json.dumps(zed.rows())
    bad = world.client.get("/api/messages", headers={"Authorization": "Bearer guessed"})
    assert bad.status_code == 401 and bad.get_json()["error"]["id"] == "session.ended"


def test_the_program_says_again_what_it_is_after_three_hours(world, ana):
    world.forward(hours=3, minutes=1)
    ana.types("im so anxious today")
    ana.sees("COMPUTER PROGRAM AND NOT A HUMAN BEING")
