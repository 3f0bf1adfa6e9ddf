"""Words around exercises are checked as they are loaded."""

import pytest
from ruamel.yaml import YAML

from actions.journal import wording

YML = YAML(typ="safe", pure=True)


def test_the_words_of_the_house_may_be_used():
    words = wording.load()
    assert {"saved", "carry_on", "mention", "menu", "away"} <= set(words.says)


@pytest.mark.parametrize(
    ("place", "text", "says"),
    [
        (("saved", "sms", 0), "Saved \u2026", "GSM-7"),
        (("saved", "web", 0), "Well done. Saved.", "never said"),
        (("carry_on", "sms", 1), "Carry on or not?", "numbers 0"),
        (("menu", "web", 0), "What? And why?", "more than one"),
    ],
)
def test_harmed_words_are_refused(tmp_path, place, text, says):
    data = YML.load(wording.FILE.read_text(encoding="utf-8"))
    name, channel, variant = place
    data["says"][name][channel][variant] = text
    path = tmp_path / "journal.yml"
    with path.open("w", encoding="utf-8") as file:
        YML.dump(data, file)
    with pytest.raises(wording.BadWords, match=says):
        wording.load(path)


def test_a_missing_variant_is_refused(tmp_path):
    data = YML.load(wording.FILE.read_text(encoding="utf-8"))
    data["says"]["left"]["web"] = ["Left."]
    path = tmp_path / "journal.yml"
    with path.open("w", encoding="utf-8") as file:
        YML.dump(data, file)
    with pytest.raises(wording.BadWords, match="too few"):
        wording.load(path)


@pytest.mark.parametrize(
    ("text", "exercise"),
    [
        ("grouding please", "grounding_54321"),
        ("can we do a thought record", "thought_quick"),
        ("5 4 3 2 1", "grounding_54321"),
        ("let me breathe", "breathing_paced"),
        ("mood check", "checkin"),
        ("something short", None),
        ("", None),
        ("hi", None),
    ],
)
def test_an_exercise_is_guessed_from_words(text, exercise):
    assert wording.words().guess(text) == exercise
