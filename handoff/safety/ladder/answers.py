"""Answers to the ladder's own questions that raise nothing: keys, the chain, what hinders, who is near."""

from __future__ import annotations

from collections.abc import Callable

from handoff.safety.ladder import echo
from handoff.safety.ladder.asking import record, still_open
from handoff.safety.ladder.draft import Draft
from handoff.safety.ladder.questions import KEYS, REFUSED, SKIPPED, leading_lane, suicidal
from handoff.safety.ladder.state import CARD_LASTS, CLEARED_LASTS, Outcome, RiskState
from handoff.safety.ladder.waiting import person, plan, what_there_is
from handoff.safety.model import Level

REFUSALS = 3
PAUSE_TURNS = 3
_NEAR = {
    "someone": "near_someone",
    "alone": "near_alone",
    "can_call": "near_can_call",
    "cannot": "r4_cannot_call",
    "texting": "near_texting",
    "going": "near_going",
}
_KEY_TEXTS = {"soft": "soft_thanks", "worried_about_someone": "said_worried_about_someone_no"}
_COMPANY = {"here": "company_yes", "ask": "company_yes", "nobody": "company_nobody", "alone": "company_no"}


def answered(draft: Draft, question: str, answer: str) -> Outcome:
    """An answer that does not raise the level."""
    if question == "case":
        return _not_now(draft)
    put = draft.state.asked.get(question)
    draft.state = record(draft.state, question, answer, draft.now)
    if draft.state.level == Level.R0:
        draft.say("key_one")  # an old button, pressed when all is calm again
        return draft.end()
    if answer == REFUSED:
        return _refused(draft)
    if draft.state.level == Level.R1:
        fresh = put is not None and put.turn >= draft.state.cue_turn and not draft.state.cleared(draft.now)
        return _at_r1(draft, question, answer, fresh)
    if question in _OWN_WAY:
        return _OWN_WAY[question](draft, answer)
    if question in _LANE_REPLIES:
        draft.say(_LANE_REPLIES[question].get(answer, f"said_{question}_{answer}"))
    return _go_on(draft)


def _go_on(draft: Draft) -> Outcome:
    """The next question of the chain, or what there is to do."""
    if not draft.put_next():
        what_there_is(draft)
    return draft.end()


def _at_r1(draft: Draft, question: str, answer: str, fresh: bool) -> Outcome:
    if KEYS.get(question) == answer:
        if fresh:
            return _key(draft, question)
        draft.say("key_one")
        return draft.end()
    if question == "soft":
        draft.state = draft.state.but(soft=False)
        draft.say("r1")
    elif question in _LANE_REPLIES:
        draft.say(_LANE_REPLIES[question].get(answer, f"said_{question}_{answer}"))
    elif question == "writer":
        draft.state = draft.state.but(lanes=(*draft.state.lanes, "suicide"))
    if not draft.put_next() and not draft.says:
        draft.say("offer_person")
    return draft.end()


def _key(draft: Draft, question: str) -> Outcome:
    """A clear no. The second one, to another question and at a later turn, ends the watch."""
    state = draft.state
    keys = state.keys if question in state.keys else (*state.keys, question)
    if len(keys) >= 2 and question not in state.keys and state.key_turn < state.turn:
        return cleared(draft)
    draft.state = state.but(
        keys=keys, key_turn=state.turn, pending=None, soft=False, later=_second(state, keys),
        later_turn=state.turn + (PAUSE_TURNS if question == "soft" or draft.heard.flow_running else 1),
        later_in_flow=draft.heard.flow_running,
    )  # fmt: skip
    draft.say(_KEY_TEXTS.get(question, "key_back" if draft.heard.flow_running else "key_one"))
    if draft.heard.flow_running:
        draft.do("resume_flow")
    return draft.end()


def _second(state: RiskState, keys: tuple[str, ...]) -> str | None:
    """The question of the second key: another one than the first, and none that was answered without giving a key."""
    if "worried_about_someone" in keys or "writer" in keys:
        second = "writer" if "writer" not in keys else "worried_about_someone"
    else:
        second = "passive" if "thoughts" in keys else "thoughts"
    return None if state.answer(second) not in (None, REFUSED, SKIPPED) else second


def cleared(draft: Draft) -> Outcome:
    """Both keys given: the watch is over, the card stays a day."""
    draft.state = draft.state.but(
        keys=(), pending=None, later=None, soft=False, refused=0,
        cleared_until=draft.now + CLEARED_LASTS, card_until=draft.now + CARD_LASTS,
    )  # fmt: skip
    draft.say("cleared_back" if draft.heard.flow_running else "cleared")
    if draft.heard.flow_running:
        draft.do("resume_flow")
    return draft.end()


def _refused(draft: Draft) -> Outcome:
    """Rather not say: never a no. Three times, and a human is asked instead of going on."""
    draft.state = draft.state.but(refused=draft.state.refused + 1)
    if draft.state.refused >= REFUSALS:
        draft.state = draft.state.but(silent=True, pending=None, declined=False, later=None)
        draft.need_human()
        draft.say("hand_over")
        return draft.end()
    if draft.state.level == Level.R1:
        draft.state = draft.state.but(later=None, pending=None)
        draft.say("offer_person")
        return draft.end()
    draft.say("skip_ok")
    return _go_on(draft)


def skip(draft: Draft) -> Outcome:
    """SKIP: the next question. A skip is never a no."""
    if draft.state.pending:
        draft.state = record(draft.state, draft.state.pending, SKIPPED, draft.now)
    if draft.state.level == Level.R1:
        draft.say("offer_person")
        return draft.end()
    draft.say("skip_ok")
    return _go_on(draft)


def got_me_wrong(draft: Draft) -> Outcome:
    """Said so: an apology, the misreading is noted, and at R1 one more question. It is no key."""
    draft.do("log_misreading")
    draft.state = draft.state.but(misread=True)
    if draft.state.cleared(draft.now):
        return draft.end(forward=True)
    if draft.state.level >= Level.R2:
        draft.say("wrong_at_risk")
        return _go_on(draft)
    second = _other_question(draft)
    if not still_open(draft.state, second):
        draft.say("offer_person")
        return draft.end()
    draft.state = draft.state.but(soft=False)
    draft.say("got_me_wrong")
    draft.put(second)
    return draft.end()


def _other_question(draft: Draft) -> str:
    """Another question than the open one; about the writer only, in a lane about somebody else."""
    state = draft.state
    if leading_lane(state) == "worried_about_someone" and not suicidal(state):
        return "writer"
    second = "thoughts" if state.pending in (None, "soft", "passive") else "passive"
    if state.answer(second) is not None:
        second = "passive" if second == "thoughts" else "thoughts"
    return second


def _not_now(draft: Draft) -> Outcome:
    """Not now, to a volunteer. It withdraws a case below R3; from R3 on the alert stands and nobody argues."""
    if draft.state.level >= Level.R3:
        draft.say("alert_stands")
        draft.put_next()
        return draft.end()
    if draft.facts.case_accepted or not draft.facts.case_open:
        draft.say("not_now")
        return draft.end()
    draft.state = draft.state.but(declined=True)
    draft.do("withdraw_case")
    draft.say("not_now")
    if draft.state.level == Level.R2:
        draft.put_next()
    return draft.end()


def _barrier(draft: Draft, answer: str) -> Outcome:
    words = echo.printable(draft.heard.text) if answer == "other" else None
    if words:
        draft.say("barrier_other_echo", echo=words)
    else:
        draft.say(f"barrier_{answer}")
    if answer == "other":
        draft.do("log_barrier")
        return _go_on(draft)
    draft.put("try")
    return draft.end()


def _try(draft: Draft, answer: str) -> Outcome:
    if answer == "person":
        return person(draft)
    draft.say(f"try_{answer}")
    if answer == "later":
        return _go_on(draft)
    return draft.end()


def _plan_offer(draft: Draft, answer: str) -> Outcome:
    if answer == "person":
        return person(draft)
    if answer == "yes":
        plan(draft)
    elif answer == "grounding":
        draft.do("start_grounding")
        draft.say("grounding_intro")
    else:
        what_there_is(draft)
    return draft.end()


def near(draft: Draft, answer: str) -> Outcome:
    """Who is near, or that a call is possible or not: each has its way."""
    draft.state = record(draft.state, "near", answer, draft.now)
    draft.say(_NEAR[answer])
    if answer == "alone":
        draft.state = draft.state.but(pending="near_call")
    return draft.end()


def _company(draft: Draft, answer: str) -> Outcome:
    draft.say(_COMPANY[answer])
    if answer == "alone":  # nobody argues; a coordinator looks at it
        draft.do("review_alone")
    return _go_on(draft)


def _age(draft: Draft, answer: str) -> Outcome:
    """An age below 18 raises to R3 before it comes here, but for those who stand there already."""
    if answer == "under":
        draft.say("card_minor", card=True)
        draft.state = draft.state.but(cards=(*draft.state.cards, "minor"))
    else:
        draft.say("thanks")
    return _go_on(draft)


_OWN_WAY: dict[str, Callable[[Draft, str], Outcome]] = {
    "barrier": _barrier,
    "try": _try,
    "plan_offer": _plan_offer,
    "steady": _plan_offer,
    "with_whom": _company,
    "near": near,
    "near_call": near,
    "age": _age,
}
_LANE_REPLIES: dict[str, dict[str, str]] = {
    "self_harm": {},
    "abuse": {"not_sure": "said_abuse_not_sure"},
    "child_abuse": {"no": "said_abuse_no", "not_sure": "said_abuse_not_sure"},
    "domestic_violence": {},
    "harm_to_others": {},
    "eating": {},
    "psychosis_mania": {},
    "withdrawal": {},
    "worried_about_someone": {},
    "minor": {},
    "age": {"adult": "thanks"},
}
"""Lane questions whose answer gets a text: `said_<question>_<answer>` unless named here."""
