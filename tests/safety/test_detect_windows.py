"""The windows of the cues: how far a cue reaches, what cancels it, and how the phrases of cues.yml are read."""

import pytest

from handoff.safety import detect
from handoff.safety.detect import cues, rules

DETECTOR = detect.load()
DATA = {
    "negation": ["not", "no (thought|thoughts) of"], "not_a_negation": ["not sure"], "cancels": ["but", "unless"],
    "recovery": ["used to"], "ago": [r"\d+ (years|long years) ago"], "study": ["for class"], "joke": ["lol"],
    "past": ["back then"], "kind_after_cancel": ["fine"], "third": ["she", "they"], "first": ["i", "me"],
}  # fmt: skip
CUES = cues.WindowCues(DATA)


def sentence(text: str, which: int = 0):
    return DETECTOR.hear(text).plain.sentences[which]


def lowered(text: str, word: str = "die", kind: str = "self", after: str | None = None) -> str | None:
    one = sentence(text)
    at = next(n for n, token in enumerate(one.tokens) if token.word == word)
    return CUES.lowered_by(one, sentence(after) if after else None, at, at + 1, kind)


def test_phrases_become_every_way_to_say_them() -> None:
    ways = cues._token_patterns("no ? (thought|bad thought) of")
    assert ways == [
        [{"LOWER": "no"}, {"LOWER": "thought"}, {"LOWER": "of"}],
        [{"LOWER": "no"}, {"LOWER": "bad"}, {"LOWER": "thought"}, {"LOWER": "of"}],
    ]
    assert cues._token_patterns(r"\d+ ago") == [[{"LOWER": {"REGEX": r"^(?:\d+)$"}}, {"LOWER": "ago"}]]


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("not die", "cue.negation"), ("not a a a a die", "cue.negation"), ("not a a a a a die", None),
        ("die not", None), ("no thoughts of die", "cue.negation"), ("not sure die", None), ("not but die", None),
        ("used to die", "cue.recovery"), ("die for class", "cue.study"), ("die lol", "cue.joke"),
        ("die 5 years ago", "cue.ago"), ("die 5 long years ago", "cue.ago"), ("die years ago", None),
        ("lol " + "a " * 14 + "die", "cue.joke"), ("lol " + "a " * 15 + "die", None),
        ("die " + "a " * 13 + "lol", "cue.joke"), ("die " + "a " * 14 + "lol", "cue.joke"),
        ("die " + "a " * 15 + "lol", None), ("die lol but", None), ("die lol unless", None),
        ("but die lol", "cue.joke"),
        ("die lol but fine", "cue.joke"), ("die lol but a a a a a a fine", "cue.joke"),
        ("die lol but a a a a a a a fine", None), ("die", None),
    ],
)  # fmt: skip
def test_how_far_a_cue_reaches(text, cue) -> None:
    assert lowered(text) == cue


@pytest.mark.parametrize(
    ("after", "cue"),
    [("but a", None), ("a but a", None), ("a a but a", "cue.joke"), ("but fine", "cue.joke"), ("a a a", "cue.joke"),
     (None, "cue.joke")],
)  # fmt: skip
def test_the_sentence_after_may_take_it_back(after, cue) -> None:
    assert lowered("die lol", after=after) == cue


def test_a_cue_inside_the_match_is_none_of_it() -> None:
    one = sentence("she used to die")
    assert CUES.lowered_by(one, None, 1, 4, "self") is None
    assert CUES.lowered_by(one, None, 1, 3, "self") is None
    assert CUES.lowered_by(one, None, 3, 4, "self") == "cue.recovery"
    assert CUES.lowered_by(one, None, 2, 4, "self") == "cue.recovery"


def test_long_ago_lowers_nothing_that_is_about_the_past_itself() -> None:
    assert lowered("die 5 years ago", kind="long_ago") is None and lowered("die lol", kind="long_ago") == "cue.joke"


@pytest.mark.parametrize(
    ("text", "cue"),
    [("die 5 years ago back then", "cue.past"), ("used to die back then", "cue.past"), ("die back then", None),
     ("die 5 years ago", None), ("not die lol", None)],
)  # fmt: skip
def test_somebody_elses_danger_is_lowered_by_a_past_that_is_told_as_past(text, cue) -> None:
    assert lowered(text, kind="third") == cue


@pytest.mark.parametrize(
    ("text", "about"),
    [("she die", True), ("they a a a die", True), ("they a a a a die", False), ("i die", False), ("she i die", False),
     ("i she die", True), ("a die", False), ("she but die", False), ("she and a die", False)],
)  # fmt: skip
def test_whose_the_words_are(text, about) -> None:
    one = sentence(text)
    at = next(n for n, token in enumerate(one.tokens) if token.word == "die")
    assert CUES.is_about_another(one, at) is about


def test_a_match_that_begins_with_the_writer_is_theirs() -> None:
    one = sentence("she i die")
    assert CUES.is_about_another(one, 1) is False


def test_the_house_file_is_what_is_read() -> None:
    read = rules.read().cues
    assert isinstance(cues.load(read), cues.WindowCues) and not isinstance(cues.load(read), cues.ParsedCues)
