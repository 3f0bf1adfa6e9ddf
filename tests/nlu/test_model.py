"""What the trained model reaches on nlu_data/checks, held a little below what was measured."""

from typing import Any

import pytest

from assistant.training import train
from assistant.training.project import Project
from handoff.commands.training import RISK
from tests.nlu.conftest import PROJECT

pytestmark = [pytest.mark.rasa, pytest.mark.slow, pytest.mark.timeout(400)]


def test_the_model_is_trained_once_for_each_key(rasa_model: str) -> None:
    again = train.train(PROJECT, risk=RISK)
    assert again["reused"] and again["key"] == rasa_model == train.model_key(PROJECT, risk=RISK)
    assert again["fitted"]["encoder"].startswith("use-multilingual-v3")
    assert again["cpu_s"] < 120, "processor time, so that a busy machine does not count"
    assert again["bytes"] < 5_000_000
    assert not [p for p in PROJECT.models.glob(f".{rasa_model}.*") if p.is_dir()]
    assert "Starting to train" in (PROJECT.folder(rasa_model) / "train.log").read_text()


def test_held_out_sentences(report: dict[str, Any]) -> None:
    kept = report["held_out"]
    weak = {name: row["f1"] for name, row in kept["intents"].items() if row["f1"] < 0.4}
    assert kept["accuracy"] >= 0.85, kept["accuracy"]
    assert kept["macro_f1"] >= 0.86, kept["macro_f1"]
    assert kept["wrong_answer"] <= 0.06, "a wrong answer is worse than asking again"
    assert weak == {}


def test_cross_validated_accuracy(rasa_model: str) -> None:
    """The harder figure: every example judged by a model that has not seen it."""
    fitted = (train.card(PROJECT, rasa_model) or {})["fitted"]
    assert fitted["accuracy_without_fallback"] >= 0.67
    assert fitted["right_of_answered"] >= 0.76
    assert 0.1 < fitted["threshold"] < 0.6


@pytest.mark.parametrize("name", ["behaviour", "conversations", "health"])
def test_every_check_holds(report: dict[str, Any], name: str) -> None:
    assert report[name]["failed"] == []
    assert report[name]["count"] >= 10


def test_understanding_is_quick_and_small(report: dict[str, Any]) -> None:
    """Processor time, so that a busy machine does not count; 4 ms measured."""
    assert report["cpu_ms"]["p50"] < 15
    assert report["cpu_ms"]["p95"] < 40
    assert report["memory_mb"] < 1200


def test_a_broken_model_file_is_not_a_model(tmp_path: Any, rasa_model: str) -> None:
    from tests.real_rasa import borrowed

    own = Project(PROJECT.root, tmp_path)
    key = borrowed(PROJECT, tmp_path, rasa_model)
    assert train.card(own, key)
    with own.model(key).open("r+b") as file:
        file.seek(1000)
        file.write(b"damaged")
    assert train.card(own, key) is None
