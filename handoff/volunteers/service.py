"""Volunteers for the coordinator, the console and the staff line. Each runs in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from handoff.volunteers.models import ShiftSlot, Volunteer


def invite(db: Session, *, display_name: str, now: datetime, roles: Sequence[str] = ("volunteer",),
           languages: Sequence[str] = ("en",), zone: str | None = None) -> tuple[Volunteer, str]:
    """Invite a volunteer. Returns them and the token of their link (/v/<token>), which is shown once."""
    raise NotImplementedError


def invited(db: Session, token: str, now: datetime) -> Volunteer | None:
    """Whose invitation this is; None when unknown, used or late."""
    raise NotImplementedError


def send_code(db: Session, token: str, number: str, now: datetime, *, asked_from: str | None = None) -> str:
    """Text a code to the number the volunteer entered. Returns sent, bad_number, too_often or unknown_link."""
    raise NotImplementedError


def confirm_code(db: Session, token: str, code: str, now: datetime, *, consent: str) -> str:
    """Check the code and store the consent text that was shown. Returns active, wrong, late, too_many, unknown_link."""
    raise NotImplementedError


def volunteer_texts(db: Session, from_number: str, text: str, message_sid: str, now: datetime) -> None:
    """Act on one inbound text on the staff line; the same SID twice acts once."""
    raise NotImplementedError


def on_shift(db: Session, now: datetime) -> list[Volunteer]:
    """Active volunteers with a slot now and not on a break."""
    raise NotImplementedError


def next_shift(db: Session, now: datetime) -> datetime | None:
    """When the next slot starts, if nobody is on shift."""
    raise NotImplementedError


def wait_sentence(db: Session, severity: int, now: datetime) -> str | None:
    """How long it usually takes, in words; None when there is no honest figure."""
    raise NotImplementedError


def go_on_shift(db: Session, volunteer_id: int, now: datetime, until: datetime) -> ShiftSlot:
    """An extra slot from now."""
    raise NotImplementedError


def person_said_stop(db: Session, from_number: str, word: str, now: datetime) -> None:
    """STOP on the staff line: contact off, their cases offered again, a task for the coordinator, no text to them."""
    raise NotImplementedError
