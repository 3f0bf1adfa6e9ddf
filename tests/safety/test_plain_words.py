"""Plain sentences in every combination of their words: danger said openly is noticed, whichever word is picked."""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from handoff.safety import detect
from handoff.safety.model import Level

WORDS = YAML(typ="safe").load(Path(__file__).with_name("plain_words.yml").read_text(encoding="utf-8"))
DETECTOR = detect.load()
GROUPS = [(Level.read(group["least"]), say) for group in WORDS["sentences"] for say in group["say"]]


def filled(say: str) -> Iterator[str]:
    """The sentence with every word in each of its places."""
    places = re.findall(r"{(\w+)}", say)
    for words in product(*(WORDS["places"][place] for place in places)):
        yield say.format(**dict(zip(places, words, strict=True)))


@pytest.mark.parametrize(("least", "say"), GROUPS, ids=[say for _, say in GROUPS])
def test_danger_said_plainly_is_noticed_whichever_word_is_used(least, say):
    overlooked = [text for text in filled(say) if DETECTOR.assess(text).level < least]
    assert not overlooked


@pytest.mark.parametrize("say", WORDS["quiet"])
def test_its_harmless_twin_is_not(say):
    noticed = [text for text in filled(say) if DETECTOR.assess(text).level]
    assert not noticed


def test_a_word_that_no_rule_knows_is_overlooked():
    """The check can go red: a made-up act is no danger."""
    assert DETECTOR.assess("i want to frobnicate myself").level == Level.R0
