"""How a volunteer comes in: an invitation, their own number, a code by SMS, consent. Nothing but the code before."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

import phonenumbers
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.storage import keyed_hash
from handoff import outbox, settings
from handoff.volunteers import wording
from handoff.volunteers.models import ContactMethod, Invite, Verification, Volunteer

INVITE_LASTS = timedelta(days=14)
CODE_LASTS = timedelta(minutes=10)
TRIES = 5
AN_HOUR = timedelta(hours=1)
CODES_AN_HOUR = 3


def invite(
    db: Session,
    *,
    display_name: str,
    now: datetime,
    roles: Sequence[str] = ("volunteer",),
    languages: Sequence[str] = ("en",),
    zone: str | None = None,
) -> tuple[Volunteer, str]:
    """Invite a volunteer. Returns them and the token of their link (/v/<token>), which is shown once."""
    volunteer = Volunteer(
        display_name=display_name.strip()[:30],
        state="invited",
        roles=list(roles),
        languages=list(languages),
        zone=zone or settings.value("COVERAGE_ZONE"),
        created_at=now,
    )
    db.add(volunteer)
    db.flush()
    return volunteer, new_link(db, volunteer.id, now)


def new_link(db: Session, volunteer_id: int, now: datetime) -> str:
    """A fresh invitation link: for a new volunteer, or for a new number."""
    token = secrets.token_urlsafe(16)
    db.add(Invite(volunteer_id=volunteer_id, token_hash=keyed_hash(token), expires_at=now + INVITE_LASTS))
    db.flush()
    return token


def _invitation(db: Session, token: str, now: datetime) -> Invite | None:
    found = db.scalar(select(Invite).where(Invite.token_hash == keyed_hash(token)))
    return found if found is not None and found.used_at is None and found.expires_at > now else None


def invited(db: Session, token: str, now: datetime) -> Volunteer | None:
    """Whose invitation this is; None when unknown, used or late."""
    found = _invitation(db, token, now)
    return db.get(Volunteer, found.volunteer_id) if found else None


def e164(number: str, region: str | None = None) -> str | None:
    """A number as it is stored and dialled, +12025550123; None for what cannot be one."""
    try:
        parsed = phonenumbers.parse(number, region or (settings.countries() or ["US"])[0])
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def send_code(db: Session, token: str, number: str, now: datetime, *, asked_from: str | None = None) -> str:
    """Text a code to the number the volunteer entered. Returns sent, bad_number, too_often or unknown_link.

    asked_from  the network address of whoever asks; kept as a keyed hash, three codes an hour
    """
    found, to = _invitation(db, token, now), e164(number)
    if found is None:
        return "unknown_link"
    if to is None:
        return "bad_number"
    address_hash, origin = keyed_hash(to), keyed_hash(asked_from) if asked_from else None
    if _too_often(db, Verification.address_hash == address_hash, now):
        return "too_often"
    if origin and _too_often(db, Verification.asked_from == origin, now):
        return "too_often"
    volunteer = db.get(Volunteer, found.volunteer_id)
    if volunteer is not None and volunteer.state == "invited":
        volunteer.state = "verifying"
    contact = _contact(db, found.volunteer_id, to, address_hash)
    code = f"{secrets.randbelow(1_000_000):06d}"
    row = Verification(
        contact_id=contact.id,
        address_hash=address_hash,
        asked_from=origin,
        made_at=now,
        code_hash=keyed_hash(f"{contact.id}:{code}"),
        expires_at=now + CODE_LASTS,
    )
    db.add(row)
    db.flush()
    outbox.queue(
        db,
        kind="text.code",
        line="staff",
        to=to,
        body=wording.text("code", code=code),
        now=now,
        key=f"code:{row.id}",
        volunteer_id=found.volunteer_id,
    )
    return "sent"


def _too_often(db: Session, whose: object, now: datetime) -> bool:
    made = select(func.count()).select_from(Verification).where(whose, Verification.made_at > now - AN_HOUR)  # type: ignore[arg-type]
    return (db.scalar(made) or 0) >= CODES_AN_HOUR


def _contact(db: Session, volunteer_id: int, to: str, address_hash: str) -> ContactMethod:
    known = db.scalar(
        select(ContactMethod).where(
            ContactMethod.volunteer_id == volunteer_id, ContactMethod.address_hash == address_hash
        )
    )
    if known is not None:
        return known
    last = db.scalar(select(func.max(ContactMethod.position)).where(ContactMethod.volunteer_id == volunteer_id)) or 0
    contact = ContactMethod(volunteer_id=volunteer_id, address=to, address_hash=address_hash, position=last + 1)
    db.add(contact)
    db.flush()
    return contact


def confirm_code(db: Session, token: str, code: str, now: datetime, *, consent: bool) -> str:
    """Check the code. Only now are number and consent (version and hash of the words shown) written, and a
    confirmation sent. Returns active, no_consent, wrong, late, too_many, taken (the number is another's), unknown_link.
    """
    found = _invitation(db, token, now)
    if found is None:
        return "unknown_link"
    if not consent:
        return "no_consent"
    row = db.scalar(
        select(Verification)
        .join(ContactMethod, ContactMethod.id == Verification.contact_id)
        .where(ContactMethod.volunteer_id == found.volunteer_id, Verification.used_at.is_(None))
        .order_by(Verification.id.desc())
        .limit(1)
    )
    if row is None or row.expires_at <= now:
        return "late"
    if row.tries >= TRIES:
        return "too_many"
    row.tries += 1
    if not secrets.compare_digest(row.code_hash, keyed_hash(f"{row.contact_id}:{code.strip()}")):
        return "wrong" if row.tries < TRIES else "too_many"
    contact, volunteer = db.get(ContactMethod, row.contact_id), db.get(Volunteer, found.volunteer_id)
    assert contact is not None and volunteer is not None
    if db.scalar(
        select(ContactMethod.id).where(
            ContactMethod.address_hash == contact.address_hash,
            ContactMethod.verified_at.is_not(None),
            ContactMethod.id != contact.id,
        )
    ):
        return "taken"
    row.used_at = found.used_at = now
    verified(contact, now, "invite")
    volunteer.state = "active"
    db.flush()
    outbox.queue(
        db,
        kind="text.notice",
        line="staff",
        to=contact.address,
        body=wording.text("confirmed"),
        now=now,
        key=f"confirmed:{row.id}",
        volunteer_id=volunteer.id,
    )
    return "active"


def verified(contact: ContactMethod, now: datetime, source: str) -> None:
    """Write the proof: when, by which words, from where."""
    _words, version, sha256 = wording.consent(contact.language or "en")
    contact.verified_at = contact.consent_at = now
    contact.consent_version, contact.consent_sha256, contact.source = version, sha256, source
    contact.off_at, contact.fails = None, 0
