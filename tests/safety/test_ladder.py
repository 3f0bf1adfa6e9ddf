"""The ladder, situation by situation."""

import pytest

from handoff.safety.ladder import RiskState, human_closed, plan_made
from handoff.safety.model import Assessment, Level, Reason
from tests.safety.ladder_cast import Person, sign


def at(level: int, **how) -> Person:
    """A person who has just reached this level."""
    return Person(**how).writes("words", sign(level))


def test_ordinary_words_go_on_to_the_assistant() -> None:
    person = Person().writes("my week was long")
    assert person.last.forward and not person.said and not person.did and person.state.level == Level.R0


def test_an_idiom_gets_the_soft_check_once_and_the_next_turn_goes_on() -> None:
    person = Person().writes("this homework makes me want to die", sign(1, soft=True))
    assert person.said == ["ask_soft"] and person.did == ["pin_card"] and not person.last.forward
    assert person.writes("it is due tomorrow").last.forward


def test_after_a_way_of_speaking_the_second_question_waits_three_turns() -> None:
    person = Person().writes("so dead", sign(1, soft=True)).writes("way of speaking")
    assert person.state.keys == ("soft",) and person.said == ["soft_thanks"]
    assert person.writes("one").last.forward and person.writes("two").last.forward
    assert person.writes("three").said == ["come_back", "ask_thoughts"]
    assert person.writes("no").said == ["cleared"]
    assert person.state.level == Level.R1 and person.state.cleared(person.now)


def test_after_a_way_of_speaking_in_an_exercise_the_second_question_comes_at_its_end() -> None:
    person = Person(running=True).writes("so dead", sign(1, soft=True)).presses("soft", "speaking")
    assert "resume_flow" in person.did
    assert person.writes("step one").last.forward
    person.running = False
    assert person.writes("that was good").said == ["come_back", "ask_thoughts"]


@pytest.mark.parametrize("answer", ["partly", "not_sure"])
def test_partly_true_is_full_watch(answer: str) -> None:
    person = Person().writes("dead", sign(1, soft=True)).presses("soft", answer)
    assert person.said == ["r1", "ask_thoughts"] and not person.state.soft


def test_watch_asks_directly_and_exercises_wait_until_a_key() -> None:
    person = Person(running=True).writes("i am a burden to all", sign(1))
    assert person.said == ["r1", "ask_thoughts"] and person.state.exercises_wait(person.now)
    assert not person.writes("a chair").last.forward
    assert person.writes("no").said == ["key_back"] and "resume_flow" in person.did
    assert not person.state.exercises_wait(person.now)


def test_two_keys_on_different_questions_clear_and_a_day_later_it_is_over() -> None:
    person = at(1).writes("no").writes("my boss")
    assert person.said == ["come_back", "ask_passive"]
    assert person.writes("nope").said == ["cleared"]
    assert person.state.level == Level.R1
    assert person.writes("thanks").last.forward
    assert person.writes("hello", minutes=60 * 25).state.level == Level.R0


def test_a_cue_between_the_keys_takes_the_first_away() -> None:
    person = at(1).writes("no").writes("nothing has a point", sign(1))
    assert person.state.keys == () and person.said == ["r1", "ask_thoughts"]


def test_the_same_no_twice_is_one_key() -> None:
    person = at(1).writes("no").presses("thoughts", "no").presses("thoughts", "no")
    assert not person.state.cleared(person.now) and person.state.keys == ("thoughts",)


@pytest.mark.parametrize(("question", "answer"), [("thoughts", "rather_not"), ("thoughts", "whatever")])
def test_not_keys(question: str, answer: str) -> None:
    person = at(1).presses(question, answer)
    assert person.state.keys == ()


@pytest.mark.parametrize("text", ["lol no", "haha", "idk", "skip this", "whatever", "just kidding"])
def test_typed_words_that_are_no_key(text: str) -> None:
    assert at(1).writes(text).state.keys == ()


def test_skip_is_no_key_and_pause_neither() -> None:
    assert at(1).writes("SKIP", word="SKIP").state.keys == ()
    assert at(1).writes("PAUSE", word="PAUSE").state.keys == ()


def test_you_got_me_wrong_has_its_own_way() -> None:
    person = at(1).writes("you got me wrong")
    assert person.said == ["got_me_wrong", "ask_passive"] and "log_misreading" in person.did
    person.writes("no")
    assert person.state.keys == ("passive",) and not person.state.cleared(person.now)
    assert not person.state.exercises_wait(person.now)


def test_a_cue_within_a_day_of_clearing_starts_at_full_watch() -> None:
    person = at(1).writes("no").writes("x").writes("no")
    assert person.writes("kms", sign(1, soft=True)).said == ["r1", "ask_thoughts"]


def test_an_echo_of_earlier_turns_is_no_new_cue() -> None:
    person = at(1).writes("no").writes("x").writes("no")
    echo = Assessment(Level.R2, False, ("suicide",), (Reason("history.sticky"),), 0.7)
    assert person.writes("thanks for today", echo).last.forward


@pytest.mark.parametrize("text", ["yes", "i guess so", "sometimes", "I wish I wouldn't wake up", "3", "yeah kind of"])
def test_yes_to_thoughts_is_r2(text: str) -> None:
    person = at(1).writes(text)
    assert person.state.level == Level.R2 and person.said[0] == "r2" and person.shows_line


def test_r2_opens_a_case_suspends_the_flow_and_says_both_kinds_of_help() -> None:
    person = Person(running=True).writes("i want to die", sign(2))
    assert person.did == ["pin_card", "suspend_flow", "open_case"] and person.last.directives[-1].severity == 2
    assert person.said == ["r2", "ask_plan"] and person.shows_line
    assert "doctor" in person.read and ("trust" in person.read or "close to you" in person.read)
    assert [c.value for c in person.turn[0].choices] == ["case:not_now"]


def test_the_whole_chain_at_r2() -> None:
    person = at(2)
    for text, asked in [("no", "ask_behaviour"), ("no", "ask_tonight"), ("sure", "ask_barrier")]:
        assert person.writes(text).said[-1] == asked
    assert person.writes("I'd be a burden").said == ["barrier_burden", "ask_try"]
    assert person.writes("later").said == ["try_later", "ask_plan_offer"]
    assert person.writes("yes").did == ["start_plan"]
    assert person.state.level == Level.R2


@pytest.mark.parametrize("text", ["no i have no plan", "i don't have a plan", "no plan", "no"])
def test_no_plan_in_peoples_words(text: str) -> None:
    hasty = sign(3, rule="answer.plan", span=text)
    assert at(2).writes(text, hasty).said == ["ask_behaviour"]


@pytest.mark.parametrize("text", ["a plan", "i have a plan", "yes a plan"])
def test_a_plan_in_peoples_words(text: str) -> None:
    assert at(2).writes(text).state.level == Level.R3


def test_a_plan_goes_to_r3_and_then_means_when_and_the_rest() -> None:
    person = at(2).writes("some idea")
    assert person.state.level == Level.R3 and person.said == ["r3", "ask_means"] and person.shows_line
    assert "raise_case" in person.did and person.severity == 3
    assert person.writes("no").said == ["ask_when"]
    assert person.writes("some day").said == ["ask_behaviour"]
    assert person.writes("years ago").said == ["ask_tonight"]
    assert person.writes("sure").said == ["ask_with_whom"]
    assert person.writes("rather be alone").said == ["company_no", "ask_barrier"]


@pytest.mark.parametrize(("means", "level"), [("yes", 4), ("not_sure", 4), ("no", 3)])
def test_today_is_r4_when_means_are_at_hand_or_unknown(means: str, level: int) -> None:
    person = at(2).presses("plan", "plan").presses("means", means).writes("tonight")
    assert person.state.level == Level(level)


def test_rather_not_say_about_a_plan_asks_for_means_as_unknown() -> None:
    assert at(2).writes("rather not say").said == ["skip_ok", "ask_means"]


def test_not_getting_through_tonight_counts_as_today() -> None:
    person = at(2).presses("plan", "no").presses("behaviour", "no").writes("i don't think so")
    assert person.state.level == Level.R4
    assert at(2).presses("plan", "no").presses("behaviour", "no").writes("not sure").state.level == Level.R3


def test_rather_not_say_three_times_hands_over_and_asks_no_more() -> None:
    person = at(2)
    for _ in range(3):
        person.writes("rather not say")
    assert person.said == ["hand_over"]
    assert person.state.silent and person.severity is not None
    assert "?" not in person.writes("and now").read


def test_words_that_answer_a_question_of_the_chain_are_not_asked_about() -> None:
    person = Person().writes("i have it next to me", sign(3, rule="means.at_hand"))
    assert person.said == ["r3", "ask_when"]


def test_r4_emergency_first_pages_everybody_and_jumps_the_chain() -> None:
    person = Person().writes("now", sign(4))
    assert person.read.index("911") < 40 and person.shows_line and person.said == ["r4", "ask_near"]
    assert person.did == ["pin_card", "suspend_flow", "open_case", "page_supervisor"]
    assert "stay" in person.read


def test_r4_a_way_for_those_who_cannot_call() -> None:
    person = Person(country="GB").writes("now", sign(4)).writes("nobody")
    assert person.said == ["near_alone"]
    assert person.writes("i can't call").said == ["r4_cannot_call"] and "85258" in person.read
    assert person.writes("ok").said[0] == "r4_stay"


def test_r4_shortest_answers_are_read_from_the_open_question() -> None:
    person = Person().writes("now", sign(4)).writes("1")
    assert person.said[0] == "near_someone"


def test_overdose_first_the_emergency_number_and_poison_help() -> None:
    person = Person().writes("took too much", sign(4, "overdose_withdrawal", "suicide"))
    assert person.said[0] == "r4_overdose_withdrawal" and "1-800-222-1222" in person.read
    assert person.read.index("911") < 40


def test_medical_asks_nothing_before_the_number() -> None:
    person = Person().writes("he does not wake up", sign(4, "medical"))
    assert person.said == ["r4_medical", "ask_near"] and person.read.index("911") < 40


@pytest.mark.parametrize(
    ("lane", "level", "question"),
    [
        ("self_harm", 1, "self_harm"), ("abuse", 3, "abuse"), ("child_abuse", 3, "child_abuse"),
        ("domestic_violence", 2, "domestic_violence"), ("harm_to_others", 3, "harm_to_others"),
        ("eating", 1, "eating"), ("psychosis_mania", 2, "psychosis_mania"), ("overdose_withdrawal", 2, "withdrawal"),
        ("worried_about_someone", 1, "worried_about_someone"), ("minor", 3, "minor"),
    ],
)  # fmt: skip
def test_a_lane_asks_its_own_question_first(lane: str, level: int, question: str) -> None:
    person = Person().writes("words", sign(level, lane))
    assert person.said[-1] == f"ask_{question}" and not person.last.forward
    assert person.state.card_shown(person.now)
    if level >= 2:
        assert person.shows_line and "open_case" in person.did


def test_suicide_leads_and_the_other_lanes_card_comes_beside() -> None:
    person = Person(country="GB").writes("words", sign(2, "suicide", "domestic_violence"))
    assert person.said == ["r2", "card_domestic_violence", "ask_plan"]
    assert [r.card for r in person.turn] == [False, True, False]


def test_worried_about_someone_never_asks_the_writer_the_ladders_question() -> None:
    person = Person().writes("my son wants to die", sign(1, "worried_about_someone"))
    assert person.writes("no").said == ["key_one"] or "said_worried_about_someone_no" in person.said
    for _ in range(6):
        person.writes("he is sad")
        assert "ask_thoughts" not in person.said and "ask_passive" not in person.said


def test_someone_else_in_danger_now_is_r4_for_them() -> None:
    person = Person().writes("my son", sign(1, "worried_about_someone")).writes("yes")
    assert person.state.level == Level.R4 and person.said == ["r4_worried_about_someone"]


def test_not_safe_to_write_stops_the_questions_and_alerts() -> None:
    person = Person(country="GB").writes("he hits me", sign(2, "domestic_violence")).writes("no")
    assert person.state.level == Level.R3 and person.said == ["said_domestic_violence_no"] and "?" not in person.read
    assert person.shows_line


def test_not_now_withdraws_a_case_at_r2_and_the_alert_stands_at_r3() -> None:
    person = at(2).presses("case", "not_now")
    assert person.did == ["withdraw_case"] and person.said == ["not_now", "ask_plan"]
    assert "open_case" not in person.writes("hm").did
    assert at(3).presses("case", "not_now").said[0] == "alert_stands"


def test_a_rise_after_not_now_opens_a_case_again() -> None:
    person = at(2).presses("case", "not_now").writes("a plan")
    assert person.state.level == Level.R3 and "open_case" in person.did


def test_nobody_on_shift_is_said_as_it_is() -> None:
    assert "Tue 18:00" in at(2, on_shift=False).read
    assert "on-call" in at(3, on_shift=False).read or "on call" in at(3, on_shift=False).read


def test_while_a_volunteer_talks_nothing_is_asked_but_a_rise_shows_the_line_and_marks_the_case() -> None:
    person = Person(severity=1, accepted=True)
    assert not person.writes("hello", talking=True).said and not person.last.forward
    person.writes("i have a plan", sign(3), talking=True)
    assert person.said == ["line_again"] and "raise_case" in person.did and "?" not in person.read
    person.writes("now", sign(4), talking=True)
    assert "page_supervisor" in person.did and person.said == ["r4_short"]


def test_person_opens_a_case_at_the_persons_level() -> None:
    person = Person().writes("PERSON", word="PERSON")
    assert person.last.directives[0].severity == 0 and person.said == ["waiting_first"]
    person = at(2).presses("case", "not_now").writes("PERSON", word="PERSON")
    assert ("open_case", 2) in [(d.do, d.severity) for d in person.last.directives]


def test_waiting_without_risk_and_nobody_on_shift_the_assistant_goes_on() -> None:
    person = Person(on_shift=False).writes("PERSON", word="PERSON")
    assert person.writes("hello").last.forward
    person = Person(on_shift=True).writes("PERSON", word="PERSON")
    assert not person.writes("hello").last.forward


@pytest.mark.parametrize(
    ("word", "said"),
    [("HELP", "help_card"), ("BREATHE", "breathe"), ("MENU", "menu_at_risk"), ("PAUSE", "pause_at_risk"),
     ("PLAN", "plan_intro")],
)  # fmt: skip
def test_always_on_words_at_r2(word: str, said: str) -> None:
    assert at(2).writes(word, word=word).said == [said]


def test_after_half_a_day_an_open_question_comes_first() -> None:
    person = at(2).writes("hello", minutes=60 * 13)
    assert person.said == ["ask_since"]
    assert person.writes("the same").said[-1] == "ask_plan"


def test_turning_the_line_down_brings_the_barrier_question() -> None:
    assert at(2).writes("i don't want to call anyone").said == ["ask_barrier"]
    person = at(2).writes("i don't want to call anyone").writes("they would tell my whole family about it")
    assert person.said[0] == "barrier_other_echo" and "log_barrier" in person.did


def test_a_human_closes_every_level_to_r1_cleared() -> None:
    for level in (1, 2, 3, 4):
        person = at(level)
        closed = human_closed(person.state, person.now)
        assert closed.level == Level.R1 and closed.cleared(person.now) and closed.card_shown(person.now)
    assert human_closed(RiskState(), person.now).level == Level.R0


def test_a_plan_lowers_r2_only() -> None:
    assert plan_made(at(2).state, at(2).now).level == Level.R1
    for level in (0, 3, 4):
        state = RiskState(level=Level(level))
        assert plan_made(state, at(1).now) == state


def test_on_sms_the_question_rides_with_the_level_text() -> None:
    for country in ("US", "GB", "AU"):
        person = Person(channel="sms", country=country).writes("i want to die", sign(2))
        assert len(person.turn) == 1 and len(person.read) <= 306
        assert "9 = not now" in person.read and "1 no" in person.read


def test_you_said_that_already() -> None:
    person = at(2).writes("you already asked me that")
    assert person.said[0] == "already_said" and "ask_plan" in person.said


def test_where_no_plan_can_be_made_something_to_steady_is_offered() -> None:
    person = at(2, plan_ready=False)
    for text in ("no", "no", "sure", "I'd be a burden", "later"):
        person.writes(text)
    assert person.said == ["try_later", "ask_steady"]
    assert person.writes("ok").did == ["start_grounding"]
    assert person.writes("PLAN", word="PLAN").said == ["plan_none"] and not person.did


@pytest.mark.parametrize(("text", "said"), [("no", "r4_cannot_call"), ("yes", "near_can_call")])
def test_can_you_call_is_a_question_of_its_own(text: str, said: str) -> None:
    assert Person().writes("now", sign(4)).writes("alone").writes(text).said == [said]
