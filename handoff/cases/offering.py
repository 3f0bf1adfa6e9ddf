"""Offers: made, alerted, ended, taken back."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from handoff import outbox
from handoff.cases import changes, links, refs, store
from handoff.cases.models import Case, Offer
from handoff.cases.routing import LIVE, OFFER_LASTS
from handoff.channels.sms.models import Text
from handoff.volunteers import texts
from handoff.volunteers.models import Volunteer


def end_offer(db: Session, case: Case, change: changes.EndOffer, now: datetime) -> None:
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


def make_offer(db: Session, case: Case, change: changes.MakeOffer, now: datetime) -> None:
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
        severity=case.severity,
        ref=refs.ref_for(db, case.id, offer.volunteer_id, now),
        language=texts.language_name(case.language),
        url=links.address(token),
    )
