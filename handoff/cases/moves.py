"""Writing what the pure step decided: offers, alerts, pages, nudges, texts to the person, states, the next look."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from handoff import outbox, settings
from handoff.cases import links, refs, states, store, telling
from handoff.cases.models import Assignment, Case, Offer
from handoff.cases.routing import LIVE, OFFER_LASTS
from handoff.channels.sms.models import Text
from handoff.conversations.models import Conversation
from handoff.safety import ladder
from handoff.volunteers import limits, roster, texts, wording
from handoff.volunteers.models import LoadEntry, Task, Volunteer

DEBRIEF_DUE = states.MINUTE * 60 * 24


def advance(db: Session, case: Case, now: datetime, *, said: bool = False) -> None:
    """Do everything that is due for this case now, in the caller's transaction. The case must be locked.

    said  True where the ladder has told the person how it stands in this very turn: nothing is said twice
    """
    if case.state == "closed":
        return
    people = roster.candidates(db, now, case_id=case.id, person_id=store.person_id(db, case))
    changes = states.step(store.view(db, case, now), people, now)
    for change in changes:
        if said and isinstance(change, states.Tell):
            _told(case, change, now)
        else:
            apply(db, case, [change], now)
    case.failures = 0
    db.flush()


def apply(db: Session, case: Case, changes: Sequence[states.Change], now: datetime) -> None:
    """Write the changes in order. Raises IllegalMove for one that the table of states does not have."""
    for change in changes:
        _WRITE[type(change)](db, case, change, now)
        db.flush()


def _move(db: Session, case: Case, change: states.Move, now: datetime) -> None:
    states.check_move(case.state, change.state)
    if case.state in (*states.HELD, "returning") and change.state in states.FREE:
        free(db, case, change.state, change.why, now)
    case.state = change.state


def free(db: Session, case: Case, new: str, why: str, now: datetime) -> None:
    """Nobody has the case any more; a new wait begins in the state `new`."""
    holder, state = case.volunteer_id, case.state
    end_assignment(db, case, why, now)
    case.state = new
    case.volunteer_id = case.accepted_at = case.first_reply_at = None
    case.waiting_since, case.nudge = now, 0
    case.supervisor_at = case.external_at = case.told_key = case.told_minutes = None
    case.asked_back_at = case.unanswered_since = case.read_consent = case.read_from_seq = None
    if holder is not None and state != "returning" and why in ("silent", "unanswered"):
        texts.to_volunteer(
            db,
            holder,
            "lost_silent",
            now,
            kind="text.answer",
            case_id=case.id,
            cause=f"lost:{case.id}:{holder}:{now.timestamp():.0f}",
            ref=refs.ref_for(db, case.id, holder, now),
        )


def end_assignment(db: Session, case: Case, why: str, now: datetime) -> None:
    """End the open assignment and its offer; start the rest and the debrief that a heavy case asks for."""
    assignment = store.assignment_of(db, case.id)
    if assignment is None:
        return
    assignment.ended_at, assignment.why_ended = now, why
    for offer in db.scalars(select(Offer).where(Offer.case_id == case.id, Offer.state == "accepted")):
        offer.state, offer.ended_at, offer.why_ended = "ended", now, why
    store.record(db, case.id, "offer_ended", now, volunteer=assignment.volunteer_id, why=why)
    volunteer = db.get(Volunteer, assignment.volunteer_id)
    rest = limits.cool_down(case.peak_severity)
    spoke = case.first_reply_at is not None or why == "handed_over"
    if volunteer is not None and rest is not None and spoke:
        volunteer.cooling_since, volunteer.cooling_until = now, now + rest
        db.add(Task(kind="debrief", case_id=case.id, volunteer_id=volunteer.id, made_at=now, due_at=now + DEBRIEF_DUE))


def start_assignment(db: Session, case: Case, volunteer_id: int, now: datetime) -> Assignment:
    """The volunteer who won the case holds it from now on; their load counts it."""
    end_assignment(db, case, "handed_over", now)
    assignment = Assignment(case_id=case.id, volunteer_id=volunteer_id, started_at=now)
    db.add(assignment)
    db.add(LoadEntry(volunteer_id=volunteer_id, case_id=case.id, points=limits.points(case.severity), at=now))
    db.flush()
    return assignment


def _end_offer(db: Session, case: Case, change: states.EndOffer, now: datetime) -> None:
    offer = db.get(Offer, change.offer_id)
    if offer is not None and offer.state in LIVE:
        close_offer(db, offer, change.state, change.why, now)


def close_offer(db: Session, offer: Offer, state: str, why: str, now: datetime) -> None:
    """End an offer; its alert is taken back if nobody has begun to send it."""
    offer.state, offer.ended_at, offer.why_ended = state, now, why
    for text in db.scalars(select(Text).where(Text.offer_id == offer.id, Text.handed_at.is_(None))):
        outbox.drop(db, text, now, why)
    store.record(db, offer.case_id, "offer_ended", now, offer=offer.id, volunteer=offer.volunteer_id, why=why)
    db.flush()


def withdraw_others(db: Session, case: Case, winner: int | None, now: datetime, key: str = "withdrawn") -> None:
    """Tell everyone else who is being asked that there is nothing to do any more; whom no alert reached hears none."""
    for offer in db.scalars(select(Offer).where(Offer.case_id == case.id, Offer.state.in_(LIVE))).all():
        if offer.volunteer_id == winner:
            continue
        reached = offer.handed_at is not None and offer.channel != "console"
        close_offer(db, offer, "withdrawn", "taken" if winner else "closed", now)
        if reached:
            texts.to_volunteer(
                db,
                offer.volunteer_id,
                key,
                now,
                kind="text.answer",
                cause=f"withdrawn:{offer.id}",
                case_id=case.id,
                ref=refs.ref_for(db, case.id, offer.volunteer_id, now),
            )


def _make_offer(db: Session, case: Case, change: states.MakeOffer, now: datetime) -> None:
    rounds = (
        db.scalar(
            select(func.count())
            .select_from(Offer)
            .where(Offer.case_id == case.id, Offer.volunteer_id == change.volunteer_id)
        )
        or 0
    )
    offer = Offer(
        case_id=case.id,
        volunteer_id=change.volunteer_id,
        round=rounds + 1,
        channel=change.channel,
        state="queued",
        queued_at=now,
    )
    if change.channel == "console":  # it is on their screen already
        offer.state, offer.handed_at, offer.expires_at = "live", now, now + OFFER_LASTS["console"]
    db.add(offer)
    db.flush()
    volunteer = db.get(Volunteer, change.volunteer_id)
    if volunteer is not None:
        volunteer.last_offer_at = now
    store.record(db, case.id, "offered", now, offer=offer.id, volunteer=change.volunteer_id, channel=change.channel)
    refs.ref_for(db, case.id, change.volunteer_id, now)
    if change.channel != "console":
        alert(db, case, offer, now, priority=1 if change.first else 4)


def alert(db: Session, case: Case, offer: Offer, now: datetime, *, contact: int = 0, priority: int = 4) -> Text | None:
    """Queue the alert of an offer to one of the volunteer's numbers. None when they have no such number."""
    token = links.link_for(db, case.id, offer.volunteer_id, now)
    return texts.to_volunteer(
        db,
        offer.volunteer_id,
        "alert_priority" if case.severity >= 3 else "alert",
        now,
        kind="text.alert",
        cause=f"offer:{offer.id}:{contact}",
        case_id=case.id,
        offer_id=offer.id,
        contact=contact,
        priority=priority,
        ref=refs.ref_for(db, case.id, offer.volunteer_id, now),
        language=texts.language_name(case.language),
        url=links.address(token),
    )


def _tell(db: Session, case: Case, change: states.Tell, now: datetime) -> None:
    telling.tell(db, case, change.key, change.values, now)
    _told(case, change, now)


def _told(case: Case, change: states.Tell, now: datetime) -> None:
    case.told_at, case.told_key = now, change.key
    if change.minute is not None:
        case.told_minutes = change.minute


def _page(db: Session, case: Case, change: states.Page, now: datetime) -> None:
    """Page the next one of supervisors and coordinators; with none at all, the operator."""
    targets = store.page_targets(db, now)
    case.supervisor_at = now
    turn = case.nudge if case.state in states.FREE else 0
    if change.nudge is not None:
        case.nudge = change.nudge
    if not targets:
        page_operator(db, "no_supervisor", now)
    asked = targets if case.severity >= 4 and turn == 0 else targets[turn % len(targets) :][:1] if targets else []
    for who in asked:
        page(db, case, who.id, now)
    store.record(db, case.id, "supervisor_paged", now, why=change.why, volunteers=[v.id for v in asked])


def page(db: Session, case: Case, volunteer_id: int, now: datetime) -> None:
    """One page to one supervisor, with their own ref and link."""
    token = links.link_for(db, case.id, volunteer_id, now)
    texts.to_volunteer(
        db,
        volunteer_id,
        "page",
        now,
        kind="text.page",
        case_id=case.id,
        cause=f"page:{case.id}:{volunteer_id}:{now.timestamp():.0f}",
        ref=refs.ref_for(db, case.id, volunteer_id, now),
        language=texts.language_name(case.language),
        url=links.address(token),
    )


def name_of(db: Session, volunteer_id: int) -> str:
    """A volunteer's first name, as colleagues and people read it."""
    volunteer = db.get(Volunteer, volunteer_id)
    return volunteer.display_name if volunteer else ""


def page_operator(db: Session, why: str, now: datetime) -> None:
    """Text the operator, once a quarter of an hour for one cause; nothing when no number is set."""
    number = settings.value("OPERATOR_NUMBER")
    if number:
        outbox.queue(
            db,
            kind="text.page",
            line="staff",
            to=number,
            now=now,
            body=wording.text("operator", what=why),
            key=f"operator:{why}:{int(now.timestamp() // 900)}",
        )


def _external(db: Session, case: Case, _change: states.StateExternal, now: datetime) -> None:
    case.external_at = now
    store.record(db, case.id, "external_stated", now)


def _coordinator(db: Session, case: Case, _change: states.AlertCoordinator, now: datetime) -> None:
    case.coordinator_at = now
    told = []
    for who in roster.with_role(db, "coordinator"):
        if texts.to_volunteer(
            db,
            who.id,
            "nobody_on_shift",
            now,
            kind="text.page",
            case_id=case.id,
            cause=f"nobody:{case.id}:{who.id}",
            language=texts.language_name(case.language),
            url=f"{links.host()}/c/team",
        ):
            told.append(who.id)
    store.record(db, case.id, "coordinator_told", now, volunteers=told)


def _nudge(db: Session, case: Case, change: states.Nudge, now: datetime) -> None:
    case.nudge = change.level
    if case.volunteer_id is None:
        return
    texts.to_volunteer(
        db,
        case.volunteer_id,
        change.key,
        now,
        kind="text.answer",
        case_id=case.id,
        cause=f"{change.key}:{case.id}:{now.timestamp():.0f}",
        ref=refs.ref_for(db, case.id, case.volunteer_id, now),
    )
    store.record(db, case.id, "nudged", now, volunteer=case.volunteer_id, key=change.key)


CLOSED_BY_A_HUMAN = ("done", "other_service")


def _close(db: Session, case: Case, change: states.Close, now: datetime) -> None:
    close(db, case, change.reason, now, by=store.last_volunteer(db, case.id))


def close(db: Session, case: Case, reason: str, now: datetime, *, by: int | None) -> None:
    """End the case. `by` is the human who closes; from peak severity 3 on the database refuses a case without one."""
    states.check_move(case.state, "closed")
    end_assignment(db, case, reason, now)
    withdraw_others(db, case, None, now, "over")
    case.state, case.closed_at, case.close_reason, case.closed_by = "closed", now, reason, by
    case.next_action_at = None
    refs.release(db, case.id, now)
    if by is not None and reason in CLOSED_BY_A_HUMAN:
        person = db.get_one(Conversation, case.conversation_id).person
        state = ladder.human_closed(ladder.RiskState.from_json(person.ladder), now)
        person.ladder = state.to_json()  # only a human leaves R3 and R4 (care.md 3.5)
    store.record(db, case.id, "closed", now, f"volunteer:{by}" if by else "system", why=reason)


def _due(_db: Session, case: Case, change: states.Due, _now: datetime) -> None:
    case.next_action_at = change.at


_WRITE: dict[type, Callable[[Session, Case, Any, datetime], None]] = {
    states.Move: _move,
    states.EndOffer: _end_offer,
    states.MakeOffer: _make_offer,
    states.Tell: _tell,
    states.Page: _page,
    states.StateExternal: _external,
    states.AlertCoordinator: _coordinator,
    states.Nudge: _nudge,
    states.Close: _close,
    states.Due: _due,
}
