"""What people type is read as they mean it."""

import pytest

from actions.exercises import answers, loader
from actions.exercises.answers import Input, Read
from actions.exercises.conditions import BadCondition, parse
from actions.exercises.schema import Slot, Step
from actions.exercises.variants import cut

LIBRARY = loader.load()


def read(exercise: str, step: str, text: str, numbered: bool = False) -> Read | None:
    file = LIBRARY.exercises[exercise]
    asked: Step = file.steps[step]
    slot: Slot = file.slots[asked.input]
    return answers.read(asked, slot, Input(text=text), numbered=numbered)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        (" 7 ", 7),
        ("7/10", 7),
        ("7 out of 10", 7),
        ("about a 7", 7),
        ("seven", 7),
        ("its like an 8 rn", 8),
        ("0", 0),
        ("10", 10),
        ("6-7", 7),
        ("8-10", 10),
        ("7.5", 8),
        ("6,5", 7),
        ("\u0667", 7),
        ("a lot", None),
        ("11", None),
        ("-3", None),
        ("100", None),
        ("2 kids and an 8", None),
        ("", None),
        ("9" * 4000, None),
        ("zero", 0),
        ("10/10", 10),
    ],
)
def test_a_scale_reads_numbers_as_people_write_them(text, number):
    found = read("thought_quick", "pre", text)
    assert (found.value if found else None) == number


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("3", 3),
        ("very low", 1),
        ("low", 2),
        ("Low.", 2),
        ("very good", 5),
        ("good", 4),
        ("pretty good", 4),
        ("very low today", 1),
        ("so so", 3),
        ("not good", None),
        ("6", None),
        ("0", None),
    ],
)
def test_a_mood_reads_its_words(text, mood):
    found = read("checkin", "mood", text)
    assert (found.value if found else None) == mood


@pytest.mark.parametrize(
    ("text", "value", "typed"),
    [
        ("Reading minds", "mind_reading", False),
        ("reading minds i think", "mind_reading", False),
        ("guessing", "guessing", False),
        ("all or", "all_or_nothing", False),
        ("none", "none", False),
        ("it is all of them", "it is all of them", True),
        ("not guessing ahead", "not guessing ahead", True),
    ],
)
def test_words_beside_buttons_are_read_by_label_and_else_kept(text, value, typed):
    assert read("thought_quick", "trap", text) == Read(value, typed)


def test_a_lone_number_chooses_only_where_numbers_were_shown():
    assert read("thought_quick", "trap", "2", numbered=True) == Read("guessing")
    assert read("thought_quick", "trap", "2") == Read("2", typed=True)
    assert read("thought_quick", "trap", "9", numbered=True) == Read("9", typed=True)


def test_done_is_a_word_and_pause_is_none_of_its_answers():
    assert read("grounding_54321", "see", "Done!") == Read("done")
    assert read("grounding_54321", "see", "done with everything") == Read("done with everything", typed=True)
    assert read("grounding_54321", "see", "pause") is None


STEP = LIBRARY.exercises["thought_quick"].steps["facts"]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("time", "7:30", "07:30"),
        ("time", "9pm", "21:00"),
        ("time", "12 am", "00:00"),
        ("time", "25:00", None),
        ("time", "soon", None),
        ("phone", "202-555-0143", "202-555-0143"),
        ("phone", "my sister", None),
        ("list", "tea, walk\nsleep;", ["tea", "walk", "sleep"]),
        ("list", " , ", None),
    ],
)
def test_other_kinds_of_answers(kind, text, value):
    found = answers.read(STEP, Slot("x", kind, max_items=5), Input(text=text), numbered=False)
    assert (found.value if found else None) == value


def test_control_characters_do_not_stay():
    assert answers.clean(" a\x00b\ud800c\u2028d ") == "a\ufffdb\ufffdc\nd"


@pytest.mark.parametrize(
    ("words", "most", "channel", "shown"),
    [
        ('"quoted"', 20, "web", "quoted"),
        ("one  two\nthree", 20, "web", "one two three"),
        ("a" * 30, 10, "web", "a" * 7 + "..."),
        ("he said no and left me there", 16, "web", "he said no..."),
        ("caf\u00e9 \u2018x\u2019 \U0001f642", 20, "sms", "caf\u00e9 'x'"),
        ("{{{{{{", 6, "sms", "{..."),
        ("\U0001f642", 20, "sms", ""),
    ],
)
def test_a_quote_is_cut_to_its_place(words, most, channel, shown):
    assert cut(words, most, channel) == shown


@pytest.mark.parametrize(
    ("text", "have", "holds"),
    [
        ("a >= 8", {"a": 8}, True),
        ("a >= 8", {}, False),
        ("a >= b + 2", {"a": 5, "b": 3}, True),
        ("a >= b + 2", {"a": 5}, False),
        ("a in [x, y]", {"a": "y"}, True),
        ("a in [x, y]", {"a": "z"}, False),
        ("a is set", {"a": 0}, True),
        ("a is set", {}, False),
        ("a is set and b < 3", {"a": "x", "b": 2}, True),
        ("a == x", {"a": "x"}, True),
        ("a != x", {}, False),
        ("a > b", {"a": "x", "b": 1}, False),
        ("a == true", {"a": True}, True),
        ("a < b", {"a": 1, "b": 2}, True),
    ],
)
def test_conditions(text, have, holds):
    assert parse(text, {"a", "b"}).holds(have) is holds


@pytest.mark.parametrize(
    "text", ["a", "a = 8", "a >= 8 or b", "c >= 8", "a in x", "a in []", "a >= x + 2", "not a", "__import__('os')", ""]
)
def test_nothing_else_is_a_condition(text):
    with pytest.raises(BadCondition):
        parse(text, {"a", "b"})
