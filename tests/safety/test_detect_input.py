"""Any str is taken: nothing raises, the longest message is judged in time, the same text gets the same answer."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.safety.model import LANES, Assessment, Level, Turn
from tests.detector import trained

DETECTOR = trained()
WHO = st.sampled_from(["person", "assistant", "volunteer"])

HOSTILE = {
    "nested quotes": "'\"" * 10_000,
    "zero width": "i want to kill myself".replace("", "\u200b\u200d") * 150,
    "right to left": "\u202e\u2067i want to die\u2069" * 300,
    "NUL and surrogates": "\x00\ud800kill\udfff myself\x00" * 300,
    "emoji": "😂💀🔪" * 2_600,
    "base64": "aSB3YW50IHRvIGRpZQ==" * 400,
    "one word": "a" * 8_000,
    "spaced letters": "k.i.l.l " * 1_000,
    "a lonely subject": "i " * 4_000,
    "never ends": "i want to " * 800,
    "negations": "not want to be " * 530,
    "about a friend": "my friend said " * 530,
    "masks": "k***l " * 1_300,
    "combining marks": "k\u0301\u0302i\u0303ll " * 1_000,
    "newlines": "die\n" * 2_000,
    "long post": ("I am tired for weeks, my job is killing me, my wife left and nothing helps. " * 120)[:8_000],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_judged_in_time(name):
    best = min(_seconds(HOSTILE[name]) for _ in range(3))
    assert best < 0.2


def _seconds(text: str) -> float:
    began = time.process_time()
    DETECTOR.assess(text)
    return time.process_time() - began


def test_danger_at_either_end_of_a_text_beyond_all_limits_is_seen():
    filler = "the weather was grey. " * 2_000
    assert DETECTOR.assess(f"i want to kill myself. {filler}").level >= Level.R2
    assert DETECTOR.assess(f"{filler} i want to kill myself").level >= Level.R2


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.lists(st.tuples(WHO, st.text(max_size=80)), max_size=4))
def test_any_text_gets_the_same_sound_answer_twice(text, turns):
    before = [Turn(who, said) for who, said in turns]
    said = DETECTOR.assess(text, before)
    assert said == DETECTOR.assess(text, before)
    assert 0 <= said.score <= 1
    assert set(said.lanes) <= set(LANES)
    assert bool(said.lanes or said.reasons) == bool(said.level)
    assert said.fresh <= said.level
    assert all(reason.span is None or reason.span in text for reason in said.reasons)
    assert Assessment.from_json(said.to_json()) == said


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_explicit_words_are_seen_whatever_stands_around_them(ahead, behind):
    assert DETECTOR.assess(f"{ahead}\n\nI just took all my pills.\n\n{behind}").level is Level.R4


@pytest.mark.parametrize("text", ["", " ", "ok", "?", "\n\n", "123", "👍"])
def test_nothing_said_is_no_risk(text):
    assert DETECTOR.assess(text) == Assessment()
