"""What the consoles say: every code has its words, none of them a code, none that care.md forbids."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from handoff import auditor
from handoff.cases import states
from handoff.cases.models import STATES
from handoff.channels.sms.errors import Meaning
from handoff.channels.sms.models import RANK
from handoff.console import words
from handoff.console.cases_pages import KEEP_WORDS
from handoff.safety.detect import detector
from handoff.safety.ladder import questions
from handoff.safety.model import LANES
from handoff.volunteers import models

RULES = Path(words.HERE).parents[1] / "safety" / "rules"
TEMPLATES = Path(words.HERE).parent / "templates"
BANNED = re.compile(
    r"\b(therap\w+|treatment|cure|diagnos\w+|patients?|clinical|clinician|prescribe|commit\w*|successful|"
    r"epidemic|calm down|at least|invalid|failed|oops|amazing|well done|great job)\b|!(?=[\s\"<])",
    re.I,
)


def strings(node) -> list[str]:
    if isinstance(node, dict):
        return [s for value in node.values() for s in strings(value)]
    return [node] if isinstance(node, str) else []


def rule_ids() -> set[str]:
    found = set()
    for path in RULES.glob("*.yml"):
        data = YAML(typ="safe").load(path.read_text("utf-8"))
        for part in ("rules", "combinations"):
            found |= {row["id"] for row in data.get(part) or [] if row.get("level")}
    return found


def test_every_rule_of_the_detector_reads_as_words():
    assert {i for i in rule_ids() if words.reason(i) == words.load()["reason"]["other"]} == set()


def test_what_the_classifier_noticed_reads_as_more_than_something():
    heads = {f"classifier.{head}" for head in detector._HEADS.values()}
    assert heads and not {h for h in heads if words.reason(h) == words.load()["reason"]["other"]}


@pytest.mark.parametrize("rule", ["answer.plan", "history.sticky", "no.such_rule", "means.at_hand~cue.past"])
def test_a_reason_never_shows_a_rule_id(rule):
    assert "." not in words.reason(rule) and "_" not in words.reason(rule)


def test_every_question_and_answer_of_the_ladder_has_its_words():
    known = words.load()["question"]
    missing = {
        (q, a)
        for q, answers in questions.ANSWERS.items()
        for a in answers
        if a not in known.get(q, {}) and a not in words.load()["answer"]
    }
    assert missing == set() and set(known) >= set(questions.ANSWERS)


def test_every_state_level_lane_finding_task_and_result_has_its_words():
    load = words.load()
    assert set(load["state"]) == set(STATES) and set(load["severity"]) == set(load["level"]) == set(range(5))
    assert set(load["lane"]) == set(LANES)
    assert set(load["finding"]) == {*auditor.CHECKS, *auditor.AROUND, "no_worker", "database"}
    assert set(load["meaning"]) == {str(m) for m in Meaning} and set(load["text"]) >= {*RANK, "waiting", "refused"}
    assert {"debrief", "contact", "safety"} <= set(load["task"]) and set(load["volunteer"]) == set(models.STATES)
    assert set(KEEP_WORDS) <= set(load["said"]) and states.HELD


def test_what_the_ladders_view_names_has_its_words():
    load = words.load()
    assert set(load["ask"]) >= {*questions.LED_BY} - {"medical", "overdose_withdrawal"}
    assert {"near", "tonight", "plan", "means", "when", "with_whom", "behaviour", "thoughts", "barrier"} <= set(
        load["ask"]
    )
    assert set(load["hint"]) == {"young", "alone", "refused", "declined", "misread"}
    assert all(text.count("?") == 1 for text in load["ask"].values())
    assert words.asked([("plan", "told"), ("tonight", None)]) == [
        ("A plan", "told in their own words"),
        ("Safe tonight", "no answer yet"),
    ]


def test_no_word_shown_is_one_that_never_goes_out():
    for text in strings(words.load()):
        assert not BANNED.search(text), text
    for path in TEMPLATES.glob("*.html"):
        bare = re.sub(r"{[%{#].*?[%}#]}|<[^>]+>", " ", path.read_text("utf-8"), flags=re.S)
        assert not BANNED.search(bare), (path.name, BANNED.search(bare))
        assert not re.search(r"\+?\d[\d ()-]{7,}\d", bare), path.name


def test_unread_parts_of_the_case_words_are_plain():
    assert words.said("<script>") == "" and words.word("state", "some_new_state") == "some new state"
