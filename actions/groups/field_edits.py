"""Editing one field of a listing: the editor's value wins until the feed changes that field."""

import json
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from actions.groups import editing
from actions.groups.editing import Done, Refused
from actions.groups.importers import clean, edits, parse, rows
from actions.groups.importers.listing import Listing, from_payload
from actions.groups.models import Channel, Meeting, Provenance, RawRecord, Source
from actions.storage import writing

EXAMPLES = "Write start as 19:30, tz as Europe/London, dates as 2026-12-01."


def edit(engine: Engine, public_id: str, field: str, value: str, *, actor: str, now: datetime) -> Done:
    """Set one field. It wins over the feed until the feed changes that field. Raises Refused for a wrong value."""
    made = _value(field, value)
    with writing(engine) as db:
        rows.lock_ids(db)
        meeting = editing.listing(db, public_id)
        listing, review, payload, sha = as_imported(db, meeting)
        before = _now_says(db, listing, public_id, field)
        if before == made:
            return Done(public_id, meeting.status)
        db.execute(delete(Provenance).where(Provenance.public_id == public_id, Provenance.field == field))
        feed = edits.value_of(listing, field)
        if feed != made:
            db.add(
                Provenance(
                    public_id=public_id,
                    field=field,
                    value=json.dumps(made, ensure_ascii=False),
                    feed_sha=edits.sha(feed),
                    actor=actor,
                    observed_at=now,
                )
            )
        db.flush()
        editing.change(db, public_id, field, _text(before), _text(made), actor, now)
        source = db.get_one(Source, meeting.source_id)
        raw = db.scalars(
            select(RawRecord.run_id).where(
                RawRecord.source_id == meeting.source_id, RawRecord.external_key == meeting.external_key
            )
        ).one()
        rows.Writer(db, source.id, source.key, raw, now).replace([(listing, review, payload, sha)])
        db.refresh(meeting)
        return Done(public_id, meeting.status)


def as_imported(db: Session, meeting: Meeting) -> tuple[Listing, str | None, str, str]:
    """The listing as its feed has it, with its reason for review, payload and digest."""
    raw = db.scalars(
        select(RawRecord).where(
            RawRecord.source_id == meeting.source_id, RawRecord.external_key == meeting.external_key
        )
    ).one()
    secret = db.scalar(select(Channel.secret).where(Channel.meeting_id == meeting.id))
    data = json.loads(raw.payload_json)
    return from_payload(data, dict(secret or {})), data.get("review"), raw.payload_json, raw.payload_sha


def _now_says(db: Session, listing: Listing, public_id: str, field: str) -> Any:
    kept = db.scalar(select(Provenance.value).where(Provenance.public_id == public_id, Provenance.field == field))
    return json.loads(kept) if kept is not None else edits.value_of(listing, field)


def _value(field: str, text: str) -> Any:
    """The value of an editable field from what an editor typed; empty means unknown. Raises Refused."""
    text = text.strip()
    if field not in edits.FIELDS:
        raise Refused(f"{field} cannot be edited.", f"One of {', '.join(edits.FIELDS)}.")
    if field in edits.CHOICES:
        if text not in edits.CHOICES[field]:
            raise Refused(f"{field} is one of {', '.join(c or 'nothing' for c in edits.CHOICES[field])}.")
        return text or None
    if field in edits.NUMBERS:
        if text and not (text.isdigit() and int(text) <= 120):
            raise Refused(f"{field} is a number of years.")
        return int(text) if text else None
    return _time_value(field, text) if field in edits.TIMES else _words(field, text)


def _words(field: str, text: str) -> str | None:
    if field == "name" and not clean.name(text):
        raise Refused("A listing needs a name.")
    if field == "home_page" and text and not clean.link(text):
        raise Refused("The page is not an http(s) address.")
    if field == "home_page":
        return text or None
    made = clean.name(text) if field == "name" else clean.notes(text).text[:2000]
    if text and not made:
        raise Refused("Nothing is left without contacts, links and codes.", "Those do not belong in a public text.")
    return made or None


def _time_value(field: str, text: str) -> str | None:
    try:
        if not text:
            if field in ("start", "tz"):
                raise ValueError("empty")
            return None
        if field == "start":
            return parse.clock(text)
        if field == "tz":
            return str(ZoneInfo(text))
        if field in ("anchor", "valid_from", "valid_to", "join_until"):
            return date.fromisoformat(text).isoformat()
        if field == "rrule" and (not text.startswith("FREQ=") or len(text) > 250):
            raise ValueError(text)
    except (ValueError, KeyError, OSError) as error:
        raise Refused(f"{field} cannot be read: {text[:40] or 'empty'}.", EXAMPLES) from error
    return text


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
