"""Accounts of the console: passwords (argon2), one-time logins, the audit trail."""

import hashlib
import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions.storage import keyed_hash
from handoff.console.models import Account, AuditEntry, LoginLink

LINK_LASTS = timedelta(hours=1)
MIN_PASSWORD = 10
_hasher = PasswordHasher()


def first_coordinator(db: Session, now: datetime) -> Account:
    """The first coordinator's account, made when there is none."""
    found = db.scalar(select(Account).where(Account.role == "coordinator", Account.closed_at.is_(None)).order_by(Account.id))
    if found:
        return found
    made = Account(name="coordinator", role="coordinator", created_at=now)
    db.add(made)
    db.flush()
    return made


def one_time_login(db: Session, account: Account, now: datetime) -> str:
    """The path of a login that works once, within an hour."""
    token = secrets.token_urlsafe(24)
    db.add(LoginLink(account_id=account.id, token_hash=keyed_hash(f"login:{token}"), expires_at=now + LINK_LASTS))
    db.flush()
    return f"/c/login/{token}"


def use_login(db: Session, token: str, now: datetime) -> Account | None:
    """Spend a one-time login. None when it is unknown, late or used."""
    account_id = db.execute(
        update(LoginLink).where(LoginLink.token_hash == keyed_hash(f"login:{token}"), LoginLink.used_at.is_(None),
                                LoginLink.expires_at > now)
        .values(used_at=now).returning(LoginLink.account_id)).scalar()
    account = db.get(Account, account_id) if account_id else None
    return account if account and account.closed_at is None else None


def set_password(account: Account, password: str) -> bool:
    """Store a password's argon2 hash. False when it is shorter than ten characters. Slow on purpose: run it in the
    thread pool under gevent (trap W2)."""
    if len(password) < MIN_PASSWORD:
        return False
    account.password_hash = _hasher.hash(password)
    return True


def password_fits(stored: str | None, password: str) -> bool:
    """Check a password, taking the same time whether or not the account exists."""
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except VerificationError:
        return False


_NOBODY = _hasher.hash(secrets.token_hex(16))


def audit(db: Session, who: str, what: str, which: str, now: datetime, why: str | None = None) -> None:
    """Write one line of the audit trail, in the caller's transaction."""
    last = db.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
    db.add(AuditEntry(at=now, who=who, what=what, which=which, why=why, previous_hash=_hash(last)))
    db.flush()


def broken_links(db: Session) -> list[int]:
    """Ids of audit rows whose predecessor was changed or removed; empty when the trail is whole."""
    broken, previous = [], None
    for row in db.scalars(select(AuditEntry).order_by(AuditEntry.id)):
        if row.previous_hash != _hash(previous):
            broken.append(row.id)
        previous = row
    return broken


def _hash(row: AuditEntry | None) -> str:
    if row is None:
        return "0" * 64
    text = f"{row.id}|{row.at.isoformat()}|{row.who}|{row.what}|{row.which}|{row.why}|{row.previous_hash}"
    return hashlib.sha256(text.encode()).hexdigest()
