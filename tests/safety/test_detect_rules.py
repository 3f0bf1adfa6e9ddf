"""The rules' own examples are tests, and a rule file that breaks the form does not load."""

import re
import shutil

import pytest

from handoff.safety import detect
from handoff.safety.detect import rules as rule_files
from handoff.safety.model import LANES, Level

DETECTOR = detect.load()
FIRE = [(rule, text) for rule in DETECTOR.rules for text in rule.must_fire]
QUIET = [(rule, text) for rule in DETECTOR.rules for text in rule.must_not_fire]


@pytest.mark.parametrize(("rule", "text"), FIRE, ids=[f"{rule.id}: {text}" for rule, text in FIRE])
def test_rule_fires(rule, text):
    assert rule.id in DETECTOR.hear(text).fired


@pytest.mark.parametrize(("rule", "text"), QUIET, ids=[f"{rule.id}: {text}" for rule, text in QUIET])
def test_rule_is_quiet(rule, text):
    assert rule.id not in DETECTOR.hear(text).fired


def test_every_lane_has_a_rule_and_hard_rules_are_never_lowered():
    assert {lane for rule in DETECTOR.rules for lane in rule.lanes} | {"minor"} == set(LANES)
    hard = [rule for rule in DETECTOR.rules if rule.hard]
    assert len(hard) >= 10
    assert all(rule.cues == "none" and rule.level >= Level.R3 for rule in hard)
    assert all(rule.cues == "none" for rule in DETECTOR.rules if rule.family in ("plan", "means", "means_at_hand"))


def test_the_quick_look_never_hides_a_match():
    for rule, text in FIRE:
        plain = DETECTOR.hear(text).plain
        for sentence in (*plain.sentences, plain.whole):
            for pattern in rule.patterns:
                if pattern.needs is not None and pattern.regex.search(sentence.text):
                    for words in (pattern.needs, *pattern.also):
                        assert any(word in sentence.text for word in words)


def test_the_alternatives_of_a_pattern_are_tried_apart():
    ways = list(rule_files._ways(r"a(?:b|c)|[|)]d\||e"))
    assert ways == ["a(?:b|c)", r"[|)]d\|", "e"]


def test_no_rule_holds_a_telephone_number():
    number = re.compile(r"\b(?:988|999|911|116 ?123|\d{3}[- ]\d{3,4}[- ]\d{4})\b")
    for file in rule_files.FOLDER.glob("*.yml"):
        assert not number.search(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("level: R4", "level: R9", "R9"),
        ("lanes: [medical]", "lanes: [measles]", "measles"),
        ("    family: emergency\n", "", "family is missing"),
        ("<within48>", "<no_such>", "no_such"),
        ("id: overdose.other", "id: overdose.taken", "stand twice"),
        ("must_fire:", "must_ignore:", "must_fire is missing"),
        ("not_when: [medical]", "not_when: [mondays]", "mondays"),
        ("hard: true", "hard: true\ncues: true", "hard rule takes no cues"),
        ("(?:bleeding|blood)", "(?:bleeding|blood", "missing )"),
    ],
)
def test_a_broken_rule_file_is_refused(tmp_path, was, becomes, says):
    folder = tmp_path / "rules"
    shutil.copytree(rule_files.FOLDER, folder)
    text = (folder / "hard.yml").read_text(encoding="utf-8")
    assert was in text
    (folder / "hard.yml").write_text(text.replace(was, becomes), encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(says)):
        rule_files.read(folder)
