"""Doing what the ladder directs: cases before its words are said (none is promised that is not stored), flows after."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.journal import service as journal
from handoff.cases import service as cases
from handoff.cases.models import Case
from handoff.conversations import telling
from handoff.conversations.models import Conversation, Message
from handoff.hearing import hear
from handoff.safety.model import Level
from handoff.volunteers.models import Task

if TYPE_CHECKING:
    from handoff.answering import Turn

log = structlog.get_logger()
GROUNDING, PLAN = "grounding_54321", "safety_plan"
LOOKED_BACK = 12  # messages; as far as the reader of risk looks


def before_words(db: Session, conversation: Conversation, message: Message, case: Case | None, turn: "Turn") -> None:
    """Open, raise or withdraw the case, page, suspend the running flow."""
    seen, outcome = turn.seen, turn.outcome
    if case is not None:
        cases.note_topics(conversation, case)  # before anybody is asked: an age decides who may be
    if _is_sign(turn):
        journal.keep_sign(db, conversation.person_id, turn.journal, seen.text)
    for directive in outcome.directives:
        severity = directive.severity if directive.severity is not None else int(turn.outcome.state.level)
        case = cases.open_case_of(db, conversation.id)
        if directive.do == "open_case":
            why = "asked" if hear(turn.seen, None).word == "PERSON" else "risk"
            opened = cases.open_case(db, conversation, severity=severity, now=turn.now, why=why)
            message.case_id = opened.id
        elif directive.do == "suspend_flow":
            journal.suspend(db, conversation.person_id, turn.now)
        elif directive.do.startswith("log_"):
            fired = _noticed(db, conversation) if directive.do == "log_misreading" else []
            log.info(
                f"ladder.{directive.do.removeprefix('log_')}_noted",
                state=str(turn.outcome.state.level),
                rule=",".join(fired),
            )
        elif directive.do in _ON_CASE and case is not None:
            _ON_CASE[directive.do](db, case, severity, turn)


def _is_sign(turn: "Turn") -> bool:
    """Words of danger that answered the exercise, raised nothing, and that the ladder takes now."""
    seen, outcome = turn.seen, turn.outcome
    danger = turn.assessment is not None and turn.assessment.fresh > Level.R0
    answers = seen.exercise and seen.value is None and seen.state.pending is None
    return danger and answers and not outcome.forward and outcome.state.level == seen.state.level


def _noticed(db: Session, conversation: Conversation) -> list[str]:
    """The rules that fired last in this conversation: what an operator looks at when a person says that they were read
    wrong. Rule ids only, never words."""
    rows = db.scalars(
        select(Message.assessment)
        .where(Message.conversation_id == conversation.id, Message.level > 0, Message.assessment.is_not(None))
        .order_by(Message.seq.desc())
        .limit(LOOKED_BACK)
    )
    fired = ([r["rule"] for r in (row or {}).get("reasons", []) if r["span"]] for row in rows)
    return next((rules for rules in fired if rules), [])


def after_words(db: Session, conversation: Conversation, message: Message, turn: "Turn") -> None:
    """Start or resume what the words just said announce."""
    person_id, taken = conversation.person_id, None
    for directive in turn.outcome.directives:
        if directive.do == "resume_flow":
            taken = journal.back(db, person_id, turn.journal)
        elif directive.do == "start_grounding":
            taken = journal.start(db, person_id, GROUNDING, turn.journal)
        elif directive.do == "start_plan":
            taken = journal.start(db, person_id, PLAN, turn.journal)
    telling.say_taken(db, conversation, message, taken, turn.now)


def _raise(db: Session, case: Case, severity: int, turn: "Turn") -> None:
    cases.raise_severity(db, case, severity, turn.now)


def _withdraw(db: Session, case: Case, _severity: int, turn: "Turn") -> None:
    cases.person_withdraws(db, case, turn.now)


def _alone(db: Session, case: Case, _severity: int, turn: "Turn") -> None:
    """Somebody at R3 wants no company: nobody argues, a coordinator looks at it (care.md 3.2)."""
    db.add(Task(kind="alone", case_id=case.id, made_at=turn.now, due_at=turn.now))


def _page(db: Session, case: Case, _severity: int, turn: "Turn") -> None:
    cases.page_supervisor(db, case, turn.now)


_ON_CASE: dict[str, Callable[[Session, Case, int, "Turn"], None]] = {
    "raise_case": _raise,
    "withdraw_case": _withdraw,
    "page_supervisor": _page,
    "review_alone": _alone,
}
