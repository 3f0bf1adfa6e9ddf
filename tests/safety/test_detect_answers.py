"""What an answer means after each question, whole: its question, its level, whether it is a key, what is known then."""

import pytest

from handoff.safety.detect import answers
from handoff.safety.detect.answers import Effect, Known
from handoff.safety.model import Level

TURNS = {
    "soft": "Is it a way of speaking, or partly true?",
    "thoughts": "Are you having thoughts of suicide?",
    "passive": "Do you ever wish you were dead?",
    "plan": "Have you thought about how? No details needed.",
    "means": "Is what you would use within reach?",
    "when": "Is there a time you have in mind?",
    "behaviour": "Have you ever tried to end your life?",
    "tonight": "How sure are you of getting through tonight?",
}
BEFORE = Known(plan=None, means=True, keys=frozenset({"earlier"}))
FAR = Known(means=False)
KEY, NOTHING = "key", None
TABLE = {
    "thoughts": [
        ("i wish i could", "R2"), ("wishing it", "R2"), ("not wake", "R2"), ("just not be here", "R2"),
        ("want to disappear", "R2"), ("yes", "R2"), ("well yes", "R2"), ("it is maybe so", "R2"),
        ("there is a plan", "R2"), ("hm sometimes", "R2"), ("i do not know", "R1"), ("hard to say", "R1"),
        ("no", KEY), ("nope", KEY), ("the weather", NOTHING),
    ],
    "passive": [
        ("yes", "R2"), ("in the morning often", "R2"), ("it is always there", "R2"), ("for me every night", "R2"),
        ("hm maybe", "R2"), ("well sometimes", "R2"), ("i do not know", "R1"), ("not so sure", "R1"), ("never", KEY),
        ("the weather", NOTHING),
    ],
    "soft": [
        ("partly", "R1"), ("it is true", "R1"), ("i mean it", "R1"), ("serious", "R1"), ("both", "R1"),
        ("not sure", "R1"), ("i do not know", "R1"), ("a bit", "R1"), ("just an expression", KEY), ("a joke", KEY),
        ("the weather", NOTHING),
    ],
}  # fmt: skip
MORE = {
    "plan": [
        ("no", "R2", {"plan": False}), ("no but an idea", "R3", {"plan": True}), ("no plan", "R3", {"plan": True}),
        ("not really but maybe", NOTHING, {}), ("yes", "R3", {"plan": True}), ("hard to say", "R3", {"plan": True}),
        ("i do not know", "R3", {"plan": True}), ("i am 15", NOTHING, {}),
        ("with pills", "R3", {"plan": True}), ("some idea", "R3", {"plan": True}), ("the weather", NOTHING, {}),
    ],
    "means": [
        ("no", "R2", {"means": False}), ("yes", "R3", {"means": True}), ("not sure", "R3", {"means": True}),
        ("i do not know", "R3", {"means": True}), ("i do not", "R2", {"means": False}), ("i am 15", NOTHING, {}),
        ("the rope is here", "R3", {"means": True}), ("the weather", NOTHING, {}),
    ],
    "when": [
        ("tonight", "R4", {"soon": True}), ("in two days", "R4", {"soon": True}), ("no", "R2", {}),
        ("some day", "R2", {}), ("well one day", "R2", {}), ("eventually", "R2", {}), ("when the snow falls", "R3", {}),
        ("when the snow falls on trees", "R3", {}), ("when the snow falls on the trees", NOTHING, {}),
    ],
    "behaviour": [
        ("no", "R2", {}), ("last week", "R3", {}), ("yesterday", "R3", {}), ("two months ago", "R3", {}),
        ("three years ago", "R2", {}), ("it was longer ago", "R2", {}), ("as a teenager", "R2", {}),
        ("in 2009", "R2", {}), ("that was once", "R2", {}), ("yes", "R2", {}), ("the weather", NOTHING, {}),
    ],
    "tonight": [
        ("i do not think so", "R4", {"soon": True}), ("doubt it", "R4", {"soon": True}), ("not very sure", "R3", {}),
        ("maybe", "R3", {}), ("i hope", "R3", {}), ("sure", "R2", {}), ("i will", "R2", {}),
        ("no problem", NOTHING, {}),
        ("sure no problem", "R2", {}), ("safe no doubt", "R2", {}), ("fine no worries", "R2", {}),
        ("the weather", NOTHING, {}),
    ],
}  # fmt: skip
ROWS = [(q, said, what, {}) for q, rows in TABLE.items() for said, what in rows] + [
    (q, said, what, known) for q, rows in MORE.items() for said, what, known in rows
]


def known(before: Known, **changes) -> Known:
    return Known(**{name: getattr(before, name) for name in before.__dataclass_fields__} | changes)


@pytest.mark.parametrize(("question", "said", "what", "changes"), ROWS)
def test_an_answer_whole(question, said, what, changes) -> None:
    found = answers.read(TURNS[question], said, BEFORE)
    if what is None:
        assert found is None
    elif what == KEY:
        assert found == Effect(question, None, known(BEFORE, keys=BEFORE.keys | {question}), True)
    else:
        assert found == Effect(question, Level.read(what), known(BEFORE, **changes), False)


@pytest.mark.parametrize("question", TURNS)
def test_rather_not_say_is_never_a_no(question) -> None:
    level = Level.R1 if question in ("thoughts", "passive", "soft") else Level.R2
    after = known(BEFORE, means=None) if question == "means" else BEFORE
    assert answers.read(TURNS[question], "i would rather not say", BEFORE) == Effect(question, level, after, False)


@pytest.mark.parametrize(("question", "said"), [("when", "today"), ("tonight", "not going to")])
def test_soon_with_the_means_known_to_be_out_of_reach_is_high_not_imminent(question, said) -> None:
    assert answers.read(TURNS[question], said, FAR) == Effect(question, Level.R3, known(FAR, soon=True), False)


@pytest.mark.parametrize(
    ("turn", "number", "level"),
    [
        ("Is there a time you have in mind? 1 no 2 some day 3 next two days 4 today", "3", "R4"),
        ("Is there a time you have in mind? 1 no 2 some day 3 next two days 4 today", "number 2", "R2"),
        ("Is there a time you have in mind? 1 today 2 no", "option 1", "R4"),
        ("Is there a time you have in mind? 1 today 2 no", "nr 2", "R2"),
        ("1 today 2 no. Is there a time you have in mind?", "1", "R4"),
        ("Is it 5 o'clock? Is there a time you have in mind? 1 today 2 no", "1", "R4"),
        ("Is there a time you have in mind? 1 No. 2 Today!", "2", "R4"),
        ("How sure are you of getting through tonight? 1 sure 2 I don't think so", "2", "R4"),
        ("How sure are you of getting through tonight? 1 I can't 2 I don't know", "2", "R3"),
        ("Are you having thoughts of suicide? 1 I don't 2 I do", "2", "R2"),
        ("Are you having thoughts of suicide? 1 I can't say 2 I don't", "2", None),
        ("Is what you would use within reach?", "2", "R3"),
    ],
)
def test_a_number_takes_the_words_of_its_option(turn, number, level) -> None:
    found = answers.read(turn, number, Known())
    assert found is not None and found.level == (Level.read(level) if level else None)
    assert found.key == (level is None)


def test_an_option_with_can_not_is_read_as_such() -> None:
    found = answers.read("How safe does tonight look to you? 1 fine 2 I can't", "2", Known())
    assert found == Effect("tonight", Level.R4, Known(soon=True), False)


@pytest.mark.parametrize("number", ["4", "9"])
def test_a_number_without_an_option_says_nothing(number) -> None:
    assert answers.read("Is what you would use within reach?", number, Known()) is None


def test_fourteen_words_may_be_an_answer_and_fifteen_are_talk() -> None:
    fourteen = "yes " + " ".join(["word"] * 13)
    assert answers.read(TURNS["thoughts"], fourteen, Known()) == Effect("thoughts", Level.R2, Known(), False)
    assert answers.read(TURNS["thoughts"], f"{fourteen} word", Known()) is None
    assert answers.read(TURNS["thoughts"], "", Known()) is None


def test_the_last_question_of_a_turn_counts_and_any_apostrophe() -> None:
    assert answers.question_of("Is there a plan? Is what you would use within reach?") == "means"
    assert answers.question_of("Do you wish that you weren’t alive?") == "passive"
    assert answers.question_of("How sure are you of getting through tonight? 1 sure 2 not sure") == "tonight"
    assert answers.question_of("You spoke of suicide. Would you tell me more?") == "thoughts"
