"""The actions hand the journal's texts to the door, and say plainly when something here is broken."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import Engine

from actions import checkins, do_exercise, doors, people, registered, storage
from actions.journal import models

TABLES = [t.__table__ for t in (models.ExerciseRun, models.CheckIn, models.SavedLine, models.Plan)]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = storage.engine(f"sqlite:///{tmp_path}/people.db")  # tests/journal runs the same calls on PostgreSQL
    storage.Base.metadata.create_all(made, tables=TABLES)
    yield made
    made.dispose()


class Dialogue:
    """One conversation as Rasa would hand it over; each run is one message."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.message_id = engine, 0

    def runs(
        self,
        action: Any,
        text: str = "",
        *,
        intent: str = "",
        entities: dict[str, Any] | None = None,
        same: bool = False,
        **metadata: Any,
    ) -> list[dict[str, Any]]:
        self.message_id += 0 if same else 1
        have = {
            "message_id": str(self.message_id),
            "person_id": 1,
            "channel": "web",
            "level": "R0",
            "not_when": [],
            "text": text,
            "now": "2026-11-24T18:30:00+00:00",
            **metadata,
        }
        latest = {
            "text": text,
            "intent": {"name": intent},
            "metadata": have,
            "entities": [{"entity": k, "value": v} for k, v in (entities or {}).items()],
        }
        tracker = Tracker("c1", {}, latest, [], False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        made = action() if action in (doors.RequestPerson, doors.MyData) else action(engine=lambda: self.engine)
        made.run(dispatcher, tracker, {})
        return [message["custom"]["peerline"] for message in dispatcher.messages]


@pytest.fixture
def dialogue(engine: Engine) -> Dialogue:
    return Dialogue(engine)


@pytest.mark.parametrize(
    ("text", "entities", "begins"),
    [
        ("/start_exercise", {"exercise": "grounding_54321"}, "About 4 minutes, 7 questions"),
        ("can we do the grouding thing", {}, "About 4 minutes, 7 questions"),
        ("a thought record please", {}, "About 4 minutes, 5 questions"),
        ("/start_exercise", {"exercise": "breathing"}, "About 3 minutes, 3 questions"),
        ("something", {}, "A few minutes each"),
        ("/start_exercise", {"exercise": "juggling"}, "I do not have that one"),
    ],
)
def test_starting_by_button_or_by_words(dialogue, text, entities, begins):
    [said] = dialogue.runs(do_exercise.StartExercise, text, entities=entities)
    assert said["text"].startswith(begins)
    assert 2 <= len(said["choices"]) <= 5 and all(set(c) == {"title", "value"} for c in said["choices"])


def test_an_exercise_by_its_actions_alone(dialogue):
    dialogue.runs(do_exercise.StartExercise, entities={"exercise": "thought_quick"})
    dialogue.runs(do_exercise.DoExercise, "6")
    [trap] = dialogue.runs(do_exercise.DoExercise, "nobody likes me")
    assert '"nobody likes me"' in trap["text"]
    [again] = dialogue.runs(do_exercise.DoExercise, "nobody likes me", same=True)
    assert again == trap
    dialogue.runs(do_exercise.DoExercise, value="exercise:guessing")
    dialogue.runs(do_exercise.DoExercise, "they waved today")
    [end] = dialogue.runs(do_exercise.DoExercise, "3")
    assert [c["value"] for c in end["choices"]] == ["exercise:keep", "exercise:let_go"]
    [kept] = dialogue.runs(do_exercise.DoExercise, value="exercise:keep")
    assert kept["text"].startswith("Kept")


def test_words_of_the_journal_work_here_too(dialogue):
    dialogue.runs(do_exercise.StartExercise, entities={"exercise": "thought_quick"})
    assert dialogue.runs(do_exercise.DoExercise, "Pause")[0]["text"].startswith("Saved.")
    assert "Carry on" in str(dialogue.runs(do_exercise.DoExercise, "here")[0]["choices"])
    assert "A person" in str(dialogue.runs(do_exercise.DoExercise, "MENU")[0]["choices"])


def test_words_that_no_exercise_takes_get_the_menu(dialogue):
    [said] = dialogue.runs(do_exercise.DoExercise, "hello there")
    assert [c["title"] for c in said["choices"]][:4] == [
        "I want to talk",
        "Try something short",
        "Find a group",
        "A person",
    ]


@pytest.mark.parametrize(
    ("level", "titles"),
    [
        (
            "R0",
            [
                "Five senses, back in the room",
                "A fairer look at one thought",
                "Slow breath, six rounds",
                "How is today",
                "A person",
            ],
        ),
        ("R2", ["Five senses, back in the room", "My safety plan", "A person"]),
        ("R4", ["My safety plan", "A person"]),
    ],
)
def test_the_list_shows_what_may_begin_now(dialogue, level, titles):
    [said] = dialogue.runs(do_exercise.ListExercises, "an exercise", level=level)
    assert [c["title"] for c in said["choices"]] == titles


def test_the_check_in_and_its_answer(dialogue):
    [asks] = dialogue.runs(checkins.CheckIn, "mood check", intent="mood_check_in")
    assert [c["title"] for c in asks["choices"]] == ["Very low", "Low", "So-so", "Good", "Very good"]
    [word] = dialogue.runs(checkins.CheckIn, intent="check_in_answer", entities={"value": 2})
    assert "word" in word["text"].lower()


def test_on_sms_the_text_is_its_own_wording(dialogue):
    [asks] = dialogue.runs(checkins.CheckIn, "mood check", intent="mood_check_in", channel="sms")
    assert asks["sms"] == asks["text"] and "5 very good" in asks["sms"]
    [there] = dialogue.runs(do_exercise.ListExercises, channel="sms")
    assert "sms" not in there  # the door numbers these


@pytest.mark.parametrize(
    ("intent", "does"),
    [
        ("export", "export"),
        ("forget_today", "forget_today"),
        ("delete_me", "delete_me"),
        ("what_you_know", "what_you_know"),
        ("greet", "what_you_know"),
    ],
)
def test_data_rights_are_the_doors_to_do(dialogue, intent, does):
    assert dialogue.runs(doors.MyData, intent=intent) == [{"directives": [{"do": does}]}]


def test_a_person_is_the_doors_to_ask(dialogue):
    assert dialogue.runs(doors.RequestPerson) == [{"directives": [{"do": "request_person"}]}]


@pytest.mark.parametrize(
    "action",
    [do_exercise.StartExercise, do_exercise.DoExercise, do_exercise.ListExercises, checkins.CheckIn, doors.Menu],
)
def test_a_broken_database_becomes_a_plain_sentence(dialogue, action, tmp_path):
    dialogue.engine = storage.engine(f"sqlite:///{tmp_path}/no/such/folder.db")
    [said] = dialogue.runs(action, "6", entities={"exercise": "grounding_54321"})
    assert "PERSON" in said["text"] or said["choices"]
    dialogue.engine.dispose()


@pytest.mark.parametrize("broken", [{"person_id": None}, {"message_id": ""}, {"now": "yesterday"}, {"level": None}])
def test_metadata_that_is_missing_or_odd_does_not_crash(dialogue, broken):
    assert dialogue.runs(do_exercise.StartExercise, entities={"exercise": "grounding_54321"}, **broken)[0]["text"]


def test_metadata_is_found_among_the_events_too():
    event = {"event": "user", "metadata": {"message_id": "9", "person_id": 4, "channel": "sms"}}
    tracker = Tracker("c1", {}, {"text": "6"}, [event, {"event": "action"}], False, None, {}, None)
    asked = people.asked(tracker)
    assert (asked.person_id, asked.turn.message_id, asked.turn.channel, asked.text) == (4, "9", "sms", "6")


def test_the_server_offers_every_action_of_this_room():
    assert {
        "action_start_exercise",
        "action_do_exercise",
        "action_list_exercises",
        "action_check_in",
        "action_request_person",
        "action_my_data",
        "action_menu",
    } <= set(registered.executor().actions)


def test_a_room_that_cannot_be_loaded_leaves_the_others(monkeypatch):
    monkeypatch.setattr(registered, "MODULES", (*registered.MODULES, "actions.no_such_room"))
    assert "action_menu" in registered.executor().actions
