"""Accounts of the console: passwords (argon2), one-time logins, the audit trail."""

import hashlib
import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from actions.storage import keyed_hash
from handoff.console.models import Account, AuditEntry, LoginLink
from handoff.volunteers.models import Volunteer

LINK_LASTS = timedelta(hours=1)
MIN_PASSWORD, MAX_PASSWORD = 10, 200
AUDIT_LOCK = 7201  # PostgreSQL's advisory lock: the rows of the trail are written one after another
_hasher = PasswordHasher()


def first_coordinator(db: Session, now: datetime) -> Account:
    """The first coordinator's account, made when there is none."""
    found = db.scalar(
        select(Account).where(Account.role == "coordinator", Account.closed_at.is_(None)).order_by(Account.id)
    )
    return found or add(db, "coordinator", "coordinator", now)


def add(db: Session, name: str, role: str, now: datetime, volunteer_id: int | None = None) -> Account:
    """A new account; a number is added to a name that is taken."""
    free, n = name, 1
    while db.scalar(select(Account.id).where(Account.name == free)):
        n += 1
        free = f"{name}-{n}"
    made = Account(name=free, role=role, volunteer_id=volunteer_id, created_at=now)
    db.add(made)
    db.flush()
    return made


def of_volunteer(db: Session, volunteer: Volunteer, now: datetime) -> Account:
    """The volunteer's account, made when there is none. It has the highest of their roles, and follows it."""
    role = next((r for r in ("coordinator", "supervisor") if r in volunteer.roles), "volunteer")
    known = db.scalar(select(Account).where(Account.volunteer_id == volunteer.id))
    if known is None:
        return add(db, volunteer.display_name.lower()[:50], role, now, volunteer.id)
    known.role = role
    return known


def one_time_login(db: Session, account: Account, now: datetime) -> str:
    """The path of a login that works once, within an hour."""
    token = secrets.token_urlsafe(24)
    db.add(LoginLink(account_id=account.id, token_hash=keyed_hash(f"login:{token}"), expires_at=now + LINK_LASTS))
    db.flush()
    return f"/c/login/{token}"


def use_login(db: Session, token: str, now: datetime) -> Account | None:
    """Spend a one-time login. None when it is unknown, late or used."""
    account_id = db.execute(
        update(LoginLink)
        .where(
            LoginLink.token_hash == keyed_hash(f"login:{token}"),
            LoginLink.used_at.is_(None),
            LoginLink.expires_at > now,
        )
        .values(used_at=now)
        .returning(LoginLink.account_id)
    ).scalar()
    account = db.get(Account, account_id) if account_id else None
    return account if account and account.closed_at is None else None


def hash_of(password: str) -> str | None:
    """A password's argon2 hash; None when it is shorter than ten characters or longer than 200. Slow on purpose: run
    it in the thread pool under gevent (trap W2)."""
    return _hasher.hash(password) if MIN_PASSWORD <= len(password) <= MAX_PASSWORD else None


def password_fits(stored: str | None, password: str) -> bool:
    """Check a password, taking the same time whether or not the account exists."""
    try:
        return _hasher.verify(stored or _NOBODY, password[:MAX_PASSWORD]) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


_NOBODY = _hasher.hash(secrets.token_hex(16))


def stamp(account: Account) -> str:
    """What a session keeps of the password: a new password ends every other session."""
    return keyed_hash(f"session:{account.id}:{account.password_hash}")[:16]


def audit(db: Session, who: str, what: str, which: str, now: datetime, why: str | None = None) -> None:
    """Write one line of the audit trail, in the caller's transaction. Each line holds the hash of the one before."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": AUDIT_LOCK})
    last = db.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
    db.add(
        AuditEntry(
            at=now,
            who=who[:40],
            what=what[:40],
            which=which[:60],
            why=why[:200] if why else None,
            previous_hash=_hash(last),
        )
    )
    db.flush()


def broken_links(db: Session, newest: int | None = None) -> list[int]:
    """Ids of audit rows whose predecessor was changed or removed, of all or of the newest so many; empty when whole."""
    wanted = select(AuditEntry).order_by(AuditEntry.id.desc())
    rows = list(db.scalars(wanted.limit(newest + 1) if newest else wanted))[::-1]
    whole = newest is None or len(rows) <= newest
    before = [None, *rows] if whole else rows
    after = rows if whole else rows[1:]
    return [row.id for previous, row in zip(before, after, strict=False) if row.previous_hash != _hash(previous)]


def _hash(row: AuditEntry | None) -> str:
    if row is None:
        return "0" * 64
    text_ = f"{row.id}|{row.at.isoformat()}|{row.who}|{row.what}|{row.which}|{row.why}|{row.previous_hash}"
    return hashlib.sha256(text_.encode()).hexdigest()
