"""Which question comes next. Pure look-ups over the state; nobody is asked what they answered in the last 24 h."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from handoff.safety.ladder.questions import SUICIDE_QUESTIONS, lane_question, leading_lane, suicidal
from handoff.safety.ladder.state import Asked, RiskState
from handoff.safety.model import Level

ASKED_AT_MOST = 2  # a question left without an answer is asked once more, then the next one comes
NO_SUICIDE_QUESTION = frozenset({"worried_about_someone", "harm_to_others", "medical"})
_COMPANY_HELPS = frozenset({"self_harm", "psychosis_mania", "overdose_withdrawal", "eating"})


def next_question(state: RiskState, plan_ready: bool = False) -> str | None:
    """The question to ask now, or None when nothing is left to ask. Without a plan to offer, something to steady is."""
    if state.silent or state.level == Level.R0:
        return None
    return next((question for question in _order(state, plan_ready) if still_open(state, question)), None)


def still_open(state: RiskState, question: str) -> bool:
    """True while a question may be put: not answered, and not left without an answer too often."""
    asked = state.asked.get(question)
    return asked is None or (asked.answer is None and asked.times < ASKED_AT_MOST)


def _order(state: RiskState, plan_ready: bool) -> Iterator[str]:
    if state.level == Level.R4:
        yield from _order_r4(state)
    elif state.level == Level.R1:
        yield from _order_r1(state)
    else:
        yield from _chain(state) if suicidal(state) else _lane_chain(state)
        yield from _age(state)
        yield "barrier"
        yield "plan_offer" if plan_ready else "steady"


def _order_r4(state: RiskState) -> Iterator[str]:
    question = None if suicidal(state) else lane_question(state)
    if question:
        yield question
    if question not in ("worried_about_someone", "harm_to_others"):
        yield "near"


def _order_r1(state: RiskState) -> Iterator[str]:
    if not suicidal(state) and (question := lane_question(state)):
        yield question
        if question == "worried_about_someone":
            yield "writer"
            return
    yield "thoughts"
    yield from _age(state)
    yield "passive"


def _age(state: RiskState) -> Iterator[str]:
    """The age, when words of school were met and nobody knows it: lines and volunteers differ for the young."""
    if state.school and state.young is None and "minor" not in state.lanes:
        yield "age"


def _chain(state: RiskState) -> Iterator[str]:
    """plan, means, when, behaviour, tonight; at R3 without an answer to plan it is taken as known."""
    for question in SUICIDE_QUESTIONS:
        if question == "plan" and state.level >= Level.R3:
            continue
        if question in ("means", "when") and state.answer("plan") == "no":
            continue
        yield question
    if state.level >= Level.R3:
        yield "with_whom"


def _lane_chain(state: RiskState) -> Iterator[str]:
    if question := lane_question(state):
        yield question
    lane = leading_lane(state)
    if lane not in NO_SUICIDE_QUESTION:
        yield "thoughts"
    if state.level >= Level.R3 and lane in _COMPANY_HELPS:
        yield "with_whom"


def ask(state: RiskState, question: str, now: datetime) -> RiskState:
    """The state once this question has been put."""
    before = state.asked.get(question)
    times = before.times + 1 if before and before.answer is None else 1
    asked = {**state.asked, question: Asked(now, state.turn, times)}
    return state.but(asked=asked, pending=question, later=None)


def record(state: RiskState, question: str, answer: str, now: datetime) -> RiskState:
    """The state with an answer; a question never put is remembered as answered now."""
    before = state.asked.get(question)
    turn = before.turn if before else state.turn
    asked = {**state.asked, question: Asked(now, turn, before.times if before else 1, answer)}
    state = state.but(asked=asked, pending=None if state.pending == question else state.pending)
    return _learn_age(state, answer) if question == "age" else state


def _learn_age(state: RiskState, answer: str) -> RiskState:
    if answer == "under":
        return state.but(young=True, lanes=tuple(dict.fromkeys([*state.lanes, "minor"])))
    return state.but(young=False) if answer == "adult" else state
