"""The trained part: what it adds, what it never does, and weights that it refuses."""

from dataclasses import replace

import numpy as np
import pytest

from handoff.safety import detect
from handoff.safety.detect import classifier
from handoff.safety.detect.classifier import BadWeights, Classifier, Guess, TermReader, Weights, name_of, terms_of
from handoff.safety.detect.detector import NEVER_DOUBTED
from handoff.safety.detect.vectors import MOST_PIECES, Encoder, readable
from handoff.safety.learn import keep
from handoff.safety.model import Level, Turn
from tests.detector import trained

DETECTOR, RULES = trained(), detect.load()
READ = detect.rules.read()
CUES = detect.cues.load(READ.cues)
SAID = (
    "i want to die", "i dont want to die", "work is killing me lol", "im fine thanks", "my sister is sad",
    "i used to cut myself, years ago", "the report is due on friday", "nobody would notice if i was gone",
    "i took all my pills", "he hits me", "", "👍", "i keep hoping i wont wake up. anyway how are you",
)  # fmt: skip


@pytest.fixture(scope="module")
def weights() -> Weights:
    return Weights.read(keep.present())


class Says:
    """A classifier that says the same of every message."""

    def __init__(self, guess: Guess | None, sure_of_no_danger: bool = False) -> None:
        self._guess = guess
        self._sure = sure_of_no_danger

    def guess(self, plain: object) -> Guess | None:
        return self._guess

    def is_sure_of_no_danger(self, plain: object, within: str) -> bool:
        return self._sure


def with_guess(guess: Guess | None) -> detect.Detector:
    return detect.Detector(READ, CUES, Says(guess))  # type: ignore[arg-type]


DOUBTS = detect.Detector(READ, CUES, Says(None, sure_of_no_danger=True))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", SAID)
def test_it_lowers_nothing_that_it_is_not_sure_of(text: str) -> None:
    for level in Level.R0, Level.R1, Level.R2:
        assert with_guess(Guess(0.0, level, ("eating",))).assess(text).level >= RULES.assess(text).level
    if not RULES.assess(text).soft:
        assert not with_guess(Guess(0.1, Level.R1, ("suicide",))).assess("i feel hopeless").soft


NEVER = [rule for rule in READ.rules if rule.level and (rule.hard or rule.family in NEVER_DOUBTED)]


@pytest.mark.parametrize("rule", NEVER, ids=lambda rule: rule.id)
def test_it_never_lowers_a_hard_rule_nor_means_plan_and_intent(rule: detect.rules.Rule) -> None:
    for text in rule.must_fire:
        assert DOUBTS.assess(text).level >= rule.level, text


def test_it_lowers_a_wide_rule_that_it_is_sure_of_to_a_question() -> None:
    assert RULES.assess("my boss will kill me if the invoice is late").level is Level.R3
    said = DOUBTS.assess("my boss will kill me if the invoice is late")
    assert (said.level, said.soft) == (Level.R1, True)
    assert [reason.rule.partition("~")[2] for reason in said.reasons] == ["cue.classifier"]
    assert RULES.assess("not suicidal, just knackered").level is Level.R1
    assert DOUBTS.assess("not suicidal, just knackered").level is Level.R0, "no more than a question: it falls away"


def test_a_sentence_in_which_several_rules_fire_is_doubted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "nobody needs me. i feel hopeless and i want to die"
    found = [finding.within for finding in RULES.hear(text).findings if finding.level]
    assert len(found) > len(set(found)), "else this shows nothing"
    asked: list[str] = []
    monkeypatch.setattr(Says, "is_sure_of_no_danger", lambda _, plain, within: bool(asked.append(within)))
    with_guess(None).hear(text)
    assert len(asked) == len(set(asked)) > 0


def test_it_is_sure_of_what_it_reads_whole_and_by_itself(weights: Weights) -> None:
    made = Classifier(weights)

    def sure(text: str, within: str | None = None) -> bool:
        plain = RULES.hear(text).plain
        return made.is_sure_of_no_danger(plain, plain.whole.text if within is None else within)

    assert sure("my boss will kill me if the invoice is late")
    assert not sure("i want to kill myself") and not sure("kill me")
    assert not sure("we had soup at noon. i want to kill myself.", "i want to kill myself")
    assert not sure("we had soup at noon. i want to kill myself.", "we had soup at noon"), "the whole is not harmless"
    assert sure("we had soup at noon and then walked home") and not sure("we had soup at noon and walked home " * 20)


def test_it_adds_a_level_a_lane_and_a_reason_without_a_span() -> None:
    said = with_guess(Guess(0.97, Level.R2, ("eating",))).assess("some harmless words")
    assert (said.level, said.lanes, said.soft) == (Level.R2, ("eating",), False)
    assert [(reason.rule, reason.span) for reason in said.reasons] == [("classifier.escalate", None)]


def test_asking_is_soft_until_it_is_sure_and_only_then_sticks() -> None:
    for sure in False, True:
        reader = with_guess(Guess(0.9, Level.R1, ("suicide",), sure=sure))
        assert reader.assess("some harmless words").soft is not sure
    heard = with_guess(Guess(0.97, Level.R1, ("suicide",), sure=True))
    assert heard.assess("ok", [Turn("person", "some words")]).level is Level.R1


def test_where_cues_lowered_every_rule_it_only_asks() -> None:
    assert RULES.assess("i do not want to die").soft
    said = with_guess(Guess(0.99, Level.R3, ("suicide",), sure=True)).assess("i do not want to die")
    assert (said.level, said.soft) == (Level.R1, True)


@pytest.mark.parametrize(
    ("lane", "level"),
    [("medical", Level.R2), ("abuse", Level.R2), ("domestic_violence", Level.R1), ("eating", Level.R1)],
)
def test_a_lane_that_is_sure_speaks_where_danger_in_general_is_not(weights: Weights, lane: str, level: Level) -> None:
    heads = weights.facts["heads"]
    values = np.full((1, len(heads)), -9.0, dtype=np.float32)
    values[0, heads.index(lane)] = 9.0
    guess = Classifier(weights).judge(values)
    assert (guess.level, guess.lanes, guess.sure) == (level, (lane,), False)
    assert Classifier(weights).judge(values, by_lanes=False).level is Level.R0


def test_one_word_is_not_read_by_lanes_and_opens_a_question_at_most(weights: Weights, monkeypatch) -> None:
    asked: list[bool] = []
    urgent = Guess(0.99, Level.R3, ("suicide",), sure=True)
    monkeypatch.setattr(Classifier, "judge", lambda _, values, by_lanes=True: asked.append(by_lanes) or urgent)
    said = [Classifier(weights).guess(RULES.hear(text).plain) for text in ("tonight", "he hits me")]
    assert asked == [False, True]
    assert said == [Guess(0.99, Level.R1, ("suicide",), sure=False), urgent]


def test_nothing_readable_is_no_guess() -> None:
    assert with_guess(None).assess("👍").level is Level.R0
    made = DETECTOR.classifier
    assert made is not None and made.guess(DETECTOR.hear("👍 123 !!").plain) is None


def test_the_same_words_get_the_same_share_in_another_reader(weights: Weights) -> None:
    one, two = Classifier(weights), Classifier(weights)
    for text in SAID:
        plain = RULES.hear(text).plain
        assert one.guess(plain) == two.guess(plain) == one.guess(plain)


def test_what_is_remembered_does_not_grow_without_end(weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifier, "_REMEMBERED", 3)
    made = Classifier(weights)
    for number in ["one", "two", "three", "four", "five", "six"]:
        made.guess(RULES.hear(f"number {number}").plain)
    assert len(made._known) == 3


def test_a_long_message_costs_a_few_encodings(weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    real = Classifier.values
    monkeypatch.setattr(Classifier, "values", lambda self, texts: asked.append(texts) or real(self, texts))
    Classifier(weights).guess(RULES.hear("this is one of many sentences about my day. i walked home then. " * 60).plain)
    assert len(asked) == 1 and len(asked[0]) <= 1 + classifier.WINDOWS
    assert all(len(text) <= classifier.LONGEST for text in asked[0])


def test_the_sentence_that_is_looked_at_by_itself_is_the_worst(weights: Weights) -> None:
    day = "the bus was late. we had soup at noon. the cat is fine. it rained all day long. " * 4
    assert Classifier(weights)._worst(RULES.hear(day + "i want to be dead. " + day).plain) == ["i want to be dead"]
    assert Classifier(weights)._worst(RULES.hear(day).plain) == []
    assert Classifier(weights)._worst(RULES.hear("the bus was late. i want to be dead.").plain) == [], "read as a whole"


def test_a_text_has_one_vector_whatever_is_read_beside_it(weights: Weights) -> None:
    made = Encoder(weights.graph.tobytes(), weights.words.tobytes())
    one, two = (made.pieces(text) for text in ("i want to be dead", "the bus was late again and nobody said why"))
    assert np.array_equal(made.encode([one, two, one])[0], made.encode([one])[0])
    assert not np.allclose(made.encode([one]), made.encode([two]), atol=0.1)
    assert len(made.pieces("word " * 500)) == MOST_PIECES


def test_terms_are_runs_and_near_pairs_of_words_weighted_to_unit_length() -> None:
    assert set(terms_of(["the", "rope", "is", "up"])) >= {"rope is up", "rope & up", "is & the"}
    assert "a & h" not in terms_of(list("abcdefgh")) and "a & g" in terms_of(list("abcdefgh"))
    names = np.array(sorted(map(name_of, ("a", "a b", "b"))), dtype=np.uint64)
    reader = TermReader(names, np.array([1, 2, 1], dtype=np.float32))
    places, values = reader.read("a b a c")
    assert dict(zip(places.tolist(), values.tolist(), strict=True)).keys() == {0, 1, 2}
    assert float(np.linalg.norm(values)) == pytest.approx(1)
    assert reader.read("nothing known")[0].size == 0


def test_what_can_be_read_has_a_letter_and_no_half_characters() -> None:
    assert readable("👍 12 !", 50) == "" == readable("", 50)
    assert readable("a\ud800b and so on", 4) == "ab"


def test_weights_survive_being_written_and_read(weights: Weights, tmp_path) -> None:
    weights.save(tmp_path / "risk.npz")
    again = Weights.read(tmp_path / "risk.npz")
    assert all(
        np.array_equal(getattr(again, part), getattr(weights, part)) for part in ("heads", "graph", "names", "terms")
    )
    assert [p.name for p in tmp_path.iterdir()] == ["risk.npz"]


@pytest.mark.parametrize("damage", ["cut", "text", "other format", "shape", "not a number", "pickle"])
def test_weights_that_cannot_be_used_are_refused(weights: Weights, damage: str, tmp_path, monkeypatch) -> None:
    path = tmp_path / "risk.npz"
    made = weights
    if damage == "shape":
        made = replace(weights, heads=weights.heads[:-1])
    elif damage == "not a number":
        made = replace(weights, bias=np.full_like(weights.bias, np.nan))
    elif damage == "other format":
        monkeypatch.setattr(classifier, "FORMAT", 1)
    made.save(path)
    monkeypatch.undo()
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:5000])
    elif damage == "text":
        path.write_text("weights")
    elif damage == "pickle":
        about = np.array([{"runs": "code"}], dtype=object)
        np.savez(path, about=about)
    with pytest.raises(BadWeights, match="peerline train"):
        Weights.read(path)


@pytest.mark.parametrize("damage", ["graph", "words"])
def test_a_network_that_cannot_be_used_is_refused(weights: Weights, damage: str) -> None:
    whole = getattr(weights, damage)
    with pytest.raises(BadWeights, match="peerline train"):
        Classifier(replace(weights, **{damage: whole[: len(whole) // 2]}))


def test_an_urgent_message_about_now_is_imminent_and_about_some_day_is_not() -> None:
    urgent = with_guess(Guess(0.99, Level.R3, ("suicide",), sure=True))
    said = urgent.assess("the grey box stands next to me")
    assert (said.level, said.reasons[0].rule) == (Level.R4, "classifier.urgent_now")
    assert urgent.assess("the grey box stands in the cellar").level is Level.R3
    other = with_guess(Guess(0.99, Level.R3, ("abuse",), sure=True))
    assert other.assess("the grey box stands next to me").level is Level.R3
