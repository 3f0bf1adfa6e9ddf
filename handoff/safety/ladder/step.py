"""One step of the ladder."""

from __future__ import annotations

from datetime import datetime

from handoff.safety.ladder.state import CLEARED_LASTS, Facts, Heard, Outcome, RiskState
from handoff.safety.model import Level


def step(state: RiskState, heard: Heard, now: datetime, facts: Facts) -> Outcome:
    """What comes of one inbound message. `now` is aware UTC."""
    return Outcome(state, forward=True)


def human_closed(state: RiskState, now: datetime) -> RiskState:
    """The state after a human closed the case: R1 cleared for 24 h, an R0 stays R0."""
    if state.level == Level.R0:
        return state
    return RiskState(
        level=Level.R1, cleared_until=now + CLEARED_LASTS, card_until=now + CLEARED_LASTS, turn=state.turn, at=now
    )


def plan_made(state: RiskState, now: datetime) -> RiskState:
    """The state after a safety plan was made or gone through: it lowers R2, and nothing else."""
    return human_closed(state, now) if state.level == Level.R2 else state
