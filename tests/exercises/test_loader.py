"""Every check of an exercise file goes red with one harmed file, and names the place."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from actions.exercises import loader
from actions.exercises.schema import Exercise

THOUGHT = loader.FOLDER / "thought_quick.yml"
GROUNDING = loader.FOLDER / "grounding_54321.yml"
CHECKIN = loader.FOLDER / "checkin.yml"


def read(path: Path) -> dict[str, Any]:
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def step(data: dict[str, Any], name: str) -> dict[str, Any]:
    return next(s for s in data["steps"] if s["id"] == name)


def load(data: dict[str, Any], folder: Path) -> Exercise:
    path = folder / f"{data['meta']['id']}.yml"
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump(data, file)
    return loader.load_file(path)


def test_every_file_of_the_house_may_run():
    there = loader.load()
    assert {"grounding_54321", "thought_quick", "checkin", "breathing_paced"} <= set(there.exercises)


def test_a_file_written_and_read_again_is_the_same(tmp_path):
    assert load(read(THOUGHT), tmp_path) == loader.load_file(THOUGHT)


def put(*path: str | int, to: Any) -> Callable[[dict[str, Any]], None]:
    """A harm: set one value; a string among the path's first two picks a step by its id."""

    def harm(data: dict[str, Any]) -> None:
        at: Any = data
        for key in path[:-1]:
            at = step(data, str(key)[5:]) if str(key).startswith("step:") else at[key]
        at[path[-1]] = to

    return harm


def drop(*path: str | int) -> Callable[[dict[str, Any]], None]:
    def harm(data: dict[str, Any]) -> None:
        at: Any = data
        for key in path[:-1]:
            at = step(data, str(key)[5:]) if str(key).startswith("step:") else at[key]
        del at[path[-1]]

    return harm


HARMS = {
    "a curly quote on SMS": (
        THOUGHT,
        put("step:friend", "say", "sms", 0, to="What\u2019s a friend\u2019s answer?"),
        "GSM-7",
    ),
    "an SMS of three segments": (THOUGHT, put("step:facts", "say", "sms", 0, to="word " * 62), "306 fit"),
    "a bubble too long at the longest quote": (
        THOUGHT,
        put("step:friend", "say", "web", 0, to='"{thought}" ' + "and " * 20 + "what would you say?"),
        "280 fit",
    ),
    "two questions in a turn": (
        THOUGHT,
        put("step:thought", "say", "web", 1, to="Which one? And why?"),
        "more than one question",
    ),
    "a banned word": (
        THOUGHT,
        put("step:thought", "say", "web", 1, to="This is a treatment. Which thought?"),
        "never said",
    ),
    "an exclamation mark": (THOUGHT, put("end", "bare", "say", "web", 0, to="We stop here!"), "exclamation"),
    "a picture sign": (THOUGHT, put("end", "bare", "say", "web", 0, to="We stop here \U0001f642"), "picture sign"),
    "a telephone number": (THOUGHT, put("end", "bare", "say", "web", 0, to="Call 202-555-0143."), "telephone"),
    "a go that leads nowhere": (THOUGHT, put("step:friend", "next", 0, "go", to="frend"), "not there"),
    "a skip that leads nowhere": (THOUGHT, put("step:friend", "skip", to="frend"), "not there"),
    "a step out of reach": (THOUGHT, put("step:trap", "next", 0, "go", to="friend"), "facts is reached from nowhere"),
    "an end out of reach": (
        THOUGHT,
        put("end", "spare", to={"say": {"web": ["A.", "B."], "sms": ["A.", "B."]}}),
        "spare is reached",
    ),
    "a way without an end": (THOUGHT, put("step:friend", "next", 0, "go", to="thought"), "has no end"),
    "no bare go": (THOUGHT, put("step:pre", "next", 1, "when", to="distress_pre >= 0"), "one bare go"),
    "no next": (THOUGHT, drop("step:pre", "next"), "one bare go"),
    "a choice without its number on SMS": (
        THOUGHT,
        put("step:trap", "say", "sms", 1, to="Nearest? 1 all or nothing 2 guessing ahead 3 reading minds"),
        "numbers 3 of 5",
    ),
    "a closing tap without its number": (
        THOUGHT,
        put("end", "keep", "say", "sms", 0, to="Keep it for later?"),
        "numbers 0 of 2",
    ),
    "an offer without its number": (
        THOUGHT,
        put("end", "too_much", "say", "sms", 0, to="Simpler: 1 senses 2 breath"),
        "numbers 2 of 3",
    ),
    "a button no SMS word stands for": (
        GROUNDING,
        put("step:touch", "say", "sms", 0, to="Now touch 4 things."),
        "names no word for Done",
    ),
    "a risk that is no state": (THOUGHT, put("gate", "risk", to=["R0", "R9"]), "R9 is no state"),
    "no risk at all": (THOUGHT, put("gate", "risk", to=[]), "never begin"),
    "a quote that may be empty": (
        THOUGHT,
        put("step:thought", "say", "web", to=['Is it "{fairer}"?', 'Or "{fairer}", perhaps?']),
        "may be empty",
    ),
    "a quote of no slot": (THOUGHT, put("step:friend", "say", "web", 0, to='"{thougt}"?'), "thougt, which is no slot"),
    "only quotes on SMS": (
        THOUGHT,
        put("step:friend", "say", "sms", to=['"{thought}": what now?', 'To "{thought}", what now?']),
        "may be empty",
    ),
    "a saved slot that may be empty": (THOUGHT, put("step:friend", "skip", to="keep"), "save fairer may be empty"),
    "questions that are a lie": (THOUGHT, put("meta", "questions", to=4), "the longest way asks 5"),
    "minutes said otherwise": (THOUGHT, put("meta", "minutes", to=5), "meta says otherwise"),
    "minutes that cannot be": (THOUGHT, put("meta", "minutes", to=40), "cannot take"),
    "time not said": (
        THOUGHT,
        put("step:pre", "say", "sms", 0, to="How heavy is it now, 0 to 10?"),
        "how long it takes",
    ),
    "one variant": (THOUGHT, put("step:thought", "say", "web", to=["What was the thought?"]), "1 variants"),
    "two texts alike": (
        THOUGHT,
        put("step:thought", "say", "web", 1, to="And how heavy is it now, 0 to 10?"),
        "says the same",
    ),
    "an unknown key": (THOUGHT, put("step:thought", "skp", to="bare"), "skp is no key"),
    "an unknown code": (THOUGHT, put("offer", "not_when", to=["griev"]), "griev is no code"),
    "an unknown stand-in": (THOUGHT, put("offer", "instead", "grief", to="groundng"), "groundng is no exercise"),
    "an unknown offer": (THOUGHT, put("end", "worse", "offer", to=["groundng", "PERSON"]), "groundng is no exercise"),
    "an unknown directive": (CHECKIN, put("end", "person", "directives", to=["call_mum"]), "call_mum is no directive"),
    "an unknown slot": (THOUGHT, put("step:thought", "input", to="thougt"), "thougt is no slot"),
    "an unknown type": (THOUGHT, put("slots", "thought", "type", to="essay"), "essay is no type"),
    "an unknown keep": (THOUGHT, put("slots", "thought", "keep", to="forever"), "forever is not run"),
    "a condition that cannot be read": (
        THOUGHT,
        put("step:pre", "next", 0, "when", to="distress_pre or 8"),
        "not a condition",
    ),
    "a condition on no slot": (
        THOUGHT,
        put("step:pre", "next", 0, "when", to="distres >= 8"),
        "distres, which is not there",
    ),
    "a scale upside down": (THOUGHT, put("slots", "distress_pre", "max", to=0), "no room"),
    "a choice of nothing": (THOUGHT, drop("step:trap", "quick"), "quick is missing"),
    "a choice of one": (
        GROUNDING,
        put("step:hear", "quick", to=[{"label": "Done", "value": "done", "word": "DONE"}]),
        "2 to 5 fit",
    ),
    "a label too long": (THOUGHT, put("step:trap", "quick", 0, "label", to="m" * 31), "label of 31"),
    "a scale without a retry": (THOUGHT, drop("step:post", "validate"), "retry is missing"),
    "a retry with a banned word": (THOUGHT, put("step:pre", "validate", "retry", to="That is invalid."), "never said"),
    "worse that leads on": (
        THOUGHT,
        put("step:post", "next", 1, "when", to="distress_post >= 9"),
        "do not go to worse",
    ),
    "too much that leads on": (
        THOUGHT,
        put("step:pre", "next", 0, "when", to="distress_pre >= 9"),
        "do not offer gate.above",
    ),
    "on_worse that offers nothing": (THOUGHT, put("rating", "on_worse", to="bare"), "no end that offers"),
    "a rating of no scale": (THOUGHT, put("rating", "pre", to="thought"), "thought is no scale"),
    "a slot asked nowhere": (THOUGHT, put("slots", "extra", to={"type": "text", "max_chars": 9}), "asked nowhere"),
    "a step twice": (THOUGHT, lambda d: d["steps"].append(copy.deepcopy(d["steps"][1])), "is there twice"),
    "another name than its file": (THOUGHT, put("meta", "id", to="thought_quik"), "thought_quik"),
    "another schema": (THOUGHT, put("meta", "schema", to=2), "schema is not 1"),
    "a follow-up": (THOUGHT, put("follow_up", to={"after": "1d"}), "not run yet"),
    "approved by nobody": (
        THOUGHT,
        put("review", to={"state": "approved", "by": [], "on": None}),
        "approved by nobody",
    ),
    "two reminders": (THOUGHT, put("resume", "reminders", to=2), "never more than one"),
    "a title too long for a button": (THOUGHT, put("about", "title", to="m" * 31), "fit on a button"),
    "text instead of a number": (THOUGHT, put("meta", "minutes", to="four"), "should be int"),
    "a list instead of a mapping": (THOUGHT, put("gate", to=["R0"]), "not a mapping"),
}


@pytest.mark.parametrize(("file", "harm", "says"), HARMS.values(), ids=HARMS)
def test_a_harmed_file_is_refused(file, harm, says, tmp_path):
    data = read(file)
    harm(data)
    with pytest.raises(loader.BadExercise) as refused:
        load(data, tmp_path)
    assert says in str(refused.value)
    assert all(line.startswith(f"{data['meta']['id']}.yml: ") for line in str(refused.value).splitlines())


@pytest.mark.parametrize("text", ["", "- a", "a: [", "meta: {}", "\x00", "just words"])
def test_what_is_no_exercise_is_refused_without_a_crash(text, tmp_path):
    path = tmp_path / "thought_quick.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(loader.BadExercise):
        loader.load_file(path)


def test_production_loads_approved_files_only(tmp_path):
    assert not list(loader.load(approved_only=True))
    data = read(THOUGHT)
    data["review"] = {"state": "approved", "by": ["A. Reviewer"], "on": "2026-11-01"}
    unsealed = load(data, tmp_path)
    assert not list(loader.load(tmp_path, approved_only=True)), "signed, but not this content"
    data["review"]["seal"] = loader.seal(unsealed)
    assert loader.approved(load(data, tmp_path))
    assert [e.id for e in loader.load(tmp_path, approved_only=True)] == ["thought_quick"]
    data["about"]["title"] = "Another look"
    load(data, tmp_path)
    assert not list(loader.load(tmp_path, approved_only=True)), "a word changed after it was signed"
