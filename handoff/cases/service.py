"""Cases for the door and the consoles: open, raise, relay, take, pass, done. Each runs in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from handoff.cases.models import Case
from handoff.conversations.models import Conversation, Message


def open_case(db: Session, conversation: Conversation, *, severity: int, now: datetime, why: str) -> Case:
    """Open the conversation's case, or raise the open one; the first offers are queued in the same transaction."""
    raise NotImplementedError


def open_case_of(db: Session, conversation_id: int) -> Case | None:
    """The open case of a conversation."""
    raise NotImplementedError


def speaker(db: Session, conversation_id: int) -> Literal["assistant", "waiting", "volunteer"]:
    """Who answers the person now. `waiting`: the ladder and waiting texts only."""
    raise NotImplementedError


def raise_severity(db: Session, case: Case, severity: int, now: datetime) -> None:
    """The person's level rose: swap in the higher plan, tell the volunteer, run each step whose time has passed."""
    raise NotImplementedError


def person_withdraws(db: Session, case: Case, now: datetime) -> None:
    """The person wants nobody any more. Closes below severity 3; above it a supervisor decides."""
    raise NotImplementedError


def person_leaves(db: Session, conversation: Conversation, now: datetime) -> None:
    """The person left the page (Leave). The case stays; at severity 3 and above the volunteer is told."""
    raise NotImplementedError


def person_opted_out(db: Session, conversation: Conversation, now: datetime) -> None:
    """STOP by SMS with an open case: a safety event. The case stays open, a supervisor is paged."""
    raise NotImplementedError


def person_said(db: Session, case: Case, message: Message, now: datetime) -> None:
    """Relay the person's words to whoever holds the case now."""
    raise NotImplementedError


def person_chose(db: Session, case: Case, what: str, now: datetime) -> None:
    """A `case:` choice: read_all, read_new, not_now, back, another."""
    raise NotImplementedError


def take(db: Session, case_id: int, volunteer_id: int, now: datetime) -> str:
    """Take a case. Returns taken, yours, gone, not_yours (never offered), resting, full."""
    raise NotImplementedError


def pass_(db: Session, case_id: int, volunteer_id: int, now: datetime) -> str:
    """Pass on an offer. Returns passed, nothing or yours."""
    raise NotImplementedError


def done(db: Session, case_id: int, volunteer_id: int, note: str | None, now: datetime) -> str:
    """Finish. Returns done, note_wanted (severity 3 and above) or not_yours."""
    raise NotImplementedError


def volunteer_writes(db: Session, case: Case, volunteer_id: int, text: str, now: datetime) -> str:
    """Relay a volunteer's words to the person. Returns sent, held, too_long or not_yours."""
    raise NotImplementedError


def ask_supervisor(db: Session, case_id: int | None, volunteer_id: int, note: str | None, now: datetime) -> None:
    """SUP: page a supervisor about this case, or about the volunteer."""
    raise NotImplementedError


@dataclass(frozen=True)
class QueueRow:
    """One open case as the consoles list it."""

    case_id: int
    state: str
    severity: int
    language: str
    opened_at: datetime
    waiting_since: datetime
    volunteer_id: int | None
    volunteer_name: str | None
    next_action_at: datetime | None
    version: int
    live_offers: tuple[int, ...]  # volunteer ids asked now


def queue(db: Session) -> list[QueueRow]:
    """Open cases, worst severity and longest wait first."""
    raise NotImplementedError


@dataclass(frozen=True)
class CaseView:
    """What a volunteer may see of a case."""

    case_id: int
    ref: str | None
    state: str
    severity: int
    version: int
    mine: bool
    offered: bool
    messages: Sequence[Message]  # from the point the person allowed; empty before taking
    level: str
    reasons: Sequence[dict[str, Any]]
    asked: Sequence[dict[str, Any]]
    notes: Sequence[tuple[str, str, datetime]]  # kind, words, when
    read_consent: str | None


def case_view(db: Session, case_id: int, volunteer_id: int, now: datetime) -> CaseView | None:
    """The case as this volunteer may see it; None when it is neither theirs nor offered to them."""
    raise NotImplementedError


def link_for(db: Session, case_id: int, volunteer_id: int, now: datetime) -> str:
    """A fresh token (16 letters and digits) for this volunteer and this case: fifteen minutes, one use."""
    raise NotImplementedError


def open_link(db: Session, token: str, now: datetime, *, use: bool) -> tuple[int, int] | None:
    """(volunteer id, case id) of a valid token; `use=True` (POST) spends it. None: unknown, late or used."""
    raise NotImplementedError
