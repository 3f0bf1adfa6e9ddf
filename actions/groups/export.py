"""The directory for others: Meeting Guide JSON, HSDS 3, iCalendar, and our own lines.

Never secrets, withheld places, listings that are not offered, or rows whose source states no licence that allows it.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from actions.groups.importers import edits
from actions.groups.importers.listing import Listing, Sched, from_payload
from actions.groups.models import Meeting, Provenance, RawRecord, Source
from actions.groups.recurrence import parts
from actions.storage import reading

FORMATS = ("meeting-guide", "hsds3", "ics", "jsonl")
# Words of a licence that forbid passing a row on.
CLOSED = ("none", "internal", "private", "local", "no redistribution", "all rights reserved")
DAYS_FROM_SUNDAY = (1, 2, 3, 4, 5, 6, 0)


@dataclass(frozen=True)
class Shown:
    """One listing as others may have it."""

    id: str
    listing: Listing
    source: str
    licence: str
    attribution: str | None
    updated: datetime


@dataclass
class LeftOut:
    """Why rows are not in an export, and how many."""

    reasons: Counter[str] = field(default_factory=Counter)


def may_share(licence: str | None) -> bool:
    """Whether a source's licence lets its rows be passed on. None stated: no."""
    return bool(licence) and not any(word in str(licence).lower() for word in CLOSED)


def shown(
    engine: Engine, *, source: str | None = None, public_id: str | None = None, left_out: LeftOut | None = None
) -> Iterator[Shown]:
    """Every listing that may be passed on, in a fixed order; what is left out is counted."""
    counted = left_out or LeftOut()
    query = (
        select(Meeting.public_id, Meeting.status, RawRecord.payload_json, RawRecord.seen_last, Source)
        .join(Source, Source.id == Meeting.source_id)
        .join(
            RawRecord,
            (RawRecord.source_id == Meeting.source_id) & (RawRecord.external_key == Meeting.external_key),
        )
        .order_by(Meeting.public_id)
    )
    if source:
        query = query.where(Source.key == source)
    if public_id:
        query = query.where(Meeting.public_id == public_id)
    with reading(engine) as db:
        edited = _edits(db)
        for row in db.execute(query.execution_options(yield_per=500)):
            if row.status != "published":
                counted.reasons["not offered"] += 1
            elif not may_share(row.Source.licence):
                counted.reasons["no licence to share"] += 1
            else:
                made = _public(_edited(from_payload(json.loads(row.payload_json)), edited.get(row.public_id, [])))
                s = row.Source
                yield Shown(row.public_id, made, s.name, s.licence, s.attribution, row.seen_last)


def _edits(db: Session) -> dict[str, list[Provenance]]:
    found: dict[str, list[Provenance]] = defaultdict(list)
    for edit in db.scalars(select(Provenance).order_by(Provenance.id)):
        found[edit.public_id].append(edit)
    return found


def _edited(listing: Listing, found: list[Provenance]) -> Listing:
    for edit in found:
        if edits.sha(edits.value_of(listing, edit.field)) == edit.feed_sha:
            listing = edits.with_value(listing, edit.field, json.loads(edit.value))
    return listing


def _public(listing: Listing) -> Listing:
    place = listing.place
    return replace(listing, place=None if place and place.precision == "withheld" else place, secret={})


def as_lines(one: Shown) -> dict[str, Any]:
    """Our own shape: everything but the way in; read again by `--kind jsonl` it changes nothing."""
    row = one.listing.payload()
    return {"uid": one.listing.key, "id": one.id, "listing": row, "source": one.source, "licence": one.licence}


def as_meeting_guide(one: Shown, counted: LeftOut) -> list[dict[str, Any]]:
    """Rows of the Meeting Guide format, one a weekday; only what meets every week can be said in it."""
    made = []
    listing, place = one.listing, one.listing.place
    for s in listing.schedules:
        if not _weekly(s):
            counted.reasons["not every week"] += 1
            continue
        row: dict[str, Any] = {
            "slug": one.id if len(listing.schedules) == 1 else f"{one.id}-{s.weekday}",
            "name": listing.name,
            "day": DAYS_FROM_SUNDAY[s.weekday or 0],
            "time": s.start,
            "end_time": _end(s),
            "timezone": s.tz,
            "types": _types(listing),
            "updated": one.updated.strftime("%Y-%m-%d %H:%M:%S"),
            "attendance_option": {"phone": "online", "text": "online"}.get(listing.modality, listing.modality),
        }
        if place and place.address and listing.modality in ("in_person", "hybrid"):
            row |= {"location": place.name or place.address.split(",")[0], "formatted_address": place.address}
            row |= {"latitude": place.lat, "longitude": place.lon} if place.lat is not None else {}
        if listing.home_page:
            row["url"] = listing.home_page
        if listing.notes:
            row["notes"] = listing.notes
        row["entity"] = one.source
        made.append(row)
    if not listing.schedules:
        counted.reasons["no time"] += 1
    return made


def _weekly(s: Sched) -> bool:
    known = parts(s.rrule or "")
    plain = set(known) == {"FREQ", "BYDAY"} and known["FREQ"] == "WEEKLY"
    return bool(s.kind == "recurring" and s.start and s.tz and plain and not s.holiday_rule and not s.exceptions)


def _end(s: Sched) -> str:
    at = (int((s.start or "0:0")[:2]) * 60 + int((s.start or "00:00")[3:5]) + (s.minutes or 60)) % 1440
    return f"{at // 60:02}:{at % 60:02}"


TYPES = {
    "open": "O", "closed": "C", "women": "W", "men": "M", "wheelchair": "X", "beginners": "BE", "discussion": "D",
    "speaker": "SP", "step": "ST", "tradition": "TR", "literature": "LIT", "book_study": "B", "meditation": "MED",
    "candlelight": "CAN", "lgbtq": "LGBTQ", "gay": "G", "lesbian": "L", "young_people": "Y", "bipoc": "POC",
    "secular": "A", "asl": "ASL", "child_care": "BA", "fragrance_free": "FF", "outdoor": "OUT", "seniors": "SEN",
}  # fmt: skip
LANGUAGES = {
    "en": "EN",
    "es": "S",
    "fr": "FR",
    "ru": "RUS",
    "pl": "POL",
    "pt": "POR",
    "it": "ITA",
    "ja": "JA",
    "de": "DE",
}


def _types(listing: Listing) -> list[str]:
    made = [TYPES[t] for t in listing.tags if t in TYPES] + [LANGUAGES[x] for x in listing.languages if x in LANGUAGES]
    return made + (["ONL"] if listing.modality in ("online", "hybrid", "phone") else [])


def as_hsds(one: Shown) -> dict[str, Any]:
    """A service of HSDS 3 with its organisation, place and schedules."""
    listing, place = one.listing, one.listing.place
    made: dict[str, Any] = {
        "id": one.id,
        "name": listing.name,
        "description": listing.description or listing.notes,
        "url": listing.home_page,
        "status": "active",
        "fees_description": listing.cost,
        "minimum_age": listing.min_age,
        "maximum_age": listing.max_age,
        "organization": {"id": f"org-{one.id}", "name": listing.organisation or one.source},
        "attributes": [
            {"taxonomy_term": {"code": code, "name": code.replace("_", " "), "taxonomy": scheme}}
            for scheme, codes in (("topic", listing.topics), ("role", listing.roles), ("tag", listing.tags))
            for code in codes
        ],
        "languages": [{"code": x} for x in listing.languages],
        "schedules": [_hsds_schedule(s) for s in listing.schedules if s.start and s.rrule],
        "metadata": [{"resource_type": "service", "last_action_date": one.updated.date().isoformat(),
                      "last_action_type": "import", "field_name": "source", "replacement_value": one.source}],
        "license": one.licence,
    }  # fmt: skip
    if place and place.address:
        address = {"address_1": place.address, "city": place.city, "state_province": place.admin1,
                   "postal_code": place.postcode, "country": place.country, "address_type": "physical"}  # fmt: skip
        at = {"name": place.name, "latitude": place.lat, "longitude": place.lon, "addresses": [address]}
        made["service_at_locations"] = [{"id": f"at-{one.id}", "location": at}]
    return made


def _hsds_schedule(s: Sched) -> dict[str, Any]:
    known = parts(s.rrule or "")
    return {
        "freq": known.get("FREQ"),
        "interval": known.get("INTERVAL"),
        "byday": known.get("BYDAY"),
        "bymonthday": known.get("BYMONTHDAY"),
        "opens_at": s.start,
        "closes_at": _end(s),
        "dtstart": s.anchor or s.valid_from,
        "until": s.valid_to,
        "description": s.raw_text,
        "notes": s.tz,
    }


def page(engine: Engine, after: str = "", size: int = 100) -> list[Shown]:
    """The next `size` listings with an id beyond `after` that may be passed on, by id."""
    with reading(engine) as db:
        sources = {s.id: s for s in db.scalars(select(Source)) if may_share(s.licence)}
        edited = _edits(db)
        rows = db.execute(
            select(Meeting.public_id, Meeting.source_id, RawRecord.payload_json, RawRecord.seen_last)
            .join(
                RawRecord,
                (RawRecord.source_id == Meeting.source_id) & (RawRecord.external_key == Meeting.external_key),
            )
            .where(Meeting.status == "published", Meeting.source_id.in_(sources), Meeting.public_id > after)
            .order_by(Meeting.public_id)
            .limit(size)
        )
        made = []
        for row in rows:
            listing = _public(_edited(from_payload(json.loads(row.payload_json)), edited.get(row.public_id, [])))
            s = sources[row.source_id]
            made.append(Shown(row.public_id, listing, s.name, str(s.licence), s.attribution, row.seen_last))
        return made


def total(engine: Engine) -> int:
    """How many listings may be passed on."""
    with reading(engine) as db:
        sources = [s.id for s in db.scalars(select(Source)) if may_share(s.licence)]
        found = select(func.count()).where(Meeting.status == "published", Meeting.source_id.in_(sources))
        return db.scalar(found) or 0
