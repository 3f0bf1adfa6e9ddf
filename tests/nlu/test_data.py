"""The training data as it is shipped: large enough, clean, and apart from what it is measured on."""

from collections import Counter

from assistant.training import reading
from assistant.training.project import Project
from assistant.training.validate import DOOR_MADE, validate

PROJECT = Project()
TOLD = reading.training_examples(PROJECT)
KEPT = reading.held_out(PROJECT)


def test_nothing_to_correct() -> None:
    assert [str(f) for f in validate(PROJECT)] == []


def test_at_least_thirty_intents_with_twenty_five_examples_each() -> None:
    sizes = Counter(e.intent for e in TOLD)
    assert len(sizes) >= 30
    assert {intent: n for intent, n in sizes.items() if n < 25} == {}
    assert sizes["out_of_scope"] >= 80


def test_no_sentence_is_learnt_and_measured() -> None:
    """Trap R6, by the words alone: case, signs and blanks do not make another sentence."""
    checked = [e.text for e in KEPT]
    checked += [str(r["text"]) for name in ("behaviour.yml", "safety.yml") for r, _ in reading.rows(PROJECT, name)]
    learnt = {reading.bare(e.text) for e in TOLD}
    assert [text for text in checked if reading.bare(text) and reading.bare(text) in learnt] == []


def test_every_learnt_intent_is_held_out_five_times_and_has_an_answer() -> None:
    learnt, held = {e.intent for e in TOLD}, Counter(e.intent for e in KEPT)
    answered = {name for kind, name, _ in reading.steps(PROJECT) if kind == "intent"}
    assert {i for i in learnt if held[i] < 5} == set()
    assert learnt | DOOR_MADE <= answered
    assert learnt | DOOR_MADE == reading.domain(PROJECT).intents


def test_the_examples_write_as_people_write() -> None:
    """Mostly lower case, short, without a full stop; some long, some with capitals."""
    texts = [e.text for e in TOLD]
    lower = sum(t == t.lower() for t in texts) / len(texts)
    bare = sum(not t.endswith((".", "?", "!")) for t in texts) / len(texts)
    lengths = sorted(len(t) for t in texts)
    assert 0.85 < lower < 1
    assert 0.9 < bare < 1
    assert lengths[len(lengths) // 2] <= 40
    assert lengths[0] <= 4 < 45 < lengths[-1]
