"""What one case looks like to one volunteer or supervisor: who may see it, and what of it, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, session
from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff import settings
from handoff.cases import service as cases
from handoff.cases.models import Case
from handoff.cases.states import HELD
from handoff.channels.sms.models import Text
from handoff.console import times, words
from handoff.console.actor import Actor
from handoff.conversations import telling
from handoff.conversations.models import Conversation, Message
from handoff.safety import ladder
from handoff.volunteers import masking, relay, reviewed
from handoff.volunteers.models import ShiftSlot, Volunteer

LOST = ("undelivered", "failed", "canceled")
LOOKED_BACK = 10  # messages whose reasons are shown
LOOKED_AT = "looks"  # in the session: cases a supervisor gave a reason for


@dataclass(frozen=True)
class Line:
    """One thing said, as the page shows it. `at` is a wall-clock time in the reader's zone."""

    seq: int
    speaker: str
    by: str
    text: str
    at: str
    lost: bool = False


def zone_of(db: Session, who: Actor) -> str:
    """In which zone this reader sees times."""
    volunteer = db.get(Volunteer, who.volunteer_id) if who.volunteer_id else None
    return volunteer.zone if volunteer else settings.value("COVERAGE_ZONE")


def may_watch(db: Session, who: Actor, case_id: int, now: datetime) -> bool:
    """True for a supervisor in their slot, or with a reason they typed for this case."""
    if who.role != "supervisor" or who.case_id is not None:
        return False
    if case_id in session.get(LOOKED_AT, ()):
        return True
    return (
        who.volunteer_id is not None
        and db.scalar(
            select(ShiftSlot.id)
            .where(
                ShiftSlot.volunteer_id == who.volunteer_id,
                ShiftSlot.role == "supervisor",
                ShiftSlot.starts_at <= now,
                ShiftSlot.ends_at > now,
            )
            .limit(1)
        )
        is not None
    )


def view(db: Session, who: Actor, case_id: int, now: datetime) -> Any:
    """The case as this reader may see it, and the look recorded; None when it is not for them."""
    watch = may_watch(db, who, case_id, now) and not _holds(db.get(Case, case_id), who)
    return cases.case_view(db, case_id, who.volunteer_id or 0, now, watch=watch)


def reads_words(db: Session, who: Actor, case: Case | None, now: datetime) -> bool:
    """True while this reader may follow what is said: they hold the case, or they watch as a supervisor."""
    return case is not None and (_holds(case, who) or may_watch(db, who, case.id, now))


def _holds(case: Case | None, who: Actor) -> bool:
    return (
        case is not None
        and who.volunteer_id is not None
        and case.volunteer_id == who.volunteer_id
        and case.state in HELD
    )


def lines_after(db: Session, who: Actor, case: Case, after: int) -> list[Line]:
    """What was said after a number, as far as this reader may read it."""
    first = case.read_from_seq if _holds(case, who) else 1
    if first is None:
        return []
    rows = db.scalars(
        select(Message)
        .where(Message.conversation_id == case.conversation_id, Message.seq >= first, Message.seq > after)
        .order_by(Message.seq)
        .limit(500)
    ).all()
    return lines(db, who, case, rows)


def lines(db: Session, who: Actor, case: Case, rows: Sequence[Message]) -> list[Line]:
    """Messages as the page shows them. Numbers of the person are kept back from a volunteer, not from a supervisor."""
    zone, allowed = zone_of(db, who), relay.allowed(db, case)
    lost = (
        set(
            db.scalars(
                select(Text.message_id).where(
                    Text.message_id.in_([m.id for m in rows]), Text.line == "public", Text.status.in_(LOST)
                )
            )
        )
        if rows
        else set()
    )
    return [
        Line(m.seq, m.speaker, _by(m), _shown(m, who, allowed), times.clock_time(m.received_at, zone), m.id in lost)
        for m in rows
    ]


def _shown(message: Message, who: Actor, allowed: Sequence[str]) -> str:
    if message.speaker != "person" or who.role == "supervisor":
        return message.body
    return masking.keep_back(message.body, allowed)[0]


def _by(message: Message) -> str:
    known = {"person": "They", "assistant": "Assistant", "notice": "Notice"}
    return known.get(message.speaker) or message.speaker_name or "Volunteer"


def state(case: Case) -> dict[str, Any]:
    """What a form of this page must know to notice that it is old, and what the page says of how it stands."""
    return {
        "version": case.version,
        "seen": stamp(case),
        "state": words.word("state", case.state),
        "level": words.word("level", case.severity),
        "severity": case.severity,
    }


def stamp(case: Case) -> str:
    """How the case stands, for comparing: state, severity, who has it."""
    return f"{case.state}:{case.severity}:{case.volunteer_id or 0}"


def shown(db: Session, who: Actor, case_id: int, now: datetime) -> dict[str, Any] | None:
    """Everything the case template needs; None when the case is not for this reader."""
    found = view(db, who, case_id, now)
    if found is None:
        return None
    case = db.get_one(Case, case_id)
    conversation = db.get_one(Conversation, case.conversation_id)
    reads = reads_words(db, who, case, now)
    known = ladder.view(ladder.RiskState.from_json(conversation.person.ladder), case.severity)
    return {
        "sup": _panel(db, who, case, now) if reads and who.role == "supervisor" else None,
        "view": found,
        "case": state(case),
        "reads": reads,
        "zone": zone_of(db, who),
        "lines": lines(db, who, case, found.messages),
        "reasons": noticed(db, who, case) if reads else [],
        "asked": words.asked(known.asked if reads else ()),
        "unknown": [words.about(question) for question in known.unknown] if reads else [],
        "next": words.word("ask", known.next) if reads and known.next else None,
        "hints": [words.word("hint", hint) for hint in known.hints] if reads else [],
        "lanes": [words.word("lane", c) for c in found.lanes],
        "rule": reporting_rule(found.lanes),
        "seq": found.messages[-1].seq if found.messages else 0,
        "waiting": times.since(found.waiting_since, now),
        "contacts": current_app.extensions["peerline"].contacts(conversation.person.country),
        "away": case.person_away,
        "note_needed": case.peak_severity >= 3,
        "replies": replies(db, who, case, conversation) if found.mine else [],
    }


def replies(db: Session, who: Actor, case: Case, conversation: Conversation) -> list[tuple[str, list[dict[str, str]]]]:
    """(situation, its reviewed replies as {"id", "title", "text"}) that this volunteer may pick here; empty where there
    are none in the language of the conversation."""
    known = reviewed.offered(case.language)
    volunteer = db.get(Volunteer, who.volunteer_id) if who.volunteer_id else None
    if known is None or volunteer is None:
        return []
    values = telling.values(conversation, {"volunteer": volunteer.display_name})
    return [
        (name, [{"id": r.id, "title": r.title, "text": r.with_values(values)} for r in rows])
        for name, rows in known.by_situation()
    ]


REPORTED = frozenset({"abuse", "child_abuse", "domestic_violence", "harm_to_others", "minor"})


def reporting_rule(lanes: Sequence[str]) -> str:
    """The organisation's own rule on reporting or warning, where a lane may call for it; empty for none."""
    return settings.value("REPORTING_RULE") if REPORTED & set(lanes) else ""


def _panel(db: Session, who: Actor, case: Case, now: datetime) -> dict[str, Any]:
    from handoff.console import supervisor_pages  # it asks this module who may look

    return supervisor_pages.panel(db, who, case, now)


def newest_words(db: Session, case: Case) -> Sequence[Message]:
    """The person's newest message, as a list of at most one."""
    return db.scalars(
        select(Message)
        .where(Message.conversation_id == case.conversation_id, Message.direction == "in")
        .order_by(Message.seq.desc())
        .limit(1)
    ).all()


def noticed(db: Session, who: Actor, case: Case) -> list[tuple[str, str | None]]:
    """(what was noticed, in which words) of the last messages, the newest first. Words only of messages that this
    reader may read: before the person's yes the reasons stand without them."""
    first, allowed = case.read_from_seq if _holds(case, who) else 1, relay.allowed(db, case)
    rows = db.scalars(
        select(Message)
        .where(Message.conversation_id == case.conversation_id, Message.level > 0)
        .order_by(Message.seq.desc())
        .limit(LOOKED_BACK)
    )
    found = []
    for row in rows:
        for reason in (row.assessment or {}).get("reasons", []):
            may_read = first is not None and row.seq >= first
            span = reason.get("span") if may_read else None
            found.append({"rule": reason["rule"], "span": masking.keep_back(span, allowed)[0] if span else None})
    new = [r for r in found if r["rule"] != "history.sticky"]
    return words.reasons(new or found)
