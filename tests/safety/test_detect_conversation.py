"""Risk with the turns before: answers to the ladder's questions, what sticks, and a question that a loss explains."""

import pytest

from handoff.safety import detect
from handoff.safety.detect import answers
from handoff.safety.model import Level, Turn
from tests.detector import trained

DETECTOR = trained()
ASKS = {
    "soft": "Is it a way of speaking, or partly true? 1 way of speaking 2 partly true 3 not sure",
    "thoughts": "Has it got so heavy that you think about killing yourself?",
    "passive": "Are there times when you wish you were not alive, even without doing anything about it?",
    "plan": "Thank you for telling me. Have you thought about how? No details needed.",
    "means": "Is what you would use within reach?",
    "when": "Is there a time you have in mind? 1 no 2 some day 3 next two days",
    "behaviour": "Have you ever started to end your life, or done something to?",
    "tonight": "How sure are you of getting through tonight?",
}


def asked(question: str) -> Turn:
    return Turn("assistant", ASKS[question])


def person(text: str) -> Turn:
    return Turn("person", text)


@pytest.mark.parametrize("question", ASKS)
def test_each_question_is_known(question):
    assert answers.question_of(ASKS[question]) == question


def test_every_variant_of_the_ladders_questions_is_known():
    yaml = pytest.importorskip("ruamel.yaml").YAML(typ="safe")
    file = detect.rules.FOLDER.parent / "wording" / "en.yml"
    if not file.is_file():
        pytest.skip("no wording file")
    utterances = yaml.load(file.read_text(encoding="utf-8"))["utterances"]
    for question in ASKS:
        row = utterances[f"ask_{question}"]
        for text in [*row.get("both", ()), *row.get("web", ()), *row.get("sms", ())]:
            assert answers.question_of(text) == question, text


@pytest.mark.parametrize(
    "text", ["How was your day?", "Are you having thoughts of suicide", "Shall we write a short plan?"]
)
def test_other_turns_ask_nothing(text):
    assert answers.question_of(text) is None


@pytest.mark.parametrize(
    ("question", "answer", "level"),
    [
        ("thoughts", "yes", "R2"), ("thoughts", "yeah sometimes", "R2"), ("thoughts", "i wish i wouldnt wake up", "R2"),
        ("thoughts", "no", "R0"), ("thoughts", "rather not say", "R1"), ("thoughts", "idk", "R1"),
        ("thoughts", "3", "R2"),
        ("passive", "sometimes", "R2"), ("passive", "often", "R2"), ("passive", "no", "R0"), ("passive", "2", "R2"),
        ("plan", "no", "R2"), ("plan", "some idea", "R3"), ("plan", "yes", "R3"), ("plan", "pills", "R3"),
        ("plan", "rather not say", "R2"),
        ("means", "yes", "R3"), ("means", "not sure", "R3"), ("means", "no", "R2"),
        ("when", "tonight", "R4"), ("when", "3", "R4"), ("when", "some day", "R2"), ("when", "no", "R2"),
        ("behaviour", "last month", "R3"), ("behaviour", "years ago", "R2"), ("behaviour", "no", "R2"),
        ("tonight", "not sure", "R3"), ("tonight", "pretty sure", "R2"), ("tonight", "i don't think so", "R4"),
        ("tonight", "2", "R3"),
        ("soft", "partly true", "R1"), ("soft", "2", "R1"), ("soft", "1", "R0"), ("soft", "not sure", "R1"),
    ],
)  # fmt: skip
def test_an_answer_counts_as_the_ladder_says(question, answer, level):
    said = DETECTOR.assess(answer, [asked(question)])
    assert str(said.level) == level
    assert (said.level > Level.R0) == ("suicide" in said.lanes)


def test_soon_without_means_is_high_and_with_means_imminent():
    chain = [person("i want to die"), asked("plan"), person("yes"), asked("means")]
    assert DETECTOR.assess("tonight", [*chain, person("no"), asked("when")]).level is Level.R3
    assert DETECTOR.assess("tonight", [*chain, person("yes"), asked("when")]).level is Level.R4


def test_risk_is_sticky_and_says_so():
    said = DETECTOR.assess("ok thanks bye", [person("i have a plan to kill myself"), Turn("assistant", "I hear you.")])
    assert (said.level, said.fresh) == (Level.R3, Level.R0)
    assert [reason.rule for reason in said.reasons] == ["history.sticky"]


def test_two_keys_end_a_watch_and_one_does_not():
    watch = [person("i feel so hopeless"), asked("thoughts")]
    assert DETECTOR.assess("no", watch).level is Level.R1
    assert DETECTOR.assess("no", [*watch, person("no"), asked("passive")]).level is Level.R0
    assert DETECTOR.assess("no", [*watch, person("no"), asked("thoughts")]).level is Level.R1


def test_no_number_of_keys_ends_more_than_a_watch():
    before = [person("i want to die"), asked("thoughts"), person("no"), asked("passive")]
    assert DETECTOR.assess("no", before).level is Level.R2


def test_a_soft_check_does_not_stick():
    assert DETECTOR.assess("thanks", [person("this homework makes me want to die lol")]).level is Level.R0


def test_a_question_about_means_after_a_loss_is_no_curiosity():
    bridges = "which bridges in town are the highest"
    assert DETECTOR.assess(bridges).level <= Level.R1
    said = DETECTOR.assess(bridges, [person("i just lost my job"), Turn("assistant", "I am sorry.")])
    assert said.level is Level.R2
    assert DETECTOR.assess(f"I just lost my job.\n{bridges}").level is Level.R2


def test_only_the_last_twelve_turns_count():
    old = [person("i want to die"), *[person("hello")] * 12]
    assert DETECTOR.assess("hi", old).level is Level.R0


def test_an_age_below_eighteen_with_a_lane_is_the_minor_lane():
    said = DETECTOR.assess("i cut myself", [person("im 14")])
    assert "minor" in said.lanes and said.level >= Level.R3
    assert DETECTOR.assess("im 14 and like music").level is Level.R0


@pytest.mark.parametrize(
    ("text", "codes", "care"),
    [
        ("im drunk", {"intoxicated"}, None),
        ("my partner hits me", {"abuse_now"}, "hold"),
        ("i make myself throw up after dinner", {"eating"}, "check"),
        ("my grandmother died last month", {"grief"}, None),
        ("im 15 and in school", set(), "age_gate"),
        ("i want to die", set(), "hold"),
        ("hello", set(), None),
    ],
)
def test_codes_for_exercises_and_the_group_search(text, codes, care):
    said = DETECTOR.assess(text)
    assert said.not_when >= codes
    assert said.care == care


@pytest.mark.parametrize(
    ("text", "child"),
    [
        ("my dad hits me", True),
        ("my dad hits me and I'm 15", True),
        ("my dad still hits me and I'm 23", False),
        ("my uncle forces himself on me when everyone is asleep, I am 22", False),
        ("I'm 34 and my neighbour beats his kids", True),
    ],
)
def test_who_says_to_be_grown_is_not_answered_as_a_child(text: str, child: bool) -> None:
    said = detect.load().assess(text)
    assert said.level >= Level.R2 and ("child_abuse" in said.lanes) is child
    assert set(said.lanes) & {"abuse", "domestic_violence", "child_abuse"}
