"""Putting an exercise down and coming back to it: minutes, hours, days later, or after the ladder took over."""

import pytest

from actions import storage
from actions.journal import models, service
from actions.journal.taken import Taken
from tests.journal.helpers import titles, value, words


def test_pause_then_anything_asks_and_carries_on(ana):
    ana.does("thought_quick", "6", "nobody likes me")
    assert words(ana.says("PAUSE")) == "Saved. Send anything to go on."
    ana.clock.forward(hours=5)
    asks = ana.types("hello again")
    assert "step 3" in words(asks) and titles(asks) == ["Carry on", "Start over", "Leave it"]
    assert '"nobody likes me"' in words(ana.presses(value(asks, "Carry on")))
    assert "What do you know for sure" in words(ana.types("guessing ahead"))


@pytest.mark.parametrize(
    ("answer", "says", "runs"),
    [
        ("1", "nobody likes me", ["running"]),
        ("carry on", "nobody likes me", ["running"]),
        ("2", "0 to 10", ["ended", "running"]),
        ("start over", "0 to 10", ["ended", "running"]),
        ("3", "MENU", ["paused"]),
        ("Leave it", "MENU", ["paused"]),
    ],
)
def test_the_resume_question_is_answered_by_number_or_words(ana, answer, says, runs):
    ana.does("thought_quick", "6", "nobody likes me")
    ana.says("PAUSE")
    ana.types("hello")
    assert says in words(ana.types(answer))
    assert [r.state for r in ana.rows(models.ExerciseRun)] == runs


def test_other_words_to_the_resume_question_go_to_the_assistant_and_menu_has_the_run(ana):
    ana.does("thought_quick", "6", "nobody likes me")
    ana.says("PAUSE")
    ana.types("hello")
    taken = ana.types("i want to find a group")
    assert taken.forward and not taken.says
    assert ana.repeats("i want to find a group") == taken
    assert "Carry on where I stopped" in titles(ana.says("MENU"))


def test_words_after_a_long_silence_are_not_taken_as_the_answer(ana):
    ana.does("thought_quick", "6")
    ana.clock.forward(hours=6)
    assert "Carry on" in titles(ana.types("i had a bad day"))
    assert ana.rows(models.ExerciseRun)[0].step == "thought"


def test_a_button_of_the_standing_question_works_after_a_silence(ana):
    asked = ana.does("thought_quick")
    ana.clock.forward(hours=6)
    assert "What was the thought" in words(ana.presses(value(asked, "4-5")))


def test_to_seven_days_it_is_mentioned_once(ana):
    ana.does("thought_quick", "6", "nobody likes me")
    ana.clock.forward(days=3)
    with storage.reading(ana.engine) as db:
        assert service.wants(service.active_run(db, 1), "hi", ana.clock.at)
    once = ana.types("hi")
    assert once.forward and "MENU" in words(once)
    assert ana.types("hi again") == Taken(forward=True)
    with storage.reading(ana.engine) as db:
        assert service.active_run(db, 1) is None


def test_after_seven_days_only_the_menu_has_it(ana):
    ana.does("thought_quick", "6", "nobody likes me")
    ana.clock.forward(days=8)
    with storage.reading(ana.engine) as db:
        assert not service.wants(service.active_run(db, 1), "hi", ana.clock.at)
    assert ana.comes_back() is None
    menu = ana.says("MENU")
    begin = value(menu, "Carry on where I stopped")
    assert begin == 'intent:/start_exercise{"exercise": "thought_quick"}'
    assert "step 3" in words(ana.starts("thought_quick"))
    assert '"nobody likes me"' in words(ana.types("carry on"))


def test_coming_back_to_a_running_exercise_says_the_question_in_other_words(ana):
    first = ana.does("thought_quick", "6")
    again = ana.comes_back()
    assert again is not None and words(again) != words(first) and again.run == "running"


def test_risk_suspends_and_nothing_resumes_by_itself(ana):
    ana.does("thought_quick", "6", "nobody likes me")
    with storage.writing(ana.engine) as db:
        assert service.suspend(db, 1, ana.clock.at)
        assert not service.suspend(db, 1, ana.clock.at)
    with storage.reading(ana.engine) as db:
        assert not service.wants(service.active_run(db, 1), "guessing ahead", ana.clock.at)
    ana.starts("grounding_54321", level="R2")
    ana.presses("exercise:9")
    ana.presses("exercise:shorter")
    ana.presses("exercise:done")
    assert ana.presses("exercise:3").run == "ended"
    asks = ana.comes_back()
    assert "A fairer look" in words(asks) and titles(asks) == ["Carry on", "Start over", "Leave it"]


def test_at_high_risk_grounding_begins_without_asking_about_last_time(ana):
    ana.does("grounding_54321", "5", "a lamp")
    assert "0 to 10" in words(ana.starts("grounding_54321", level="R3"))


def test_another_exercise_keeps_the_first_for_the_menu(ana):
    ana.does("thought_quick", "6", "nobody likes me")
    assert ana.starts("grounding_54321").run == "running"
    assert [(r.exercise, r.state, r.menu_only) for r in ana.rows(models.ExerciseRun)] == [
        ("thought_quick", "paused", True),
        ("grounding_54321", "running", False),
    ]


def test_skip_goes_on_and_a_needed_question_skipped_stays_in_the_menu(ana):
    ana.starts("thought_quick")
    assert "What was the thought" in words(ana.says("SKIP"))
    end = ana.says("SKIP")
    assert "MENU" in words(end) and end.run == "paused"
    assert "Carry on where I stopped" in titles(ana.says("MENU"))


def test_words_without_a_run_say_so(ana):
    for word in ("PAUSE", "SKIP", "LEAVE"):
        assert ana.says(word) is None
    assert ana.types("hello") == Taken(forward=True)
    assert "MENU" in words(ana.presses("exercise:7"))
    assert "My data" in titles(ana.says("MENU"))
