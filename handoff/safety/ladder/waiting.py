"""What there is when nothing is left to ask: the true state of the wait, or what can be done here."""

from __future__ import annotations

from datetime import timedelta

from handoff.safety.ladder.draft import Draft
from handoff.safety.ladder.state import Outcome
from handoff.safety.model import Level

WAIT_SAID_EVERY = timedelta(seconds=60)


def still_waiting(draft: Draft) -> Outcome:
    """The true state of the wait, not more often than once a minute."""
    last = draft.state.said_waiting_at
    if last is None or draft.now - last >= WAIT_SAID_EVERY:
        draft.state = draft.state.but(said_waiting_at=draft.now)
        draft.say("waiting_still")
    return draft.end()


def what_there_is(draft: Draft) -> None:
    """No question left: the true state of the wait, or what can be done here, with its choices."""
    draft.state = draft.state.but(pending=None)
    if draft.state.level == Level.R4:
        draft.say("r4_stay")
    elif draft.facts.case_open or any(directive.do == "open_case" for directive in draft.does):
        draft.state = draft.state.but(said_waiting_at=draft.now)
        draft.say("waiting_still")
    else:
        draft.say("stay")


def person(draft: Draft) -> Outcome:
    """A person, please: a case at this person's level, and the truth about the wait."""
    draft.state = draft.state.but(declined=False, said_waiting_at=draft.now)
    known = draft.facts.case_open
    draft.need_human()
    draft.say("waiting_still" if known else "waiting_first")
    return draft.end()


def plan(draft: Draft) -> None:
    """The safety plan: opened or begun; where it cannot be made here, said so, with a person offered."""
    draft.state = draft.state.but(pending=None)
    if draft.facts.plan_ready:
        draft.do("start_plan")
        draft.say("plan_intro")
    else:
        draft.say("plan_none")
