"""The second factor (TOTP, RFC 6238): all but volunteers have one in production; whoever set one is always asked."""

from datetime import datetime

import pyotp
import segno
from flask import current_app
from sqlalchemy import update
from sqlalchemy.orm import Session

from handoff import settings
from handoff.console.models import Account
from handoff.rows import changed

PERIOD_S = 30
WINDOW = 1  # periods by which the clock of a phone may be off, either way


def required(role: str) -> bool:
    """True for a role that may do nothing before it has a second factor."""
    return bool(current_app.config["SECOND_FACTOR"]) and role != "volunteer"


def new_secret() -> str:
    """160 random bits in base32, as authenticator apps take them."""
    return pyotp.random_base32()


def address(secret: str, name: str) -> str:
    """What an authenticator app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=settings.value("ORG_NAME"))


def picture(secret: str, name: str) -> str:
    """The same as an SVG element for the page itself: the secret goes to nobody else."""
    return str(segno.make(address(secret, name), error="m").svg_inline(scale=4, border=2, omitsize=False))


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step this code belongs to, now or one step off; None for a wrong code."""
    digits = code.replace(" ", "")
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        return None
    at = int(now.timestamp()) // PERIOD_S
    totp = pyotp.TOTP(secret)
    near = (at, *(at + d for off in range(1, WINDOW + 1) for d in (-off, off)))
    return next((s for s in near if pyotp.utils.strings_equal(digits, totp.at(s * PERIOD_S))), None)


def fits(db: Session, account: Account, code: str, now: datetime) -> bool:
    """Check a code and spend it: the same code, or an older one, never works again."""
    step = step_of(account.totp_secret, code, now) if account.totp_secret else None
    if step is None:
        return False
    spend = update(Account).where(Account.id == account.id, Account.totp_step < step).values(totp_step=step)
    return changed(db, spend) == 1
