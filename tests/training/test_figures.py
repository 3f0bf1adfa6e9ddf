"""The figures of a report and the verdict of a comparison, without any model."""

from typing import Any

import pytest

from assistant.training.compare import compare
from assistant.training.evaluate import behaved, conversed, figures, latency, macro_f1, noise, per_intent, safety
from assistant.training.project import Project
from assistant.training.reading import Place

HERE = Place("checks.yml", 1)
PAIRS = [("low", "low")] * 4 + [("low", "angry")] + [("angry", "angry")] * 4 + [("angry", "nlu_fallback")]


def test_figures_by_intent_with_what_they_were_confused_with() -> None:
    table = per_intent(PAIRS)
    assert table["low"] == {"count": 5, "right": 4, "f1": round(8 / 9, 4), "confused_with": {"angry": 1}}
    assert table["angry"]["f1"] == 0.8
    assert list(table) == ["angry", "low"], "the worst first"


def test_a_fallback_is_not_counted_as_a_wrong_answer() -> None:
    made = figures(PAIRS)
    assert (made["count"], made["accuracy"], made["fallback"], made["wrong_answer"]) == (10, 0.8, 0.1, 0.1)


def test_nothing_held_out_has_figures_too() -> None:
    assert figures([])["accuracy"] == 0
    assert macro_f1([]) == noise([]) == 0


def test_noise_is_the_same_each_time_and_none_when_all_is_right() -> None:
    assert noise(PAIRS) == noise(PAIRS) > 0
    assert noise([("low", "low")] * 20) == 0


@pytest.mark.parametrize(
    ("row", "intent", "held"),
    [
        ({"text": "a", "must": "low"}, "low", 1),
        ({"text": "a", "must": ["low", "angry"]}, "angry", 1),
        ({"text": "a", "must": "low"}, "angry", 0),
        ({"text": "a", "must_not": ["bye"]}, "bye", 0),
        ({"text": "a", "must_not": "bye"}, "low", 1),
    ],
)
def test_a_behaviour_check(row: dict[str, Any], intent: str, held: int) -> None:
    assert behaved([(row, HERE)], [{"intent": intent, "confidence": 0.5}])["held"] == held


def test_a_conversation_fails_at_the_turn_that_went_wrong() -> None:
    talk = {
        "name": "x",
        "turns": [
            {"person": "hi", "assistant": "utter_greet"},
            {"person": "bye", "assistant": ["utter_bye", "utter_thanks"]},
        ],
    }
    assert conversed([(talk, HERE)], [[["utter_greet"], ["utter_thanks"]]])["held"] == 1
    made = conversed([(talk, HERE)], [[["utter_greet"], []]])
    assert (made["held"], made["failed"][0]["turn"]) == (0, 2)


def test_latency_in_order() -> None:
    made = latency([float(n) for n in range(100)])
    assert made["p50"] < made["p95"] <= 99
    assert latency([]) == {"p50": 0, "p95": 0}


def test_the_safety_set_is_read_by_the_reader_that_is_handed_in(project: Project) -> None:
    (project.checks_dir / "safety.yml").write_text(
        "- {text: one, least: R2}\n- {text: two, least: R1, country: GB, history: [{who: person, text: before}]}\n"
    )
    seen = []

    def reader(text: str, history: Any, country: str | None) -> str:
        seen.append((text, len(history), country))
        return "R1"

    made = safety(project, reader)
    assert seen == [("one", 0, None), ("two", 1, "GB")]
    assert (made["count"], made["held"]) == (2, 1)
    assert made["below"][0]["place"] == "nlu_data/checks/safety.yml:1"
    assert "one" not in str(made), "the words of the safety set stay in their file"


def report(key: str = "a", *, f1: float = 0.9, level: str = "R2", failed: tuple[str, ...] = ()) -> dict[str, Any]:
    """A report with one held-out sentence and one row of the safety set."""
    checks = {"count": 1, "held": 1, "failed": []}
    made = {
        "key": key,
        "held_out": {"macro_f1": f1, "accuracy": f1, "intents": {}},
        "noise": 0.01,
        "predictions": [],
        "latency_ms": {"p50": 3, "p95": 5},
        **{name: dict(checks) for name in ("behaviour", "conversations", "health")},
        "safety": {"count": 1, "held": 1, "read": [{"place": "s:1", "least": "R2", "level": level}], "below": []},
    }
    for name in failed:
        made[name]["failed"] = [{"place": "c:3", "intent": "bye", "turn": 1, "actions": []}]
    return made


def test_the_first_model_is_compared_with_nothing() -> None:
    assert compare(None, report())["promote"]


def test_a_better_one_and_one_within_the_noise_pass() -> None:
    assert compare(report(), report("b", f1=0.93))["promote"]
    assert compare(report(), report("b", f1=0.895))["promote"]


def test_one_that_is_worse_beyond_the_noise_does_not() -> None:
    verdict = compare(report(), report("b", f1=0.85))
    assert not verdict["promote"]
    assert "0.900 to 0.850" in verdict["reasons"][0]


@pytest.mark.parametrize("name", ["behaviour", "conversations", "health"])
def test_each_check_is_a_gate(name: str) -> None:
    verdict = compare(report(), report("b", f1=0.99, failed=(name,)))
    assert not verdict["promote"] and verdict["reasons"][0].startswith("c:3")


def test_one_message_of_the_safety_set_noticed_less_stops_it() -> None:
    assert "R3 -> R2" in compare(report(level="R3"), report("b", f1=0.99))["reasons"][0]
    assert not compare(report(), report("b", level="R1"))["promote"]
    assert not compare(None, report("b", level="R0"))["promote"]


def test_without_a_risk_reader_nothing_passes() -> None:
    candidate = report("b") | {"safety": None}
    assert "not read" in compare(report(), candidate)["reasons"][0]


def test_what_changes_is_listed() -> None:
    def predicts(intent: str, right: int) -> dict[str, Any]:
        made = report()
        made["predictions"] = [{"text": "x", "place": "h:2", "wanted": "low", "intent": intent}]
        made["held_out"]["intents"] = {"low": {"count": 1, "right": right, "f1": float(right)}}
        return made

    verdict = compare(predicts("angry", 0), predicts("low", 1))
    assert verdict["changed"] == [{"place": "h:2", "wanted": "low", "before": "angry", "after": "low"}]
    assert verdict["intents"] == [{"intent": "low", "before": 0, "after": 1, "of": 1}]
