"""What was typed becomes plain words, and every span leads back to the words as typed."""

import pytest

from handoff.safety import detect
from handoff.safety.model import Level

DETECTOR = detect.load()


@pytest.mark.parametrize(
    "typed",
    [
        "I want to kill myself",
        "i wanna k1ll myself",
        "i wanna k*ll myself",
        "i want to k!ll myself",
        "i want to k i l l myself",
        "i want to k.i.l.l myself",
        "I WANT TO KILL MYSELF",
        "i want to kiiilll myself",
        "i want to kil myslf",
        "i wanna killmyself",
        "i want to kill my self",
        "i wаnt tо kill myself",
        "ｉ ｗａｎｔ ｔｏ ｋｉｌｌ ｍｙｓｅｌｆ",
        "i want to ki\u200bll my\u200bself",
        "i want to un alive myself",
        "i want 2 kill myself",
        "i want to delete myself",
        "𝓘 𝔀𝓪𝓷𝓽 𝓽𝓸 𝓴𝓲𝓵𝓵 𝓶𝔂𝓼𝓮𝓵𝓯",
        "i  want\tto   kill\r\nmyself".replace("\r\n", " "),
        "i want to kill\x00 myself",
    ],
)
def test_the_same_words_however_they_are_written(typed):
    assert DETECTOR.assess(typed).level >= Level.R2


@pytest.mark.parametrize(
    ("typed", "span"),
    [
        ("Honestly? I WANNA K*LL MYSELF, ok", "WANNA K*LL MYSELF"),
        ("i’m going to kill myself.", "i’m going to kill myself"),
        ("so… s u i c i d e is all i think about", "s u i c i d e is all i"),
    ],
)
def test_a_span_is_the_words_as_typed(typed, span):
    assert span in {reason.span for reason in DETECTOR.assess(typed).reasons}


@pytest.mark.parametrize("typed", ["unalived a houseplant", "i feel odd", "i love my brother", "we killed the lights"])
def test_no_word_is_corrected_into_danger(typed):
    assert DETECTOR.assess(typed).level <= Level.R1


def test_sentences_and_questions_are_told_apart():
    plain = DETECTOR.hear("I'm fine, really. Are you there? ok").plain
    assert [(sentence.text, sentence.question) for sentence in plain.sentences] == [
        ("i am fine really", False),
        ("are you there", True),
        ("ok", False),
    ]
    assert plain.sentences[0].breaks == {3}


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("idontwanttobealiveanymore", "i do not want to be alive anymore"),
        ("iwannakillmyself", "i want to kill myself"),
        ("ijustwanttodie", "i just want to die"),
        ("together", "together"),
        ("everyonehere", "everyonehere"),
        ("deadlines", "deadlines"),
        ("iwanttosleep", "iwanttosleep"),
        ("a" * 5000, "a" * 5000),
    ],
)
def test_words_typed_without_a_space_are_taken_apart_where_it_is_sure(typed, plain):
    assert DETECTOR.hear(typed).plain.whole.text == plain
