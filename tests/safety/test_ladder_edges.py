"""The ladder at its edges: limits of time, what stays, what is a card, who is asked when no case is open."""

from datetime import timedelta

import pytest

from handoff.safety.ladder import RiskState, human_closed, reading, view
from handoff.safety.ladder.state import Asked
from handoff.safety.model import Level
from tests.safety.ladder_cast import START, Person, sign


def at(level: int, *lanes: str, **how) -> Person:
    return Person(**how).writes("words", sign(level, *lanes))


def test_what_stays_when_a_human_closes() -> None:
    person = at(3)
    closed = human_closed(person.state.but(turn=9), person.now)
    assert closed.at == person.now and closed.turn == 9 and closed.asked == {} and closed.lanes == ()


def test_a_card_is_shown_until_its_moment() -> None:
    assert not RiskState().card_shown(START)
    assert RiskState(card_until=START).card_shown(START - timedelta(seconds=1))
    assert not RiskState(card_until=START).card_shown(START)


def test_when_exercises_wait() -> None:
    assert RiskState(level=Level.R2).exercises_wait(START) and RiskState(level=Level.R4).exercises_wait(START)
    assert RiskState(level=Level.R1).exercises_wait(START) and not RiskState().exercises_wait(START)
    assert not RiskState(level=Level.R1, soft=True).exercises_wait(START)
    assert not RiskState(level=Level.R1, keys=("thoughts",)).exercises_wait(START)
    cleared = RiskState(level=Level.R1, cleared_until=START)
    assert cleared.exercises_wait(START) and not cleared.exercises_wait(START - timedelta(seconds=1))


def test_a_human_is_asked_again_where_no_case_is_open() -> None:
    for text, minutes in (("are you real", 1), ("hello", 60 * 13), ("hm", 1)):
        person = at(2)
        person.severity = None
        assert "open_case" in person.writes(text, minutes=minutes).did
    assert Person().writes("are you real").did == []
    assert at(1, running=True).writes("are you real").did == []


def test_an_exercise_that_waits_asks_nothing_when_all_was_left_open() -> None:
    person = at(1, running=True)
    for text in ("rather not say", "hm", "rather not say"):
        person.writes(text)
    assert person.writes("hm").said == ["exercise_waits"]


def test_the_age_is_remembered_as_it_was_told() -> None:
    for typed, young in (("yes", True), ("no", False), ("rather not say", None)):
        person = at(3).writes("after school")
        for text in ("no", "no", "no", "sure", "nobody"):
            person.writes(text)
        assert person.said[-1] == "ask_age", person.said
        person.writes(typed)
        assert person.state.young is young and ("minor" in person.state.lanes) is bool(young)
        if young:
            assert [rendered.card for rendered in person.turn] == [True, False]


def test_read_wrong_asks_what_is_not_answered_yet() -> None:
    asked = {"thoughts": Asked(START, 1, 1, "rather_not")}
    for pending in ("passive", "thoughts", None):
        person = Person(state=RiskState(level=Level.R1, lanes=("suicide",), pending=pending, asked=asked, at=START))
        assert person.writes("you got me wrong").said == ["got_me_wrong", "ask_passive"]
    asked = {"passive": Asked(START, 1, 1, "rather_not")}
    person = Person(state=RiskState(level=Level.R1, lanes=("suicide",), pending="thoughts", asked=asked, at=START))
    assert person.writes("you got me wrong").said == ["got_me_wrong", "ask_thoughts"]
    both = Person(
        state=RiskState(level=Level.R1, lanes=("suicide", "worried_about_someone"), pending="thoughts", at=START)
    )
    assert both.writes("you got me wrong").said == ["got_me_wrong", "ask_passive"]
    other = Person(state=RiskState(level=Level.R1, lanes=("self_harm",), pending="thoughts", at=START))
    assert other.writes("you got me wrong").said == ["got_me_wrong", "ask_passive"]


def test_the_state_of_the_wait_is_told_once_a_minute() -> None:
    person = Person().writes("PERSON", word="PERSON")
    told = [bool(person.writes("hm", minutes=0.5).said) for _ in range(5)]
    assert told == [False, True, False, True, False]


def test_the_view_says_what_raised_it() -> None:
    person = at(2).presses("plan", "plan").presses("means", "yes").presses("when", "today")
    assert view(person.state).raised == (("plan", "plan"), ("means", "yes"), ("when", "today"))
    assert view(person.state).lanes == ("suicide",)
    some = RiskState(level=Level.R3, asked={"plan": Asked(START, 1, 1, "some")})
    assert "thoughts" not in view(some).unknown
    partly = RiskState(level=Level.R1, asked={"soft": Asked(START, 1, 1, "partly")})
    assert view(partly).unknown == ("thoughts",)


def test_a_sign_when_no_more_is_asked() -> None:
    person = at(2)
    for _ in range(3):
        person.writes("rather not say")
    assert person.writes("words", sign(2)).said == ["line_again", "waiting_still"]
    person.severity = None
    person.state = person.state.but(declined=True)
    assert person.writes("words", sign(2)).said == ["line_again", "stay"]


def test_whoever_is_read_wrong_again_and_again_is_offered_a_person() -> None:
    person = at(1)
    for _ in range(3):
        person.writes("you got me wrong")
    assert person.writes("you got me wrong").said == ["offer_person"] and person.state.level == Level.R1
    assert at(1).writes("you got me wrong").state.soft is False


def test_a_refusal_puts_off_nothing_and_leaves_nothing_open() -> None:
    person = Person().writes("dead", sign(1, soft=True)).writes("way of speaking")
    assert person.state.later == "thoughts"
    person.presses("thoughts", "rather_not")
    assert person.state.later is None and person.state.pending is None and person.said == ["offer_person"]
    person = at(1).presses("passive", "rather_not")
    assert person.state.pending is None
    state = RiskState(level=Level.R1, lanes=("suicide",), refused=2, later="passive", pending="thoughts", at=START)
    person = Person(state=state).writes("rather not say")
    assert person.said == ["hand_over"] and person.state.later is None and person.state.silent


def test_a_person_instead_of_steadying_is_asked_for_also_after_not_now() -> None:
    person = at(2, plan_ready=False).presses("case", "not_now").presses("steady", "person")
    assert "open_case" in person.did and person.said == ["waiting_first"] and person.state.declined is False


def types_hold(state: RiskState) -> bool:
    """Flags are flags, counts are counts: what is stored is read back by others."""
    flags = (state.soft, state.silent, state.declined, state.misread, state.later_in_flow, state.school)
    return all(isinstance(flag, bool) for flag in flags) and isinstance(state.refused, int)


def test_every_ordinary_turn_at_r1_or_above_keeps_the_card_a_day() -> None:
    for level in (1, 2, 4):
        for text in ("hm", "no", "yes", "rather not say", "you got me wrong", "way of speaking"):
            person = at(level).writes("hm", minutes=60)
            assert person.state.card_until == person.now + timedelta(hours=24)
            person.writes(text)
            assert types_hold(person.state)
    person = Person().writes("dead", sign(1, soft=True)).writes("it is due tomorrow", minutes=60)
    assert person.state.card_until == person.now + timedelta(hours=24) and types_hold(person.state)


def test_what_both_keys_leave_behind() -> None:
    person = at(1).writes("rather not say").writes("hm").writes("no").writes("hm")
    assert person.state.refused == 1 and person.state.keys == ("passive",)
    person = at(1).writes("no").writes("hm", minutes=60).writes("no")
    state = person.state
    assert state.cleared_until == state.card_until == person.now + timedelta(hours=24)
    assert state.keys == () and state.pending is None and state.later is None and state.refused == 0
    assert state.soft is False and types_hold(state)
    state = RiskState(level=Level.R1, keys=("thoughts",), key_turn=1, turn=2, later="thoughts", refused=2, soft=True,
                      asked={"passive": Asked(START, 2)}, pending="passive", at=START)  # fmt: skip
    left = Person(state=state).presses("passive", "no").state
    assert left.cleared_until and not left.soft and left.later is None and left.refused == 0 and left.pending is None


def test_a_key_notes_its_turn_and_closes_what_was_open() -> None:
    state = RiskState(level=Level.R1, turn=4, soft=True, asked={"thoughts": Asked(START, 4)}, pending="soft", at=START)
    left = Person(state=state).presses("thoughts", "no").state
    assert left.key_turn == left.turn == 5 and left.pending is None and left.soft is False
    same = RiskState(
        level=Level.R1, keys=("passive",), key_turn=9, turn=8, asked={"thoughts": Asked(START, 8)}, at=START
    )
    assert not Person(state=same).presses("thoughts", "no").state.cleared(START)


def test_the_two_cards_of_words_and_answers() -> None:
    assert Person().writes("HELP", word="HELP").turn[0].card and not Person().writes("B", word="BREATHE").turn[0].card


def test_the_limits_of_what_is_read_as_a_remark() -> None:
    from handoff.safety.ladder import reading

    for check, words, limit in [
        (reading.said_already, "you already said that", 120), (reading.turns_line_down, "no hotlines", 160),
        (reading.got_me_wrong, "you got me wrong", 120), (reading.asks_if_real, "are you real", 120),
    ]:  # fmt: skip
        padding = limit - len(words) - 1
        assert check("x" * padding + " " + words) and not check("x" * (padding + 1) + " " + words)
    assert len("no " + "x" * 77) == 80 and reading.read("thoughts", "no, " + "x" * 76) == "no"
    assert reading.read("thoughts", "no, " + "x" * 77) is None


def test_company_is_asked_about_in_the_lanes_where_it_helps() -> None:
    person = at(3, "psychosis_mania").writes("alone").writes("no")
    assert person.said == ["ask_with_whom"]
    assert at(3, "abuse").writes("yes").writes("no").said == ["ask_barrier"]


def test_at_r1_an_answer_that_leaves_nothing_to_ask_offers_a_person() -> None:
    asked = {"thoughts": Asked(START, 1, 1, "rather_not"), "passive": Asked(START, 1, 1, "rather_not")}
    state = RiskState(level=Level.R1, lanes=("suicide",), asked=asked, pending="since", at=START)
    assert Person(state=state).writes("better").said == ["offer_person"]
    lane = RiskState(level=Level.R1, lanes=("self_harm",), asked=asked, pending="self_harm", at=START)
    assert Person(state=lane).writes("no").said == ["said_self_harm_no"]
    assert Person(state=state.but(pending=None)).writes("you already asked me that").said == [
        "already_said",
        "offer_person",
    ]
    person = at(1).writes("you already asked me that")
    assert person.said == ["already_said", "ask_thoughts"]


def test_at_r1_somebody_who_waits_for_a_person_hears_of_the_wait() -> None:
    person = at(1).writes("PERSON", word="PERSON").writes("rather not say").writes("hm", minutes=2)
    person.writes("rather not say", minutes=2)
    assert person.writes("hm", minutes=2).said == ["waiting_still"]


def test_the_free_words_of_what_hinders() -> None:
    open_question = at(2).writes("i won't call anyone")
    assert open_question.writes("the cat").said == ["ask_plan"]
    assert at(2).writes("i won't call anyone").writes("my cat sleeps").said[0] == "barrier_other_echo"


def test_who_cannot_call_is_told_of_another_way_once() -> None:
    person = at(4).writes("i won't call anyone")
    assert person.said == ["r4_cannot_call"]
    assert person.writes("i won't call anyone").said == ["r4_stay"]


def test_nothing_left_to_ask_tells_the_wait_in_the_turn_that_opens_the_case() -> None:
    state = RiskState(level=Level.R2, lanes=("suicide",), silent=True, at=START)
    person = Person(state=state).writes("hm")
    assert person.said == ["waiting_still"] and person.did == ["open_case"]
    assert person.state.said_waiting_at == person.now
    person = Person(state=state.but(declined=True)).writes("hm")
    assert person.said == ["stay"]


def test_small_things_that_count() -> None:
    from handoff.safety.ladder import echo, reading

    assert reading.read("behaviour", "yeah, a long time back") == "longer"
    assert reading.read("behaviour", "yeah, that did happen") == "recent"
    assert reading.read("plan", "yeah, for years now") == "some"
    assert echo.printable("can\u2018t go on X") == "can't go on X"
    minor = RiskState(level=Level.R2, lanes=("minor",), school=True, at=START,
                      asked={q: Asked(START, 1, 1, "no") for q in ("minor", "thoughts")})  # fmt: skip
    assert Person(state=minor).writes("hm").said == ["ask_barrier"]
    refused = RiskState(level=Level.R2, lanes=("suicide",), refused=2, declined=True, pending="plan", at=START)
    left = Person(state=refused).presses("means", "rather_not").state
    assert left.pending is None and left.declined is False and left.silent
    partly = at(1)
    partly.state = partly.state.but(soft=True, pending="soft")
    assert partly.presses("soft", "partly").state.soft is False
    all_asked = {q: Asked(START, 1, 1, "rather_not") for q in ("self_harm", "thoughts", "passive")}
    state = RiskState(level=Level.R1, lanes=("self_harm",), asked=all_asked, at=START)
    person = Person(state=state)
    assert person.writes("words", sign(1, "self_harm")).said[-1] in ("ask_thoughts", "ask_passive")


def test_what_is_told_about_the_human_is_so() -> None:
    from handoff.safety.ladder import Facts, Heard
    from handoff.safety.ladder.draft import Draft

    def told(level: int, **facts) -> tuple[str, ...]:
        draft = Draft(RiskState(level=Level(level)), Heard(), START, Facts(**facts))
        return tuple(draft.told()[name] for name in ("human", "waiting", "still", "until", "wait_sentence"))

    endless = "I can't say how long it takes."
    assert told(2, on_shift=True) == ("@asking", "@wait_on_shift", "@still_asking", "right now", endless)
    assert told(3, on_shift=True)[0] == "@alerted" and told(3, case_accepted=True)[0] == "@alerted"
    assert told(2) == ("@asking_off", "@wait_off_unknown", "@still_nobody", "right now", endless)
    assert told(2, next_shift="Tue 18:00")[1:4] == ("@wait_off", "@still_nobody", "until Tue 18:00")
    assert told(3)[0] == "@alerted_off" and told(3, on_call=False)[0] == "@alerted_nobody"
    assert told(0, wait="about 3 minutes")[4] == "It usually takes about 3 minutes."
    assert told(0, wait="Soon.")[4] == "Soon."


def test_a_rise_begins_an_episode_anew() -> None:
    state = RiskState(level=Level.R2, declined=True, silent=True, refused=2, pending="plan", later="passive", at=START)
    left = Person(state=state).writes("words", sign(3)).state
    assert (left.declined, left.silent, left.refused, left.later) == (False, False, 0, None)
    assert left.cue_turn == left.turn and left.key_turn == -1


def test_what_a_day_forgets_it_forgets_at_its_last_minute() -> None:
    person = Person().writes("words", sign(1)).presses("thoughts", "no").writes("ok").presses("passive", "no")
    person.writes("i hate school")
    turns, card = person.state.turn, person.state.card_until
    person.writes("hello", minutes=(person.state.cleared_until - person.now).total_seconds() / 60)
    assert (person.state.level, person.state.cleared_until, person.state.asked) == (Level.R0, None, {})
    assert (person.state.turn, person.state.card_until, person.state.school) == (turns + 1, card, True)
    asked = Person().writes("words", sign(2)).presses("plan", "no")
    asked.writes("hm", minutes=60 * 24)
    assert asked.state.answer("plan") is None


def test_an_answer_that_is_also_a_hard_sign_by_its_own_words_counts_as_both() -> None:
    person = Person().writes("words", sign(2))
    person.writes("no", sign(3, rule="attempt.just_done", span="i just did it"))
    assert person.state.level == Level.R3 and person.state.answer("behaviour") == "recent"
    mild = Person().writes("words", sign(2))
    mild.writes("no", sign(2, rule="passive.wish", span="wish"))
    assert mild.state.answer("plan") == "no" and mild.state.cue_turn == 1


def test_an_answer_that_only_the_reader_of_risk_understood_is_kept_as_told() -> None:
    person = Person().writes("words", sign(2))
    person.writes("it goes round in my head how", sign(3, rule="answer.plan", span="how"))
    assert person.state.answer("plan") == "told"


def test_a_question_keeps_the_turn_it_was_put_at() -> None:
    person = Person().writes("words", sign(1))
    put = person.state.asked["thoughts"].turn
    person.writes("my cat").presses("thoughts", "no")
    asked = person.state.asked["thoughts"]
    assert (asked.turn, asked.times, asked.answer) == (put + 1, 2, "no")
    assert Person().presses("thoughts", "no").state.asked["thoughts"].times == 1


def test_not_now_said_at_r2_does_not_hold_at_r3() -> None:
    person = Person().writes("words", sign(2)).presses("case", "not_now")
    assert person.severity is None and person.state.declined
    person.state = person.state.but(level=Level.R3)
    person.writes("hm")
    assert person.severity == 3


def test_after_both_keys_no_question_is_open() -> None:
    person = Person().writes("words", sign(1)).presses("thoughts", "no").writes("ok").presses("passive", "no")
    assert (person.state.pending, person.state.later, person.state.refused) == (None, None, 0)


@pytest.mark.parametrize("text", ["um, no", "well no", "ok. no", "dont know"])
def test_small_words_before_an_answer_and_missing_apostrophes(text) -> None:
    person = Person().writes("words", sign(2)).writes(text)
    assert person.state.answer("plan") == ("no" if text.endswith(" no") else "rather_not")


def test_a_number_past_the_last_choice_is_no_answer() -> None:
    assert reading.read("means", "4") is None and reading.read("means", "3") == "not_sure"
    assert reading.read("means", "0") is None
