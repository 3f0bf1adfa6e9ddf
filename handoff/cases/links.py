"""The link in an alert: one volunteer, one case, fifteen minutes, one use."""

import secrets
import string
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions.storage import keyed_hash
from handoff import settings
from handoff.cases.models import MagicLink
from handoff.rows import changed

ALPHABET = string.ascii_letters + string.digits
LENGTH = 16  # 95 bits
LASTS = timedelta(minutes=15)


def host() -> str:
    """Our public address as it stands in a text: without the scheme."""
    return settings.value("PUBLIC_BASE_URL").rstrip("/").removeprefix("https://").removeprefix("http://")


def address(token: str) -> str:
    """The link as it stands in a text."""
    return f"{host()}/o/{token}"


def link_for(db: Session, case_id: int, volunteer_id: int, now: datetime) -> str:
    """A fresh token (16 letters and digits) for this volunteer and this case: fifteen minutes, one use."""
    token = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    db.add(MagicLink(token_hash=keyed_hash(token), volunteer_id=volunteer_id, case_id=case_id, expires_at=now + LASTS))
    return token


def open_link(db: Session, token: str, now: datetime, *, use: bool) -> tuple[int, int] | None:
    """(volunteer id, case id) of a valid token; `use=True` (POST) spends it. None: unknown, late or used."""
    link = db.scalar(select(MagicLink).where(MagicLink.token_hash == keyed_hash(token)))
    if link is None or link.used_at is not None or link.expires_at <= now:
        return None
    spend = update(MagicLink).where(MagicLink.id == link.id, MagicLink.used_at.is_(None)).values(used_at=now)
    if use and changed(db, spend) != 1:
        return None
    return link.volunteer_id, link.case_id
