"""A small project on disk that is right, for tests that break it in one place."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from assistant.training.project import Project

ANXIOUS = [
    f"im nervous about {what}"
    for what in (
        "the exam",
        "my job",
        "the visit",
        "the letter",
        "tomorrow",
        "the phone call",
        "the bill",
        "driving",
        "the trip",
        "people",
    )
]
GROUPS = [
    f"find a group {when}"
    for when in (
        "today",
        "on monday",
        "on tuesday",
        "near me",
        "online",
        "for men",
        "for parents",
        "in the morning",
        "at night",
        "for carers",
    )
]


def training_file(intents: dict[str, list[str]]) -> str:
    """An NLU file in the one canonical format."""
    blocks = "".join(
        f"- intent: {name}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)
        for name, texts in intents.items()
    )
    return f'version: "3.1"\n\nnlu:\n{blocks}'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Two intents, two rules, a held-out set, the pieces the key is made of. Nothing to correct."""
    for folder in ("nlu_data/train", "nlu_data/checks", "assistant/domain", "assistant/nlu"):
        (tmp_path / folder).mkdir(parents=True)
    train = tmp_path / "nlu_data" / "train"
    (train / "some.yml").write_text(training_file({"feel_anxious": ANXIOUS, "find_group": GROUPS}))
    (train / "rules.yml").write_text(
        'version: "3.1"\n\nrules:\n- rule: a\n  steps:\n  - intent: feel_anxious\n  - action: utter_feel_anxious\n'
        "- rule: b\n  steps:\n  - intent: find_group\n  - action: action_find_groups\n"
        "- rule: c\n  steps:\n  - intent: nlu_fallback\n  - action: utter_fallback\n"
    )
    (tmp_path / "nlu_data" / "checks" / "held_out.yml").write_text(
        "feel_anxious:\n- so nervous\nfind_group:\n- is there a group\n"
    )
    (tmp_path / "assistant" / "domain" / "domain.yml").write_text(
        "intents: [feel_anxious, find_group]\nactions: [action_find_groups]\nresponses:\n"
        "  utter_feel_anxious:\n  - text: a\n  utter_fallback:\n  - text: b\n"
    )
    (tmp_path / "assistant" / "nlu" / "part.py").write_text("")
    (tmp_path / "config.yml").write_text("language: en\n")
    (tmp_path / "assistant" / "rasa.lock").write_text("rasa==3.6.21\n")
    return Project(tmp_path, tmp_path / "var")


class FakeRisk:
    """The door's side of a model: weights are a file with the sentences in it, which reads at one level."""

    def __init__(self, sentences: str = "R2") -> None:
        self.sentences = sentences
        self.trained = 0

    def key(self) -> str:
        return self.sentences

    def train(self, path: Path, progress: Callable[[str], None]) -> dict[str, int]:
        progress("reading sentences about danger")
        path.write_text(self.sentences)
        self.trained += 1
        return {"sentences": 1}

    def reader(self, path: Path) -> Callable[[str, Sequence[Mapping[str, str]], str | None], str]:
        level = path.read_text() if path.exists() else "R0"
        return lambda text, history, country: level
