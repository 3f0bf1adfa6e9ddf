"""What is said around exercises, from `assistant/words/journal.yml`: loaded once, checked as it is loaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz
from ruamel.yaml import YAML

from actions import settings
from actions.exercises import answers, lint, text_checks, variants
from actions.exercises.schema import TITLE_CHARS, Say

FILE = settings.ROOT / "assistant" / "words" / "journal.yml"
LONGEST = {"title": "m" * TITLE_CHARS, "n": "10"}
ALIKE = 88  # of 100: "grouding" is grounding, "ground" is not yet


class BadWords(ValueError):
    """The file of words may not be used; says why."""


@dataclass(frozen=True)
class Words:
    """The texts, the labels of buttons, and what people call each exercise."""

    says: Mapping[str, Say]
    labels: Mapping[str, str]
    names: Mapping[str, tuple[str, ...]]

    def render(self, name: str, channel: str, values: Mapping[str, str], seen: Sequence[str]) -> tuple[str, str]:
        """(text, key of its variant): the one not said yet, else the one said longest ago."""
        texts = self.says[name].on(channel)
        variant = variants.choose(f"words.{name}", channel, texts, values, seen)
        return variants.fill(texts[variant], values), variants.key(f"words.{name}", channel, variant)

    def guess(self, text: str) -> str | None:
        """The exercise that the words ask for by one of its names, by the longest that fits; else None."""
        said = answers.normal(text)
        best: tuple[float, str] | None = None
        for exercise, names in self.names.items():
            for name in map(answers.normal, names):
                close = len(name) > 3 and len(said) >= len(name) - 1 and fuzz.partial_ratio(name, said) >= ALIKE
                if f" {name} " in f" {said} " or close:
                    best = max(best or (0.0, ""), (len(name), exercise))
        return best[1] if best else None


def load(path: Path = FILE) -> Words:
    """Read and check the words. Raises BadWords."""
    data = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    says, faults = {}, []
    for name, entry in data["says"].items():
        say = Say(tuple(entry["web"]), tuple(entry["sms"]))
        says[name] = say
        for channel in ("web", "sms"):
            if len(say.on(channel)) < text_checks.MIN_VARIANTS:
                faults.append(f"{name}.{channel} has too few variants")
            faults += [
                f"{name}.{channel} {fault}: {text}"
                for text in say.on(channel)
                for fault in lint.faults(text, channel, LONGEST)
            ]
        faults += [
            f"{name}.sms numbers {text_checks.numbered(text)}: {text}"
            for text in say.sms
            if text_checks.numbered(text) != entry.get("choices", 0)
        ]
    faults += [f"label {name} is too long" for name, label in data["labels"].items() if len(label) > TITLE_CHARS]
    if faults:
        raise BadWords("\n".join(f"{path.name}: {fault}" for fault in faults))
    return Words(says, dict(data["labels"]), {k: tuple(map(str, v)) for k, v in data["names"].items()})


@lru_cache(maxsize=1)
def words() -> Words:
    """The words of this house, loaded once."""
    return load()
