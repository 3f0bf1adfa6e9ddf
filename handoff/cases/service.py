"""Cases for the door and the consoles. Each function runs in the caller's transaction and calls no network."""

from typing import Literal

from sqlalchemy.orm import Session

from handoff.cases import acceptance, states
from handoff.cases.acceptance import cannot_take, done, pass_, take
from handoff.cases.handover import add_note, transfer
from handoff.cases.handover import withdraw as withdraw_transfer
from handoff.cases.held import held_words, refuse, release
from handoff.cases.links import link_for, open_link
from handoff.cases.opening import note_topics, open_case, open_case_of, raise_severity
from handoff.cases.person import (
    person_back,
    person_came_back,
    person_chose,
    person_leaves,
    person_opted_out,
    person_said,
    person_withdraws,
    volunteer_writes,
    wish,
)
from handoff.cases.reading import CaseView, QueueRow, case_view, queue
from handoff.cases.supervising import ask_supervisor, close, lower, page_supervisor, reassign, take_over, whisper

__all__ = [
    "CaseView",
    "QueueRow",
    "acceptance",
    "add_note",
    "ask_supervisor",
    "cannot_take",
    "case_view",
    "close",
    "done",
    "held_words",
    "link_for",
    "lower",
    "note_topics",
    "open_case",
    "open_case_of",
    "open_link",
    "page_supervisor",
    "pass_",
    "person_back",
    "person_came_back",
    "person_chose",
    "person_leaves",
    "person_opted_out",
    "person_said",
    "person_withdraws",
    "queue",
    "raise_severity",
    "reassign",
    "refuse",
    "release",
    "speaker",
    "take",
    "take_over",
    "transfer",
    "volunteer_writes",
    "whisper",
    "wish",
    "withdraw_transfer",
]


def speaker(db: Session, conversation_id: int) -> Literal["assistant", "waiting", "volunteer"]:
    """Who answers the person now. `waiting`: the ladder and waiting texts only."""
    case = open_case_of(db, conversation_id)
    if case is None or case.state == "returning":
        return "assistant"
    return "volunteer" if case.state in states.HELD else "waiting"
