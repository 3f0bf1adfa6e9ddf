"""Texting a volunteer: the right number, the right words, in the outbox."""

from datetime import datetime

from sqlalchemy.orm import Session

from handoff import outbox
from handoff.channels.sms import segments
from handoff.channels.sms.models import Text
from handoff.volunteers import roster, wording

LANGUAGES = {
    "en": "English",
    "es": "Spanish",
    "fr": "FR",
    "de": "German",
    "pt": "Portuguese",
    "ar": "Arabic",
    "hi": "Hindi",
    "zh": "Chinese",
    "pl": "Polish",
    "af": "Afrikaans",
    "zu": "Zulu",
}


def language_name(code: str) -> str:
    """A language as it stands in a text to a volunteer."""
    return LANGUAGES.get(code, code.upper())


def body(db: Session, volunteer_id: int, key: str, contact: int = 0, /, **values: object) -> str | None:
    """One text as this volunteer reads it; None when they have no such number."""
    numbers = roster.contacts(db, volunteer_id)
    return segments.gsm7(wording.text(key, numbers[contact].language, **values)) if contact < len(numbers) else None


def to_volunteer(
    db: Session,
    volunteer_id: int,
    key: str,
    now: datetime,
    *,
    kind: str,
    cause: str,
    case_id: int | None = None,
    assignment_id: int | None = None,
    offer_id: int | None = None,
    message_id: int | None = None,
    contact: int = 0,
    priority: int | None = None,
    severity: int = 0,
    due_at: datetime | None = None,
    **values: object,
) -> Text | None:
    """Queue one text of the wording file to a volunteer. None when they have no number that may be texted.

    cause    why, unique: the same cause never makes two texts
    contact  which of their numbers, in their order; past the last one there is none
    due_at   not before this moment, unless another text to them in the same talk is queued
    """
    numbers = roster.contacts(db, volunteer_id)
    if contact >= len(numbers):
        return None
    to = numbers[contact]
    return outbox.queue(
        db,
        kind=kind,
        line="staff",
        to=to.address,
        body=segments.gsm7(wording.text(key, to.language, **values)),
        now=now,
        key=cause,
        case_id=case_id,
        assignment_id=assignment_id,
        offer_id=offer_id,
        message_id=message_id,
        volunteer_id=volunteer_id,
        priority=priority,
        severity=severity,
        due_at=due_at,
    )
