"""Cues lower a wide rule to a gentle question; they never silence it, and never touch a hard rule, means or a plan."""

import pytest
from spacy.tokens import Doc

from handoff.safety import detect
from handoff.safety.detect import cues, rules
from handoff.safety.model import Level

DETECTOR = detect.load()


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("I don't want to kill myself", "negation"),
        ("no thoughts of ending my life", "negation"),
        ("I used to want to die", "recovery"),
        ("I wanted to die five years ago", "ago"),
        ("I wrote a song about wanting to kill myself, it is for my class", "study"),
        ("i want to kill myself lol", "joke"),
    ],
)
def test_a_cue_lowers_to_a_gentle_question(text, cue):
    said = DETECTOR.assess(text)
    assert (said.level, said.soft) == (Level.R1, True)
    assert any(reason.rule.endswith(f"~cue.{cue}") for reason in said.reasons)


@pytest.mark.parametrize(
    "text",
    [
        "I don't want to kill myself but I can't get it out of my head",
        "I don't want to die unless it gets worse",
        "I want to kill myself lol but I kind of mean it",
        "I can't stop thinking about killing myself",
        "I'm not sure I want to live",
        "i dont know what to do i want to die",
        "no one cares so i want to kill myself",
        "I used to be happy. I want to die",
        "I don't want to die, I just can't keep living",
        "I'm not suicidal but I have a plan if things get worse",
        "I never sleep and I want to end my life",
    ],
)
def test_what_is_not_denied_stays(text):
    assert DETECTOR.assess(text).level >= Level.R2


@pytest.mark.parametrize(
    "text",
    ["lol i just swallowed all my pills", "I don't think i took too many pills, i just took 40 paracetamol",
     "not a joke for my class: im on the ledge", "i have a plan to kill myself lol"],
)  # fmt: skip
def test_hard_families_and_plans_are_never_lowered(text):
    assert DETECTOR.assess(text).level >= Level.R3


@pytest.mark.parametrize(
    "text",
    ["she said she wanted to die in the play", "people want to kill themselves over this game", "do you want to die"],
)
def test_somebody_elses_words_are_not_the_writers(text):
    assert "active.want" not in {reason.rule for reason in DETECTOR.assess(text).reasons}


def test_a_parse_overrules_a_nearby_negation():
    """With a parser, a "not" that belongs to another verb does not lower the match."""
    read = rules.read()
    parsed = cues.ParsedCues(read.cues)
    sentence = DETECTOR.hear("not today want to die").plain.sentences[0]
    heads, labels = [1, 2, 2, 4, 2], ["neg", "npadvmod", "ROOT", "aux", "xcomp"]

    def parse(found: Doc) -> Doc:
        for token, head, label in zip(found, heads, labels, strict=True):
            token.head, token.dep_ = found[head], label
        return found

    class Pipe:
        vocab = parsed._nlp.vocab
        pipeline = (("parser", parse),)

    parsed._nlp = Pipe()
    assert parsed.lowered_by(sentence, None, 2, 5, "self") is None
    heads[0] = 2
    assert parsed.lowered_by(sentence, None, 2, 5, "self") == "cue.negation"


def test_a_model_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(OSError, match="no spaCy model"):
        cues.load(rules.read().cues, tmp_path)


def test_a_model_folder_is_found_inside_its_package(tmp_path):
    import spacy

    spacy.blank("en").to_disk(tmp_path / "en_small-1.0")
    assert isinstance(cues.load(rules.read().cues, tmp_path), cues.ParsedCues)
