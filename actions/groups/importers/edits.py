"""Values that an editor set. They win over the feed until the feed itself changes that field."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from actions.groups.importers.listing import Listing
from actions.groups.models import Change, Provenance, Report

NUMBERS = ("min_age", "max_age")
TEXTS = ("name", "notes", "description", "organisation", "home_page", "entry", "cost", "faith")
CHOICES = {
    "open_closed": ("open", "closed", "unknown"),
    "gender_only": ("women", "men", ""),
    "camera": ("required", "optional", "none", "unknown"),
    "anonymity": ("anonymous", "first_name", "pseudonym", "real_name", "unknown"),
    "registration": ("none", "form", "email", "phone", "unknown"),
    "moderated": ("none", "post", "live", "unknown"),
}
# Of the first time it meets; "anchor" is a date on which a fortnightly group met.
TIMES = ("start", "tz", "rrule", "anchor", "valid_from", "valid_to", "join_until", "holiday_rule")
FIELDS = (*TEXTS, *NUMBERS, *CHOICES, *TIMES)


def value_of(listing: Listing, field: str) -> Any:
    """What a listing says in an editable field."""
    if field in TIMES:
        return getattr(listing.schedules[0], field) if listing.schedules else None
    return getattr(listing, field)


def sha(value: Any) -> str:
    """By which a feed's value is recognised later."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def with_value(listing: Listing, field: str, value: Any) -> Listing:
    """The listing with one field set; a time is set on all its schedules of the same weekday as the first."""
    if field not in TIMES:
        return replace(listing, **{field: value})
    if not listing.schedules:
        return listing
    day = listing.schedules[0].weekday
    changed = tuple(
        replace(s, **{field: value}, origin="human", confidence=1.0) if s.weekday == day else s
        for s in listing.schedules
    )
    return replace(listing, schedules=changed)


def of(db: Session, public_ids: Sequence[str]) -> dict[str, list[Provenance]]:
    """The edits of some listings, by public id."""
    found: dict[str, list[Provenance]] = defaultdict(list)
    for edit in db.scalars(select(Provenance).where(Provenance.public_id.in_(public_ids)).order_by(Provenance.id)):
        found[edit.public_id].append(edit)
    return found


def reported(db: Session, public_ids: Sequence[str]) -> set[str]:
    """Those of some listings that have an open report."""
    return set(db.scalars(select(Report.public_id).where(Report.public_id.in_(public_ids), Report.state == "open")))


def apply(db: Session, listing: Listing, edits: Sequence[Provenance], now: datetime) -> Listing:
    """The listing with its edits. One whose field the feed has changed since is dropped, and the change is written."""
    for edit in edits:
        feed = value_of(listing, edit.field)
        if sha(feed) == edit.feed_sha:
            listing = with_value(listing, edit.field, json.loads(edit.value))
            continue
        db.execute(delete(Provenance).where(Provenance.id == edit.id))
        db.add(
            Change(
                entity="meeting",
                key=edit.public_id,
                field=edit.field,
                before=edit.value,
                after=json.dumps(feed, ensure_ascii=False),
                actor="feed",
                at=now,
            )
        )
    return listing
