"""What the fuzzer asks of the reader of risk stops at a fault: it raises, it is slow, or its answer cannot be."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from handoff.safety import detect
from tests.bench.fuzz_one import TooSlow, one

DETECTOR = detect.load()


def test_a_sound_reader_passes_with_and_without_a_turn_before() -> None:
    for first in (b"\0", b"\xff"):
        one(DETECTOR, first + "i want to die \u200b\u202e \U0001f600".encode() + b"\xff\xfe")


def test_a_text_that_raises_stops_it() -> None:
    def assess(text: str, before: object) -> None:
        raise RecursionError("quotes in quotes")

    with pytest.raises(RecursionError):
        one(SimpleNamespace(assess=assess), b"\0hello")  # type: ignore[arg-type]


def test_a_slow_text_stops_it() -> None:
    with pytest.raises(TooSlow):
        one(DETECTOR, b"\0i want to die", longest_s=0.0)


def test_an_answer_that_cannot_be_stops_it() -> None:
    wrong = SimpleNamespace(assess=lambda text, before: replace(DETECTOR.assess(text), score=2.0))
    with pytest.raises(AssertionError):
        one(wrong, b"\0i want to die")  # type: ignore[arg-type]
