"""Exercise runs of a person, on SQLite and on PostgreSQL."""

import json
import threading

import pytest
from sqlalchemy import text as sql

from actions import storage
from actions.journal import models, service
from actions.journal.taken import Taken
from actions.journal.turn import Turn
from tests.journal.helpers import titles, value, words

RECORD = ("6", "nobody likes me", "guessing ahead", "they waved today", "3")


def test_a_record_to_the_end_keeps_the_line_once(ana):
    assert "Keep them for later?" in words(ana.does("thought_quick", *RECORD))
    done = ana.presses("exercise:keep")
    assert done.run == "ended" and words(done).startswith("Kept")
    assert [s.line for s in ana.rows(models.SavedLine)] == ["they waved today"]
    with storage.reading(ana.engine) as db:
        assert service.active_run(db, 1) is None


def test_what_is_let_go_is_not_kept(ana):
    ana.does("thought_quick", *RECORD)
    assert words(ana.types("no")).startswith("Let go")
    assert ana.rows(models.SavedLine) == []
    run = ana.rows(models.ExerciseRun)[0]
    assert "nobody" not in json.dumps(run.answers) and "waved" not in json.dumps(run.answers["state"])


def test_nothing_that_a_person_wrote_lies_in_the_clear(ana):
    ana.does("thought_quick", *RECORD)
    ana.presses("exercise:keep")
    with ana.engine.connect() as db:
        for table in ("exercise_runs", "saved_lines"):
            raw = repr(
                [
                    [bytes(v) if isinstance(v, bytes | memoryview) else v for v in row]
                    for row in db.execute(sql(f"SELECT * FROM {table}"))
                ]
            )
            assert "nobody likes" not in raw and "waved" not in raw


def test_the_same_message_again_gets_the_same_answer_and_changes_nothing(ana):
    ana.does("thought_quick", "6")
    first = ana.types("nobody likes me")
    kept = ana.rows(models.ExerciseRun)[0]
    ana.clock.forward(minutes=3)
    assert ana.repeats("nobody likes me") == first
    after = ana.rows(models.ExerciseRun)[0]
    assert (after.answers, after.updated_at, after.step) == (kept.answers, kept.updated_at, kept.step)


def test_a_start_asked_twice_begins_once(ana):
    turn = ana.next_turn()
    with storage.writing(ana.engine) as db:
        first = service.start(db, 1, "grounding_54321", turn)
    with storage.writing(ana.engine) as db:
        assert service.start(db, 1, "grounding_54321", turn) == first
    assert len(ana.rows(models.ExerciseRun)) == 1


def test_one_message_at_the_same_time_from_two_processes_is_taken_once(ana):
    ana.does("thought_quick", "6")
    turn, answers = ana.next_turn(), []

    def take() -> None:
        with storage.writing(ana.engine) as db:
            answers.append(service.take(db, 1, turn, text="nobody likes me"))

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 6 and len({words(a) for a in answers}) == 1
    assert ana.rows(models.ExerciseRun)[0].step == "trap"


def test_the_end_asked_twice_saves_once(ana):
    ana.does("thought_quick", *RECORD)
    first = ana.types("keep")
    assert ana.repeats("keep") == first
    assert len(ana.rows(models.SavedLine)) == 1


@pytest.mark.parametrize(
    ("exercise", "more", "offers"),
    [
        ("thought_quick", {"level": "R2"}, ["Five senses, back in the room", "A person"]),
        ("thought_quick", {"level": "R1"}, ["Five senses, back in the room", "A person"]),
        ("thought_quick", {"level": "R4"}, ["A person", "Something else"]),
        ("thought_quick", {"not_when": ["grief"]}, ["A person", "Five senses, back in the room"]),
        ("thought_quick", {"not_when": ["true_threat"]}, ["Five senses, back in the room", "A person"]),
        ("breathing_paced", {"not_when": ["breath_panic"]}, ["Five senses, back in the room", "A person"]),
        ("grounding_54321", {"level": "R4"}, ["A person", "Something else"]),
        (
            "problem_solving",
            {},
            [
                "Five senses, back in the room",
                "A fairer look at one thought",
                "Slow breath, six rounds",
                "How is today",
                "A person",
            ],
        ),
    ],
)
def test_a_closed_gate_offers_what_fits(ana, exercise, more, offers):
    assert titles(ana.starts(exercise, **more)) == offers
    assert ana.rows(models.ExerciseRun) == []


def test_r1_cleared_may_begin(ana):
    assert ana.starts("thought_quick", level="R1_cleared").run == "running"


def test_too_heavy_hands_over_to_grounding(ana):
    end = ana.does("thought_quick", "9")
    assert titles(end) == ["Five senses, back in the room", "Slow breath, six rounds", "A person"]
    assert value(end, "A person") == "word:PERSON"


def test_on_sms_the_texts_number_their_own_choices(ana):
    ana.channel = "sms"
    end = ana.does("thought_quick", "9")
    assert end.says[0].sms == end.says[0].text and "3 a person" in end.says[0].text
    assert len(end.says[0].choices) == 3
    ana.starts("checkin")
    ana.types("3")
    assert "4 nothing now" in words(ana.types("tired"))
    asked = ana.says("PAUSE")
    assert asked.says[0].sms
    assert "1 carry on 2 start over 3 leave it" in words(ana.types("x"))


def test_three_times_no_lighter_leads_to_people(ana):
    for _ in range(2):
        end = ana.does("breathing_paced", "5", "done", "5")
        assert len(end.says) == 1
    end = ana.does("breathing_paced", "5", "done", "5")
    assert titles(end) == ["A person", "Find a group"] and len(end.says) == 2 and end.says[0].choices == ()


def test_the_check_in_is_written_down_and_a_fall_is_noticed(ana):
    for mood in ("5", "4"):
        ana.does("checkin", mood, "fine", "nothing now")
        ana.clock.forward(days=1)
    assert titles(ana.does("checkin", "3", "tired"))[0] == "A person"
    asks = ana.types("a person")
    assert asks.directives == ({"do": "request_person"},)
    assert [(c.mood, c.word, c.choice) for c in ana.rows(models.CheckIn)] == [
        (5, "fine", "nothing"),
        (4, "fine", "nothing"),
        (3, "tired", "person"),
    ]


def test_the_second_time_is_said_in_other_words(ana):
    first = words(ana.does("thought_quick"))
    ana.types("6")
    ana.says("LEAVE")
    ana.starts("thought_quick")
    second = words(ana.types("start over"))
    assert first != second and "0 to 10" in second


def test_export_and_erase_hold_everything_of_one_person(ana):
    ana.does("thought_quick", *RECORD)
    ana.types("keep")
    ana.does("checkin", "4", "calm", "nothing now")
    other = type(ana)(ana.engine, ana.clock, person_id=2, count=500)
    other.starts("grounding_54321")
    with storage.reading(ana.engine) as db:
        copy = service.export(db, 1)
    assert copy["saved_lines"][0]["line"] == "they waved today"
    assert len(copy["exercise_runs"]) == 2 and copy["check_ins"][0]["mood"] == 4
    json.dumps(copy)
    with storage.writing(ana.engine) as db:
        assert service.erase(db, 1) == 4
    assert other.rows(models.ExerciseRun) and ana.rows(models.ExerciseRun) == []


def test_what_was_answered_survives_json(ana):
    taken = ana.does("thought_quick", *RECORD)
    assert Taken.from_json(json.loads(json.dumps(taken.to_json()))) == taken


def test_a_message_id_of_any_form_is_taken(ana):
    with storage.writing(ana.engine) as db:
        taken = service.menu(db, 1, Turn("SM" + "0" * 32, ana.clock.at))
    assert len(taken.says) == 1


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ('intent:/start_exercise{"exercise": "grounding_54321"}', "About 4 minutes, 7 questions"),
        ("intent:/start_exercise{", "few minutes each"),
        ("intent:/want_exercise", "few minutes each"),
        ("intent:/mood_check_in", "30 seconds, 3 questions"),
        ("intent:/menu", "hat "),
    ],
)
def test_buttons_for_exercises_work_while_the_assistant_is_away(ana, value, says):
    with storage.writing(ana.engine) as db:
        assert says in words(service.without_rasa(db, 1, ana.next_turn(), value))


@pytest.mark.parametrize("value", ["intent:/find_group", "text:hello", "", "word:MENU"])
def test_other_buttons_wait_for_the_assistant(ana, value):
    with storage.writing(ana.engine) as db:
        assert service.without_rasa(db, 1, ana.next_turn(), value) is None
