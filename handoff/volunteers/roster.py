"""The roster as routing sees it, and the ways to reach a volunteer."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, load_only

from handoff.cases.models import Case, Offer
from handoff.cases.routing import LIVE, Candidate, Slot
from handoff.cases.states import HELD
from handoff.channels.sms.models import OptOut
from handoff.volunteers import limits
from handoff.volunteers.limits import HEAVY
from handoff.volunteers.models import ContactMethod, DoNotPair, LoadEntry, ShiftSlot, Volunteer

LOOK_AHEAD = timedelta(days=8)
WEEK = timedelta(days=7)
# What routing reads of a volunteer. Their names are left where they are: to decrypt those of all took half of the time.
ROUTED = load_only(
    Volunteer.state,
    Volunteer.roles,
    Volunteer.languages,
    Volunteer.zone,
    Volunteer.break_until,
    Volunteer.cooling_until,
    Volunteer.max_cases,
    Volunteer.exclusions,
    Volunteer.tonight,
    Volunteer.tonight_until,
    Volunteer.console_seen_at,
    Volunteer.last_offer_at,
    Volunteer.tags,
    Volunteer.open_call,
)
MINORS = "minors"  # a role beside the others: cleared by the organisation to talk with people below 18


def contacts(db: Session, volunteer_id: int) -> list[ContactMethod]:
    """Numbers that may be texted, in the volunteer's order: verified, not off, not opted out of the staff line."""
    out = select(OptOut.address_hash).where(OptOut.line == "staff", OptOut.back_at.is_(None))
    return list(
        db.scalars(
            select(ContactMethod)
            .where(
                ContactMethod.volunteer_id == volunteer_id,
                ContactMethod.verified_at.is_not(None),
                ContactMethod.off_at.is_(None),
                ContactMethod.address_hash.not_in(out),
            )
            .order_by(ContactMethod.position, ContactMethod.id)
        )
    )


def keep_apart(
    db: Session, volunteer_id: int, person_id: int, *, by: int | None, now: datetime, reason: str | None = None
) -> None:
    """These two are never brought together. Saying it again changes nothing."""
    known = select(DoNotPair.id).where(DoNotPair.volunteer_id == volunteer_id, DoNotPair.person_id == person_id)
    if db.scalar(known) is None:
        db.add(DoNotPair(volunteer_id=volunteer_id, person_id=person_id, by=by, at=now, reason=reason))
        db.flush()


def with_role(db: Session, role: str) -> list[Volunteer]:
    """Active volunteers with a role, in a fixed order."""
    active = db.execute(select(Volunteer.id, Volunteer.roles).where(Volunteer.state == "active"))
    ids = [id for id, roles in active if role in roles]
    return list(db.scalars(select(Volunteer).where(Volunteer.id.in_(ids)).order_by(Volunteer.id))) if ids else []


def candidates(
    db: Session, now: datetime, *, case_id: int | None = None, person_id: int | None = None, only: int | None = None
) -> list[Candidate]:
    """Everyone who could ever be asked, with what the rules of routing need; `only` is one volunteer's row.

    case_id    offers of this case do not count as offers elsewhere
    person_id  for do-not-pair
    """
    wanted = select(Volunteer).where(Volunteer.state == "active").options(ROUTED)
    volunteers = db.scalars(wanted.where(Volunteer.id == only) if only else wanted).all()
    if not volunteers:
        return []
    ids = [v.id for v in volunteers]
    slots = _slots(db, ids, now)
    can_be_texted = set(db.scalars(reachable().where(ContactMethod.volunteer_id.in_(ids))))
    load, never = _load(db, ids, now), _never(db, person_id)
    offers, cases = _offers_elsewhere(db, ids, case_id), _cases(db, ids)
    quiet = _quiet(db, volunteers, now)
    return [
        Candidate(
            id=v.id,
            languages=frozenset(v.languages),
            slots=slots[v.id],
            has_contact=v.id in can_be_texted,
            break_until=v.break_until,
            cooling_until=v.cooling_until,
            offers_elsewhere=offers.get(v.id, 0),
            open_cases=len(cases[v.id]),
            holds_heavy=any(s >= HEAVY for s in cases[v.id]),
            most_cases=v.max_cases,
            shift_points=_points_since(load[v.id], _shift_start(slots[v.id], now)),
            week_points=sum(points for _, points in load[v.id]),
            exclusions=exclusions(v, now),
            never_with=v.id in never,
            console_seen_at=v.console_seen_at,
            last_offer_at=v.last_offer_at,
            tags=frozenset(v.tags or ()),
            open_call=v.open_call,
            quiet_now=v.id in quiet,
            minors=MINORS in v.roles,
        )
        for v in volunteers
    ]


def exclusions(volunteer: Volunteer, now: datetime) -> frozenset[str]:
    """The topics this volunteer does not take: always, and what they said for tonight."""
    until = volunteer.tonight_until
    tonight = volunteer.tonight or () if until is not None and until > now else ()
    return frozenset({*(volunteer.exclusions or ()), *tonight})


def _slots(db: Session, ids: Sequence[int], now: datetime) -> dict[int, tuple[Slot, ...]]:
    found: dict[int, list[Slot]] = defaultdict(list)
    rows = db.execute(
        select(ShiftSlot.volunteer_id, ShiftSlot.starts_at, ShiftSlot.ends_at, ShiftSlot.confirmed_at)
        .where(
            ShiftSlot.volunteer_id.in_(ids),
            ShiftSlot.role == "volunteer",
            ShiftSlot.ends_at > now,
            ShiftSlot.starts_at <= now + LOOK_AHEAD,
        )
        .order_by(ShiftSlot.starts_at)
    )
    for who, starts_at, ends_at, confirmed_at in rows:
        found[who].append(Slot(starts_at, ends_at, confirmed_at is not None))
    return defaultdict(tuple, {who: tuple(theirs) for who, theirs in found.items()})


def reachable() -> Select[tuple[int]]:
    """Whoever has a number that may be texted: verified, not off, not opted out of the staff line."""
    out = select(OptOut.address_hash).where(OptOut.line == "staff", OptOut.back_at.is_(None))
    return select(ContactMethod.volunteer_id).where(
        ContactMethod.verified_at.is_not(None),
        ContactMethod.off_at.is_(None),
        ContactMethod.address_hash.not_in(out),
    )


def _quiet(db: Session, volunteers: Sequence[Volunteer], now: datetime) -> set[int]:
    """Whose quiet hours it is, by their first number; only an open call asks."""
    zones = {v.id: v.zone for v in volunteers if v.open_call}
    rows = db.execute(
        select(ContactMethod.volunteer_id, ContactMethod.quiet_from, ContactMethod.quiet_to).where(
            ContactMethod.volunteer_id.in_(list(zones)), ContactMethod.quiet_from.is_not(None)
        )
    )
    return {who for who, start, end in rows if limits.is_quiet(now, zones[who], start, end)}


def _load(db: Session, ids: Sequence[int], now: datetime) -> dict[int, list[tuple[datetime, int]]]:
    found: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for row in db.scalars(select(LoadEntry).where(LoadEntry.volunteer_id.in_(ids), LoadEntry.at > now - WEEK)):
        found[row.volunteer_id].append((row.at, row.points))
    return found


def _points_since(load: Iterable[tuple[datetime, int]], since: datetime | None) -> int:
    return sum(points for at, points in load if since is not None and at >= since)


def _shift_start(slots: Sequence[Slot], now: datetime) -> datetime | None:
    return min((s.starts_at for s in slots if s.starts_at <= now), default=None)


def _offers_elsewhere(db: Session, ids: Sequence[int], case_id: int | None) -> dict[int, int]:
    wanted = select(Offer.volunteer_id, func.count()).where(Offer.volunteer_id.in_(ids), Offer.state.in_(LIVE))
    if case_id is not None:
        wanted = wanted.where(Offer.case_id != case_id)
    return {who: count for who, count in db.execute(wanted.group_by(Offer.volunteer_id))}


def _cases(db: Session, ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for who, severity in db.execute(
        select(Case.volunteer_id, Case.severity).where(Case.volunteer_id.in_(ids), Case.state.in_(HELD))
    ):
        found[who].append(severity)
    return found


def _never(db: Session, person_id: int | None) -> set[int]:
    if person_id is None:
        return set()
    return set(db.scalars(select(DoNotPair.volunteer_id).where(DoNotPair.person_id == person_id)))
