"""The lanes beside suicide: who leads, what is said first, the cards, the age, and who is near."""

from datetime import timedelta

import pytest

from handoff.safety.ladder import human_closed
from handoff.safety.model import LANES, Level
from handoff.safety.wording import load
from tests.safety.ladder_cast import Person, sign


def at(level: int, *lanes: str, **how) -> Person:
    return Person(**how).writes("words", sign(level, *lanes))


@pytest.mark.parametrize(
    ("lanes", "level", "said"),
    [
        (("eating", "medical"), 2, ["r2_eating", "ask_eating"]),
        (("overdose_withdrawal", "medical"), 2, ["withdrawal", "ask_withdrawal"]),
        (("overdose_withdrawal",), 3, ["withdrawal", "ask_withdrawal"]),
        (("worried_about_someone",), 3, ["r3_worried_about_someone", "ask_worried_about_someone"]),
        (("harm_to_others",), 3, ["r3_harm_to_others", "ask_harm_to_others"]),
        (("harm_to_others",), 4, ["r4_harm_to_others", "ask_harm_to_others"]),
        (("domestic_violence",), 2, ["lane_r2", "ask_domestic_violence"]),
        (("abuse",), 4, ["r4", "ask_abuse"]),
        (("psychosis_mania",), 2, ["lane_r2", "ask_psychosis_mania"]),
        (("self_harm",), 2, ["lane_r2", "ask_self_harm"]),
        (("minor", "child_abuse"), 3, ["lane_r3", "card_minor", "ask_child_abuse"]),
        (("medical",), 4, ["r4_medical", "ask_near"]),
        (("medical", "worried_about_someone"), 4, ["r4_medical", "card_worried_about_someone", "ask_near"]),
        (("suicide", "medical"), 4, ["r4_medical", "ask_near"]),
        (("suicide", "worried_about_someone"), 4, ["r4", "card_worried_about_someone", "ask_near"]),
        (("overdose_withdrawal", "suicide"), 4, ["r4_overdose_withdrawal", "help_card", "ask_near"]),
    ],
)  # fmt: skip
def test_what_is_said_first(lanes, level, said) -> None:
    person = at(level, *lanes)
    assert person.said == said
    assert person.shows_line and "open_case" in person.did
    if level == 4:
        assert person.read.index("911") < 40 and "page_supervisor" in person.did


def test_several_lanes_show_at_most_two_cards_a_turn_and_each_once() -> None:
    lanes = ("suicide", "domestic_violence", "eating", "psychosis_mania", "abuse")
    person = at(2, *lanes)
    assert person.said == ["r2", "card_abuse", "card_domestic_violence", "ask_plan"]
    assert person.writes("words", sign(2, *lanes)).said[:3] == ["line_again", "card_eating", "card_psychosis_mania"]
    assert not [u for u in person.writes("words", sign(2, *lanes)).said if u.startswith("card_")]


@pytest.mark.parametrize("lane", [lane for lane in LANES if lane not in ("suicide", "medical", "overdose_withdrawal")])
def test_at_r1_by_sms_a_lanes_question_comes_with_the_line(lane) -> None:
    person = at(1, lane, channel="sms")
    assert person.said == ["line_short", f"ask_{lane}"] and person.shows_line
    assert at(1, lane).said == [f"ask_{lane}"]


def test_while_a_volunteer_talks_a_rise_to_r1_by_sms_brings_the_short_line_once() -> None:
    person = Person(channel="sms", severity=0, accepted=True).writes("words", sign(1), talking=True)
    assert person.said == ["line_short"] and person.did == ["pin_card", "raise_case"]
    assert person.writes("words", sign(1), talking=True).said == [] and person.did == ["pin_card"]
    assert Person(severity=0, accepted=True).writes("words", sign(1), talking=True).said == []


def test_school_words_bring_the_question_of_age_and_a_young_age_the_floor() -> None:
    person = Person().writes("i hate school").writes("i am a burden", sign(1))
    assert person.state.school and person.writes("no").said == ["key_one"]
    person = Person().writes("my teacher shouts").writes("words", sign(2))
    for text in ("no", "no", "sure"):
        person.writes(text)
    assert person.said == ["ask_age"]
    person.writes("15")
    assert person.state.level == Level.R3 and person.state.young and "minor" in person.state.lanes
    assert person.said[:2] == ["r3", "card_minor"] and "raise_case" in person.did


def test_of_age_nothing_rises_and_the_chain_goes_on() -> None:
    person = Person().writes("my teacher shouts").writes("words", sign(2))
    for text in ("no", "no", "sure", "i'm 30"):
        person.writes(text)
    assert person.said == ["thanks", "ask_barrier"] and person.state.young is False
    assert person.state.level == Level.R2


def test_at_r1_the_age_is_asked_after_the_direct_question() -> None:
    person = Person().writes("i hate school").writes("words", sign(1)).writes("rather not say")
    assert person.writes("hm").said == ["come_back", "ask_age"]
    assert person.writes("no").said == ["thanks", "ask_passive"]
    person = Person().writes("words", sign(1)).writes("rather not say")
    assert person.writes("hm").said == ["come_back", "ask_passive"]


def test_at_r3_already_a_young_age_shows_the_card() -> None:
    person = Person().writes("after school", sign(3))
    for text in ("no", "no", "no", "sure", "nobody"):
        person.writes(text)
    assert person.said[-1] == "ask_age"
    assert person.writes("yes").said == ["card_minor", "ask_barrier"] and person.state.cards == ("minor",)


def test_who_is_known_to_be_young_stays_young() -> None:
    person = Person().writes("words", sign(3, "minor", "child_abuse"))
    person.state = human_closed(person.state, person.now)
    assert person.state.young and person.state.level == Level.R1
    assert person.writes("words", sign(1, soft=True)).state.level == Level.R1
    assert person.writes("my friend", sign(1, "worried_about_someone")).state.level == Level.R1
    person.writes("words", sign(1))
    assert person.state.level == Level.R3 and "minor" in person.state.lanes
    person.state = human_closed(person.state.but(school=True), person.now)
    person.writes("hello", minutes=60 * 25)
    assert person.state.level == Level.R0 and person.state.young and person.state.school


def test_who_is_near_is_not_asked_when_the_words_say_it() -> None:
    person = Person().writes("i will do it now, my mum is here", sign(4))
    assert person.said == ["r4", "near_someone"] and person.state.answer("near") == "someone"
    person = Person().writes("i will do it now. i am alone", sign(4))
    assert person.said == ["r4", "near_alone"] and person.state.pending == "near_call"
    assert person.writes("i can't").said == ["r4_cannot_call"]
    person = Person().writes("he will kill me, my husband is here", sign(4, "domestic_violence"))
    assert person.said[-1] == "ask_domestic_violence"
    person = Person().writes("i have a plan and i am with my sister", sign(3))
    assert person.state.answer("with_whom") == "here"


def test_at_r4_the_menu_has_no_exercise() -> None:
    titles = [choice.value for choice in at(4).writes("MENU", word="MENU").turn[0].choices]
    assert titles == ["word:PERSON", "word:PLAN", "word:BREATHE", "word:HELP"]
    assert "ladder:steady:grounding" in [c.value for c in at(2).writes("MENU", word="MENU").turn[0].choices]


def test_words_typed_after_half_a_day_answer_no_question_of_then() -> None:
    person = at(1).writes("no", minutes=60 * 12)
    assert person.said == ["ask_since"] and person.state.keys == ()
    assert at(1).writes("no", minutes=60 * 12 - 1).state.keys == ("thoughts",)
    assert at(1).presses("thoughts", "no", minutes=60 * 13).state.keys == ("thoughts",)
    person = at(1).writes("no").writes("x").writes("no")
    assert person.writes("hello", minutes=60 * 13).last.forward  # over already


def test_asked_whether_it_is_real_the_truth_at_every_level() -> None:
    assert Person().writes("are you real").said == ["are_you_real"]
    person = Person(running=True).writes("are you a bot")
    assert person.did == ["resume_flow"] and not person.last.forward
    person = at(1).writes("is this a robot")
    assert person.said == ["are_you_real", "ask_thoughts"]
    person = at(4).writes("alone").writes("are you human")
    assert person.said == ["are_you_real", "near_alone"] and person.state.pending == "near_call"
    assert at(2).presses("case", "not_now").presses("plan", "no").state.level == Level.R2


def test_a_question_about_somebody_else_is_asked_once_a_day() -> None:
    person = Person().writes("my son", sign(1, "worried_about_someone")).writes("not sure")
    assert person.said == ["said_worried_about_someone_not_sure", "ask_writer"]
    person.writes("i'm safe")
    assert person.state.later is None and person.writes("thanks").last.forward


def test_time_lets_go_of_questions_after_a_day() -> None:
    person = at(2).writes("no")
    person.state = person.state.but(at=person.now + timedelta(hours=24))
    person.now += timedelta(hours=24)
    assert person.writes("x").said == ["come_back", "ask_plan"] or "ask_plan" in person.said


def test_every_text_of_the_lanes_keeps_its_never_list() -> None:
    """Words that a lane's own texts never hold (care.md 3.9), beside the lists that hold for all."""
    never = {
        "self_harm": ("attention", "stop it", "how often", "scar"),
        "abuse": ("details", "secret", "contact him", "contact her", "why"),
        "domestic_violence": ("why don't you", "leave him", "talk to him", "together with him"),
        "harm_to_others": ("report", "police", "crime", "wrong to"),
        "eating": ("food", "meal", "eat less", "eat more", "proud", "control"),
        "psychosis_mania": ("not real", "imagin", "it is true", "great plan", "sleep"),
        "withdrawal": ("how much", "wait and see", "quit at once", "glass"),
        "worried_about_someone": ("your fault", "secretly", "check their", "you should have"),
        "minor": ("between us", "secret", "don't tell"),
        "medical": ("wait and see", "press on", "recovery position"),
    }  # fmt: skip
    for name, entry in load("en").utterances.items():
        for lane, words in never.items():
            if lane in name:
                for variant in (*entry.web, *entry.sms):
                    text = " ".join(variant.bubbles).lower()
                    assert not [word for word in words if word in text], (name, text)


@pytest.mark.parametrize(
    "text",
    ["im 15", "I'm 16 years old", "i am only fourteen and scared", "15f", "i just turned 17.", "I am under 18",
     "my age is 13", "i'm 12 btw"],
)  # fmt: skip
def test_an_age_told_in_plain_words_counts_without_being_asked(text) -> None:
    person = Person().writes("words", sign(2)).writes(text)
    assert (person.state.level, person.state.young) == (Level.R3, True) and "minor" in person.state.lanes
    assert person.severity == 3 and person.shows_line
    calm = Person().writes(text)
    assert (calm.state.level, calm.state.young) == (Level.R0, True) and calm.last.forward


@pytest.mark.parametrize("text", ["im 15 weeks pregnant", "i am 45", "im 17 minutes late", "my son is 15", "i'm 150",
                                  "im 16 months sober", "i am 10 percent sure"])  # fmt: skip
def test_other_numbers_are_no_age(text) -> None:
    person = Person().writes("words", sign(2)).writes(text)
    assert (person.state.level, person.state.young) == (Level.R2, None)


def test_an_age_is_learnt_but_raises_nothing_after_an_idiom_or_about_somebody_else() -> None:
    for person in (
        Person().writes("words", sign(1, soft=True)),
        Person().writes("w", sign(1, "worried_about_someone")),
    ):
        person.writes("im 15")
        assert (person.state.level, person.state.young) == (Level.R1, True)


def test_an_age_told_to_a_volunteer_is_learnt_and_raises_the_case() -> None:
    person = Person().writes("words", sign(2))
    person.writes("im 15", talking=True)
    assert person.state.young and person.state.level == Level.R3 and "raise_case" in person.did
