"""One step of the ladder: what comes of one inbound message, before anything else may answer it.

The order is fixed: a volunteer talking, then signs of risk, then words that always work, then answers to the ladder's
own questions, then what the level asks for. The level falls in `answers.cleared`, `plan_made` and `human_closed` only.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from handoff.safety.ladder import answers, reading, rising, signs, staying
from handoff.safety.ladder.draft import Draft
from handoff.safety.ladder.questions import ANSWERS, REFUSED, level_of
from handoff.safety.ladder.state import ASKED_LASTS, CLEARED_LASTS, Facts, Heard, Outcome, RiskState
from handoff.safety.model import Level

AWAY_FOR = timedelta(hours=12)


def step(state: RiskState, heard: Heard, now: datetime, facts: Facts) -> Outcome:
    """What comes of one inbound message.

    state   as stored with the person; it is not changed, the new one is in the outcome
    now     aware UTC
    Never   lowers a level, but R1 by its second key, and an R1 cleared 24 h ago
    """
    away = state.at is not None and now - state.at >= AWAY_FOR
    young = reading.below_18(heard.text)
    state = _settle(state, now).but(
        turn=state.turn + 1,
        at=now,
        school=state.school or reading.of_school(heard.text),
        young=True if young else state.young,
        pending=None if away else state.pending,  # words typed now answer no question of then; a button does
    )
    draft = Draft(state, heard, now, facts)
    answer = _answer(state, heard) or (_AGE if young and _matters(state, now) else None)
    sign = signs.of(heard, answer)
    risen = _answer_level(state, answer)
    if heard.talking and not (heard.word in ("HELP", "BREATHE") and not sign):
        return rising.while_talking(draft, sign, risen)
    if sign or (risen and risen > state.level):
        return rising.rise(draft, sign, risen, answer)
    if heard.word:
        return staying.word(draft, heard.word)
    return answers.answered(draft, *answer) if answer else _nothing_new(draft, away)


_AGE = ("age", "under")
"""What "im 15" answers, whether the age was asked or not."""


def _matters(state: RiskState, now: datetime) -> bool:
    """Whether an age below 18 that was not asked for puts somebody at R3: in any danger of their own (care.md 3.9)."""
    own = set(state.lanes) != {"worried_about_someone"}
    return state.level >= Level.R1 and own and not state.soft and not state.cleared(now) and "minor" not in state.lanes


def _nothing_new(draft: Draft, away: bool) -> Outcome:
    """Ordinary words."""
    state = draft.state
    if reading.asks_if_real(draft.heard.text):
        return staying.real(draft)
    if state.level == Level.R0:
        return staying.calm(draft)
    if reading.got_me_wrong(draft.heard.text):
        return answers.got_me_wrong(draft)
    if away and not state.cleared(draft.now):
        return staying.back(draft)
    return staying.watch(draft) if state.level == Level.R1 else staying.at_risk(draft)


def human_closed(state: RiskState, now: datetime) -> RiskState:
    """The state after a human closed the case: R1 cleared for 24 h; an R0 stays R0."""
    if state.level == Level.R0:
        return state
    return RiskState(
        level=Level.R1, cleared_until=now + CLEARED_LASTS, card_until=now + CLEARED_LASTS, turn=state.turn, at=now,
        school=state.school, young=state.young,
    )  # fmt: skip


def plan_made(state: RiskState, now: datetime) -> RiskState:
    """The state after a safety plan was made or gone through: it lowers R2, and nothing else. Never while a volunteer
    has the case: then a human closes it (the caller knows)."""
    return human_closed(state, now) if state.level == Level.R2 else state


def _settle(state: RiskState, now: datetime) -> RiskState:
    """What time alone does: questions of more than a day ago are forgotten, an R1 cleared a day ago is over."""
    if state.level <= Level.R1 and state.cleared_until and now >= state.cleared_until:
        return RiskState(
            turn=state.turn, at=state.at, card_until=state.card_until, school=state.school, young=state.young
        )
    asked = {question: a for question, a in state.asked.items() if now - a.at < ASKED_LASTS}
    return state if len(asked) == len(state.asked) else state.but(asked=asked)


def _answer(state: RiskState, heard: Heard) -> tuple[str, str] | None:
    """The answer that a button, or a typed text read from the open question, gives."""
    if heard.answer:
        question, answer = heard.answer
        known = question in ANSWERS and answer in (*ANSWERS[question], REFUSED)
        return heard.answer if known or heard.answer == ("case", "not_now") else None
    if state.pending and not heard.word:
        typed = reading.read(state.pending, heard.text)
        return (state.pending, typed) if typed else None
    return None


def _answer_level(state: RiskState, answer: tuple[str, str] | None) -> Level | None:
    return level_of(*answer, state) if answer else None
