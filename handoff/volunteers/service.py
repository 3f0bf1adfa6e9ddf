"""Volunteers for the coordinator, the console and the staff line. Each function runs in the caller's transaction."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from actions.storage import keyed_hash
from handoff import outbox
from handoff.cases import eta, links, moves, outcomes, refs, routing, store
from handoff.cases.models import Case, Offer
from handoff.cases.states import FREE, HELD
from handoff.volunteers import limits, roster, shifts, texts
from handoff.volunteers.answers import answer
from handoff.volunteers.commands import OPT_IN, OPT_OUT
from handoff.volunteers.cover import cover
from handoff.volunteers.enrolment import confirm_code, e164, invite, invited, new_link, send_code
from handoff.volunteers.models import ContactMethod, ShiftSlot, Task, Volunteer
from handoff.volunteers.replying import Heard, reply
from handoff.volunteers.shifts import add_shift, add_slot, make_slots

__all__ = [
    "add_shift",
    "add_slot",
    "back",
    "come_back",
    "confirm_code",
    "cover",
    "e164",
    "go_on_shift",
    "invite",
    "invited",
    "make_slots",
    "new_link",
    "off_shift_until",
    "on_shift",
    "pause",
    "person_said_stop",
    "seen_in_console",
    "send_code",
    "step_back",
    "volunteer_texts",
    "wait_sentence",
]

A_DAY = timedelta(days=1)


def on_shift(db: Session, now: datetime) -> list[Volunteer]:
    """Active volunteers who have a slot now, can be reached and are not on a break or resting."""
    here = [
        c
        for c in roster.candidates(db, now)
        if c.slot_at(now)
        and c.has_contact
        and not (c.break_until and c.break_until > now)
        and not (c.cooling_until and c.cooling_until > now)
    ]
    ids = [c.id for c in here]
    return list(db.scalars(select(Volunteer).where(Volunteer.id.in_(ids)).order_by(Volunteer.id))) if ids else []


def wait_sentence(db: Session, severity: int, now: datetime) -> str | None:
    """How long it usually takes ("about 3 minutes"); None when there is no honest figure."""
    wait = eta.usual_wait(db, max(0, min(4, severity)), now)
    return eta.in_words(wait) if wait else None


def go_on_shift(db: Session, volunteer_id: int, now: datetime, until: datetime) -> ShiftSlot:
    """An extra slot from now; cases that wait are looked at at once."""
    slot = add_slot(db, volunteer_id, now, until, source="extra", confirmed_at=now)
    store.poke_free(db, now)
    return slot


def off_shift_until(db: Session, volunteer_id: int, now: datetime) -> None:
    """End the slot this volunteer is in, and their live offers; cases they hold stay theirs."""
    slot = shifts.current(db, volunteer_id, now)
    if slot is not None:
        if slot.starts_at >= now:
            db.delete(slot)
        else:
            slot.ends_at = now
    free_offers(db, volunteer_id, "off_shift", now)


def seen_in_console(db: Session, volunteer_id: int, now: datetime) -> None:
    """The volunteer has the console before them; offers may be shown there."""
    volunteer = db.get(Volunteer, volunteer_id)
    if volunteer is not None:
        volunteer.console_seen_at = now


def pause(db: Session, volunteer_id: int, minutes: int, now: datetime) -> datetime:
    """BREAK: no offers for so long; a live offer moves on without a mark. Returns the end of the break."""
    volunteer = db.get_one(Volunteer, volunteer_id)
    volunteer.break_until = now + timedelta(minutes=minutes)
    db.flush()
    free_offers(db, volunteer_id, "break", now)
    return volunteer.break_until


def free_offers(db: Session, volunteer_id: int, why: str, now: datetime) -> None:
    """Whatever this volunteer is being asked goes to the next, at once."""
    for offer in db.scalars(
        select(Offer).where(Offer.volunteer_id == volunteer_id, Offer.state.in_(routing.LIVE))
    ).all():
        case = store.locked(db, offer.case_id)
        moves.close_offer(db, offer, "withdrawn", why, now)
        if case is not None and case.state in (*FREE, "transferring"):
            moves.advance(db, case, now)


def back(db: Session, volunteer_id: int, now: datetime) -> tuple[str, datetime | None]:
    """BACK: ("resting", until), ("back", None), ("back_later", start of the slot that begins soon) or
    ("back_extra", end of a slot of two hours, which the coordinator sees)."""
    volunteer = db.get_one(Volunteer, volunteer_id)
    if volunteer.cooling_until is not None and volunteer.cooling_until > now:
        if not limits.may_end_rest(volunteer.cooling_since or now, now):
            return "resting", (volunteer.cooling_since or now) + limits.SURE_REST
        volunteer.cooling_until = None
    volunteer.break_until = None
    slot = shifts.current(db, volunteer_id, now)
    db.flush()
    store.poke_free(db, now)
    if slot is not None:
        slot.confirmed_at = slot.confirmed_at or now
        return "back", None
    soon = shifts.starting(db, volunteer_id, now)
    if soon is not None:
        soon.confirmed_at = soon.confirmed_at or now
        return "back_later", soon.starts_at
    until = now + shifts.BACK_LASTS
    add_slot(db, volunteer_id, now, until, source="back", confirmed_at=now)
    return "back_extra", until


def may_not_come(db: Session, volunteer: Volunteer, now: datetime) -> datetime | None:
    """BREAK off shift: the coordinator hears that the next slot may stay empty. Returns its start; None without one."""
    slot = shifts.upcoming(db, volunteer.id, now)
    if slot is None:
        return None
    slot.confirmed_at = None
    for who in roster.with_role(db, "coordinator"):
        at = slot.starts_at.astimezone(ZoneInfo(who.zone)).strftime("%a %H:%M")
        values = {"name": volunteer.display_name, "at": at, "url": f"{links.host()}/c/team"}
        cause = f"may_not_come:{slot.id}:{who.id}"
        texts.to_volunteer(db, who.id, "may_not_come", now, kind="text.notice", cause=cause, **values)  # type: ignore[arg-type]
    return slot.starts_at


def person_said_stop(db: Session, from_number: str, word: str, now: datetime) -> None:
    """STOP on the staff line: no more texts to this number, their cases offered again, a task, no answer from us."""
    outbox.opt_out(db, "staff", from_number, word, now)
    for contact in _known(db, from_number):
        contact.off_at = contact.off_at or now
        db.add(Task(kind="contact", volunteer_id=contact.volunteer_id, made_at=now, due_at=now + A_DAY))
        db.flush()
        if roster.contacts(db, contact.volunteer_id):
            continue
        _lose_all(db, contact.volunteer_id, "stopped", now)


def step_back(db: Session, volunteer_id: int, now: datetime, *, for_good: bool) -> None:
    """A volunteer pauses or leaves: no more offers, their conversations are offered again at once and the people told;
    whoever leaves for good has no more slots, and no number of theirs is texted again."""
    volunteer = db.get_one(Volunteer, volunteer_id)
    volunteer.state = "left" if for_good else "paused"
    db.flush()
    if for_good:
        volunteer.left_at = now
        db.execute(delete(ShiftSlot).where(ShiftSlot.volunteer_id == volunteer_id, ShiftSlot.starts_at > now))
        for contact in db.scalars(select(ContactMethod).where(ContactMethod.volunteer_id == volunteer_id)):
            contact.off_at = contact.off_at or now
        db.flush()
    _lose_all(db, volunteer_id, "left" if for_good else "paused", now)


def come_back(db: Session, volunteer_id: int, now: datetime) -> bool:
    """A paused volunteer is asked again. False for anybody else."""
    volunteer = db.get_one(Volunteer, volunteer_id)
    if volunteer.state != "paused":
        return False
    volunteer.state = "active"
    store.poke_free(db, now)
    return True


def _lose_all(db: Session, volunteer_id: int, why: str, now: datetime) -> None:
    free_offers(db, volunteer_id, why, now)
    held = select(Case.id).where(Case.volunteer_id == volunteer_id, Case.state.in_(HELD))
    for case_id in db.scalars(held).all():
        case = store.locked(db, case_id)
        if case is not None:
            outcomes.volunteer_lost(db, case, why, now)


def _known(db: Session, number: str) -> list[ContactMethod]:
    return list(
        db.scalars(
            select(ContactMethod).where(
                ContactMethod.address_hash == keyed_hash(number), ContactMethod.verified_at.is_not(None)
            )
        )
    )


def volunteer_texts(
    db: Session,
    from_number: str,
    text: str,
    message_sid: str,
    now: datetime,
    *,
    pictures: bool = False,
    received_at: datetime | None = None,
) -> bool:
    """Act on one inbound text on the staff line; the same SID twice answers once. Pictures are refused, words count.

    False when no volunteer has this number: the caller treats it as a person's words.
    """
    known = _known(db, from_number)
    if not known:
        return False
    contact = known[0]
    word = text.strip(" \t\r\n.!\"'").upper()
    out = outbox.opted_out(db, "staff", from_number)
    if word in OPT_OUT:
        person_said_stop(db, from_number, word, now)
        return True
    if word in OPT_IN and (out or contact.off_at is not None):
        outbox.opt_in(db, "staff", from_number, now)
        contact.off_at, contact.fails = None, 0
        return True
    volunteer = db.get_one(Volunteer, contact.volunteer_id)
    if volunteer.state not in ("active", "paused"):
        return True
    mine = refs.all_refs(db, volunteer.id)
    heard = Heard(volunteer, from_number, text, message_sid, now, mine, received_at or now)
    if text.strip() or not pictures:
        answer(db, heard)
    if pictures:
        reply(db, heard, "pictures")
    return True
