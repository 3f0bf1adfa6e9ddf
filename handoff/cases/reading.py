"""What consoles read of cases: the queue, and one case as one volunteer may see it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.cases import refs, store
from handoff.cases.models import Case, Note, Offer
from handoff.cases.routing import LIVE
from handoff.cases.states import HELD
from handoff.conversations.models import Conversation, Message, Person
from handoff.volunteers.models import Volunteer


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
    supervisor_at: datetime | None
    external_at: datetime | None


def queue(db: Session) -> list[QueueRow]:
    """Open cases, worst severity and longest wait first."""
    asked: dict[int, list[int]] = defaultdict(list)
    for case_id, who in db.execute(
        select(Offer.case_id, Offer.volunteer_id).where(Offer.state.in_(LIVE)).order_by(Offer.id)
    ):
        asked[case_id].append(who)
    rows = db.execute(
        select(Case, Volunteer.display_name)
        .outerjoin(Volunteer, Volunteer.id == Case.volunteer_id)
        .where(Case.state != "closed")
        .order_by(Case.severity.desc(), Case.waiting_since, Case.id)
    )
    return [
        QueueRow(
            c.id,
            c.state,
            c.severity,
            c.language,
            c.opened_at,
            c.waiting_since,
            c.volunteer_id,
            name,
            c.next_action_at,
            c.version,
            tuple(asked[c.id]),
            c.supervisor_at,
            c.external_at,
        )
        for c, name in rows
    ]


def next_step(row: QueueRow) -> str:
    """What the next look at a case is for, in a few words, for `peerline cases check`."""
    if row.state in ("new", "offering", "waiting"):
        asked = f"{len(row.live_offers)} asked" if row.live_offers else "nobody asked"
        paged = ", supervisor paged" if row.supervisor_at else ""
        outside = ", outside line stated" if row.external_at else ""
        return f"look for a volunteer ({asked}{paged}{outside})"
    words = {
        "accepted": "first words of the volunteer",
        "active": "silence or the end of the shift",
        "transferring": "look for the next volunteer",
        "returning": "the person chooses, or it closes",
    }
    return words[row.state]


@dataclass(frozen=True)
class CaseView:
    """What a volunteer may see of a case. Words only once it is theirs, and only from where the person allowed."""

    case_id: int
    ref: str | None
    state: str
    severity: int
    version: int
    language: str
    waiting_since: datetime
    mine: bool
    offered: bool
    messages: Sequence[Message]
    level: str
    lanes: Sequence[str]
    reasons: Sequence[dict[str, Any]]  # {"rule", "span"} of the newest assessment with a level; none before taking
    asked: Sequence[dict[str, Any]]  # {"question", "answer", "at"} of the ladder
    notes: Sequence[tuple[str, str, datetime]]  # kind, words, when
    read_consent: str | None


def case_view(db: Session, case_id: int, volunteer_id: int, now: datetime, *, watch: bool = False) -> CaseView | None:
    """The case as this volunteer may see it; None when it is neither theirs nor offered to them.

    watch  True for a supervisor who looks on: everything is shown, and the look is recorded
    """
    case = db.get(Case, case_id)
    if case is None:
        return None
    mine = case.volunteer_id == volunteer_id and case.state in HELD
    offered = (
        case.state in store.CAN_BE_TAKEN
        and db.scalar(
            select(Offer.id).where(Offer.case_id == case_id, Offer.volunteer_id == volunteer_id, Offer.state.in_(LIVE))
        )
        is not None
    )
    ref = refs.known_ref(db, case_id, volunteer_id)
    if not (mine or offered or watch or (ref and case.state in store.CAN_BE_TAKEN)):
        return None
    open_words = mine or watch
    if open_words:
        store.record(db, case_id, "viewed", now, f"volunteer:{volunteer_id}", watch=watch)
    words = _messages(db, case, watch) if open_words else []
    newest = _assessment(db, case) if open_words else {}
    return CaseView(
        case_id,
        ref,
        case.state,
        case.severity,
        case.version,
        case.language,
        case.waiting_since,
        mine,
        offered,
        words,
        f"R{case.severity}",
        newest.get("lanes", []),
        newest.get("reasons", []),
        _asked(db, case) if open_words else [],
        _notes(db, case) if open_words else [],
        case.read_consent,
    )


def _messages(db: Session, case: Case, everything: bool) -> list[Message]:
    first = 1 if everything else case.read_from_seq
    if first is None:
        return []
    return list(
        db.scalars(
            select(Message)
            .where(Message.conversation_id == case.conversation_id, Message.seq >= first)
            .order_by(Message.seq)
            .limit(500)
        )
    )


def _assessment(db: Session, case: Case) -> dict[str, Any]:
    row = db.scalar(
        select(Message)
        .where(Message.conversation_id == case.conversation_id, Message.level > 0)
        .order_by(Message.seq.desc())
        .limit(1)
    )
    return dict(row.assessment) if row is not None and row.assessment else {}


def _asked(db: Session, case: Case) -> list[dict[str, Any]]:
    """What the ladder asked and how the person answered, oldest first."""
    ladder = (
        db.scalar(
            select(Person.ladder)
            .join(Conversation, Conversation.person_id == Person.id)
            .where(Conversation.id == case.conversation_id)
        )
        or {}
    )
    asked = ladder.get("asked") or {}
    return sorted(
        ({"question": q, "answer": a.get("answer"), "at": a.get("at")} for q, a in asked.items()),
        key=lambda a: a["at"] or "",
    )


def _notes(db: Session, case: Case) -> list[tuple[str, str, datetime]]:
    rows = db.scalars(
        select(Note).where(Note.case_id == case.id, Note.kind.in_(("handover", "closing", "whisper"))).order_by(Note.id)
    )
    return [(n.kind, n.body, n.at) for n in rows]
