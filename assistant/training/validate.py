"""Finds what is wrong with the training data before a model is trained on it: each finding has a file and a line."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.training import reading
from assistant.training.project import Project
from assistant.training.reading import Domain, Example, Place, Unreadable

FEWEST = 10  # examples an intent needs before its figures mean anything
TOO_MANY_TIMES = 5  # larger than the median intent by this factor: the classifier leans towards it
BUILT_IN_INTENTS = frozenset({"nlu_fallback"})
WIDE_ON_PURPOSE = frozenset({"out_of_scope"})

# Made by the door or by a button, never typed: an example would teach the classifier to expect them.
DOOR_MADE = frozenset(
    {"exercise_input", "start_exercise", "choose_group", "report_group", "more_groups", "check_in_answer"}
)

_NUMBER = re.compile(r"(?<!\w)\+?\d(?:[ ().-]?\d){6,}(?!\w)")
_MAIL = re.compile(r"\S+@\S+\.\w+")
_LINK = re.compile(r"https?://|www\.")
_UNSEEN = {
    "\u200b": "zero-width space",
    "\ufeff": "byte order mark",
    "\u2028": "line separator U+2028",
    "\u2029": "paragraph separator U+2029",
    "\x85": "next line U+0085",
    "\x7f": "DEL",
    "\ufffd": "broken UTF-8",
}


@dataclass(frozen=True)
class Finding:
    """One thing to correct. `level` is "error" (nothing is trained) or "warning"."""

    level: str
    id: str
    place: Place
    says: str

    def __str__(self) -> str:
        return f"{self.place} {self.says}"

    def as_json(self) -> dict[str, Any]:
        """For --json."""
        return asdict(self)


def validate(project: Project) -> list[Finding]:
    """Everything that is wrong with nlu_data and the domain it leans on, errors first, then by place."""
    found: list[Finding] = []
    for path in [*reading.yaml_files(project.train_dir), *reading.yaml_files(project.checks_dir)]:
        found += characters(project, path)
    try:
        told, kept = reading.training_examples(project), reading.held_out(project)
        measured = [*kept, *reading.checked(project)]
        known = reading.domain(project)
        found += [*doubles(told), *held_out_in_train(told, measured), *sizes(told), *personal(told), *marks(told)]
        found += [*steps(project, known, {e.intent for e in told}), *intents(told, known), *kept_intents(kept, told)]
    except Unreadable as error:
        found.append(Finding("error", "unreadable", error.place, f"cannot be read: {error.why}"))
    return sorted(found, key=lambda f: (f.level, f.place.file, f.place.line, f.id))


def errors(found: Iterable[Finding]) -> list[Finding]:
    """Those that stop training."""
    return [f for f in found if f.level == "error"]


def characters(project: Project, path: Path) -> Iterator[Finding]:
    """Characters that YAML cannot carry or nobody can see (trap R9)."""
    text = path.read_bytes().decode("utf-8", "replace")
    for number, line in enumerate(text.split("\n"), start=1):
        for character in dict.fromkeys(line):
            if character in _UNSEEN or (unicodedata.category(character) in ("Cc", "Cs") and character not in "\t"):
                name = "carriage return" if character == "\r" else _UNSEEN.get(character, f"U+{ord(character):04X}")
                yield Finding(
                    "error",
                    "character",
                    Place(project.shown(path), number),
                    f"has a character that cannot stay: {name} -> remove it",
                )


def doubles(told: Sequence[Example]) -> Iterator[Finding]:
    """One sentence twice: in two intents an error, in one a warning (trap R10)."""
    seen: dict[str, Example] = {}
    for example in told:
        first = seen.setdefault(reading.bare(example.text), example)
        if first is example:
            continue
        same = first.intent == example.intent
        yield Finding(
            "warning" if same else "error",
            "same_text",
            example.place,
            f"same text as {first.place}"
            + (" -> remove one" if same else f", there it is {first.intent}, here {example.intent} -> keep one"),
        )


def held_out_in_train(told: Sequence[Example], kept: Sequence[Example]) -> Iterator[Finding]:
    """A sentence that is measured must not be learnt (trap R6)."""
    learnt = {reading.bare(e.text): e for e in told}
    for example in kept:
        twin = learnt.get(reading.bare(example.text))
        if twin:
            yield Finding("error", "held_out_in_train", twin.place, f"is held out in {example.place} -> keep it in one")


def sizes(told: Sequence[Example]) -> Iterator[Finding]:
    """Intents that are too small to learn, or so large that they swallow others."""
    by_intent: dict[str, list[Example]] = defaultdict(list)
    for example in told:
        by_intent[example.intent].append(example)
    median = sorted(len(v) for v in by_intent.values())[len(by_intent) // 2] if by_intent else 0
    for intent, examples in by_intent.items():
        if len(examples) < FEWEST:
            yield Finding(
                "error",
                "too_few",
                examples[0].place,
                f"{intent} has {len(examples)} examples, it needs {FEWEST} -> write more",
            )
        elif len(examples) > TOO_MANY_TIMES * median and intent not in WIDE_ON_PURPOSE:
            yield Finding(
                "warning",
                "too_many",
                examples[0].place,
                f"{intent} has {len(examples)} examples, most have about {median} -> it will win too often",
            )


def personal(told: Sequence[Example]) -> Iterator[Finding]:
    """Numbers, addresses and links that could lead to somebody."""
    for example in told:
        for pattern, name in ((_NUMBER, "a telephone number"), (_MAIL, "an e-mail address"), (_LINK, "a link")):
            if pattern.search(example.text):
                yield Finding("error", "personal", example.place, f"looks like {name} -> take it out")


def marks(told: Sequence[Example]) -> Iterator[Finding]:
    """Entity marks that are not closed; a line that starts with a slash would run an intent (trap R3)."""
    for example in told:
        if example.text.count("[") != example.text.count("]") or example.text.count("[") != example.text.count("]("):
            yield Finding("error", "entity_mark", example.place, "has a broken entity mark -> write [words](entity)")
        if example.text.startswith("/"):
            yield Finding("error", "slash", example.place, "begins with a slash, Rasa would run it -> remove it")
        if not any(c.isalpha() for c in example.text):
            yield Finding("error", "no_words", example.place, "has no words -> remove it")


def steps(project: Project, known: Domain, learnt: set[str]) -> Iterator[Finding]:
    """Rules and stories that name what does not exist."""
    for kind, name, place in reading.steps(project):
        if kind == "intent" and name not in known.intents | BUILT_IN_INTENTS:
            yield Finding("error", "unknown_intent", place, f"unknown intent {name} -> add it to the domain")
        elif kind == "intent" and name not in learnt | DOOR_MADE | BUILT_IN_INTENTS:
            yield Finding("error", "no_examples", place, f"{name} has no examples -> write some in nlu_data/train")
        elif kind == "action" and name not in known.actions:
            yield Finding("error", "unknown_action", place, f"unknown action or response {name}")


def intents(told: Sequence[Example], known: Domain) -> Iterator[Finding]:
    """Examples of an intent that the domain does not list, or of one that is never typed."""
    for intent, example in {e.intent: e for e in reversed(told)}.items():
        if intent in DOOR_MADE:
            yield Finding("error", "never_typed", example.place, f"{intent} is made by the door -> remove its examples")
        elif intent not in known.intents:
            yield Finding("error", "unlisted_intent", example.place, f"{intent} is not in assistant/domain/domain.yml")


def kept_intents(kept: Sequence[Example], told: Sequence[Example]) -> Iterator[Finding]:
    """Held-out sentences of an intent nobody trains."""
    learnt = {e.intent for e in told}
    for intent, example in {e.intent: e for e in reversed(kept)}.items():
        if intent not in learnt:
            yield Finding("error", "unknown_intent", example.place, f"held out for {intent}, which has no examples")
